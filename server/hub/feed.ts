import type { Sql } from '../../db/connect.ts'
import { readLog } from '../../db/log.ts'
import { readBoard } from '../../db/states.ts'
import { type Board, countAll, emptyBoard, foldBoard } from '../../domain/board.ts'
import { formatCursor, formatCustomerCursor } from '../../domain/cursor.ts'
import { canSee, type Sight } from '../../domain/sight.ts'
import type { Moment } from '../../domain/wire.ts'
import { within } from '../outside.ts'
import { type Channel, createChannel } from './channel.ts'
import { type Logged, packForCustomer, packHeartbeat, packMoment, packReset } from './frames.ts'
import { createPages, type Page } from './pages.ts'
import { type Reader, send } from './reader.ts'
import { frameFor, type Recent, recentOf } from './recent.ts'
import type { Spare } from './spare.ts'
import { createTurns } from './turns.ts'

/** How many recent events a node keeps at hand: a thousand screens that reconnect read memory, not the database. */
const RING = 10_000
/** How long reading the log may take before it is begun anew, in milliseconds: a connection that froze never answers. */
const READING = 5_000
const PAGE = 2_000
/** Less at a time where others are served meanwhile. */
const RECALLED = 250
/** So many readings of the log for those who catch up go on at a time. */
const READINGS = 3
/** So many events may wait for one that is missing. */
const AHEAD = 10_000
/** Stands for the service of a conversation that ended: its moments are told to those alone who see every service. */
const NOT_HERE = ''
/** Who hears one conversation gets a heartbeat so often, in milliseconds; api.md allows 15 s. */
const NEAR_EVERY = 11_000
/** So many of those get one in a go. */
const NEAR_AT_ONCE = 200

/** Those who hear one conversation, and when they last had a heartbeat. */
interface Near {
  channel: Channel
  beaten: number
}

/** One workspace on this node: its board, its recent events, its readers. */
export interface Feed {
  readonly workspaceId: string
  readonly generation: number
  /** So many of the generations began because a person was erased. */
  readonly erasures: number
  readonly board: Board
  readers(): Iterable<Reader>
  has(reader: Reader): boolean
  /** From here on the reader hears what happens; it has heard all that is in the board. */
  join(reader: Reader): void
  leave(reader: Reader): void
  /** What a reader may see has changed: from here on it hears that, and is told to take a fresh snapshot (L6). */
  resight(reader: Reader, services: Sight): void
  /** The recent events after a number, or null when the ring does not reach back so far. */
  recent(after: number): Recent[] | null
  /**
   * Brings back into the ring what the log has after a number: once for all who ask. After a start the ring is empty, and
   * every screen comes back at about the same place.
   * @returns whether the ring reaches back so far now
   */
  recall(after: number): Promise<boolean>
  /** What the log has after a number that is in the board, for one who is further behind than the ring reaches. */
  page(after: number): Promise<Page>
  /** Gives a reader more than its first piece: all who catch up share what time the others leave (L13). */
  readonly inSpare: Spare
  /** Reads the log for those who catch up. They take turns: what they read is large, and commits need connections too (L13). */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** Takes committed events in the order of their numbers; what was missed is read from the log first. */
  publish(events: Logged[]): void
  /** Reads what the log has beyond the board, as of this call or later. */
  catchUp(): Promise<void>
  /** The log is known to reach this number: what the board lacks is read, and nobody waits for it. */
  heard(seq: number): void
  moment(moment: Moment): void
  /** The head of the log, to those who hear the whole workspace. @param at RFC 3339 */
  heartbeat(at: string, database: 'up' | 'down'): void
  /** To those who hear one conversation and had none for long, a few at a time, since there may be thousands; or to all. */
  heartbeatNear(at: string, database: 'up' | 'down', all: boolean): void
  onEvent(listener: (event: Logged) => void): void
}

/**
 * Loads a workspace's board from the database; null when there is no such workspace.
 * @param spare the time of this node for those who catch up
 * @param onWaiting told of each channel that has something to flush
 * @param elapsed milliseconds since some moment, by a clock that nobody sets
 * @param patience milliseconds for what other nodes committed before to come by itself, until the log is read for it
 */
