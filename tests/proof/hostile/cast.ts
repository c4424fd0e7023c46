import { type Ask, newId, wanted } from '../kit/api.ts'
import { times } from '../kit/chance.ts'
import type { Witness } from '../kit/log.ts'
import type { Payload } from './payloads/index.ts'

/** Where a payload was written to, by what it is there. */
export type Field =
  | 'service'
  | 'agent'
  | 'instructions'
  | 'customer'
  | 'email'
  | 'place'
  | 'channel'
  | 'question'
  | 'reply'
  | 'answer'
  | 'draft'
  | 'note'
  | 'summary'
  | 'operator'
  | 'key'
  | 'group'

/** A service, a conversation, an operator and a group, all of whose words are one payload. */
export interface Planted {
  payload: Payload
  serviceId: string
  conversationId: string
  operator: { id: string; name: string }
  /** Nobody took it over: it needs attention. */
  waits: boolean
  words: Partial<Record<Field, string>>
}

export interface Cast {
  planted: Planted[]
  /** Texts that the edge refused, as the laws want it: control characters, and in names what turns writing round. */
  refused: number
  broken: string[]
}

/**
 * Writes each payload wherever somebody outside can write something: names, places, addresses, messages of every role,
 * notes, drafts, summaries, groups. What the edge refuses is written again without what it was refused for.
 * @param toasts waits for the toasts of three new attentions, as many as stand on a screen at once
 */
export async function makeCast(
  ask: Ask,
  see: Witness,
  list: readonly Payload[],
  toasts: (some: readonly Planted[]) => Promise<void>,
): Promise<Cast> {
  const cast: Cast = { planted: [], refused: 0, broken: [] }
  const operators = await addOperators(see, list)
  await times(list.length, ABREAST, async (i) => {
    const payload = list[i] as Payload
    await refuses(ask, cast, payload)
    cast.planted[i] = await prepare(ask, payload, operators[i] as Operator, i % 2 === 1)
  })
  for (let from = 0; from < list.length; from += 3) {
    const some = cast.planted.slice(from, from + 3)
    await Promise.all(some.map((one) => begin(ask, one)))
    await toasts(some)
  }
  await times(list.length, ABREAST, (i) =>
    goOn(ask, cast.planted[i] as Planted, operators[(i + 1) % list.length] as Operator),
  )
  return cast
}

/** At once: what comes together the consoles draw together, and drawing is most of the work. */
const ABREAST = 6

/** Takes it off every list again: a page reads one batch at a time, as it would in an ordinary week. */
export async function strike(ask: Ask, planted: readonly Planted[]): Promise<void> {
  const { items } = wanted(await ask('GET', '/groups'), 200).body as { items: { id: string }[] }
  await times(items.length, 3, async (i) => {
    wanted(await ask('DELETE', `/groups/${items[i]?.id}`), 204)
  })
  await times(planted.length, 3, async (i) => {
    wanted(await ask('DELETE', `/services/${planted[i]?.serviceId}`), 204)
  })
}

interface Operator {
  id: string
  name: string
}

