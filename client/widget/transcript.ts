import { tellsOfHandoff } from '../../domain/decide/notices.ts'
import type { Happening, SentFile } from './customer-event.ts'
import type { Bubble } from './outbox.ts'

/** A line of what was said, in the order in which it was committed. */
export type Line = { id: string; text: string; at: string; in: string; seq: number } & (
  | { kind: 'message'; role: 'customer' | 'ai' | 'operator'; author: string | null; files: SentFile[] }
  | { kind: 'notice' }
)

const CLOSED = 'This conversation is closed.'

/** The transcript after one more event. The same message is one line, however often it comes (L3). */
export function withEvent(lines: Line[], event: Happening, conversationId: string): Line[] {
  const line = toLine(event, conversationId)
  return !line || lines.some(({ id }) => id === line.id) ? lines : [...lines, line]
}

function toLine(event: Happening, conversationId: string): Line | null {
  const where = { at: event.at, in: conversationId, seq: event.seq }
  switch (event.type) {
    case 'message.added': {
      const { id, role, text, author, files } = event.message
      return role === 'system'
        ? { kind: 'notice', id, text, ...where }
        : { kind: 'message', id, role, text, author, files, ...where }
    }
    case 'conversation.resolved':
      // It can be reopened, and end once more.
      return { kind: 'notice', id: `${conversationId}:closed:${event.seq}`, text: CLOSED, ...where }
    default:
      return null
  }
}

const inside = (lines: Line[], conversationId: string | null) => lines.filter((line) => line.in === conversationId)

/** How many events of this conversation have been read so far. */
export const lastSeq = (lines: Line[], conversationId: string | null): number =>
  inside(lines, conversationId).at(-1)?.seq ?? 0

/** How much came from the other side of this conversation after the customer last looked. */
export const unseen = (lines: Line[], conversationId: string | null, seen: number): number =>
  inside(lines, conversationId).filter(({ seq, ...line }) => seq > seen && isAnswer(line)).length

/** The person who spoke last in this conversation, null when that was the AI. */
export function lastSpeaker(lines: Line[], conversationId: string | null): string | null {
  const last = inside(lines, conversationId).findLast(isAnswer)
  return last?.kind === 'message' && last.role === 'operator' ? last.author : null
}

/**
 * The customer was told of a handoff, and of nobody since: a person who joined, the AI that is back, an answer, an end. A release
 * is told to no customer (L8), and so it changes nothing here.
 */
export function looksForPerson(lines: Line[], conversationId: string | null): boolean {
  const last = inside(lines, conversationId).findLast((line) => line.kind === 'notice' || isAnswer(line))
  return last?.kind === 'notice' && tellsOfHandoff(last.text)
}

const isAnswer = (line: { kind: string; role?: string }) => line.kind === 'message' && line.role !== 'customer'

/** What the screen shows, one under the other. `key` is the same for an own message before and after it arrived. */
export type Row =
  | { kind: 'day'; key: string; text: string }
  | { kind: 'begins'; key: string; text: string }
  | { kind: 'notice'; key: string; text: string }
  | {
      kind: 'message'
      key: string
      role: 'customer' | 'ai' | 'operator'
      text: string
      files: SentFile[]
      by: string | null
      in: string | null
    }

const HOUR = 3_600_000

/**
 * Lines, then what is still on its way; a heading with day and time wherever a day or an hour of silence passed, and a
 * divider where another session begins. An author is named once for what is said in a row.
 */
export function layOut(lines: Line[], bubbles: Bubble[], now: Date): Row[] {
  const rows: Row[] = []
  let before: { at: Date; by: string | null } | null = null
  let session = ''
  const arrived = new Set(lines.map(({ id }) => id))
  const waiting = bubbles
    .filter(({ id }) => !arrived.has(id))
    .map(
      ({ id, text, at, files = [] }): Line => ({
        kind: 'message',
        id,
        role: 'customer',
        text,
        author: null,
        files,
        at,
        in: '',
        seq: 0,
      }),
    )
  for (const line of [...lines, ...waiting]) {
    const at = new Date(line.at)
    if (session && line.in && line.in !== session) {
      rows.push({ kind: 'begins', key: `begins:${line.in}`, text: 'New conversation' })
      if (before) before = { at: before.at, by: null }
    }
    session = line.in || session
    if (!before || before.at.toDateString() !== at.toDateString() || at.getTime() - before.at.getTime() > HOUR) {
      rows.push({ kind: 'day', key: `day:${line.id}`, text: dayAndTime(at, now) })
      before = null
    }
    if (line.kind === 'notice') {
      rows.push({ kind: 'notice', key: line.id, text: line.text })
      before = { at, by: null }
      continue
    }
    const by = line.role === 'customer' ? null : (line.author ?? (line.role === 'ai' ? 'Assistant' : 'Support'))
    const same = before?.by === `${line.role}:${by}`
    rows.push({
      kind: 'message',
      key: line.id,
      role: line.role,
      text: line.text,
      files: line.files,
      by: same ? null : by,
      in: line.in || null,
    })
    before = { at, by: `${line.role}:${by}` }
  }
  return rows
}

/** “Today, 14:02”, “Yesterday, 14:02”, “Friday 14 March, 14:02”. */
export function dayAndTime(at: Date, now: Date): string {
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  const daysAgo = Math.round((midnight(now) - midnight(at)) / (24 * HOUR))
  if (daysAgo === 0) return `Today, ${time}`
  if (daysAgo === 1) return `Yesterday, ${time}`
  return `${at.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })}, ${time}`
}

const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
