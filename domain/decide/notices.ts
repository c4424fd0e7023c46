import type { Conversation } from '../conversation.ts'
import type { NewEvent } from '../events.ts'
import { by, type Known } from './decision.ts'

/** What the customer is told (laws.md, “The customer is told”; H9: yellow, centred, italic). */
export const notices = {
  joined: (name: string) => `${name} has joined the conversation.`,
  handedOff: (someoneLive: boolean) =>
    someoneLive
      ? 'You are being transferred to a person, who will join this conversation.'
      : 'You are being transferred to a person. Nobody is here at this moment; your messages are kept, and a person answers here.',
  /** B9: what is promised where nobody live can join. @param when as a customer reads it, or null where no schedule tells */
  nobodyLive: (when: string | null) =>
    when === null
      ? 'Nobody can join at this moment. Leave an e-mail address or a phone number here, and a person gets back to you. Until then the AI assistant goes on helping.'
      : `Nobody can join at this moment. A person is here again ${when}. Until then the AI assistant goes on helping.`,
  aiBack: 'The AI assistant is answering again.',
} as const

/** Whether a notice is that of a handoff: all that a customer is told of one (L8). */
export const tellsOfHandoff = (text: string): boolean =>
  text === notices.handedOff(true) || text === notices.handedOff(false)

/** A notice is Baton's own voice: its author is the rule, whoever caused it. */
export function notice(
  known: Known,
  conversation: Conversation,
  text: string,
  turn: number = conversation.turn,
): NewEvent {
  const event = by({ kind: 'rule', name: 'notice', via: 'system' })
  return event('message.added', { message: { id: known.newId(), role: 'system', text, author: null }, turn })
}
