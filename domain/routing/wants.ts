import { standing } from '../control.ts'
import type { Conversation } from '../conversation.ts'
import { isHeldForOffers, isNew } from '../decide/offers.ts'
import type { Service } from '../service.ts'
import type { NewTask } from '../tasks.ts'
import { routingOf } from './settings.ts'

/** Looks whom to ask about what waits, after all that was to be looked at before in this workspace. */
export const routeTask = (fresh: string | null = null): NewTask => ({
  lane: 'route',
  kind: 'route',
  payload: { fresh },
  delay: 0,
})

/**
 * What a commit about one conversation sets going in its own statement: somebody is sought when it begins to wait or is new, and
 * when whoever held it, or was offered it, has room again; and where the service says so a wait that is over goes back to the AI.
 * @param routed whether this workspace routes at all
 */
export function wantedTasks(
  before: Conversation | null,
  after: Conversation,
  service: Service,
  routed: boolean,
): NewTask[] {
  const { backToAiMinutes } = routingOf(service)
  if (!routed && backToAiMinutes === null && !before?.offer) return []
  const was = before && standing(before, service)
  const is = standing(after, service)
  const asked = after.openingQuestion !== null
  const begins =
    is.waiting && asked && (!was?.waiting || before?.openingQuestion === null || before?.turn !== after.turn)
  const back: NewTask[] =
    begins && backToAiMinutes !== null && service.mode === 'human_supported'
      ? [
          {
            lane: `wait:${after.id}:${after.turn}`,
            kind: 'waitOver',
            payload: { conversationId: after.id, turn: after.turn },
            delay: backToAiMinutes * 60_000,
          },
        ]
      : []
  // The AI held back for this offer: if it is not to be offered any more, the AI is to answer, whatever was switched meanwhile.
  const more = before?.offer?.for === 'new' && !after.offer && isNew(after, service)
  if (!routed) return more ? [...back, routeTask(after.id)] : back
  const begun = asked && before?.openingQuestion === null && isHeldForOffers(after, service)
  const freed =
    (was?.owner && was.owner.id !== is.owner?.id) ||
    (before?.offer && !after.offer && before.offer.to.id !== is.owner?.id)
  return begins || begun || freed ? [...back, routeTask(begun || more ? after.id : null)] : back
}
