import { createResource, createSignal, Match, Show, Switch } from 'solid-js'
import { Button, Dialog, ErrorLine, Failed, Field, PasswordInput, plural, Sheet, Tag } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { useToasts } from '../../toasts/toasts.tsx'
import { CopyBlock, CopyLine } from './copy.tsx'
import { QrCode } from './qr-code.tsx'
import { createSending, requestIdOf } from './sending.ts'
import { Shape } from './shape.tsx'

interface Begun {
  secret: string
  uri: string
  recoveryCodes: string[]
}
type Asked = 'on' | 'off' | 'codes'

/** One’s second factor: codes of an authenticator app after the password. */
export function TwoFactor() {
  const toasts = useToasts()
  const [standing, { refetch }] = createResource(() => api<{ on: boolean; recoveryCodes: number }>('/me/two-factor'))
  const [asked, setAsked] = createSignal<Asked | null>(null)
  const [begun, setBegun] = createSignal<Begun | null>(null)
  const [codes, setCodes] = createSignal<readonly string[] | null>(null)

  /** With the password: what was asked for is done, or begun. */
  const proved = async (password: string) => {
    const body = { current: password }
    if (asked() === 'on') setBegun(await api<Begun>('/me/two-factor', { method: 'POST', body }))
    else if (asked() === 'codes')
      setCodes((await api<Begun>('/me/two-factor/recovery-codes', { method: 'POST', body })).recoveryCodes)
    else {
      await api('/me/two-factor/off', { method: 'POST', body })
      toasts.show({ tone: 'ok', body: () => 'Two-factor is off.' })
    }
    setAsked(null)
    void refetch()
  }
  const confirmed = () => {
    const made = begun()?.recoveryCodes ?? null
    setBegun(null)
    setCodes(made)
    toasts.show({ tone: 'ok', body: () => 'Two-factor is on.' })
    void refetch()
  }
  return (
    <Sheet id="two-factor" title="Two-factor">
      <Switch>
        <Match when={standing.error}>
          <Failed
            title="Your second factor could not be loaded"
            requestId={requestIdOf(standing.error)}
            retrying={standing.loading}
            onRetry={() => void refetch()}
          >
            {String(standing.error.message)}
          </Failed>
        </Match>
        <Match when={standing.state === 'pending'}>
          <Shape label="Loading your second factor" lines={1} />
        </Match>
        <Match when={standing.latest?.on}>
          <div class="row wrap">
            <Tag tone="ok" icon="check">
              On
            </Tag>
            <span class="quiet">
              After your password you give a code of your authenticator app.{' '}
              {plural(standing.latest?.recoveryCodes ?? 0, 'recovery code')} left.
            </span>
          </div>
          <div class="row wrap">
            <Button icon="refresh" onClick={() => setAsked('codes')}>
              New recovery codes
            </Button>
            <Button onClick={() => setAsked('off')}>Turn off</Button>
          </div>
        </Match>
        <Match when={standing.latest}>
          <p class="quiet">
            Off. With it, a password alone lets nobody in: a code of an authenticator app on your phone is asked for as
            well.
          </p>
          <div>
            <Button icon="lock" onClick={() => setAsked('on')}>
              Turn on
            </Button>
          </div>
        </Match>
      </Switch>
      <AskPassword asked={asked()} onClose={() => setAsked(null)} onProved={proved} />
      <SetUp begun={begun()} onClose={() => setBegun(null)} onConfirmed={confirmed} />
      <RecoveryCodes codes={codes()} onClose={() => setCodes(null)} />
    </Sheet>
  )
}

const titles: Record<Asked, string> = {
  on: 'Turn on two-factor',
  off: 'Turn off two-factor',
  codes: 'Make new recovery codes',
}
const why: Record<Asked, string> = {
  on: 'Your password first, so that nobody does it at an open console.',
  off: 'A password alone will let in whoever knows it.',
  codes: 'Those that you have work no more from then on.',
}

function AskPassword(props: {
  asked: Asked | null
  onClose: () => void
  onProved: (password: string) => Promise<void>
}) {
  const [password, setPassword] = createSignal('')
  const sending = createSending(async () => {
    await props.onProved(password())
    setPassword('')
  })
  const close = () => {
    setPassword('')
    sending.clear()
    props.onClose()
  }
  const asked = () => props.asked ?? 'on'
  return (
    <Dialog open={props.asked !== null} title={titles[asked()]} text={why[asked()]} onClose={close}>
      <form
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          if (password()) void sending.send()
        }}
      >
        <div class="body">
          <Field label="Password" error={sending.error('current')}>
            {(field) => (
              <PasswordInput
                {...field}
                data-autofocus
                name="current-password"
                autocomplete="current-password"
                value={password()}
                onInput={(event) => setPassword(event.currentTarget.value)}
              />
            )}
          </Field>
          <Show when={!sending.error('current') && sending.problem()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
        </div>
        <footer>
          <Button variant="ghost" onClick={close}>
            Cancel
          </Button>
          <Button
            variant="primary"
            type="submit"
            busy={sending.busy()}
            reason={password() === '' ? 'Type your password first' : null}
          >
            Go on
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}

function SetUp(props: { begun: Begun | null; onClose: () => void; onConfirmed: () => void }) {
  const [code, setCode] = createSignal('')
  const sending = createSending(async () => {
    await api('/me/two-factor/confirm', { method: 'POST', body: { code: code().replace(/\s/g, '') } })
    setCode('')
    props.onConfirmed()
  })
  const close = () => {
    setCode('')
    sending.clear()
    props.onClose()
  }
  return (
    <Dialog
      open={props.begun !== null}
      title="Add Baton to your authenticator app"
      text="Scan the code with the app, or type the key into it."
      onClose={close}
    >
      <form
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          if (code()) void sending.send()
        }}
      >
        <div class="body">
          <QrCode text={props.begun?.uri ?? ''} label="QR code for an authenticator app" />
          <CopyLine label="the key" text={(props.begun?.secret ?? '').replace(/(.{4})(?=.)/g, '$1 ')} />
          <p>
            <a class="link" href={props.begun?.uri}>
              Open in an app on this device
            </a>
          </p>
          <Field label="Code" hint="The six digits that the app shows now." error={sending.error('code')}>
            {(field) => (
              <input
                {...field}
                class="input mono"
                data-autofocus
                name="code"
                inputmode="numeric"
                autocomplete="one-time-code"
                maxlength={10}
                value={code()}
                onInput={(event) => setCode(event.currentTarget.value)}
              />
            )}
          </Field>
          <Show when={!sending.error('code') && sending.problem()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
        </div>
        <footer>
          <Button variant="ghost" onClick={close}>
            Cancel
          </Button>
          <Button
            variant="primary"
            type="submit"
            busy={sending.busy()}
            reason={code() === '' ? 'Type the code first' : null}
          >
            Turn on
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}

/** Shown once: closing asks for nothing, so it says what they are for. */
function RecoveryCodes(props: { codes: readonly string[] | null; onClose: () => void }) {
  return (
    <Dialog
      open={props.codes !== null}
      title="Keep these recovery codes"
      text="Each lets you in once when your phone is not there. They are shown now and never again."
      onClose={() => props.onClose()}
      footer={
        <Button variant="primary" onClick={() => props.onClose()}>
          I have kept them
        </Button>
      }
    >
      <div class="body">
        <CopyBlock label="recovery codes" text={(props.codes ?? []).join('\n')} />
      </div>
    </Dialog>
  )
}
