// Why a person may not have a conversation, as several commands refuse it.
import { standing } from '../control.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { Living } from './decision.ts'

/** 409 with the winner's name and time (L1). */
export const claimedByOther = ({ conversation, service }: Living): Refusal => {
  const { owner } = standing(conversation, service)
  return refuse('already_claimed', {
    ...(owner && { owner }),
    ...(conversation.ownerSince && { since: conversation.ownerSince }),
  })
}

export const aiOnly = ({ service }: Living): Refusal =>
  refuse('mode_forbids', { mode: service.mode }, `${service.name} is in AI Only: operators cannot intervene`)
