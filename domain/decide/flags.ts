import { closable, reopenable } from '../attention.ts'
import type { Commands } from '../commands.ts'
import { standing } from '../control.ts'
import type { NewEvent } from '../events.ts'
import type { Because, Flag, FlagKind, FlagState } from '../flags.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { quoteAround, whole } from '../text.ts'
import { by, type Decision, decision, type Living } from './decision.ts'

export function closeFlags(
  known: Living,
  flags: readonly Pick<Flag, 'kind' | 'messageId'>[],
  state: FlagState,
  because: Because,
  until: string | null = null,
): NewEvent[] {
  return flags.map(({ kind, messageId }) => by(known.actor)('flag.closed', { kind, messageId, state, because, until }))
}

/** Seen, Snooze and False alarm (B5), of one flag or of all that are open. */
export function markFlags(command: Commands['markFlags'], known: Living): Decision | Refusal {
  const { flags, resolvedAt } = known.conversation
  if (resolvedAt !== null) return refuse('ended')
  const { only } = command
  if (!only) return mark(command, known, closable(flags))
  const flag = flags.find((candidate) => candidate.kind === only.kind && candidate.messageId === only.messageId)
  if (!flag) return refuse('unknown_flag')
  return mark(command, known, flag.state === 'false_alarm' ? [] : [flag])
}

function mark(command: Commands['markFlags'], known: Living, flags: Flag[]): Decision {
  const state = ({ seen: 'acknowledged', snoozed: 'snoozed', false_alarm: 'false_alarm' } as const)[command.as]
  const events = closeFlags(known, flags, state, command.as, command.as === 'snoozed' ? (command.until ?? null) : null)
  if (command.as !== 'snoozed' || !command.until || events.length === 0) return decision(events)
  const { id } = known.conversation
  return decision(events, {
    tasks: [
      {
        lane: `snooze:${id}:${command.until}`,
        kind: 'wakeFlags',
        payload: { conversationId: id, until: command.until },
        delay: command.delay ?? 0,
      },
    ],
  })
}

/**
 * H8 (seeds/004, Non-Answer: the AI was unable to answer), in every mode where the AI answers; control stays where it is (A3).
 * Not where people have it since, or it went through their hands: the message is theirs.
 */
export function raiseUnanswered(command: Commands['raiseUnanswered'], known: Living): Decision {
  const { conversation, service } = known
  const { messageId, turn, reason } = command
  const ours = conversation.resolvedAt === null && conversation.turn === turn
  const before = conversation.flags.some((flag) => flag.kind === 'non_answer' && flag.messageId === messageId)
  if (!ours || before || standing(conversation, service).control !== 'ai') return decision([])
  const why = { quote: whole(reason.slice(0, 200)), cues: [], score: 1, by: 'failure' as const }
  return decision([by(known.actor)('flag.raised', { kind: 'non_answer', messageId, why })])
}

/**
 * A3: “a flag is raised always; control moves only where mode, ‘Allow human handoff’ and conditions allow”. A customer's request
 * is Help Requested; a handoff by the agent's own conditions is Negative Feedback where the customer is angry, else Non-Answer.
 * Once for what it is about: what the detectors or the caller flagged before calls already. A person who hands over calls nobody.
 */
export function wantsPerson({ trigger, sentiment, about }: Commands['flagHandoff'], known: Living): NewEvent[] {
  if (trigger === 'manual' || !about) return []
  const kind: FlagKind =
    trigger === 'customer_request' ? 'help_requested' : sentiment === 'angry' ? 'negative_feedback' : 'non_answer'
  const near = new Set([about.messageId, ...about.around])
  if (known.conversation.flags.some((flag) => flag.kind === kind && near.has(flag.messageId))) return []
  const why = { quote: quoteAround(about.text, undefined), cues: [], score: 1, by: 'handoff' as const }
  const event = by({ kind: 'rule', name: 'handoff', via: 'system' })
  return [event('flag.raised', { kind, messageId: about.messageId, why })]
}

/** The flag of a handoff that was refused; none where a person holds the conversation, or control moved since it was begun. */
export function flagHandoff(command: Commands['flagHandoff'], known: Living): Decision {
  const { conversation, service } = known
  if (conversation.resolvedAt !== null || standing(conversation, service).owner) return decision([])
  if (command.turn !== undefined && command.turn !== conversation.turn) return decision([])
  return decision(wantsPerson(command, known))
}

/** The snoozes that are over open again. */
export function wakeFlags(command: Commands['wakeFlags'], known: Living): Decision {
  if (known.conversation.resolvedAt !== null) return decision([])
  const over = known.conversation.flags.filter(
    (flag) => flag.state === 'snoozed' && flag.until !== null && flag.until <= command.until,
  )
  return decision(
    over.map(({ kind, messageId }) => by(known.actor)('flag.reopened', { kind, messageId, because: 'snooze_over' })),
  )
}

/** An owner who lets go before having replied leaves the need for attention behind. */
export function reopenFlags(known: Living): NewEvent[] {
  if (known.conversation.ownerReplied) return []
  return reopenable(known.conversation.flags).map(({ kind, messageId }) =>
    by(known.actor)('flag.reopened', { kind, messageId, because: 'released' }),
  )
}

/** A rating of an AI reply. Thumbs down raises its flag once for the message; thumbs up, or a change of mind, only records. */
export function giveFeedback(command: Commands['giveFeedback'], known: Living): Decision | Refusal {
  const { conversation } = known
  if (conversation.resolvedAt !== null) return refuse('ended')
  const { messageId, rating, text } = command
  const event = by(known.actor)
  const given = event('feedback.given', { messageId, rating })
  const before = conversation.flags.some((flag) => flag.kind === 'thumbs_down' && flag.messageId === messageId)
  if (rating === 'up' || before) return decision([given])
  const why = { quote: quoteAround(text, undefined), cues: [], score: 1, by: 'customer' as const }
  return decision([given, event('flag.raised', { kind: 'thumbs_down', messageId, why })])
}
