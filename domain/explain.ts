import type { Person } from './actor.ts'
import type { ConversationCommand } from './commands.ts'
import type { Conversation } from './conversation.ts'
import { decide } from './decide/index.ts'
import { isRefusal, type Refusal } from './refusal.ts'
import type { Service } from './service.ts'

/** What a person may ask of a conversation with a button. */
export type Act =
  | 'takeOver'
  | 'forceTakeOver'
  | 'whisper'
  | 'release'
  | 'resume'
  | 'resolve'
  | 'reopen'
  | 'reply'
  | 'handOff'

/**
 * Why a button would be refused, or null when it would not: the same rule that refuses the command.
 * A disabled button's reason and the server's answer are one sentence (F18, A4).
 */
export function explain(act: Act, conversation: Conversation, service: Service, operator: Person): Refusal | null {
  const made = decide(commandFor(act, conversation.id, operator), {
    conversation,
    service,
    actor: { kind: 'operator', ...operator, via: 'console' },
    newId: () => '',
  })
  return isRefusal(made) ? made : null
}

function commandFor(act: Act, conversationId: string, operator: Person): ConversationCommand {
  switch (act) {
    case 'takeOver':
    case 'release':
    case 'resume':
    case 'resolve':
    case 'reopen':
      return { name: act, conversationId, operator }
    case 'forceTakeOver':
      return { name: act, conversationId, operator, reason: ' ' }
    case 'whisper':
      return { name: act, conversationId, whisperId: '', text: ' ', author: operator }
    case 'handOff':
      return { name: act, conversationId, trigger: 'manual', messageId: '', someoneLive: true }
    case 'reply':
      return {
        name: 'addMessage',
        conversationId,
        messageId: '',
        role: 'operator',
        text: ' ',
        operator,
        detection: { flags: [], sentiment: 'neutral' },
        given: {},
      }
    default:
      return act satisfies never
  }
}
