import { A } from '@solidjs/router'
import { For, Show } from 'solid-js'
import { Note, plural, when } from '../../../ui/index.ts'
import type { EarlierSession } from './earlier-sessions.ts'

/** F15: the next operator sees what was noted the last times, before anything is read. */
export function EarlierNotes(props: { sessions: readonly EarlierSession[]; hrefOf: (id: string) => string }) {
  const count = () => props.sessions.reduce((sum, { notes }) => sum + notes.length, 0)
  return (
    <Show when={count() > 0}>
      <details class="earlier" open>
        <summary>{plural(count(), 'private note')} from earlier sessions</summary>
        <div>
          <For each={props.sessions}>
            {(session) => (
              <>
                <For each={session.notes}>{(note) => <Note by={note.by} at={note.at} text={note.text} />}</For>
                <A class="link" href={props.hrefOf(session.id)}>
                  The session of {when(session.startedAt)}
                </A>
              </>
            )}
          </For>
        </div>
      </details>
    </Show>
  )
}
