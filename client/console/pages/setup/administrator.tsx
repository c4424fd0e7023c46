import { createSignal, onMount, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import { Banner, Button, Door, ErrorLine, Field, PasswordInput } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { emailProblem, PASSWORD_LENGTH, passwordProblem, showProblem } from '../settings/checks.ts'
import { createSending } from '../settings/sending.ts'
import { signIn } from '../sign-in/authenticate.ts'

/** The first administrator, made with the one-time link that the server printed. */
export function FirstAdministrator(props: { token: string; onDone: () => void }) {
  const [values, setValues] = createStore({ name: '', email: '', password: '' })
  const [tried, setTried] = createSignal(false)
  const [made, setMade] = createSignal(false)
  let first!: HTMLInputElement
  onMount(() => first.focus())

  const missing = () => ({
    name: values.name.trim() ? null : 'Your name is missing.',
    email: emailProblem(values.email),
    password: passwordProblem(values.password),
  })
  const sending = createSending(async () => {
    const email = values.email.trim()
    // The link works once: when only the sign-in after it failed, the next try must not use it again.
    if (!made())
      await api('/setup', {
        method: 'POST',
        body: { token: props.token, name: values.name.trim(), email, password: values.password },
      })
    setMade(true)
    await signIn({ email, password: values.password })
    props.onDone()
  })
  const submit = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault()
    setTried(true)
    if (Object.values(missing()).every((problem) => problem === null)) void sending.send()
    else showProblem(event.currentTarget)
  }
  const error = (field: 'name' | 'email' | 'password') => sending.error(field) ?? (tried() ? missing()[field] : null)
  const beside = () => (error('name') || error('email') || error('password') ? null : sending.problem())

  return (
    <Show when={!isVoid(sending.code(), sending.error('token'))} fallback={<WhereIsTheLink wrong />}>
      <Door title="Set up Baton" text="You become its first administrator. Nobody else can use this link afterwards.">
        <form onSubmit={submit} novalidate>
          <Field label="Name" hint="Customers see it when you answer them." error={error('name')}>
            {(field) => (
              <input
                {...field}
                ref={first}
                class="input"
                name="name"
                autocomplete="name"
                value={values.name}
                onInput={(event) => setValues('name', event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label="Email" error={error('email')}>
            {(field) => (
              <input
                {...field}
                class="input"
                type="email"
                name="email"
                autocomplete="username"
                autocapitalize="none"
                spellcheck={false}
                value={values.email}
                onInput={(event) => setValues('email', event.currentTarget.value)}
              />
            )}
          </Field>
          <Field
            label="Password"
            hint={error('password') ? undefined : `At least ${PASSWORD_LENGTH} characters.`}
            error={error('password')}
          >
            {(field) => (
              <PasswordInput
                {...field}
                name="password"
                autocomplete="new-password"
                value={values.password}
                onInput={(event) => setValues('password', event.currentTarget.value)}
              />
            )}
          </Field>
          <Show when={beside()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
          <Button type="submit" variant="primary" size="wide" busy={sending.busy()}>
            Create administrator
          </Button>
        </form>
      </Door>
    </Show>
  )
}

const isVoid = (code: string | null, tokenError: string | null): boolean => code === 'forbidden' || tokenError !== null

/** Without the right link: where to find it. */
export function WhereIsTheLink(props: { wrong?: boolean }) {
  return (
    <Door
      title={props.wrong ? 'This link does not work' : 'Set up Baton'}
      text={
        props.wrong
          ? 'A set-up link works once, and each start of the server prints a new one.'
          : 'The first administrator is made with a link that only whoever runs the server has.'
      }
    >
      <div class="form">
        <ol class="points">
          <li>Look at the terminal or the log of the server, where it was started.</li>
          <li>
            Find the line with <code class="mono">/setup?token=…</code>; of several, take the last.
          </li>
          <li>Open that address in this browser.</li>
        </ol>
        <Banner tone="blue" icon="info" boxed>
          Is it gone? Start Baton again: it prints a new link as long as there is no administrator. Or start it with{' '}
          <code class="mono">BATON_ADMIN_EMAIL</code> and <code class="mono">BATON_ADMIN_PASSWORD</code>.
        </Banner>
      </div>
    </Door>
  )
}
