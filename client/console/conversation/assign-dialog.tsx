import { createEffect, createSignal, For, on, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { Person } from '../../../domain/actor.ts'
import { TEXT_LIMIT } from '../../../domain/text.ts'
import type { ConversationView } from '../../../domain/wire.ts'
import { Button, Dialog, Field, Select } from '../../ui/index.ts'
import { useBoard } from '../live/live.tsx'
import { useSession } from '../session/session.tsx'
import type { Acts } from './acts.ts'
import { nameOf } from './card-facts.ts'

/** To whom it goes: somebody who was chosen already, or one to be chosen in the dialog. */
export type Goal = Person | 'somebody'

const blank = { to: '', reason: '', note: '' }

/**
 * Assigning with words: what another holds goes with a reason (B12), and whom it goes to may be given a note. What was typed
 * is still there after Esc, and after a refusal.
 */
export function AssignDialog(props: {
  card: ConversationView
  acts: Acts
  /** Null: the dialog is closed. */
  goal: Goal | null
  onClose: () => void
}) {
  const board = useBoard()
  const session = useSession()
  const [typed, setTyped] = createStore({ ...blank })
  const [tried, setTried] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  createEffect(on([() => props.goal, () => props.card.id], () => setTried(false)))
  const owner = () => props.card.owner
  const forced = () => owner() !== null && owner()?.id !== session.me.id
  const people = () => board.operators().filter(({ id }) => id !== session.me.id && id !== owner()?.id)
  const to = (): Person | undefined =>
    props.goal === 'somebody' ? people().find(({ id }) => id === typed.to) : (props.goal ?? undefined)
  const blocked = () => (forced() ? props.acts.reason('forceTakeOver', props.card) : null)
  const mine = () => to()?.id === session.me.id
  const title = () => {
    if (!forced()) return `Assign ${nameOf(props.card)} with a note`
    return mine() ? `Take over from ${owner()?.name}?` : `Take ${nameOf(props.card)} from ${owner()?.name}?`
  }
  const reason = () => typed.reason.trim()
  const submit = async (event: Event) => {
    event.preventDefault()
    setTried(true)
    const whom = to()
    if (!whom || (forced() && reason() === '') || busy()) return
    setBusy(true)
    const { acts, card } = props
    const more = { ...(forced() && { reason: reason() }), ...(typed.note.trim() && { note: typed.note }) }
    const done = mine() ? await acts.forceTakeOver(card.id, reason()) : await acts.assign(card.id, whom, more)
    setBusy(false)
    if (!done) return
    setTyped({ ...blank })
    props.onClose()
  }
  return (
    <Dialog
      open={props.goal !== null}
      title={title()}
      text={
        forced()
          ? `${owner()?.name} is told your name and the reason. The customer is told only who joined.`
          : 'The note stands before the marker, and only your team reads it.'
      }
      onClose={() => props.onClose()}
    >
      <form onSubmit={(event) => void submit(event)} novalidate autocomplete="off">
        <div class="body">
          <Show when={props.goal === 'somebody'}>
            <Field label="To" error={tried() && !to() ? 'Choose who gets it.' : null}>
              {(field) => (
                <Select
                  {...field}
                  name="to"
                  data-autofocus
                  value={typed.to}
                  onChange={(event) => setTyped('to', event.currentTarget.value)}
                >
                  <option value="">Choose a teammate</option>
                  <For each={people()}>{(person) => <option value={person.id}>{person.name}</option>}</For>
                </Select>
              )}
            </Field>
          </Show>
          <Show when={forced()}>
            <Field label="Reason" error={tried() && reason() === '' ? 'Say why: it stands in the log.' : null}>
              {(field) => (
                <input
                  {...field}
                  class="input"
                  name="reason"
                  maxlength={500}
                  data-autofocus={props.goal === 'somebody' ? undefined : ''}
                  value={typed.reason}
                  onInput={(event) => setTyped('reason', event.currentTarget.value)}
                />
              )}
            </Field>
          </Show>
          <Show when={!mine()}>
            <Field label="Private note" aside="optional">
              {(field) => (
                <textarea
                  {...field}
                  class="input"
                  name="note"
                  rows={3}
                  maxlength={TEXT_LIMIT}
                  value={typed.note}
                  onInput={(event) => setTyped('note', event.currentTarget.value)}
                />
              )}
            </Field>
          </Show>
        </div>
        <footer>
          <Button variant="ghost" onClick={() => props.onClose()}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" busy={busy()} reason={blocked()}>
            {mine() ? 'Take over' : 'Assign'}
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}

/** B12, on what another holds. It opens the question. */
export function ForceButton(props: { card: ConversationView; acts: Acts }) {
  const session = useSession()
  const [goal, setGoal] = createSignal<Goal | null>(null)
  return (
    <>
      <Button
        reason={props.acts.reason('forceTakeOver', props.card)}
        onClick={() => setGoal({ id: session.me.id, name: session.me.name })}
      >
        Take over from {props.card.owner?.name}…
      </Button>
      <AssignDialog card={props.card} acts={props.acts} goal={goal()} onClose={() => setGoal(null)} />
    </>
  )
}
