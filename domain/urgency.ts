import { needsAttention } from './attention.ts'
import { type Standing, standing } from './control.ts'
import type { Conversation } from './conversation.ts'
import type { FlagKind } from './flags.ts'
import type { Service } from './service.ts'

const weight: Record<FlagKind, number> = { help_requested: 40, negative_feedback: 30, thumbs_down: 20, non_answer: 15 }

/**
 * How soon a conversation goes wrong: higher is sooner. Open flags first, then the time a customer waits for an answer
 * that only a person can give, in minutes.
 * @param now milliseconds since 1970
 * @param held for a caller who has it at hand
 */
export function urgency(
  conversation: Conversation,
  service: Service,
  now: number,
  held: Standing = standing(conversation, service),
): number {
  const flags = needsAttention(conversation)
    ? 100 +
      conversation.flags.reduce(
        (sum, flag) => sum + (flag.state === 'open' ? weight[flag.kind] * flag.why.score : 0),
        0,
      )
    : 0
  // Somebody had it and is gone: the customer was promised a person already.
  const lost = held.waiting && conversation.lostBy ? 80 : 0
  return flags + lost + (held.waiting ? 50 : 0) + Math.min(99, waitedFor(conversation, service, now, held) / 60_000)
}

/**
 * Milliseconds that the customer has waited for a person: since the pause or the first unanswered message, whichever came
 * first, so that writing again makes nobody wait anew; with an owner since that message alone; 0 with the AI. Where the
 * mode alone keeps the AI silent (Human Only), who was answered and has not written since waits for nobody; who waited already waits on, also where claims were returned.
 */
export function waitedFor(
  conversation: Conversation,
  service: Service,
  now: number,
  held: Standing = standing(conversation, service),
): number {
  if (held.control === 'ai') return 0
  // Of a claim that a mode change returned, the pause stands in the fold still: it counts until its owner has answered.
  const isPaused = held.waiting && !(conversation.owner && conversation.ownerReplied)
  const starts = [conversation.unansweredSince, isPaused ? conversation.pausedAt : null]
  const since = starts.filter((start) => start !== null).sort()[0]
  return since === undefined ? 0 : Math.max(0, now - Date.parse(since))
}
