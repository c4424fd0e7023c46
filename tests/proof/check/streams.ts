import type { Line } from '../kit/log.ts'

/** What a reader of a stream noted down. */
export interface Noted {
  seq: number
  type: string
  data: unknown
}

/** L3 and L5: a reader that came back with its cursor has seen each line after its start once, in order, unchanged. */
export function checkStream(
  noted: readonly Noted[],
  lines: readonly Line[],
  start: number,
  name = 'the stream',
): string[] {
  return compare(
    noted,
    lines.filter((line) => line.seq > start).map(({ seq, type, data }) => ({ seq, type, data })),
    name,
  )
}

const shown = new Set(['conversation.opened', 'message.added', 'conversation.resolved', 'conversation.continued'])

/** The same for a customer, who sees the public events of one conversation, counted for themselves, in a shape of their own (L8). */
export function checkCustomerStream(
  noted: readonly (Noted & { actor: Record<string, unknown> })[],
  lines: readonly Line[],
  conversationId: string,
): string[] {
  const name = `the customer's stream of ${conversationId}`
  const told = lines
    .filter((line) => line.conversationId === conversationId && shown.has(line.type))
    .map((line, i) => ({ seq: i + 1, type: line.type, text: textOf(line.data) }))
  const heard = noted.map(({ seq, type, data }) => ({ seq, type, text: textOf(data) }))
  const broken = compare(
    heard.map(({ seq, type, text }) => ({ seq, type, data: text })),
    told.map(({ seq, type, text }) => ({ seq, type, data: text })),
    name,
  )
  for (const { seq, actor } of noted)
    if (Object.keys(actor).some((key) => key !== 'kind' && key !== 'name'))
      broken.push(`L8: ${name} tells more than a name of the author of ${seq}`)
  return broken
}

function textOf(data: unknown): string | null {
  const { message } = data as { message?: { text: string } }
  return message?.text ?? null
}

function compare(noted: readonly Noted[], wanted: readonly Noted[], name: string): string[] {
  const broken: string[] = []
  const seen = new Map<number, Noted>()
  let last = 0
  for (const line of noted) {
    if (seen.has(line.seq)) broken.push(`L5: ${name} showed ${line.seq} twice`)
    else if (line.seq < last) broken.push(`L5: ${name} showed ${line.seq} after ${last}`)
    seen.set(line.seq, line)
    last = Math.max(last, line.seq)
  }
  for (const line of wanted) {
    const found = seen.get(line.seq)
    if (!found) broken.push(`L3: ${name} never showed ${line.seq} (${line.type})`)
    else if (JSON.stringify(sorted([found.type, found.data])) !== JSON.stringify(sorted([line.type, line.data])))
      broken.push(`L3: ${name} showed ${line.seq} otherwise than it stands`)
    seen.delete(line.seq)
  }
  for (const seq of seen.keys()) broken.push(`L5: ${name} showed ${seq}, which the log has not`)
  return broken
}

/** PostgreSQL's jsonb keeps members in an order of its own. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  )
}
