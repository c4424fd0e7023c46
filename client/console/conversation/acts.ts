import type { Person } from '../../../domain/actor.ts'
import { type Act, explain } from '../../../domain/explain.ts'
import type { FlagKind } from '../../../domain/flags.ts'
import type { Refusal } from '../../../domain/refusal.ts'
import { type ConversationView, foldOf, type ServiceView } from '../../../domain/wire.ts'
import { clock, when } from '../../ui/index.ts'
import { Problem } from '../live/api.ts'
import type { Live } from '../live/live.tsx'
import type { Session } from '../session/session.tsx'
import type { ToastRack } from '../toasts/toasts.tsx'
import { nameOf } from './card-facts.ts'
import { SHORT } from './snooze.ts'

export type Mark = 'seen' | 'snoozed' | 'false_alarm'

/** Where a flag stands; without one, all that are open. */
export interface FlagAt {
  kind: FlagKind
  messageId: string
}

/** What an operator does with a conversation, from wherever: the panel, a card, a key. Each says itself how it went. */
export interface Acts {
  takeOver: (id: string) => Promise<boolean>
  /** B12: a supervisor’s, from whoever holds it. */
  forceTakeOver: (id: string, reason: string) => Promise<boolean>
  release: (id: string) => Promise<boolean>
  resume: (id: string) => Promise<boolean>
  resolve: (id: string) => Promise<boolean>
  reopen: (id: string) => Promise<boolean>
  handOver: (id: string) => Promise<boolean>
  /** `reason`: a supervisor’s, of what another holds. `note`: what whom it goes to should know. */
  assign: (id: string, to: Person, more?: { reason?: string; note?: string }) => Promise<boolean>
  /** To whoever holds it; the team alone reads it. */
  whisper: (id: string, text: string) => Promise<boolean>
  /** `minutes`: how long it is snoozed, five when nothing is said. */
  mark: (id: string, as: Mark, at?: FlagAt, minutes?: number) => Promise<boolean>
  discard: (id: string, draftId: string) => Promise<boolean>
  /** Why a person may not do this now, as a sentence, or null: the rule that the server will ask too. */
  reason: (act: Act, card: ConversationView) => string | null
}

export interface ActsDeps {
  live: Pick<Live, 'board' | 'command' | 'time'>
  session: Session
  toasts: ToastRack
}

export function createActs({ live: { board, command, time }, session, toasts }: ActsDeps): Acts {
  /** What is said of one conversation takes the place of what was said of it before, which is true no longer. */
  const run = async (id: string, what: string, body: object, failed: string, done?: string): Promise<boolean> => {
    const key = `act ${id}`
    try {
      await command(`/conversations/${id}/${what}`, body)
      toasts.drop(key)
      if (done) toasts.show({ key, tone: 'ok', body: () => done })
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      toasts.show({ key, tone: 'bad', title: failed, body: () => sentenceOf(error), stays: 10_000 })
      return false
    }
  }
  const named = (id: string) => {
    const card = board.card(id)
    return card ? nameOf(card) : 'the conversation'
  }
  return {
    takeOver: (id) => run(id, 'takeover', {}, 'Not taken over.'),
    forceTakeOver: (id, reason) => run(id, 'force-takeover', { reason }, 'Not taken over.'),
    release: (id) => run(id, 'release', {}, 'Not released.', `Released. ${named(id)} waits for a person.`),
    resume: (id) => run(id, 'resume', {}, 'Not resumed.', 'The AI answers from the next customer message.'),
    resolve: (id) => run(id, 'resolve', {}, 'Not resolved.', 'Session resolved'),
    reopen: (id) => run(id, 'reopen', {}, 'Not reopened.'),
    handOver: (id) => run(id, 'handoff', { trigger: 'manual' }, 'Not handed over.', 'Session set to operator'),
    assign: (id, to, more = {}) =>
      run(
        id,
        'assign',
        { operatorId: to.id, ...more },
        'Not assigned.',
        to.id === session.me.id ? 'Operator assigned. Copilot mode enabled' : `Assigned to ${to.name}.`,
      ),
    whisper: (id, text) =>
      run(id, 'whispers', { text }, 'Not said.', `Whispered to ${board.card(id)?.owner?.name ?? 'the owner'}.`),
    mark: async (id, as, at, minutes = SHORT) => {
      if (!at && board.card(id)?.flags.every(({ state }) => state !== 'open' && state !== 'snoozed')) {
        toasts.show({ tone: 'plain', body: () => 'No flag is open here.' })
        return false
      }
      const snoozed = as === 'snoozed'
      return run(
        id,
        'flags',
        { as, ...at, ...(snoozed && { minutes }) },
        'Not marked.',
        snoozed ? `Snoozed until ${when(time.now() + minutes * 60_000)}.` : undefined,
      )
    },
    discard: (id, draftId) => run(id, `drafts/${draftId}/discard`, {}, 'Not discarded.'),
    reason: (act, card) => {
      if (!session.may(act === 'forceTakeOver' ? 'operator:supervise' : 'operator:write'))
        return act === 'handOff'
          ? 'You do not have permission to hand over sessions'
          : 'You do not have permission to do this'
      const service = board.service(card.serviceId)
      if (!service) return 'This service was deleted.'
      const refusal = explain(act, foldOf(card), service, { id: session.me.id, name: session.me.name })
      return refusal && whyNot(act, refusal, service)
    },
  }
}

/** The rule’s own sentence; with the holder’s name where there is one (H10), and with the mode’s where it forbids (A4). */
function whyNot(act: Act, { refused, detail, data }: Refusal, service: ServiceView): string {
  if (refused === 'already_claimed' && data.owner) return `${data.owner.name} is handling this conversation`
  if (refused === 'mode_forbids' && act === 'handOff' && service.mode === 'ai_only')
    return 'This service is set to AI Only'
  return detail
}

/** “Jonas Weidt took over at 14:22.” for a claim that was lost, else the server’s sentence. */
export function sentenceOf({ code, data, message }: Problem): string {
  const owner = data['owner'] as Person | undefined
  if (code !== 'already_claimed' || !owner) return message
  const since = data['since']
  return typeof since === 'string'
    ? `${owner.name} took over at ${clock(since)}.`
    : `${owner.name} holds this conversation.`
}
