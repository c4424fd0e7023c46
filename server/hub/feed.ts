import type { Sql } from '../../db/connect.ts'
import { readLog } from '../../db/log.ts'
import { readBoard } from '../../db/states.ts'
import { type Board, emptyBoard, foldBoard, recount } from '../../domain/board.ts'
import { formatCursor } from '../../domain/cursor.ts'
import type { Moment } from '../../domain/wire.ts'
import { within } from '../outside.ts'
import { type Logged, type Packed, packEvent, packForCustomer, packHeartbeat, packMoment } from './frames.ts'
import { type Reader, send } from './reader.ts'

/** How many recent events a node keeps at hand: a thousand screens that reconnect read memory, not the database. */
const RING = 10_000
/** How long reading the log may take before it is begun anew, in milliseconds: a connection that froze never answers. */
const READING = 5_000
const PAGE = 2_000

/** One workspace on this node: its board, its recent events, its readers. */
export interface Feed {
  readonly workspaceId: string
  readonly generation: number
  readonly board: Board
  readonly readers: Set<Reader>
  /** The recent events after a number, or null when the ring does not reach back so far. */
  recent(after: number): Logged[] | null
  /** Takes committed events in the order of their numbers; what was missed is read from the log first. */
  publish(events: Logged[]): void
  /** Reads what the log has beyond the board. */
  catchUp(): Promise<void>
  moment(moment: Moment): void
  heartbeat(at: string, database: 'up' | 'down'): void
  onEvent(listener: (event: Logged) => void): void
}

/** Loads a workspace's board from the database; null when there is no such workspace. */
export async function openFeed(sql: Sql, workspaceId: string): Promise<Feed | null> {
  const start = await readBoard(sql, workspaceId)
  if (!start) return null
  const { generation } = start
  const board = emptyBoard()
  board.seq = start.seq
  for (const service of start.services) board.services.set(service.id, service)
  for (const conversation of start.conversations) board.conversations.set(conversation.id, conversation)
  for (const id of board.services.keys()) recount(board, id)

  const ring: Logged[] = []
  const readers = new Set<Reader>()
  const listeners: ((event: Logged) => void)[] = []
  let reading: Promise<void> | null = null
  // The highest number that is known to be committed: reading goes on until it is here.
  let known = start.seq

  function publish(events: Logged[]): void {
    const [first] = events
    known = Math.max(known, events.at(-1)?.seq ?? 0)
    if (first && first.seq > board.seq + 1) {
      // Another node, or a commit whose answer was lost: the log has what is between.
      catchUp().catch(() => {}) // The next commit, or a reader that asks, tries again.
      return
    }
    for (const event of events) if (event.seq === board.seq + 1) take(event)
  }

  function take(event: Logged): void {
    foldBoard(board, event)
    ring.push(event)
    if (ring.length > RING * 1.2) ring.splice(0, ring.length - RING)
    const frame = packEvent(generation, event)
    let shown: Packed | null | undefined
    for (const reader of readers) {
      const { audience } = reader
      if (audience.kind === 'operators') {
        if (
          event.seq > reader.sent &&
          (audience.conversationId === null || audience.conversationId === event.conversationId) &&
          send(reader, frame)
        )
          reader.sent = event.seq
      } else if (
        audience.conversationId === event.conversationId &&
        event.publicSeq !== null &&
        event.publicSeq > reader.sent
      ) {
        if (shown === undefined) shown = packForCustomer(generation, event)
        if (shown && send(reader, shown)) reader.sent = event.publicSeq
      }
    }
    for (const listener of listeners) listener(event)
  }

  function catchUp(): Promise<void> {
    reading ??= within(READING, readOn()).finally(() => {
      reading = null
    })
    return reading
  }

  async function readOn(): Promise<void> {
    for (;;) {
      const events = await readLog(sql, workspaceId, board.seq, PAGE)
      for (const event of events) if (event.seq === board.seq + 1) take(event)
      if (events.length < PAGE && board.seq >= known) return
    }
  }

  return {
    workspaceId,
    generation,
    board,
    readers,
    publish,
    catchUp,
    recent(after) {
      if (after >= board.seq) return []
      const oldest = ring[0]
      if (!oldest || oldest.seq > after + 1) return null
      return ring.slice(after + 1 - oldest.seq)
    },
    moment(moment) {
      const frame = packMoment(moment)
      for (const reader of readers) if (hears(reader, moment)) send(reader, frame)
    },
    heartbeat(at, database) {
      const cursor = formatCursor({ generation, seq: board.seq })
      const frame = packHeartbeat(cursor, at, database)
      for (const reader of readers)
        send(
          reader,
          reader.audience.kind === 'operators' ? frame : packHeartbeat(`c${generation}.${reader.sent}`, at, database),
        )
    },
    onEvent(listener) {
      listeners.push(listener)
    },
  }
}

/** A customer hears that somebody types in the own conversation; what the AI has written so far, and who looks, are the team's (L8). */
function hears({ audience }: Reader, moment: Moment): boolean {
  if (audience.kind === 'operators')
    return (
      audience.conversationId === null ||
      ('conversationId' in moment && moment.conversationId === audience.conversationId)
    )
  return moment.type === 'typing' && moment.who !== 'customer' && moment.conversationId === audience.conversationId
}
