import type { Sentiment } from '../../../domain/flags.ts'
import type { ConversationView } from '../../../domain/wire.ts'
import type { Call } from './call.ts'

/** What became of a message: it stands in the log, was kept as a draft for the person who has the conversation (B1), or was refused. */
export type Outcome = 'acknowledged' | 'drafted' | 'refused'

/** What is told of everything that a player sends. `ms` runs from the first try to the answer. */
export type Report =
  | { kind: 'opened'; conversationId: string }
  | { kind: 'message'; conversationId: string; id: string; role: Voice; text: string; outcome: Outcome; ms: number }
  | { kind: 'refused'; what: string; code: string }

export type Voice = 'customer' | 'ai' | 'operator'

/** As much of a conversation as playing one needs. */
export type Seen = Pick<ConversationView, 'id' | 'turn' | 'status' | 'owner' | 'flags' | 'messageCount' | 'lastMessage'>

export interface Stage {
  /** Says a command until it is answered: see `persistent`. */
  call: Call
  newId: () => string
  report?: (report: Report) => void
}

export interface Opening {
  serviceId: string
  customer: unknown
  agent?: string
  channel?: string
}

/** One conversation as its customer, its AI and its operators speak in it. */
export interface Playing {
  /** As it was in the latest answer. */
  readonly seen: Seen
  /** A customer's message to a session that ended goes on in the next one: `seen` is that one then. */
  customer(text: string): Promise<Outcome>
  /** An AI's reply, to the turn of the latest customer message; a late one is kept as a draft. */
  ai(text: string, more?: { agent?: string; nonAnswer?: boolean }): Promise<Outcome>
  /** A person's message; it claims what nobody owns. */
  operator(text: string, operatorId: string): Promise<Outcome>
  rate(rating: 'up' | 'down'): Promise<boolean>
  /** The AI's, with the turn that it answers; `text` is what it says to the customer as it does. */
  handOff(handoff: {
    trigger: 'automatic' | 'customer_request'
    text?: string
    summary?: string
    sentiment?: Sentiment
    reason?: string
  }): Promise<boolean>
  /** Anything else that a path below the conversation takes: `takeover`, `release`, `resume`, `resolve`. */
  act(what: 'takeover' | 'release' | 'resume' | 'resolve', operatorId?: string): Promise<boolean>
  /** Sees the conversation that an answer held, when it is a newer one. */
  see(conversation: Seen): void
}

const LATE = ['stale_turn', 'ai_paused']

/**
 * Opens a conversation and plays in it, with ids of our own for whatever is sent (L4).
 * @returns null when it was refused
 */
export async function openConversation(
  { call, newId, report = () => {} }: Stage,
  opening: Opening,
): Promise<Playing | null> {
  const opened = await call('POST', '/conversations', { id: newId(), ...opening })
  if (opened.status >= 400) {
    report({ kind: 'refused', what: 'open', code: codeOf(opened.body) })
    return null
  }
  let seen = opened.body as Seen
  let answers = seen.turn
  let lastReply: string | null = null
  report({ kind: 'opened', conversationId: seen.id })

  async function say(role: Voice, text: string, more: Record<string, unknown>): Promise<Outcome> {
    const id = newId()
    const since = performance.now()
    const answer = await call('POST', `/conversations/${seen.id}/messages`, { id, role, text, ...more })
    const outcome = outcomeOf(answer)
    if (outcome === 'acknowledged') {
      seen = (answer.body as { conversation: Seen }).conversation
      if (role === 'ai') lastReply = id
      if (role === 'customer') answers = seen.turn
    }
    if (outcome === 'refused') report({ kind: 'refused', what: `${role} message`, code: codeOf(answer.body) })
    report({ kind: 'message', conversationId: seen.id, id, role, text, outcome, ms: performance.now() - since })
    return outcome
  }

  async function command(what: string, body: unknown): Promise<boolean> {
    const answer = await call('POST', `/conversations/${seen.id}/${what}`, body, newId())
    if (answer.status >= 400) {
      report({ kind: 'refused', what, code: codeOf(answer.body) })
      return false
    }
    const after = answer.body as Seen | null
    if (after?.id === seen.id) seen = after
    return true
  }

  return {
    get seen() {
      return seen
    },
    customer: (text) => say('customer', text, {}),
    ai: (text, more = {}) => say('ai', text, { turn: answers, ...more }),
    operator: (text, operatorId) => say('operator', text, { operatorId }),
    rate: async (rating) => lastReply !== null && (await command('feedback', { messageId: lastReply, rating })),
    handOff: (handoff) => command('handoff', { turn: answers, ...handoff }),
    act: (what, operatorId) => command(what, operatorId ? { operatorId } : {}),
    see(conversation) {
      if (conversation.id === seen.id) seen = conversation
    },
  }
}

function outcomeOf({ status, body }: { status: number; body: unknown }): Outcome {
  if (status < 400) return 'acknowledged'
  return LATE.includes(codeOf(body)) ? 'drafted' : 'refused'
}

/** The stable code of a problem document. */
export function codeOf(body: unknown): string {
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : null
  return typeof code === 'string' ? code : 'no_code'
}
