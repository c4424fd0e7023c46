import type { Person } from '../actor.ts'
import { closable } from '../attention.ts'
import type { Commands } from '../commands.ts'
import { standing } from '../control.ts'
import type { NewEvent } from '../events.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { by, type Decision, decision, type Living } from './decision.ts'
import { closeFlags, reopenFlags, wantsPerson } from './flags.ts'
import { claimFor, isSuperseded, returnToAi, unread } from './message.ts'
import { noted } from './note.ts'
import { notice, notices } from './notices.ts'
import { SILENCE, silenceTask } from './open.ts'
import { aiOnly, claimedByOther } from './shut-out.ts'

const isEnded = ({ conversation, service }: Living) => conversation.resolvedAt !== null || service.deleted

/** H10. L1: whoever commits first owns it; taking over what one owns already changes nothing. */
export function takeOver(command: Commands['takeOver'], known: Living): Decision | Refusal {
  if (isEnded(known)) return refuse('ended')
  const { owner } = standing(known.conversation, known.service)
  if (owner?.id === command.operator.id) return decision([])
  if (known.service.mode === 'ai_only') return aiOnly(known)
  if (owner) return claimedByOther(known)
  const claim = claimFor(known, command.operator)
  return 'refused' in claim ? claim : decision(claim)
}

/**
 * B12. What another holds goes to a supervisor who gives a reason; what nobody holds is taken over as ever. Who loses it
 * reads name and reason in the log; the customer hears only who joined (L8).
 */
export function forceTakeOver(command: Commands['forceTakeOver'], known: Living): Decision | Refusal {
  const { conversation, service } = known
  const { owner } = standing(conversation, service)
  if (isEnded(known) || !owner || owner.id === command.operator.id) return takeOver(command, known)
  const claim = claimFor(known, command.operator, { from: owner, reason: command.reason })
  return 'refused' in claim ? claim : decision(claim)
}

/** H12. In AI Only a release is a Resume, and the customer is told (laws.md, Control). */
export function release(command: Commands['release'], known: Living): Decision | Refusal {
  if (isEnded(known)) return refuse('ended')
  const { owner } = standing(known.conversation, known.service)
  if (!owner) return refuse('not_claimed')
  if (owner.id !== command.operator.id) return claimedByOther(known)
  if (known.service.mode === 'ai_only') return decision(returnToAi(known))
  return decision([
    by(known.actor)('conversation.released', {
      owner,
      epoch: known.service.epoch,
      ...(command.because && { because: command.because }),
    }),
    ...reopenFlags(known),
  ])
}

/** H11. Resume is refused in Human Only: there is no AI to give it to. */
export function resume(command: Commands['resume'], known: Living): Decision | Refusal {
  if (isEnded(known)) return refuse('ended')
  const { conversation, service } = known
  if (service.mode === 'human_only')
    return refuse('mode_forbids', { mode: service.mode }, `${service.name} is in Human Only: the AI is off`)
  const held = standing(conversation, service)
  if (held.control === 'ai') return refuse('not_paused')
  if (held.owner && held.owner.id !== command.operator.id) return claimedByOther(known)
  return decision(returnToAi(known))
}

/** F15. The owner ends the session; what nobody owns any operator of the service may end, and a program as itself. */
export function resolve(command: Commands['resolve'], known: Living): Decision | Refusal {
  if (isEnded(known)) return refuse('ended')
  const { owner } = standing(known.conversation, known.service)
  if (owner && owner.id !== command.operator?.id) return claimedByOther(known)
  return decision([
    ...closeFlags(known, closable(known.conversation.flags), 'acknowledged', 'resolved'),
    by(known.actor)('conversation.resolved', { by: command.operator, reason: 'resolved' }),
  ])
}

/**
 * F11, F12: the owner gives it to a colleague, anybody gives away what nobody owns; with a reason a supervisor what another owns. A note for
 * whom it goes to stands before the marker, in the same commit.
 */
export function assign(command: Commands['assign'], known: Living): Decision | Refusal {
  if (isEnded(known)) return refuse('ended')
  const { conversation, service } = known
  const { owner } = standing(conversation, service)
  if (owner?.id === command.to.id) return decision([])
  if (service.mode === 'ai_only') return aiOnly(known)
  const from = owner && owner.id !== command.operator.id ? owner : undefined
  if (from && command.reason === undefined) return claimedByOther(known)
  const { note } = command
  return decision([
    ...(note ? [noted(known, { ...note, author: command.operator, mentions: [command.to] })] : []),
    by(known.actor)('conversation.assigned', {
      owner: command.to,
      by: command.operator,
      ...(from && { from, reason: command.reason }),
      epoch: service.epoch,
    }),
    ...closeFlags(known, closable(conversation.flags), 'acknowledged', 'claimed'),
    notice(known, conversation, notices.joined(command.to.name), conversation.turn + 1),
  ])
}

/**
 * A2, A3, O1. Manual: the AI stops in any case, and nobody owns it yet. By the AI: only where mode and service allow.
 * Its flag is raised also where it is refused: `flagHandoff`.
 * L2: the AI's acknowledgement, the handoff and its notice are one commit, in that order.
 */
