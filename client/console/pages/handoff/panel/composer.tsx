import { createEffect, createSignal, Match, on, onCleanup, Show, Switch, untrack } from 'solid-js'
import type { ConversationView } from '../../../../../domain/wire.ts'
import type { Acts } from '../../../conversation/acts.ts'
import { carry } from '../../../conversation/carry.ts'
import { Ended } from '../../../conversation/ended.tsx'
import { Typed } from '../../../conversation/typed.tsx'
import { useLive } from '../../../live/live.tsx'
import type { Reader } from '../../../live/outbox.ts'
import { useSession } from '../../../session/session.tsx'
import { ActsOfFree, ActsOfMine, ActsOfOthers } from './acts-row.tsx'

/** What keys do to the open composer from outside. */
export interface ComposerHandle {
  reply: () => void
  note: () => void
  openAssign: () => void
  resolve: () => void
}

/** Where an operator takes over, writes, and lets go (H10–H12). Nothing typed is lost: not by a refusal, not by a reload. */
export function Composer(props: {
  id: string
  card: ConversationView
  acts: Acts
  handle: (handle: ComposerHandle | null) => void
}) {
  const session = useSession()
  const { drafts, outbox } = useLive()
  const id = untrack(() => props.id)
  const [reader, setReader] = createSignal<Reader>('reply')
  const [assigning, setAssigning] = createSignal(false)
  const [resolving, setResolving] = createSignal(false)
  let area: HTMLTextAreaElement | undefined
  const focus = () => queueMicrotask(() => area?.focus())

  const mine = () => props.card.owner?.id === session.me.id
  const ended = () => props.card.status === 'resolved'
  // What is typed stays readable when the claim is lost or the session ends: the box stays while there is something in it.
  const kept = () => drafts.read(id, 'reply').text !== ''
  const writes = () => reader() === 'note' || mine() || kept()

  outbox.resume(id, 'reply')
  outbox.resume(id, 'note')
  createEffect(on(mine, (now, before) => now && before === false && (setReader('reply'), focus())))
  const note = () => {
    setReader('note')
    focus()
  }
  untrack(() =>
    props.handle({
      reply: () => {
        setReader('reply')
        focus()
      },
      note,
      openAssign: () => setAssigning(true),
      resolve: () => setResolving(true),
    }),
  )
  onCleanup(() => props.handle(null))

  return (
    <div class="composer">
      <Show when={writes()}>
        <Typed
          id={id}
          card={props.card}
          acts={props.acts}
          reader={reader()}
          enter="new-line"
          onReader={(next) => (setReader(next), focus())}
          ref={(element) => (area = element)}
        />
      </Show>
      <Switch>
        <Match when={ended()}>
          <Ended
            card={props.card}
            acts={props.acts}
            kept={kept()}
            hrefOf={(next) => `/handoff/${next}`}
            onGoOn={(next) => carry(drafts, id, next)}
            onNote={note}
          />
        </Match>
        <Match when={mine()}>
          <ActsOfMine
            card={props.card}
            acts={props.acts}
            assigning={assigning()}
            onAssigning={setAssigning}
            resolving={resolving()}
            onResolving={setResolving}
          />
        </Match>
        <Match when={props.card.owner}>
          <ActsOfOthers
            card={props.card}
            acts={props.acts}
            assigning={assigning()}
            onAssigning={setAssigning}
            onNote={note}
          />
        </Match>
        <Match when={true}>
          <ActsOfFree
            card={props.card}
            acts={props.acts}
            assigning={assigning()}
            onAssigning={setAssigning}
            resolving={resolving()}
            onResolving={setResolving}
            onNote={note}
          />
        </Match>
      </Switch>
    </div>
  )
}
