import type { Person } from '../actor.ts'
import type { Commands } from '../commands.ts'
import { standing } from '../control.ts'
import type { NewEvent } from '../events.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { by, type Decision, decision, type Living } from './decision.ts'
import { aiOnly } from './shut-out.ts'

/** F14: a note is private, and may be written on a session that has ended too. Colleagues whom it names are told. */
export const addNote = (command: Commands['addNote'], known: Living): Decision =>
  decision([noted(known, { id: command.noteId, ...command })], { subjectId: command.noteId })

/** The line of a note. */
export const noted = (
  known: Living,
  { id, text, author, mentions = [] }: { id: string; text: string; author: Person; mentions?: Person[] | undefined },
): NewEvent => by(known.actor)('note.added', { note: { id, text, author, ...(mentions.length > 0 && { mentions }) } })

/** To whoever holds the conversation, from a colleague who does not; the team reads it, the customer never (L8). */
export function whisper(command: Commands['whisper'], known: Living): Decision | Refusal {
  const { conversation, service } = known
  if (conversation.resolvedAt !== null || service.deleted) return refuse('ended')
  if (service.mode === 'ai_only') return aiOnly(known)
  const { owner } = standing(conversation, service)
  if (!owner) return refuse('not_claimed', {}, 'Nobody holds this conversation: there is nobody to whisper to.')
  if (owner.id === command.author.id)
    return refuse('already_claimed', { owner }, 'You hold this conversation yourself: write a note.')
  const { whisperId: id, text, author } = command
  return decision([by(known.actor)('operator.whispered', { whisper: { id, text, author, to: owner } })], {
    subjectId: id,
  })
}

/** B1: the person for whom a late reply was kept does not want it. */
export const discardDraft = (command: Commands['discardDraft'], known: Living): Decision =>
  decision([by(known.actor)('draft.discarded', { draftId: command.draftId })])
