import { createSignal, onMount, Show } from 'solid-js'
import { Button, Door, ErrorLine, Field } from '../../../ui/index.ts'
import { createSending } from '../settings/sending.ts'
import { giveCode } from './authenticate.ts'

/** The second step of a sign-in: the code of the authenticator app, or one of the recovery codes. */
export function SecondStep(props: { onEntered: () => void; onBack: () => void }) {
  const [recovery, setRecovery] = createSignal(false)
  const [code, setCode] = createSignal('')
  const [missing, setMissing] = createSignal(false)
  const sending = createSending(() => giveCode(recovery() ? 'recovery_code' : 'two_factor', code().replace(/\s/g, '')))
  let input!: HTMLInputElement
  onMount(() => input.focus())

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setCode(input.value)
    setMissing(code().trim() === '')
    if (missing()) return input.focus()
    if (await sending.send()) props.onEntered()
    else input.select()
  }
  const other = () => {
    setRecovery(!recovery())
    setCode('')
    setMissing(false)
    sending.clear()
    input.focus()
  }
  return (
    <Door
      title="One more step"
      text={
        recovery()
          ? 'Type one of the recovery codes that you kept. Each works once.'
          : 'Type the six digits that your authenticator app shows for Baton.'
      }
    >
      <form onSubmit={(event) => void submit(event)} novalidate>
        <Field
          label={recovery() ? 'Recovery code' : 'Code'}
          error={missing() ? 'The code is missing.' : null}
          hint={recovery() ? 'Such as a1B2c-3D4e5.' : 'It changes every 30 seconds, and each works once.'}
        >
          {(field) => (
            <input
              {...field}
              ref={input}
              class="input mono"
              name="code"
              inputmode={recovery() ? 'text' : 'numeric'}
              autocomplete="one-time-code"
              autocapitalize="none"
              spellcheck={false}
              maxlength={40}
              value={code()}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          )}
        </Field>
        <Show when={!missing() && sending.problem()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
        <Button type="submit" variant="primary" size="wide" busy={sending.busy()}>
          Sign in
        </Button>
        <div class="row wrap">
          <Button variant="ghost" size="sm" onClick={other}>
            {recovery() ? 'Use the app instead' : 'Use a recovery code'}
          </Button>
          <Button variant="ghost" size="sm" onClick={() => props.onBack()}>
            Start again
          </Button>
        </div>
      </form>
    </Door>
  )
}
