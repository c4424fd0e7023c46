import type { Commands } from '../commands.ts'
import { standing } from '../control.ts'
import type { Conversation } from '../conversation.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { routingOf } from '../routing/settings.ts'
import type { Service } from '../service.ts'
import type { NewTask } from '../tasks.ts'
import { by, type Decision, decision, type Living } from './decision.ts'
import { aiOnly, claimedByOther } from './shut-out.ts'

/** A conversation is new until anybody has answered, control has moved, or it was left to the AI. */
export const isNew = (conversation: Conversation, service: Service): boolean =>
  conversation.turn === 1 &&
  conversation.lastReplyId === null &&
  !conversation.leftToAi &&
  conversation.resolvedAt === null &&
  standing(conversation, service).control === 'ai'

/** G4: a new conversation is first offered to people, and our own AI holds back until nobody took it. */
export const isHeldForOffers = (conversation: Conversation, service: Service): boolean =>
  routingOf(service).newConversations && service.mode === 'human_supported' && isNew(conversation, service)

/** An open offer to one person; whoever claims before them has it all the same (L1). At most one is open. */
export function offer(command: Commands['offer'], known: Living): Decision | Refusal {
  const { conversation, service } = known
  if (conversation.resolvedAt !== null || service.deleted) return refuse('ended')
  const held = standing(conversation, service)
  if (held.owner) return claimedByOther(known)
  if (service.mode === 'ai_only') return aiOnly(known)
  if (conversation.offer) return refuse('already_offered', { to: conversation.offer.to })
  if (command.for === 'waiting' && !held.waiting) return refuse('not_waiting')
  if (command.for === 'new' && !isHeldForOffers(conversation, service)) return refuse('not_waiting')
  const { to, until, delay } = command
  return decision([by(known.actor)('conversation.offered', { to, for: command.for, until })], {
    tasks: [
      {
        lane: `offer:${conversation.id}:${conversation.version}`,
        kind: 'offerOver',
        payload: { conversationId: conversation.id, to: to.id, until },
        delay,
      },
    ],
  })
}

/** An offer that was declined, or that nobody answered. One that is over already, by a claim before, changes nothing. */
export function endOffer(command: Commands['endOffer'], known: Living): Decision | Refusal {
  const { offer: open, resolvedAt } = known.conversation
  const theirs = open?.to.id === command.whom && (command.until === undefined || open.until === command.until)
  if (open && theirs && resolvedAt === null)
    return decision([by(known.actor)('conversation.offer_ended', { to: open.to, because: command.because })])
  return command.because === 'declined' ? refuse('not_offered') : decision([])
}

/** Nobody live took a new conversation, or it is offered to nobody any more: the AI answers as usual (G4). */
export function leaveToAi({ because }: Commands['leaveToAi'], known: Living): Decision {
  const { conversation, service } = known
  if (!isNew(conversation, service) || service.deleted || conversation.offer) return decision([])
  const asked = conversation.lastMessage
  const answer: NewTask[] =
    service.ai === 'external' || !asked
      ? []
      : [
          {
            lane: `answer:${conversation.id}`,
            kind: 'answer',
            payload: { conversationId: conversation.id, messageId: asked.id, turn: conversation.turn },
            delay: 0,
          },
        ]
  return decision([by(known.actor)('conversation.left_to_ai', { because })], { tasks: answer })
}
