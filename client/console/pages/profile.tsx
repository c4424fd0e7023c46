import { Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import { Button, ErrorLine, Face, Field, PasswordInput, Segments, Sheet, SwitchRow, Tag } from '../../ui/index.ts'
import { useAlerts } from '../alerts/provider.tsx'
import { api } from '../live/api.ts'
import { UnsavedGuard } from '../parts/unsaved-guard.tsx'
import { useSession } from '../session/session.tsx'
import { useToasts } from '../toasts/toasts.tsx'
import { Notifications } from './profile/notifications.tsx'
import { PASSWORD_LENGTH, passwordProblem } from './settings/checks.ts'
import { createDraft } from './settings/draft.ts'
import { type Section, SettingsFrame } from './settings/frame.tsx'
import { OwnSessions } from './settings/own-sessions.tsx'
import { lettersAct, setLettersAct, setTheme, type Theme, theme } from './settings/preferences.ts'
import { createSending } from './settings/sending.ts'
import { TwoFactor } from './settings/two-factor.tsx'
import { roleLabel } from './settings/user-dialogs.tsx'
import { SampleBanner } from './setup/sample.tsx'
import { signOut } from './sign-in/authenticate.ts'
import { enter } from './sign-in/enter.ts'

const sections: readonly Section[] = [
  { id: 'profile', title: 'Profile' },
  { id: 'password', title: 'Password' },
  { id: 'two-factor', title: 'Two-factor' },
  { id: 'sessions', title: 'Your browsers' },
  { id: 'notifications', title: 'Notifications' },
  { id: 'this-browser', title: 'In this browser' },
  { id: 'sign-out', title: 'Sign out' },
]

/** Who one is, and how the console behaves in this browser. */
export default function Profile() {
  const session = useSession()
  return (
    <SettingsFrame sections={sections}>
      <Show when={session.may('workspace:admin')}>
        <SampleBanner />
      </Show>
      <Person />
      <Password />
      <TwoFactor />
      <OwnSessions />
      <Show when={session.may('operator:write')}>
        <Notifications />
      </Show>
      <ThisBrowser />
      <Leave />
    </SettingsFrame>
  )
}

/** Name and role. The name is what customers see; only administrators change names. */
function Person() {
  const session = useSession()
  const toasts = useToasts()
  const draft = createDraft(() => ({ name: session.me.name }))
  const saving = createSending(async () => {
    await api(`/users/${session.me.id}`, { method: 'PATCH', body: { name: draft.values.name.trim() } })
    await session.refresh()
    draft.discard()
    toasts.show({ tone: 'ok', body: () => 'Profile saved' })
  })
  const mayRename = () => session.may('people:write')
  return (
    <>
      <Sheet id="profile" title="Profile">
        <div class="row">
          <Face name={session.me.name} me size="xl" />
          <div class="entry">
            <b class="strong">{session.me.name}</b>
            <p class="meta">
              {roleLabel[session.me.role]} in {session.me.workspace.name}
            </p>
          </div>
        </div>
        <form
          class="form"
          novalidate
          onSubmit={(event) => {
            event.preventDefault()
            void saving.send()
          }}
        >
          <Field
            label="Name"
            hint={
              mayRename()
                ? 'Customers see it when you answer them.'
                : 'Customers see it when you answer them. An administrator can change it.'
            }
            error={saving.error('name')}
          >
            {(field) => (
              <input
                {...field}
                class="input"
                name="name"
                autocomplete="name"
                maxlength={80}
                readonly={!mayRename()}
                value={draft.values.name}
                onInput={(event) => draft.set('name', event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label="Email" hint="Set when you were added. Customers never see it.">
            {(field) => <input {...field} class="input" type="email" name="email" readonly value={session.me.email} />}
          </Field>
        </form>
      </Sheet>
      <UnsavedGuard
        changed={draft.changed()}
        saving={saving.busy()}
        problem={saving.aside()}
        onSave={() => saving.send()}
        onDiscard={() => {
          draft.discard()
          saving.clear()
        }}
      />
    </>
  )
}

function Password() {
  const toasts = useToasts()
  const blank = { current: '', fresh: '' }
  const [values, setValues] = createStore({ ...blank })
  const changing = createSending(async () => {
    await api('/me/password', { method: 'PUT', body: { current: values.current, password: values.fresh } })
    setValues({ ...blank })
    toasts.show({ tone: 'ok', body: () => 'Password changed. Your other browsers are signed out.' })
  })
  const reason = () => {
    if (values.current === '') return 'Type your current password first'
    return passwordProblem(values.fresh)
  }
  return (
    <Sheet id="password" title="Password">
      <form
        class="form"
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!reason()) void changing.send()
        }}
      >
        <Field label="Current password" error={changing.error('current')}>
          {(field) => (
            <PasswordInput
              {...field}
              name="current-password"
              autocomplete="current-password"
              value={values.current}
              onInput={(event) => setValues('current', event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label="New password" error={changing.error('password')} hint={`At least ${PASSWORD_LENGTH} characters.`}>
          {(field) => (
            <PasswordInput
              {...field}
              name="new-password"
              autocomplete="new-password"
              value={values.fresh}
              onInput={(event) => setValues('fresh', event.currentTarget.value)}
            />
          )}
        </Field>
        <Show when={!changing.error('current') && !changing.error('password') && changing.problem()}>
          {(text) => <ErrorLine>{text()}</ErrorLine>}
        </Show>
        <div>
          <Button type="submit" busy={changing.busy()} reason={reason()}>
            Change password
          </Button>
        </div>
      </form>
    </Sheet>
  )
}

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const satisfies readonly { value: Theme; label: string }[]

/** What holds in this browser only, at once and without saving. */
function ThisBrowser() {
  const sound = useAlerts()
  return (
    <Sheet id="this-browser" title="In this browser" aside="Takes effect at once">
      <SwitchRow
        label="Keyboard letters"
        hint="Single letters act outside of text fields: T takes over, N goes to the most urgent. ? lists them."
        checked={lettersAct()}
        onChange={setLettersAct}
      />
      <SwitchRow
        label="Sound"
        hint="Two soft notes for each new attention, in one tab of this browser."
        checked={sound.on()}
        onChange={(on) => (on ? sound.turnOn() : sound.turnOff())}
      />
      <div class="row wrap">
        <Button icon="sound" onClick={() => sound.turnOn()}>
          Test the sound
        </Button>
        <Show
          when={sound.on()}
          fallback={
            <Tag tone="warn" icon="mute">
              Sound is off
            </Tag>
          }
        >
          <Tag tone="ok" icon="sound">
            Sound on
          </Tag>
        </Show>
      </div>
      <div class="field">
        <span class="label">Appearance</span>
        <Segments label="Appearance" value={theme()} options={themes} onChoose={setTheme} />
      </div>
    </Sheet>
  )
}

function Leave() {
  const session = useSession()
  const leaving = createSending(async () => {
    await signOut(session.me.id)
    enter('/sign-in')
  })
  return (
    <Sheet id="sign-out" title="Sign out">
      <div class="row wrap">
        <p class="quiet">Conversations that you hold stay yours, and wait for you.</p>
        <span class="push" />
        <Button icon="exit" busy={leaving.busy()} onClick={() => void leaving.send()}>
          Sign out
        </Button>
      </div>
      <Show when={leaving.problem()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
    </Sheet>
  )
}