/** As the database takes them: a route would hash a password for each. */
async function addOperators(see: Witness, list: readonly Payload[]): Promise<Operator[]> {
  const made = await see.addOperators(list.length)
  const named = made.map(({ id }, i) => ({ id, name: short(list[i]?.text ?? '', 80) }))
  await see.sql`update users u set name = x.name from jsonb_to_recordset(${see.sql.json(named)}) x(id text, name text) where u.id = x.id`
  return named
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g

/** What turns the words beside it round: refused in a line, not in a text. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g

/** On one line, at most so long, without what no field takes. */
export function short(text: string, max: number): string {
  const line = text
    .replace(CONTROL, '')
    .replace(TURNS, '')
    .replace(/[\r\n\t]/g, ' ')
    .trim()
    .slice(0, max)
    .trim()
  return line.replace(/[\ud800-\udbff]$/, '') || 'x'
}
const long = (text: string): string => text.replace(CONTROL, '')

/** As much of a text as an e-mail address may hold before its @. */
function mailbox(text: string): string {
  const local = text.replace(/[^A-Za-z0-9_'+\-.]/g, '').replace(/\.+/g, '.')
  return `${local.replace(/^\.+/, '').slice(0, 60)}x@example.com`
}

/** Bad input: a name with control characters is refused, in a sentence that does not run either. */
async function refuses(ask: Ask, cast: Cast, { text, number }: Payload): Promise<void> {
  const email = await ask('POST', '/users', {
    name: 'x',
    email: `"${text}"@example.com`,
    password: 'correct horse',
    role: 'operator',
  })
  if (email.status !== 422) cast.broken.push(`payload ${number} became an e-mail address (${email.status})`)
  if (text.search(CONTROL) < 0 && text.search(TURNS) < 0) return
  const answer = await ask('POST', '/services', { name: text })
  if (answer.status !== 422)
    cast.broken.push(`payload ${number} became a name, control characters and all (${answer.status})`)
  cast.refused++
}

/** A service with its group, a key. */
async function prepare(ask: Ask, payload: Payload, operator: Operator, held: boolean): Promise<Planted> {
  const line = (max: number) => short(payload.text, max)
  const text = long(payload.text)
  const words: Planted['words'] = {
    service: line(80),
    agent: line(60),
    instructions: text,
    customer: line(200),
    email: mailbox(payload.text),
    place: line(60),
    channel: line(40),
    question: text,
    reply: text,
    draft: text,
    note: text,
    summary: text,
    key: line(80),
    group: line(80),
    operator: operator.name,
    ...(held && { answer: text }),
  }
  const service = { name: words.service, agent: words.agent, instructions: text }
  const serviceId = String(wanted(await ask('POST', '/services', service), 201).body.id)
  wanted(await ask('POST', '/keys', { name: words.key }), 201)
  wanted(await ask('POST', '/groups', { name: words.group, description: text, services: [serviceId] }), 201)
  return { payload, serviceId, conversationId: newId(), operator, waits: !held, words }
}

/** A conversation, up to the moment at which it needs attention. */
async function begin(ask: Ask, { payload, serviceId, conversationId: id, words }: Planted): Promise<void> {
  const line = (max: number) => short(payload.text, max)
  const text = long(payload.text)
  const customer = {
    externalId: line(200),
    name: words.customer,
    email: words.email,
    phone: line(60),
    location: { city: words.place, region: words.place, country: words.place },
  }
  wanted(await ask('POST', '/conversations', { id, serviceId, customer, channel: words.channel }), 201)
  const post = poster(ask, id)
  await post('messages', { role: 'customer', text }, 201)
  await post('typing', { role: 'ai', text }, 204)
  const reply = { id: newId(), role: 'ai', text, turn: 1, nonAnswer: true, agent: words.agent }
  await post('messages', reply, 201)
  await post('feedback', { messageId: reply.id, rating: 'down' }, 200)
}

/** Late replies, a handoff with all of its words, notes; every second one is taken over, and answered. */
async function goOn(ask: Ask, { conversationId, words, operator, waits }: Planted, other: Operator): Promise<void> {
  const { question: text } = words
  const post = poster(ask, conversationId)
  await post('messages', { role: 'ai', text, turn: 0 }, 409)
  const angry = `This is terrible, I want to talk to a human! ${text}`.slice(0, 9_000)
  await post('messages', { role: 'customer', text: angry, sentiment: 'angry' }, 201)
  const handoff = {
    trigger: 'customer_request',
    reason: text,
    text,
    summary: text,
    sentiment: 'angry',
    agent: words.agent,
  }
  await post('handoff', handoff, 200)
  await post('notes', { text, operatorId: operator.id }, 200)
  if (waits) return
  await post('takeover', { operatorId: other.id }, 200)
  await post('assign', { operatorId: operator.id, byOperatorId: other.id }, 200)
  await post('messages', { role: 'operator', text, operatorId: operator.id }, 201)
}

const poster = (ask: Ask, conversationId: string) => (path: string, body: object, status: number) =>
  ask('POST', `/conversations/${conversationId}/${path}`, body).then((answer) => wanted(answer, status))
