import { type Accessor, batch, createMemo, createSignal } from 'solid-js'
import { needsAttention } from '../../../domain/attention.ts'
import { type Board, boardStats, countAll, emptyBoard, foldBoard, noStats, type Stats } from '../../../domain/board.ts'
import type { Conversation } from '../../../domain/conversation.ts'
import { parseCursor } from '../../../domain/cursor.ts'
import type { Event } from '../../../domain/events.ts'
import { evolve } from '../../../domain/evolve.ts'
import type { Service } from '../../../domain/service.ts'
import {
  type BoardView,
  type ConversationView,
  type EventView,
  foldOf,
  type OperatorView,
  type ServiceView,
  viewConversation,
} from '../../../domain/wire.ts'
import { createCards } from './cards.ts'
import { createModes, type ModeMoment, type Returned } from './modes.ts'
import { createRanking, type Ranking } from './ranking.ts'

/** What one event did to the board, told to whoever listens: in order, each once. */
export interface Change {
  event: EventView
  before: Conversation | null
  after: Conversation | null
}

/**
 * The live model of the console: one board, folded by the same function that the server uses (L6), and a signal for each
 * card that is looked at, so that one event draws one card again. What changes within a frame is drawn together; a new
 * attention is drawn at once.
 */
export interface BoardStore {
  /** False until the first snapshot: nothing is known, and no 0 is shown. */
  loaded: Accessor<boolean>
  /** The services, oldest first. */
  services: Accessor<ServiceView[]>
  service: (id: string) => ServiceView | undefined
  operators: Accessor<OperatorView[]>
  stats: Accessor<Stats>
  statsOf: (serviceId: string) => Stats
  /** One conversation as it stands now; after its end it stays readable, resolved, until the next snapshot. */
  card: (id: string) => ConversationView | undefined
  ranking: Ranking
  /** The number of the last event that is drawn. */
  seq: Accessor<number>
  /** The number of the last event that is folded. Not reactive. */
  held: () => number
  /** The same as a cursor: where to go on from. Not reactive. */
  cursor: () => string | null
  /** Takes a fresh snapshot. `began`: conversations that need attention now and did not in the picture before it. */
  load: (view: BoardView) => { began: string[] }
  apply: (event: EventView) => void
  setOperators: (operators: OperatorView[]) => void
  /** The changes of a service's mode that this tab knows, oldest first: the latest at least. */
  modesOf: (serviceId: string) => readonly ModeMoment[]
  /** Hears of claims that a change of the mode returned. The answer stops it. */
  onReturned: (listener: (returned: Returned) => void) => () => void
  /** Hears each event of a conversation that is new to the board. The answer stops it. */
  listen: (listener: (change: Change) => void) => () => void
}

export interface BoardStoreDeps {
  /** Runs `flush` with the next picture that the browser draws. */
  nextFrame: (flush: () => void) => void
  /** milliseconds since 1970, by the server’s clock */
  now: () => number
  /** An event spoke of an open conversation that the board does not have: only a fresh snapshot helps. */
  unknown: () => void
}