export function handOff(command: Commands['handOff'], known: Living): Decision | Refusal {
  if (isEnded(known)) return refuse('ended')
  const { conversation, service } = known
  if (service.mode === 'ai_only')
    return refuse('mode_forbids', { mode: service.mode }, 'This service is set to AI Only')
  const held = standing(conversation, service)
  const withPeople = held.owner !== null || (conversation.control === 'people' && conversation.epoch >= service.epoch)
  if (withPeople) return refuse('already_with_people', held.owner ? { owner: held.owner } : {})
  if (command.trigger !== 'manual' && !service.allowHandoff) return refuse('handoff_not_allowed')
  if (command.turn !== undefined && command.turn !== conversation.turn)
    return refuse('stale_turn', { turn: conversation.turn }, 'Control changed since this handoff was begun.')
  if (isSuperseded(command, conversation)) return refuse('superseded')
  const silent = service.mode === 'human_only'
  if (silent && command.text !== undefined)
    return refuse(
      'mode_forbids',
      { mode: service.mode },
      `${service.name} is in Human Only: nothing automated reaches the customer`,
    )
  if (command.nobodyLive && command.trigger !== 'manual' && !command.assignTo && !silent)
    return staysWithAi(command, command.nobodyLive, known)
  const event = by(known.actor)
  const author = command.agent ?? conversation.agent
  const raised = wantsPerson(command, known)
  const acknowledgement: NewEvent[] =
    command.text === undefined
      ? []
      : [
          event('message.added', {
            message: { id: command.messageId, role: 'ai', text: command.text, author },
            turn: conversation.turn,
            ...unread(command, conversation),
          }),
        ]
  return decision([
    ...raised,
    ...acknowledgement,
    event('conversation.handed_off', {
      trigger: command.trigger,
      reason: command.reason ?? null,
      summary: command.summary ?? null,
      sentiment: command.sentiment ?? 'neutral',
      epoch: service.epoch,
    }),
    ...(silent
      ? []
      : [
          notice(
            known,
            conversation,
            notices.handedOff(command.someoneLive || !!command.assignTo),
            conversation.turn + 1,
          ),
        ]),
    ...(command.assignTo && command.trigger !== 'manual' ? assignedAtOnce(command.assignTo, raised, known) : []),
  ])
}

/** F2: a handoff by the AI arrives already assigned to a default operator; its own flag is answered with that. */
function assignedAtOnce(owner: Person, raised: NewEvent[], known: Living): NewEvent[] {
  const { conversation, service } = known
  const own = raised.flatMap((made) => (made.type === 'flag.raised' ? [made.data] : []))
  return [
    by({ kind: 'rule', name: 'default operator', via: 'system' })('conversation.assigned', {
      owner,
      by: null,
      epoch: service.epoch,
    }),
    ...closeFlags(known, [...closable(conversation.flags), ...own], 'acknowledged', 'claimed'),
    notice(known, conversation, notices.joined(owner.name), conversation.turn + 2),
  ]
}

/**
 * laws.md, “Where a handoff goes”: nobody live, the AI goes on, the flag stays, and the customer is told honestly (B9). In the
 * place of the AI's acknowledgement, which would promise what is not so.
 */
function staysWithAi(
  command: Commands['handOff'],
  { back, promise }: NonNullable<Commands['handOff']['nobodyLive']>,
  known: Living,
): Decision {
  const { conversation } = known
  const event = by(known.actor)
  const author = command.agent ?? conversation.agent
  const { turn } = conversation
  return decision([
    ...wantsPerson(command, known),
    event('conversation.not_handed_off', {
      trigger: command.trigger,
      reason: command.reason ?? null,
      summary: command.summary ?? null,
      sentiment: command.sentiment ?? 'neutral',
      back,
    }),
    command.text === undefined
      ? notice(known, conversation, promise)
      : event('message.added', {
          message: { id: command.messageId, role: 'ai', text: promise, author },
          turn,
          ...unread(command, conversation),
        }),
  ])
}

/** laws.md, “Where a handoff goes”, 3: a wait that nobody claimed goes back to the AI; one that moved meanwhile is another one. */
export function endWait({ turn }: Commands['endWait'], known: Living): Decision {
  const { conversation, service } = known
  const waits = !isEnded(known) && standing(conversation, service).waiting && conversation.turn === turn
  return decision(waits && service.mode === 'human_supported' ? returnToAi(known) : [])
}

/**
 * laws.md: a conversation with the AI that fell silent ends by rule; a paused one never does, and is looked at again later.
 * Who takes over, gives back or reopens breaks the silence, too. A timer that comes too early is set anew.
 */
export function endSilence(command: Commands['endSilence'], known: Living): Decision {
  if (isEnded(known)) return decision([])
  const { conversation, service } = known
  const last = Math.max(
    Date.parse(conversation.movedAt),
    Date.parse(conversation.lastMessage?.at ?? conversation.startedAt),
  )
  const left = last + SILENCE - Date.parse(command.now)
  if (left > 0) return decision([], { tasks: [silenceTask(conversation.id, left)] })
  if (standing(conversation, service).control === 'people')
    return decision([], { tasks: [silenceTask(conversation.id)] })
  return decision([
    ...closeFlags(known, closable(conversation.flags), 'acknowledged', 'resolved'),
    by(known.actor)('conversation.resolved', { by: null, reason: 'silence' }),
  ])
}

/** The session in which the customer goes on; decided once, whoever writes first. */
export function continueConversation(command: Commands['continueConversation'], known: Living): Decision | Refusal {
  if (!isEnded(known)) return refuse('already_with_people', {}, 'This session is still open.')
  if (known.conversation.nextId) return decision([])
  return decision([by(known.actor)('conversation.continued', { conversationId: command.nextId })])
}
