import type { Person } from '../actor.ts'
import { closable } from '../attention.ts'
import type { CommandOf } from '../commands.ts'
import { standing } from '../control.ts'
import type { Conversation } from '../conversation.ts'
import type { NewEvent } from '../events.ts'
import type { Detection, Finding } from '../flags.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { quoteAround, whole } from '../text.ts'
import { by, type Decision, decision, type Living } from './decision.ts'
import { closeFlags } from './flags.ts'
import { notice, notices } from './notices.ts'
import { isHeldForOffers } from './offers.ts'
import { endedWithChoice } from './reopen.ts'
import { aiOnly, claimedByOther } from './shut-out.ts'

type AddMessage = CommandOf<'addMessage'>

/** A message of a customer, an AI or an operator: three rules for who may speak, one for what the words raise. */
export function addMessage(command: AddMessage, known: Living): Decision | Refusal {
  if (known.conversation.resolvedAt !== null || known.service.deleted)
    return command.role === 'operator' ? endedWithChoice(known) : refuse('ended')
  switch (command.role) {
    case 'customer':
      return fromCustomer(command, known)
    case 'ai':
      return fromAi(command, known)
    case 'operator':
      return fromOperator(command, known)
    default:
      return command.role satisfies never
  }
}

function fromCustomer(command: AddMessage, known: Living): Decision {
  const { conversation, service } = known
  const held = known.routed === true && isHeldForOffers(conversation, service)
  const answers = service.ai !== 'external' && standing(conversation, service).control === 'ai' && !held
  return decision([added(command, known, null), ...raised(command)], {
    subjectId: command.messageId,
    tasks: answers
      ? [
          {
            lane: `answer:${conversation.id}`,
            kind: 'answer',
            payload: { conversationId: conversation.id, messageId: command.messageId, turn: conversation.turn },
            delay: 0,
          },
        ]
      : [],
  })
}

/**
 * L2 and B1. The turn first, then the right to speak; a reply that lost is kept as a draft and refused, always.
 * One that was cut off is a draft or nothing. A conversation that the mode gave back says so with the AI's next reply (laws.md, table of control).
 */
function fromAi(command: AddMessage, known: Living): Decision | Refusal {
  const { conversation, service } = known
  const event = by(known.actor)
  const held = standing(conversation, service)
  const author = command.agent ?? conversation.agent
  const late = command.turn !== conversation.turn ? 'stale_turn' : held.control === 'people' ? 'ai_paused' : null
  if (late) {
    const draft = event('reply.drafted', {
      draft: { id: command.messageId, text: command.text, author, ...(command.cut && { cut: command.cut }) },
      turn: command.turn ?? 0,
      because: late,
    })
    const data = { turn: conversation.turn, draftId: command.messageId, ...(held.owner && { owner: held.owner }) }
    return decision([draft], { refusal: refuse(late, data) })
  }
  if (command.cut || isSuperseded(command, conversation)) return refuse('superseded')
  const back = conversation.control === 'people' ? returnToAi(known) : []
  const turn = conversation.turn + (back.length ? 1 : 0)
  return decision([...back, added(command, known, author, turn), ...raised(command)], {
    subjectId: command.messageId,
  })
}

type Answering = Pick<AddMessage, 'answers' | 'after'>

/**
 * Our own AI answers all that the customer wrote, once: not beside another's answer to the same. What the customer added since
 * it began has an answer of its own coming: `unread`.
 */
export const isSuperseded = ({ answers, after }: Answering, { lastMessage, lastReplyId }: Conversation): boolean =>
  answers !== undefined && answers !== lastMessage?.id && after !== lastReplyId

/** A reply that stands behind messages which it has not read says up to which one it has, so that those are still answered. */
export const unread = ({ answers }: Answering, { lastMessage }: Conversation): { reads?: string } =>
  answers !== undefined && lastMessage?.role === 'customer' && lastMessage.id !== answers ? { reads: answers } : {}

