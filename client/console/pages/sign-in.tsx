import { useSearchParams } from '@solidjs/router'
import { createResource, createSignal, onMount, Show } from 'solid-js'
import { Banner, Button, Door, ErrorLine, Field, PasswordInput } from '../../ui/index.ts'
import { api } from '../live/api.ts'
import { createSending } from './settings/sending.ts'
import { signIn } from './sign-in/authenticate.ts'
import { enter } from './sign-in/enter.ts'
import { pageAfter } from './sign-in/next.ts'

/** The door. What was typed stays when it was refused; who exists is told to nobody. */
export default function SignIn() {
  const [query] = useSearchParams<{ next?: string; email?: string }>()
  const [email, setEmail] = createSignal(query.email ?? '')
  const [password, setPassword] = createSignal('')
  const [missing, setMissing] = createSignal<'email' | 'password' | null>(null)
  const sending = createSending(() => signIn({ email: email().trim(), password: password() }))
  let emailInput!: HTMLInputElement
  let passwordInput!: HTMLInputElement
  onMount(() => (email() ? passwordInput : emailInput).focus())

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    // What a password manager has filled in may not have sent an event.
    setEmail(emailInput.value)
    setPassword(passwordInput.value)
    setMissing(email().trim() === '' ? 'email' : password() === '' ? 'password' : null)
    if (missing()) return (missing() === 'email' ? emailInput : passwordInput).focus()
    if (await sending.send()) enter(pageAfter(query.next))
    else passwordInput.select()
  }

  return (
    <Door title="Sign in" text="Watch conversations live, and take over when it matters.">
      <form onSubmit={(event) => void submit(event)} novalidate>
        <FirstStart />
        <Field label="Email" error={missing() === 'email' ? 'Your e-mail address is missing.' : null}>
          {(field) => (
            <input
              {...field}
              ref={emailInput}
              class="input"
              type="email"
              name="email"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              value={email()}
              onInput={(event) => setEmail(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label="Password" error={missing() === 'password' ? 'Your password is missing.' : null}>
          {(field) => (
            <PasswordInput
              {...field}
              ref={passwordInput}
              name="password"
              autocomplete="current-password"
              value={password()}
              onInput={(event) => setPassword(event.currentTarget.value)}
            />
          )}
        </Field>
        <Show when={!missing() && sending.problem()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
        <Button type="submit" variant="primary" size="wide" busy={sending.busy()}>
          Sign in
        </Button>
      </form>
    </Door>
  )
}

/** On an empty database nobody can sign in yet: it says so instead of refusing. */
function FirstStart() {
  const [setup] = createResource(() => api<{ needed: boolean }>('/setup').catch(() => ({ needed: false })))
  return (
    <Show when={setup()?.needed}>
      <Banner tone="blue" icon="key" boxed>
        <b>This Baton has no administrator yet.</b> Open the set-up link that the server printed when it started, or{' '}
        <a class="link" href="/setup">
          see where to find it
        </a>
        .
      </Banner>
    </Show>
  )
}
