import { randomBytes } from 'node:crypto'
import { customerTokens } from '../../../server/identity/customer-token.ts'
import { newId } from '../kit/api.ts'
import type { Chance } from '../kit/chance.ts'

/** One request of a channel, and what must become of it. */
export interface Delivery {
  kind: 'good' | 'doubled' | 'bad signature' | 'poison'
  path: string
  token: string
  body: string | Buffer
  /** The message's id, and what it says; of what must be refused too, to see that it is nowhere. */
  id: string
  text: string
  conversationId: string
}

export interface Conversation {
  id: string
  token: string
}

/** What the deliveries are made with. */
export interface Channel {
  key: string
  /** A key that was revoked. */
  revoked: string
  /** The server's `BATON_SECRET`, by which customers' tokens are signed. */
  secret: string
  workspaceId: string
  conversations: Conversation[]
}

/** Of all deliveries: so many come twice, are signed wrongly, are poison. */
const SHARES = { doubled: 0.3, bad: 0.05, poison: 0.01 }

/**
 * A batch of deliveries as a channel on a bad day sends it: doubled, shuffled, forged and poisoned.
 * @param before what was delivered already: under its ids other words are poison
 */
export function badDay(channel: Channel, chance: Chance, count: number, before: readonly Delivery[]): Delivery[] {
  const share = (of: number) => Math.round(count * of)
  const [doubled, bad, poisoned] = [share(SHARES.doubled), share(SHARES.bad), share(SHARES.poison)]
  const fresh = goodDay(channel, chance, count - doubled - bad - poisoned)
  const twice = Array.from({ length: doubled }, () => ({ ...chance.of(fresh), kind: 'doubled' as const }))
  const forged = Array.from({ length: bad }, (_, i) => badlySigned(channel, chance, i))
  const poison = Array.from({ length: poisoned }, (_, i) => poisonous(channel, chance, i, chance.of(before)))
  return shuffled([...fresh, ...twice, ...forged, ...poison], chance)
}

/** Good ones alone: by a program's key, or by the customer's own token. */
export function goodDay(channel: Channel, chance: Chance, count: number): Delivery[] {
  return Array.from({ length: count }, (_, i) => {
    const conversation = channel.conversations[i % channel.conversations.length] as Conversation
    return delivery('good', conversation, chance.yes(0.7) ? channel.key : conversation.token)
  })
}

function delivery(kind: Delivery['kind'], { id: conversationId }: Conversation, token: string): Delivery {
  const id = newId()
  const text = `delivery ${id}`
  const body = JSON.stringify({ id, role: 'customer', text })
  return { kind, path: `/api/v1/conversations/${conversationId}/messages`, token, body, id, text, conversationId }
}

/** Each way in which a signature can be wrong, in turn. */
function badlySigned(channel: Channel, chance: Chance, i: number): Delivery {
  const conversation = chance.of(channel.conversations)
  const other = channel.conversations.find(({ id }) => id !== conversation.id) as Conversation
  const claim = { workspaceId: channel.workspaceId, conversationId: conversation.id }
  const ways = [
    `proof-${randomBytes(18).toString('base64url')}`,
    channel.revoked,
    customerTokens('another secret than the server has, as long', Date.now).make(claim),
    customerTokens(channel.secret, () => Date.now() - 2 * 3_600_000).make(claim),
    other.token,
    `${conversation.token.slice(0, -4)}AAAA`,
    conversation.token.replace(/^ct_[^.]+/, other.token.split('.')[0] ?? ''),
  ]
  return delivery('bad signature', conversation, ways[i % ways.length] as string)
}

/** Each body that must not get in, in turn; the last is another message under an id that was delivered. */
function poisonous(channel: Channel, chance: Chance, i: number, delivered: Delivery): Delivery {
  const made = delivery('poison', chance.of(channel.conversations), channel.key)
  const { id, text } = made
  const bodies: (string | Buffer)[] = [
    '{"id":',
    JSON.stringify({ id, role: 'customer', text: 'x'.repeat(10_001) }),
    JSON.stringify({ id, role: 'customer', text: 7 }),
    JSON.stringify({ id, role: 'customer', text, surprise: true }),
    JSON.stringify({ id, role: 'nobody', text }),
    Buffer.concat([
      Buffer.from(`{"id":"${id}","role":"customer","text":"`),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ]),
    JSON.stringify({ id, role: 'customer', text: `${text}\u0000` }),
    JSON.stringify({ id, role: 'customer', text: 'x'.repeat(200_000) }),
  ]
  const way = i % (bodies.length + 1)
  if (way < bodies.length) return { ...made, body: bodies[way] as string }
  const body = JSON.stringify({ id: delivered.id, role: 'customer', text: 'other words under the same id' })
  return { ...delivered, kind: 'poison', token: channel.key, body, id: '' }
}

function shuffled<T>(list: T[], chance: Chance): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = chance.below(i + 1)
    ;[list[i], list[j]] = [list[j] as T, list[i] as T]
  }
  return list
}
