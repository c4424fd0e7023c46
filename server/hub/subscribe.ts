import type { Sql } from '../../db/connect.ts'
import { countPublic, readLog, readPublic } from '../../db/log.ts'
import { formatCursor, formatCustomerCursor, parseCursor, parseCustomerCursor } from '../../domain/cursor.ts'
import { canSee, resights } from '../../domain/sight.ts'
import type { Feed, Recent } from './feed.ts'
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
  for (;;) {
    const recent = feed.recent(reader.sent)
    if (!recent && (await feed.recall(reader.sent))) continue
    const frames = recent ?? (await readLog(sql, feed.workspaceId, reader.sent, PAGE)).map(packed)
    let paused = false
    for (let at = 0; at < frames.length && !paused; ) {
      const next = gulp(frames, at)
      // Since then it sees other services: a picture of before cannot be brought up to date.
      if (frames.slice(at, next).some(({ event }) => userId !== null && resights(event, userId))) {
        beginAnew()
        return
      }
      const heard = frames.slice(at, next).filter(hears)
      if (heard.length > 0 && !send(reader, packAll(heard.map(({ frame }) => frame)))) return
      reader.sent = frames[next - 1]?.event.seq ?? reader.sent
      at = next
      if (reader.outlet.backlog() <= GULP) continue
      await reader.outlet.drained()
      if (reader.closed) return
      // The ring has gone on, and is not held for a slow reader: it is asked again. A page is small.
      paused = recent !== null
    }
    if (recent && !paused) {
      // No await between asking the ring and this line: nothing can fall between.
      feed.join(reader)
      return
    }
    if (reader.closed) return
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
    const events = await readPublic(sql, feed.workspaceId, id, reader.sent, PAGE)
    for (const event of events) {
      if (event.publicSeq === null || event.publicSeq <= reader.sent) continue
      const frame = packForCustomer(feed.generation, event)
      if (frame && !send(reader, frame)) return
      reader.sent = event.publicSeq
      if (reader.outlet.backlog() <= GULP) continue
      await reader.outlet.drained()
      if (reader.closed) return
    }
    // Done when nothing of this conversation came into the board while the log was read; the check and the listening
    // are one step. A ring that does not reach back so far cannot tell: then the log is read again.
    const since = events.length < PAGE ? feed.recent(before) : null
    if (since && !since.some(({ event }) => event.conversationId === id)) {
      feed.join(reader)
      return
    }
    if (reader.closed) return
  }
}
