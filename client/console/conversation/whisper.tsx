import { createEffect, createSignal, on } from 'solid-js'
import { TEXT_LIMIT } from '../../../domain/text.ts'
import type { ConversationView } from '../../../domain/wire.ts'
import { Button, Dialog, Field } from '../../ui/index.ts'
import type { Acts } from './acts.ts'

/** B12: a word to whoever holds the conversation, that only the team reads. What was typed is still there after Esc. */
export function WhisperButton(props: { card: ConversationView; acts: Acts; small?: boolean }) {
  const [open, setOpen] = createSignal(false)
  const [text, setText] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  createEffect(on([open, () => props.card.id], () => setTried(false)))
  createEffect(
    on(
      () => props.card.id,
      () => setText(''),
      { defer: true },
    ),
  )
  const submit = async (event: Event) => {
    event.preventDefault()
    setTried(true)
    if (text().trim() === '' || busy()) return
    setBusy(true)
    const done = await props.acts.whisper(props.card.id, text())
    setBusy(false)
    if (!done) return
    setText('')
    setOpen(false)
  }
  return (
    <>
      <Button
        icon="whisper"
        size={props.small ? 'sm' : undefined}
        reason={props.acts.reason('whisper', props.card)}
        onClick={() => setOpen(true)}
      >
        Whisper
      </Button>
      <Dialog
        open={open()}
        title={`Whisper to ${props.card.owner?.name ?? 'nobody'}`}
        text="Only your team reads this. The customer never does."
        onClose={() => setOpen(false)}
      >
        <form onSubmit={(event) => void submit(event)} novalidate autocomplete="off">
          <div class="body">
            <Field label="Whisper" error={tried() && text().trim() === '' ? 'Nothing is written yet.' : null}>
              {(field) => (
                <textarea
                  {...field}
                  class="input"
                  name="whisper"
                  rows={3}
                  maxlength={TEXT_LIMIT}
                  data-autofocus
                  value={text()}
                  onInput={(event) => setText(event.currentTarget.value)}
                />
              )}
            </Field>
          </div>
          <footer>
            <Button variant="ghost" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button variant="primary" type="submit" busy={busy()} reason={props.acts.reason('whisper', props.card)}>
              Whisper
            </Button>
          </footer>
        </form>
      </Dialog>
    </>
  )
}
