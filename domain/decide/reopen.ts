import type { Commands } from '../commands.ts'
import { standing } from '../control.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { by, type Decision, decision, type Living } from './decision.ts'
import { notice, notices } from './notices.ts'
import { silenceTask } from './open.ts'
import { aiOnly, claimedByOther } from './shut-out.ts'

/**
 * laws.md, “an operator writes after resolve”: the session goes on, with who reopened it as its owner, while the customer
 * has not gone on in a later one. Two who reopen at once meet as two who take over do (L1).
 */
export function reopen(command: Commands['reopen'], known: Living): Decision | Refusal {
  const { conversation, service, actor } = known
  if (conversation.resolvedAt === null && !service.deleted) {
    const { owner } = standing(conversation, service)
    if (!owner) return refuse('not_ended')
    return owner.id === command.operator.id ? decision([]) : claimedByOther(known)
  }
  const closed = closedForGood(known)
  if (closed) return closed
  return decision(
    [
      by(actor)('conversation.reopened', { by: command.operator, epoch: service.epoch, conversation }),
      notice(known, conversation, notices.joined(command.operator.name), conversation.turn + 1),
    ],
    // The timer of before may have run out while the session was over. Where it has not, the two find the same.
    { tasks: [silenceTask(conversation.id)] },
  )
}

/** Why a session that ended cannot be reopened, or null when it can. */
function closedForGood(known: Living): Refusal | null {
  const { conversation, service } = known
  if (service.deleted) return refuse('service_gone')
  if (conversation.nextId !== null) return refuse('went_on', { nextId: conversation.nextId })
  return service.mode === 'ai_only' ? aiOnly(known) : null
}

/** The refusal of an operator's message after the end, with the choice that is left: to reopen, or the later session. */
export const endedWithChoice = (known: Living): Refusal =>
  refuse('ended', { reopen: closedForGood(known) === null, nextId: known.conversation.nextId })
