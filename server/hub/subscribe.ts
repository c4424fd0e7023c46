import type { Sql } from '../../db/connect.ts'
import { countPublic, type Logged, readPublic } from '../../db/log.ts'
import { formatCursor, formatCustomerCursor, parseCursor, parseCustomerCursor } from '../../domain/cursor.ts'
import { resights } from '../../domain/sight.ts'
import type { Feed } from './feed.ts'
import { type Bytes, packForCustomer, packHeartbeat, packReset } from './frames.ts'
import type { Page } from './pages.ts'
import { type OperatorAudience, type Reader, send } from './reader.ts'
import { packHeard, type Recent } from './recent.ts'

/** How far behind a stream may start; further back a fresh snapshot is cheaper (L5). */
const REACH = 50_000
/** So much of a conversation is read for its customer at once. */
const PAGE = 50
/** A reader that catches up is given so much at once, in bytes, and more when it has taken it: it is never cut for being behind (L13). */
const PIECE = 256 * 1024
/** So many pieces out of memory come at once, which is all that most need; what is beyond takes its turn (L13). */
const AT_ONCE = 4

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
  else await catchUpOperator(feed, reader, after)
  if (reader.closed) return
  const cursor =
    reader.audience.kind === 'customer'
      ? formatCustomerCursor(feed.generation, reader.sent)
      : formatCursor({ generation: feed.generation, seq: feed.board.seq })
  send(reader, packHeartbeat(cursor, now(), 'up'))
}

async function catchUpOperator(feed: Feed, reader: Reader, after: string | null): Promise<void> {
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
  for (let pieces = 0; !reader.closed; pieces++) {
    if (await giveNext(pieces)) return
    // What was not given is asked for again: while a reader is slow, nothing but its piece is held for it (L13).
    if (reader.outlet.backlog() > PIECE) await reader.outlet.drained()
  }

  /**
   * A function of its own, since what it has in hand must not live as long as the reader takes for it.
   * @returns whether the reader listens now
   */
  async function giveNext(pieces: number): Promise<boolean> {
    if (feed.recent(reader.sent) !== null || (await feed.recall(reader.sent)))
      return pieces < AT_ONCE ? giveRecent() : feed.inSpare(giveRecent)
    const page = await feed.page(reader.sent)
    return feed.inSpare(() => givePage(page))
  }

  function giveRecent(): boolean {
    const recent = feed.recent(reader.sent)
    if (!recent) return false
    const piece = recent.slice(0, lengthOfPiece(recent))
    if (overturned(piece)) return beginAnew()
    give(piece, heardIn(piece))
    if (piece.length < recent.length) return false
    // No await between asking the ring and this line: nothing can fall between.
    feed.join(reader)
    return true
  }

  function givePage(page: Page): boolean {
    const rest = page.recents.filter(({ event }) => event.seq > reader.sent)
    // Numbers that the log has not any more: no silent hole (L5).
    if (rest[0]?.event.seq !== reader.sent + 1 || overturned(rest)) return beginAnew()
    const { conversationId, services } = reader.audience as OperatorAudience
    const isWhole = conversationId === null && rest.length === page.recents.length
    give(rest, isWhole ? page.heard(services) : heardIn(rest))
    return false
  }

  /** Whether it sees other services since then: a picture of before cannot be brought up to date. */
  function overturned(piece: readonly Recent[]): boolean {
    return userId !== null && piece.some(({ event }) => resights(event, userId))
  }

  function heardIn(piece: readonly Recent[]): Bytes | null {
    // Read anew: what it may see can change on the way.
    const { conversationId, services } = reader.audience as OperatorAudience
    const near = conversationId === null ? piece : piece.filter(({ event }) => event.conversationId === conversationId)
    return packHeard(near, generation, services)
  }

  function give(piece: readonly Recent[], bytes: Bytes | null): void {
    if (!bytes || send(reader, bytes)) reader.sent = piece.at(-1)?.event.seq ?? reader.sent
  }

  function beginAnew(): true {
    reader.sent = board.seq
    send(reader, packReset(formatCursor({ generation, seq: board.seq })))
    feed.join(reader)
    return true
  }
}

/** How many frames are one piece; one at least, where there is one. */
function lengthOfPiece(frames: readonly Recent[]): number {
  let length = 0
  let at = 0
  while (at < frames.length && length < PIECE) length += frames[at++]?.frame.length() ?? 0
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
  for (let first = true; ; first = false) {
    const before = feed.board.seq
    const whole = await giveNext(first)
    if (reader.closed) return
    if (reader.outlet.backlog() > PIECE) {
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
  async function giveNext(first: boolean): Promise<boolean> {
    if (reader.closed) return false
    const events = await feed.inTurn(() => readPublic(sql, feed.workspaceId, id, reader.sent, PAGE))
    return first ? give(events) : feed.inSpare(() => give(events))
  }

  function give(events: readonly Logged[]): boolean {
    for (const event of events) {
      if (reader.outlet.backlog() > PIECE) return false
      if (event.publicSeq === null || event.publicSeq <= reader.sent) continue
      const frame = packForCustomer(feed.generation, event)
      if (frame && !send(reader, frame)) return false
      reader.sent = event.publicSeq
    }
    return events.length < PAGE
  }
}
