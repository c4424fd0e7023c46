import { needsAttention } from '../attention.ts'
import { type Board, onBoard } from '../board.ts'
import { standing } from '../control.ts'
import type { Conversation } from '../conversation.ts'
import { urgency } from '../urgency.ts'

/**
 * B6: the most urgent of those that need attention or wait, are nobody's, and are left to nobody else; of equals the older one.
 * @param choice what the one who asks sees
 * @param now milliseconds since 1970
 */
export function mostUrgent(
  board: Pick<Board, 'services'>,
  choice: readonly Conversation[],
  operatorId: string,
  skip: ReadonlySet<string>,
  now: number,
): string | null {
  let best: { id: string; urgency: number; startedAt: string } | null = null
  for (const conversation of choice) {
    const service = board.services.get(conversation.serviceId)
    if (!service || skip.has(conversation.id) || !onBoard(conversation, service)) continue
    if (service.mode === 'ai_only' || (conversation.offer && conversation.offer.to.id !== operatorId)) continue
    const held = standing(conversation, service)
    if (held.owner || !(held.waiting || needsAttention(conversation))) continue
    const one = {
      id: conversation.id,
      urgency: urgency(conversation, service, now, held),
      startedAt: conversation.startedAt,
    }
    const sooner =
      !best || one.urgency > best.urgency || (one.urgency === best.urgency && one.startedAt < best.startedAt)
    if (sooner) best = one
  }
  return best?.id ?? null
}
