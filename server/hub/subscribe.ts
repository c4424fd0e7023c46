import type { Sql } from '../../db/connect.ts'
import { countPublic, readLog, readPublic } from '../../db/log.ts'
import { formatCursor, formatCustomerCursor, parseCursor, parseCustomerCursor } from '../../domain/cursor.ts'
import { canSee, resights } from '../../domain/sight.ts'
import { type Feed, frameFor, type Recent } from './feed.ts'
import { type Logged, packAll, packEvent, packForCustomer, packHeartbeat, packReset } from './frames.ts'
import { type OperatorAudience, type Reader, send } from './reader.ts'

/** How far behind a stream may start; further back a fresh snapshot is cheaper (L5). */
const REACH = 50_000
/** Few enough that what waits for a slow reader between two pauses stays small. */
const PAGE = 200
/** A reader that catches up is given so much at once, in bytes, and more when it has taken it: it is never cut for being behind (L13). */
const GULP = 256 * 1024

/**
 * Brings a reader from its cursor to the present and keeps it there: from memory where that reaches, else from the log.
 * A cursor of another generation, from the future or from too long ago gets `reset`, and the stream goes on from the head.
 * @param after the cursor, or null for “from now on”
 */
export async function subscribe(
  sql: Sql,
  feed: Feed,
  reader: Reader,
  after: string | null,
  now: () => string,
): Promise<void> {
  if (reader.audience.kind === 'customer') await catchUpCustomer(sql, feed, reader, after)
  else await catchUpOperator(sql, feed, reader, after)
  if (reader.closed) return
  const cursor =
    reader.audience.kind === 'customer'
      ? formatCustomerCursor(feed.generation, reader.sent)
      : formatCursor({ generation: feed.generation, seq: feed.board.seq })
  send(reader, packHeartbeat(cursor, now(), 'up'))
}

async function catchUpOperator(sql: Sql, feed: Feed, reader: Reader, after: string | null): Promise<void> {
  const { generation, board } = feed
  const cursor = after === null ? { generation, seq: board.seq } : parseCursor(after)
  // A cursor ahead of this node may come from another one: the log decides.
  if (cursor && cursor.seq > board.seq) await feed.catchUp()
  if (!cursor || cursor.generation !== generation || cursor.seq > board.seq || board.seq - cursor.seq > REACH) {
    beginAnew()
    return
  }
  reader.sent = cursor.seq
  const userId = reader.right.kind === 'session' ? reader.right.userId : null
  const hears = ({ event }: Recent): boolean => {
    // Read anew: what it may see can change on the way.
    const { conversationId, services } = reader.audience as OperatorAudience
    return (conversationId === null || conversationId === event.conversationId) && canSee(services, event.serviceId)
  }
  while (!reader.closed) {
    const recent = feed.recent(reader.sent)
    const given = recent ? give(recent) : (await feed.recall(reader.sent)) ? 'some' : await feed.inTurn(giveFromLog)
    if (given === 'anew') return
    // No await between asking the ring and this line: nothing can fall between.
    if (recent && given === 'all') return feed.join(reader)
    // What was not given is asked for again: while a reader is slow, nothing but its gulp is held for it (L13).
    if (reader.outlet.backlog() > GULP) await reader.outlet.drained()
  }

  /** As much as the reader takes at once. */
  function give(frames: readonly Recent[]): 'all' | 'some' | 'anew' {
    for (let at = 0; at < frames.length; ) {
      const next = gulp(frames, at)
      // Since then it sees other services: a picture of before cannot be brought up to date.
      if (frames.slice(at, next).some(({ event }) => userId !== null && resights(event, userId))) {
        beginAnew()
        return 'anew'
      }
      const heard = frames.slice(at, next).filter(hears)
      if (
        heard.length > 0 &&
        !send(
          reader,
          packAll(heard.map((one) => frameFor(one, generation, (reader.audience as OperatorAudience).services))),
        )
      )
        return 'some'
      reader.sent = frames[next - 1]?.event.seq ?? reader.sent
      at = next
      if (reader.outlet.backlog() > GULP) return 'some'
    }
    return 'all'
  }

  /** A function of its own, since what it reads must not live as long as the reader takes for it. */
  async function giveFromLog(): Promise<'some' | 'anew'> {
    if (reader.closed) return 'some'
    const events = await readLog(sql, feed.workspaceId, reader.sent, PAGE)
    return give(events.map(packed)) === 'anew' ? 'anew' : 'some'
  }

  function beginAnew(): void {
    reader.sent = board.seq
    send(reader, packReset(formatCursor({ generation, seq: board.seq })))
    feed.join(reader)
  }

  function packed(event: Logged): Recent {
    return { event, frame: packEvent(generation, event) }
  }
}

/** Where a gulp ends that begins at a place of the list; at least one frame further on. */
function gulp(frames: readonly Recent[], from: number): number {
  let length = 0
  let at = from
  while (at < frames.length && length < GULP) length += frames[at++]?.frame.length() ?? 0
  return at
}

async function catchUpCustomer(sql: Sql, feed: Feed, reader: Reader, after: string | null): Promise<void> {
  const id = reader.audience.conversationId as string
  const cursor = after === null ? null : parseCustomerCursor(after)
  const reset =
    after !== null &&
    (!cursor || cursor.generation !== feed.generation || cursor.seq > (await countPublic(sql, feed.workspaceId, id)))
  reader.sent = reset || !cursor ? 0 : cursor.seq
  if (reset) send(reader, packReset(formatCustomerCursor(feed.generation, 0)))
  for (;;) {
    const before = feed.board.seq
    const whole = await feed.inTurn(givePage)
    if (reader.closed) return
    if (reader.outlet.backlog() > GULP) {
      await reader.outlet.drained()
      if (reader.closed) return
      continue
    }
    // Done when nothing of this conversation came into the board while the log was read; the check and the listening
    // are one step. A ring that does not reach back so far cannot tell: then the log is read again.
    const since = whole ? feed.recent(before) : null
    if (since && !since.some(({ event }) => event.conversationId === id)) {
      feed.join(reader)
      return
    }
  }

  /** @returns whether there was no more than this, and all of it went out */
  async function givePage(): Promise<boolean> {
    if (reader.closed) return false
    const events = await readPublic(sql, feed.workspaceId, id, reader.sent, PAGE)
    for (const event of events) {
      if (reader.outlet.backlog() > GULP) return false
      if (event.publicSeq === null || event.publicSeq <= reader.sent) continue
      const frame = packForCustomer(feed.generation, event)
      if (frame && !send(reader, frame)) return false
      reader.sent = event.publicSeq
    }
    return events.length < PAGE
  }
}
