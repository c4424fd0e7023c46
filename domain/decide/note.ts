import type { Commands } from '../commands.ts'
import { by, type Decision, decision, type Living } from './decision.ts'

/** F14: a note is private, and may be written on a session that has ended too. */
export const addNote = (command: Commands['addNote'], known: Living): Decision =>
  decision(
    [by(known.actor)('note.added', { note: { id: command.noteId, text: command.text, author: command.author } })],
    {
      subjectId: command.noteId,
    },
  )

/** B1: the person for whom a late reply was kept does not want it. */
export const discardDraft = (command: Commands['discardDraft'], known: Living): Decision =>
  decision([by(known.actor)('draft.discarded', { draftId: command.draftId })])
