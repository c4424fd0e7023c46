import { parseCursor } from '../../../domain/cursor.ts'
import type { BoardView, EventView, Frame, Moment } from '../../../domain/wire.ts'
import { api, Problem } from './api.ts'
import { type BoardStore, createBoardStore } from './board-store.ts'
import type { Clock } from './clock.ts'
import { type CommandOptions, command } from './command.ts'
import { type Connection, createConnection, type Probe } from './connection.ts'
import { createDrafts, type DraftStorage, type Drafts } from './drafts.ts'
import { createFreshness, type Freshness } from './freshness.ts'
import { newId } from './ids.ts'
import type { Transport } from './line.ts'
import { createMoments, type Moments } from './moments.ts'
import { nextFrame } from './next-frame.ts'
import { createServerTime, type ServerTime } from './now.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { createPresence, type Presence } from './presence.ts'
import { createTypingSignal, type TypingSignal } from './typing.ts'

/** Everything that is live in this tab, made once, for every page. */
export interface Live {
  board: BoardStore
  connection: Connection
  freshness: Freshness
  time: ServerTime
  moments: Moments
  drafts: Drafts
  outbox: Outbox
  presence: Presence
  typing: TypingSignal
  /** Says a command, again under the same id while nobody answers. */
  command: <T>(path: string, body?: unknown, options?: CommandOptions) => Promise<T>
  /** Hears after each fresh snapshot which conversations began to need attention in the gap before it. */
  onReload: (listener: (began: string[]) => void) => () => void
  stop: () => void
}

export interface LiveDeps {
  clock: Clock
  transports: readonly [Transport, Transport?]
  /** Where that is kept what this person has typed. */
  storage: DraftStorage
  /** The id of who is signed in. */
  person: string
  signedOut: () => void
}

/** How long a question to the server may go unanswered before it counts as failed. */
const PATIENCE = 8_000
/** Waits grow, and with them the order: ranked again so often. */
const RANK_AGAIN = 15_000

/** The only place that puts the live parts together. */
export function createLive({ clock, transports, storage, person, signedOut }: LiveDeps): Live {
  const deps = { ask: api, clock, newId }
  const time = createServerTime(clock)
  const moments = createMoments(clock)
  const reloaded = new Set<(began: string[]) => void>()
  let reloading: Promise<void> | null = null

  const load = async () => {
    const snapshot = await api<BoardView>('/board', { signal: AbortSignal.timeout(PATIENCE) })
    moments.forget()
    const { began } = board.load(snapshot)
    for (const listener of reloaded) listener(began)
  }
  const loadAgain = () => {
    reloading ??= load()
      // What cannot be loaded now is loaded with the next reconnect.
      .catch(() => undefined)
      .finally(() => {
        reloading = null
      })
  }
  const board = createBoardStore({ nextFrame, now: time.now, unknown: loadAgain })

  const frame = (frame: Frame) => {
    if ('id' in frame) return event(frame.data)
    if (frame.event === 'heartbeat') return heartbeat(frame.data as Heartbeat)
    if (frame.event === 'reset') return
    const moment = frame.data as Moment
    if (moment.type === 'operators') return board.setOperators(moment.operators)
    if (moment.type === 'viewers') presence.told()
    moments.apply(moment)
  }
  const heartbeat = ({ at, cursor, database }: Heartbeat) => {
    time.heard(at)
    freshness.heard(parseCursor(cursor)?.seq ?? 0, board.held(), database)
  }
  const event = (event: EventView) => {
    board.apply(event)
    if (event.type === 'message.added' && event.conversationId && 'message' in event.data) {
      moments.said(event.conversationId, event.data.message.role)
    }
    if (event.conversationId && handsOver.has(event.type)) moments.changedHands(event.conversationId)
  }

  const connection = createConnection({
    clock,
    transports,
    position: board.cursor,
    load,
    probe,
    frame,
    signedOut,
  })
  const freshness = createFreshness(connection, clock)
  const presence = createPresence({ ...deps, heard: moments.apply })
  const typing = createTypingSignal(deps)
  const drafts = createDrafts(storage, person)
  let stopRanking = () => {}
  const rankAgain = () => {
    board.ranking.again()
    board.ranking.publish()
    stopRanking = clock.after(RANK_AGAIN, rankAgain)
  }
  rankAgain()

  return {
    board,
    connection,
    freshness,
    time,
    moments,
    drafts,
    outbox: createOutbox({ ...deps, drafts }),
    presence,
    typing,
    command: (path, body = {}, options = {}) => command(deps, path, body, { tries: 4, ...options }),
    onReload: (listener) => {
      reloaded.add(listener)
      return () => reloaded.delete(listener)
    },
    stop: () => {
      stopRanking()
      for (const part of [connection, freshness, presence, typing, time]) part.stop()
    },
  }
}

/** The events after which another, or nobody, holds a conversation. */
const handsOver: ReadonlySet<EventView['type']> = new Set([
  'conversation.handed_off',
  'conversation.claimed',
  'conversation.assigned',
  'conversation.released',
  'conversation.resumed',
  'conversation.resolved',
  'conversation.reopened',
])

type Heartbeat = Extract<Frame, { event: 'heartbeat' }>['data']

async function probe(): Promise<Probe> {
  try {
    await api('/me', { signal: AbortSignal.timeout(PATIENCE) })
    return 'ok'
  } catch (error) {
    return error instanceof Problem && error.status === 401 ? 'signed_out' : 'unreachable'
  }
}
