import { createEffect, createSignal, on } from 'solid-js'
import type { Person } from '../../../domain/actor.ts'
import type { ConversationView } from '../../../domain/wire.ts'
import { Button, Dialog, Field } from '../../ui/index.ts'
import { useSession } from '../session/session.tsx'
import type { Acts } from './acts.ts'
import { nameOf } from './card-facts.ts'

/**
 * B12: what another holds goes to a supervisor, or to whom the supervisor says, with a reason. What was typed is still there
 * after Esc, and after a refusal.
 */
export function ForceDialog(props: {
  card: ConversationView
  acts: Acts
  /** To whom it goes; null: the dialog is closed. */
  to: Person | null
  onClose: () => void
}) {
  const session = useSession()
  const [reason, setReason] = createSignal('')
  const [missing, setMissing] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  createEffect(
    on(
      () => [props.to, props.card.id],
      () => setMissing(false),
    ),
  )
  const from = () => props.card.owner?.name ?? 'nobody'
  const mine = () => props.to?.id === session.me.id
  const title = () =>
    mine() ? `Take over from ${from()}?` : `Give ${nameOf(props.card)} to ${props.to?.name}, from ${from()}?`
  const submit = async (event: Event) => {
    event.preventDefault()
    const { to } = props
    const why = reason().trim()
    setMissing(why === '')
    if (why === '' || !to || busy()) return
    setBusy(true)
    const { acts, card } = props
    const done = mine() ? await acts.forceTakeOver(card.id, why) : await acts.assign(card.id, to, why)
    setBusy(false)
    if (!done) return
    setReason('')
    props.onClose()
  }
  return (
    <Dialog
      open={props.to !== null}
      title={title()}
      text={`${from()} is told your name and the reason. The customer is told only who joined.`}
      onClose={() => props.onClose()}
    >
      <form onSubmit={(event) => void submit(event)} novalidate autocomplete="off">
        <div class="body">
          <Field label="Reason" error={missing() && !reason().trim() ? 'Say why: it stands in the log.' : null}>
            {(field) => (
              <input
                {...field}
                class="input"
                name="reason"
                maxlength={500}
                data-autofocus
                value={reason()}
                onInput={(event) => setReason(event.currentTarget.value)}
              />
            )}
          </Field>
        </div>
        <footer>
          <Button variant="ghost" onClick={() => props.onClose()}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" busy={busy()} reason={props.acts.reason('forceTakeOver', props.card)}>
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
  const [to, setTo] = createSignal<Person | null>(null)
  return (
    <>
      <Button
        reason={props.acts.reason('forceTakeOver', props.card)}
        onClick={() => setTo({ id: session.me.id, name: session.me.name })}
      >
        Take over from {props.card.owner?.name}…
      </Button>
      <ForceDialog card={props.card} acts={props.acts} to={to()} onClose={() => setTo(null)} />
    </>
  )
}