export async function openFeed(
  { sql, slow, spare }: { sql: Sql; slow: Sql; spare: Spare },
  workspaceId: string,
  onWaiting: (channel: Channel) => void,
  elapsed: () => number,
  patience = 0,
): Promise<Feed | null> {
  const start = await readBoard(slow, workspaceId)
  if (!start) return null
  const { generation, erasures } = start
  const board = emptyBoard()
  board.seq = start.seq
  for (const service of start.services) board.services.set(service.id, service)
  for (const conversation of start.conversations) board.conversations.set(conversation.id, conversation)
  countAll(board)

  const ring: Recent[] = []
  const everything = createChannel(onWaiting)
  // Those who see some services alone (G1): a channel for each set of services, not for each reader.
  const partly = new Map<ReadonlySet<string>, Channel>()
  const operatorsOf = new Map<string, Near>()
  const customersOf = new Map<string, Near>()
  const listeners: ((event: Logged) => void)[] = []
  let reading: Promise<void> | null = null
  let nextReading: Promise<void> | null = null
  let recalling: Promise<void> | null = null
  // The highest number that is known to be committed: reading goes on until it is here.
  let known = start.seq
  const ahead = new Map<number, Logged>()
  const inTurn = createTurns(READINGS)
  const pages = createPages(generation, async (after, limit) => {
    const events = await inTurn(() => within(READING, readLog(sql, workspaceId, after, limit)))
    return spare(() => events.map((event) => packed(recentOf(generation, event))))
  })
  let minding: NodeJS.Timeout | undefined

  function publish(events: Logged[]): void {
    known = Math.max(known, events.at(-1)?.seq ?? 0)
    for (const event of events) {
      if (event.seq === board.seq + 1) take(event)
      else if (event.seq > board.seq && ahead.size < AHEAD) ahead.set(event.seq, event)
    }
    takeAhead()
    if (known > board.seq) mind(patience)
  }

  /** What came before that which it follows on. */
  function takeAhead(): void {
    for (let next = ahead.get(board.seq + 1); next; next = ahead.get(board.seq + 1)) take(next)
    if (known <= board.seq) ahead.clear()
  }

  /** What is missing was committed by another node, or its answer was lost: it may be on its way, and is in the log. */
  function mind(wait: number): void {
    const missing = board.seq + 1
    if (wait > 0)
      minding ??= setTimeout(() => {
        minding = undefined
        // Where that number came meanwhile, it is another one that is missing now: it has its own time.
        if (known > board.seq) mind(board.seq < missing ? 0 : wait)
      }, wait)
    else read().catch(() => {}) // The next commit, a reader that asks, or who watches the database tries again.
  }

  function take(event: Logged): void {
    ahead.delete(event.seq)
    foldBoard(board, event)
    const recent = recentOf(generation, event)
    const { frame } = recent
    ring.push(recent)
    if (ring.length > RING * 1.2) ring.splice(0, ring.length - RING)
    everything.say(frame)
    for (const [services, channel] of partly)
      if (canSee(services, event.serviceId)) channel.say(frameFor(recent, generation, services))
    if (event.conversationId !== null) {
      operatorsOf.get(event.conversationId)?.channel.say(frame)
      const customers = customersOf.get(event.conversationId)?.channel
      const shown = customers && packForCustomer(generation, event)
      if (shown) customers.say(shown)
    }
    for (const listener of listeners) listener(event)
  }

  const nearOf = (kind: Reader['audience']['kind']) => (kind === 'customer' ? customersOf : operatorsOf)

  const sightOf = ({ audience }: Reader): Sight => (audience.kind === 'operators' ? audience.services : null)

  function channelOf(reader: Reader): Channel | undefined {
    const { kind, conversationId } = reader.audience
    const services = sightOf(reader)
    if (conversationId !== null) return nearOf(kind).get(conversationId)?.channel
    return services === null ? everything : partly.get(services)
  }

  function openChannel(reader: Reader): Channel {
    const { kind, conversationId } = reader.audience
    const known = channelOf(reader)
    if (known) return known
    const channel = createChannel(onWaiting)
    const services = sightOf(reader)
    if (conversationId !== null) nearOf(kind).set(conversationId, { channel, beaten: elapsed() })
    else if (services !== null) partly.set(services, channel)
    return channel
  }

  function leave(reader: Reader): void {
    const { kind, conversationId } = reader.audience
    const services = sightOf(reader)
    const channel = channelOf(reader)
    channel?.remove(reader)
    if (channel?.readers.size !== 0) return
    if (conversationId !== null) nearOf(kind).delete(conversationId)
    else if (services !== null) partly.delete(services)
  }

  function* channels(): Iterable<Channel> {
    yield everything
    yield* partly.values()
    for (const { channel } of operatorsOf.values()) yield channel
    for (const { channel } of customersOf.values()) yield channel
  }

  function beatNear(before: number, most: number, at: string, database: 'up' | 'down'): void {
    const now = elapsed()
    const frame = packHeartbeat(formatCursor({ generation, seq: board.seq }), at, database)
    const operators = due(operatorsOf, before, most, now)
    for (const { channel } of operators) channel.say(frame)
    for (const { channel } of due(customersOf, before, most - operators.length, now))
      for (const reader of channel.readers)
        send(reader, packHeartbeat(formatCustomerCursor(generation, reader.sent), at, database))
  }

  function read(): Promise<void> {
    reading ??= within(READING, readOn()).finally(() => {
      reading = null
    })
    return reading
  }

  /** A reading that is under way may have asked before: then another one follows, for all who came meanwhile. */
  function catchUp(): Promise<void> {
    if (!reading) return read()
    nextReading ??= reading
      .catch(() => {})
      .then(() => {
        nextReading = null
        return read()
      })
    return nextReading
  }

  async function readOn(): Promise<void> {
    for (;;) {
      const wanted = known
      const events = await readLog(sql, workspaceId, board.seq, PAGE)
      for (const event of events) if (event.seq === board.seq + 1) take(event)
      takeAhead()
      if (events.length === PAGE) continue
      if (board.seq >= known) return
      // Whoever named that number was wrong: what is committed can be read.
      if (events.length === 0 && known === wanted) known = board.seq
    }
  }

  const reaches = (after: number): boolean => after >= board.seq || (ring[0]?.event.seq ?? Infinity) <= after + 1

  async function recall(after: number): Promise<boolean> {
    // Who asked further back than one before it asks again.
    while (!reaches(after) && board.seq - after <= RING) {
      recalling ??= within(READING, bringBack(after)).finally(() => {
        recalling = null
      })
      await recalling
    }
    return reaches(after)
  }

  async function bringBack(after: number): Promise<void> {
    const first = () => ring[0]?.event.seq ?? board.seq + 1
    const found: Recent[] = []
    for (let at = after; at < first() - 1; ) {
      const events = await readLog(sql, workspaceId, at, RECALLED)
      for (const event of events) found.push(recentOf(generation, event))
      at = events.at(-1)?.seq ?? first()
    }
    // What was taken meanwhile stands in the ring already, where it was not empty.
    const before = first()
    ring.unshift(...found.filter(({ event }) => event.seq < before))
  }

  return {
    workspaceId,
    generation,
    erasures,
    board,
    *readers() {
      for (const channel of channels()) yield* channel.readers
    },
    has: (reader) => channelOf(reader)?.readers.has(reader) ?? false,
    join(reader) {
      if (!reader.closed) openChannel(reader).add(reader)
    },
    leave,
    resight(reader, services) {
      if (reader.audience.kind !== 'operators') return
      const listens = channelOf(reader)?.readers.has(reader) ?? false
      if (listens) leave(reader)
      reader.audience = { ...reader.audience, services }
      send(reader, packReset(formatCursor({ generation, seq: board.seq })))
      // One that still catches up goes on with what it may see now.
      if (!listens || reader.closed) return
      reader.sent = Math.max(reader.sent, board.seq)
      openChannel(reader).add(reader)
    },
    publish,
    catchUp,
    heard(seq) {
      known = Math.max(known, seq)
      if (known > board.seq) mind(0)
    },
    recall,
    page: pages.holding,
    inSpare: spare,
    inTurn,
    recent(after) {
      if (after >= board.seq) return []
      return reaches(after) ? ring.slice(after + 1 - (ring[0]?.event.seq ?? 0)) : null
    },
    moment(moment) {
      const frame = packMoment(moment)
      everything.say(frame)
      const about = 'conversationId' in moment ? moment.conversationId : null
      const serviceId = about === null ? null : (board.conversations.get(about)?.serviceId ?? NOT_HERE)
      for (const [services, channel] of partly) if (canSee(services, serviceId)) channel.say(frame)
      if (!('conversationId' in moment)) return
      operatorsOf.get(moment.conversationId)?.channel.say(frame)
      // That somebody types is for the customer too; what the AI has written so far, and who looks, are the team's (L8).
      if (moment.type === 'typing' && moment.who !== 'customer')
        customersOf.get(moment.conversationId)?.channel.say(frame)
    },
    heartbeat(at, database) {
      const cursor = formatCursor({ generation, seq: board.seq })
      const frame = packHeartbeat(cursor, at, database)
      everything.say(frame)
      for (const channel of partly.values()) channel.say(frame)
    },
    heartbeatNear: (at, database, all) =>
      all
        ? beatNear(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, at, database)
        : beatNear(elapsed() - NEAR_EVERY, NEAR_AT_ONCE, at, database),
    onEvent(listener) {
      listeners.push(listener)
    },
  }
}

/** Those that wait longest, who come last from now on: so the first one that is not due ends the search. */
function due(nears: Map<string, Near>, before: number, most: number, now: number): Near[] {
  const found: [string, Near][] = []
  for (const [id, near] of nears) {
    if (near.beaten > before || found.length >= most) break
    found.push([id, near])
  }
  for (const [id, near] of found) {
    near.beaten = now
    nears.delete(id)
    nears.set(id, near)
  }
  return found.map(([, near]) => near)
}

/** With its text, which would else be made when somebody waits for it. */
function packed(recent: Recent): Recent {
  recent.frame.length()
  return recent
}
