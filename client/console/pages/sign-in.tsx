import { useSearchParams } from '@solidjs/router'
import { createResource, createSignal, onMount, Show } from 'solid-js'
import { Banner, Button, Door, ErrorLine, Field, PasswordInput } from '../../ui/index.ts'
import { api } from '../live/api.ts'
import { createSending } from './settings/sending.ts'
import { failures, providerUrl, signIn } from './sign-in/authenticate.ts'
import { enter } from './sign-in/enter.ts'
import { pageAfter } from './sign-in/next.ts'
import { SecondStep } from './sign-in/second-step.tsx'

/** The door. What was typed stays when it was refused; who exists is told to nobody. */
export default function SignIn() {
  const [query] = useSearchParams<{ next?: string; email?: string; error?: string }>()
  const [email, setEmail] = createSignal(query.email ?? '')
  const [password, setPassword] = createSignal('')
  const [missing, setMissing] = createSignal<'email' | 'password' | null>(null)
  const [owesCode, setOwesCode] = createSignal(false)
  const sending = createSending(async () => {
    const answer = await signIn({ email: email().trim(), password: password() })
    setOwesCode(answer.owesCode)
  })
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
    if (!(await sending.send())) passwordInput.select()
    else if (!owesCode()) enter(pageAfter(query.next))
  }

  const back = () => {
    setOwesCode(false)
    setPassword('')
    queueMicrotask(() => passwordInput.focus())
  }
  return (
    <Show when={!owesCode()} fallback={<SecondStep onEntered={() => enter(pageAfter(query.next))} onBack={back} />}>
      <Door title="Sign in" text="Watch conversations live, and take over when it matters.">
        <form onSubmit={(event) => void submit(event)} novalidate>
          <FirstStart />
          <Show when={failures[query.error ?? '']}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
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
        <Provider next={pageAfter(query.next)} />
      </Door>
    </Show>
  )
}

/** The way through the identity provider, where there is one. */
function Provider(props: { next: string }) {
  const [offered] = createResource(() => api<{ oidc: string | null }>('/sign-in').catch(() => ({ oidc: null })))
  const going = createSending(async () => enter(await providerUrl(props.next)))
  return (
    <Show when={offered()?.oidc}>
      {(name) => (
        <div class="form">
          <Button size="wide" icon="key" busy={going.busy()} onClick={() => void going.send()}>
            {name()}
          </Button>
          <Show when={going.problem()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
        </div>
      )}
    </Show>
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