export function createBoardStore({ nextFrame, now, unknown }: BoardStoreDeps): BoardStore {
  let board: Board = emptyBoard()
  let cursor: string | null = null
  let scheduled = false
  let drawnAtOnce = false
  const dirty = new Set<string>()
  const ended = new Map<string, Conversation>()
  const modes = createModes()
  const listeners = new Set<(change: Change) => void>()
  const [loaded, setLoaded] = createSignal(false)
  const [seq, setSeq] = createSignal(0)
  const [services, setServices] = createSignal<ServiceView[]>([])
  const [operators, setOperators] = createSignal<OperatorView[]>([])
  // A picture in which no counter moved draws none of them, nor what is made of them.
  const [counted, count] = createSignal<ReadonlyMap<string, Stats>>(new Map(), { equals: sameCounts })
  const stats = createMemo(() => (counted(), boardStats(board)))
  const ranking = createRanking({ service: (id) => board.services.get(id), now })
  const cards = createCards((id): ConversationView | undefined => {
    const conversation = board.conversations.get(id) ?? ended.get(id)
    const service = conversation && board.services.get(conversation.serviceId)
    return conversation && service && viewConversation(conversation, service)
  })

  const flush = () => {
    scheduled = false
    drawnAtOnce = false
    batch(() => {
      for (const id of dirty) cards.refresh(id)
      dirty.clear()
      ranking.publish()
      setSeq(board.seq)
      count(new Map(board.stats))
    })
  }
  const soon = () => {
    if (scheduled) return
    scheduled = true
    nextFrame(() => scheduled && flush())
  }
  /** Now, and for a flood of them once in each frame. */
  const atOnce = () => {
    if (!drawnAtOnce) flush()
    soon()
    drawnAtOnce = true
  }
  /** A snapshot, or a mode change, which moves all of a service’s conversations at once (L9). */
  const everything = (before: ReadonlyMap<string, Service>) => {
    modes.record(board.services.values())
    ranking.replace(board.conversations.values())
    batch(() => {
      setServices([...board.services.values()].sort((a, b) => a.createdAt.localeCompare(b.createdAt)))
      cards.refreshAll()
      flush()
    })
    modes.tell(before, board)
  }

  const load = (snapshot: BoardView) => {
    const before = cursor === null ? null : board
    board = fromSnapshot(snapshot)
    cursor = snapshot.cursor
    dirty.clear()
    ended.clear()
    batch(() => {
      setOperators(snapshot.operators)
      setLoaded(true)
      everything(before?.services ?? new Map())
    })
    const began = before
      ? [...board.conversations.values()].filter((one) => begins(before.conversations.get(one.id), one))
      : []
    return { began: began.map(({ id }) => id) }
  }

  const apply = (event: EventView) => {
    // What is held already comes again when a reconnect raced with a snapshot: once is enough (L5).
    if (event.seq <= board.seq) return
    const servicesBefore = event.conversationId === null ? new Map(board.services) : null
    const change = foldBoard(board, event as Event)
    cursor = event.cursor
    if (!change) {
      if (servicesBefore) everything(servicesBefore)
      return
    }
    const { before, after } = change
    const id = event.conversationId ?? ''
    if (!before && !after && event.type === 'message.added') unknown()
    if (after?.resolvedAt) ended.set(id, after)
    // What ended here is read on: the customer may go on in a new session (`nextId`).
    const over = !before && !after ? ended.get(id) : undefined
    if (over) ended.set(id, evolve(over, event as Event) ?? over)
    dirty.add(id)
    ranking.touch(id, board.conversations.get(id))
    if (after && begins(before ?? undefined, after)) atOnce()
    else soon()
    for (const listener of listeners) listener({ event, before, after })
  }

  return {
    loaded,
    services,
    service: (id) => services().find((service) => service.id === id),
    operators,
    stats,
    statsOf: (serviceId) => (counted(), board.stats.get(serviceId) ?? noStats),
    card: cards.read,
    ranking,
    seq,
    held: () => board.seq,
    cursor: () => cursor,
    load,
    apply,
    setOperators,
    modesOf: (id) => (services(), modes.of(id)),
    onReturned: modes.listen,
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const parts = Object.keys(noStats) as (keyof Stats)[]

const sameCounts = (before: ReadonlyMap<string, Stats>, after: ReadonlyMap<string, Stats>): boolean =>
  before.size === after.size &&
  [...after].every(([id, stats]) => {
    const known = before.get(id)
    return known === stats || (known !== undefined && parts.every((part) => known[part] === stats[part]))
  })

/** A new attention: it needs a person now, and did not before. */
const begins = (before: Conversation | undefined, after: Conversation): boolean =>
  needsAttention(after) && !(before && needsAttention(before))

function fromSnapshot(snapshot: BoardView): Board {
  const board = emptyBoard()
  board.seq = parseCursor(snapshot.cursor)?.seq ?? 0
  for (const service of snapshot.services) board.services.set(service.id, service)
  for (const conversation of [...snapshot.conversations, ...snapshot.opening])
    board.conversations.set(conversation.id, foldOf(conversation))
  countAll(board)
  return board
}
