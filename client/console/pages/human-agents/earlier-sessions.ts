import { type Accessor, createResource } from 'solid-js'
import type { Event } from '../../../../domain/events.ts'
import type { ConversationView, EventView } from '../../../../domain/wire.ts'
import { api } from '../../live/api.ts'

/** A private note of an earlier session with this customer. */
export interface EarlierNote {
  key: string
  at: string
  by: string
  text: string
}

/** A session of before, with the notes that were left in it. */
export interface EarlierSession {
  id: string
  startedAt: string
  notes: EarlierNote[]
}

/** So many sessions back; older ones are found in Sessions. */
const BACK = 5
const PAGE = 500

/** F15: what the team noted in the sessions before, newest session first; empty while there is nothing, or nothing is known. */
export function createEarlierNotes(previousId: Accessor<string | null>): Accessor<readonly EarlierSession[]> {
  const [found] = createResource(previousId, (id) => sessionsBefore(id).catch(() => []), { initialValue: [] })
  return () => found.latest
}

async function sessionsBefore(previousId: string): Promise<EarlierSession[]> {
  const sessions: EarlierSession[] = []
  for (let id: string | null = previousId; id !== null && sessions.length < BACK; ) {
    const session: ConversationView = await api(`/conversations/${encodeURIComponent(id)}`)
    sessions.push({ id: session.id, startedAt: session.startedAt, notes: await notesOf(session.id) })
    id = session.previousId
  }
  return sessions.filter(({ notes }) => notes.length > 0)
}

async function notesOf(id: string): Promise<EarlierNote[]> {
  const notes: EarlierNote[] = []
  for (let after = ''; ; ) {
    const { items } = await api<{ items: EventView[] }>(`/conversations/${id}/events?limit=${PAGE}${after}`)
    for (const view of items) {
      const event = view as Event
      if (event.type !== 'note.added') continue
      const { id: key, text, author } = event.data.note
      notes.push({ key, at: event.at, by: author.name, text })
    }
    if (items.length < PAGE) return notes
    after = `&after=${encodeURIComponent(items.at(-1)?.cursor ?? '')}`
  }
}