/** An operator's message, by any route: it claims what nobody owns and is refused where another owns. */
function fromOperator(command: AddMessage, known: Living): Decision | Refusal {
  const { conversation, service } = known
  const operator = command.operator
  if (!operator) return refuse('operator_required')
  const held = standing(conversation, service)
  if (held.owner && held.owner.id !== operator.id) return claimedByOther(known)
  if (held.owner) return decision([added(command, known, operator.name)], { subjectId: command.messageId })
  const claim = claimFor(known, operator)
  if ('refused' in claim) return claim
  return decision([...claim, added(command, known, operator.name, conversation.turn + 1)], {
    subjectId: command.messageId,
  })
}

function added(command: AddMessage, known: Living, author: string | null, turn = known.conversation.turn): NewEvent {
  const agent = command.agent && command.agent !== known.conversation.agent ? { agent: command.agent } : {}
  return by(known.actor)('message.added', {
    message: {
      id: command.messageId,
      role: command.role,
      text: command.text,
      author,
      ...(command.attachments?.length && { attachments: command.attachments }),
    },
    turn,
    ...agent,
    ...unread(command, known.conversation),
  })
}

/** H8, B5: each flag once for each (conversation, kind, message), with the words that raised it. */
function raised(command: AddMessage): NewEvent[] {
  const event = by({ kind: 'rule', name: 'detector', via: 'system' })
  return findings(command.detection, command).map(({ kind, score, cues, by: source }) =>
    event('flag.raised', {
      kind,
      messageId: command.messageId,
      why: {
        quote: quoteAround(command.text, cues[0]),
        cues: cues.slice(0, 5).map((cue) => whole(cue.slice(0, 80))),
        score,
        by: source,
      },
    }),
  )
}

type Sourced = Finding & { by: 'detector' | 'caller' }

/** What the caller says about a message overrides the detectors (api.md). */
function findings(detection: Detection, command: Pick<AddMessage, 'role' | 'given'>): Sourced[] {
  const { nonAnswer, sentiment } = command.given
  const found: Sourced[] = detection.flags.map((finding) => ({ ...finding, by: 'detector' as const }))
  const override = (list: Sourced[], kind: Finding['kind'], says: boolean | undefined): Sourced[] => {
    if (says === undefined) return list
    const rest = list.filter((finding) => finding.kind !== kind)
    const cues = list.find((finding) => finding.kind === kind)?.cues ?? []
    return says ? [...rest, { kind, score: 1, cues, by: 'caller' }] : rest
  }
  const angry = sentiment === undefined || command.role !== 'customer' ? undefined : sentiment === 'angry'
  return override(
    override(found, 'non_answer', command.role === 'ai' ? nonAnswer : undefined),
    'negative_feedback',
    angry,
  )
}

/** The events of a claim, of what nobody owns or (`forced`) of what another did: the marker, the closed flags, the notice. */
export function claimFor(
  known: Living,
  operator: Person,
  forced?: { from: Person; reason: string },
): NewEvent[] | Refusal {
  const { conversation, service } = known
  if (service.mode === 'ai_only') return aiOnly(known)
  const event = by(known.actor)
  return [
    event('conversation.claimed', { owner: operator, ...forced, epoch: service.epoch }),
    ...closeFlags(known, closable(conversation.flags), 'acknowledged', 'claimed'),
    notice(known, conversation, notices.joined(operator.name), conversation.turn + 1),
  ]
}

/** The AI has the conversation again: the fact and the notice, in that order. */
export function returnToAi(known: Living): NewEvent[] {
  const { conversation, service } = known
  const { owner } = standing(conversation, service)
  return [
    by(known.actor)('conversation.resumed', { owner, epoch: service.epoch }),
    ...closeFlags(known, closable(conversation.flags), 'acknowledged', 'resumed'),
    notice(known, conversation, notices.aiBack, conversation.turn + 1),
  ]
}
