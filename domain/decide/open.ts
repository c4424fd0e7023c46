import type { Commands } from '../commands.ts'
import { refuse } from '../refusal.ts'
import { by, type Decision, decision, type Known } from './decision.ts'

/** The service's limit of silence, in milliseconds (laws.md: 24 h by default). */
export const SILENCE = 86_400_000

export function openConversation(
  command: Commands['openConversation'],
  known: Known,
): Decision | ReturnType<typeof refuse> {
  const { service, conversation } = known
  if (!service) return refuse('unknown_service')
  if (service.deleted) return refuse('service_gone')
  if (conversation) return refuse('id_taken')
  const event = by(known.actor)
  return decision(
    [
      event('conversation.opened', {
        serviceId: service.id,
        customer: command.customer,
        channel: command.channel,
        agent: command.agent ?? service.agent,
        previousId: command.previousId ?? null,
        epoch: service.epoch,
      }),
    ],
    { tasks: [silenceTask(command.conversationId)] },
  )
}

/** The timer of a conversation's silence. It looks again whenever the customer has written in the meantime. */
export const silenceTask = (conversationId: string, delay: number = SILENCE) =>
  ({ lane: `silence:${conversationId}`, kind: 'endSilence', payload: { conversationId }, delay }) as const
