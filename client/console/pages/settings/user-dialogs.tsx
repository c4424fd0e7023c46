import { createEffect, createSignal, on, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { UserRole } from '../../../../domain/rights.ts'
import type { Schedule } from '../../../../domain/schedule.ts'
import { Button, Choices, Confirm, Dialog, ErrorLine, Field, PasswordInput, plural } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { useBoard } from '../../live/live.tsx'
import { emailProblem, PASSWORD_LENGTH, passwordProblem, showProblem } from './checks.ts'
import { ScheduleField, scheduleProblem } from './schedule-field.tsx'
import { createSending } from './sending.ts'

export interface User {
  id: string
  name: string
  email: string
  role: UserRole
  /** F5: in local time. */
  schedule: Schedule | null
}

/** The names of the roles in seeds/000. */
export const roleLabel: Record<UserRole, string> = { admin: 'Tenant Admin', operator: 'Tenant Operator' }

const roleHint: Record<UserRole, string> = {
  admin: 'Everything, and the settings: services and their modes, API keys, people.',
  operator: 'Human Handoff and their own profile. No other settings.',
}

/** “Add user” and “Edit user” (F4). A new user that was begun is still there after Esc; Cancel clears it. */
export function UserDialog(props: {
  open: boolean
  /** Who is edited; absent for a new user. */
  user?: User | null
  /** Why the role cannot be changed. */
  roleReason?: string | null
  onClose: () => void
  onSaved: (user: User) => void
}) {
  const blank = () => ({
    name: props.user?.name ?? '',
    email: props.user?.email ?? '',
    password: '',
    role: props.user?.role ?? ('operator' as UserRole),
    // A copy: the store changes what it is given.
    schedule: structuredClone(props.user?.schedule ?? null),
  })
  const [values, setValues] = createStore(blank())
  const [tried, setTried] = createSignal(false)
  const sending = createSending(async () => {
    const user = props.user
      ? await change(props.user, edited(props.user, values))
      : await api<User>('/users', {
          method: 'POST',
          body: {
            name: values.name.trim(),
            email: values.email.trim(),
            password: values.password,
            role: values.role,
            schedule: values.schedule,
          },
        })
    clear()
    props.onSaved(user)
  })
  const clear = () => {
    setValues(blank())
    setTried(false)
    sending.clear()
  }
  createEffect(on(() => props.user?.id, clear, { defer: true }))

  const missing = () => ({
    name: values.name.trim() ? null : 'A name is missing.',
    email: emailProblem(values.email),
    password: props.user && values.password === '' ? null : passwordProblem(values.password),
    schedule: scheduleProblem(values.schedule),
  })
  const complete = () => Object.values(missing()).every((problem) => problem === null)
  const error = (field: 'name' | 'email' | 'password' | 'schedule') =>
    sending.error(field) ?? (field === 'email' ? emailTaken() : null) ?? (tried() ? missing()[field] : null)
  const emailTaken = () => (sending.code() === 'email_taken' ? sending.problem() : null)
  const besideForm = () =>
    error('name') || error('email') || error('password') || error('schedule') || sending.error('role')
      ? null
      : sending.problem()

  return (
    <Dialog open={props.open} title={props.user ? 'Edit user' : 'Add user'} onClose={() => props.onClose()}>
      <form
        novalidate
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (complete()) void sending.send()
          else showProblem(event.currentTarget)
        }}
      >
        <div class="body">
          <Field label="Name" error={error('name')}>
            {(field) => (
              <input
                {...field}
                class="input"
                name="name"
                autocomplete="off"
                maxlength={80}
                data-autofocus
                value={values.name}
                onInput={(event) => setValues('name', event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label="Email" error={error('email')} hint={props.user ? 'Set when the user was added.' : undefined}>
            {(field) => (
              <input
                {...field}
                class="input"
                type="email"
                name="email"
                autocomplete="off"
                autocapitalize="none"
                spellcheck={false}
                readonly={Boolean(props.user)}
                value={values.email}
                onInput={(event) => setValues('email', event.currentTarget.value)}
              />
            )}
          </Field>
          <Field
            label={props.user ? 'New password' : 'Password'}
            aside={props.user ? 'optional' : undefined}
            hint={
              props.user
                ? 'Left empty, the password stays. A new one signs the user out everywhere.'
                : `${error('password') ? '' : `At least ${PASSWORD_LENGTH} characters. `}Share it with the user, so that they can sign in.`
            }
            error={error('password')}
          >
            {(field) => (
              <PasswordInput
                {...field}
                name="new-password"
                autocomplete="new-password"
                value={values.password}
                onInput={(event) => setValues('password', event.currentTarget.value)}
              />
            )}
          </Field>
          <div class="field">
            <Choices
              legend="Role"
              value={values.role}
              options={(['operator', 'admin'] as const).map((role) => ({
                value: role,
                label: roleLabel[role],
                hint: roleHint[role],
                off: Boolean(props.roleReason) && role !== values.role,
              }))}
              onChoose={(role) => setValues('role', role)}
            />
            <Show when={props.roleReason}>
              <span class="hint">{props.roleReason}</span>
            </Show>
            <Show when={sending.error('role')}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
          </div>
          <ScheduleField
            value={values.schedule}
            error={error('schedule')}
            onChange={(schedule) => setValues('schedule', () => schedule)}
          />
          <Show when={besideForm()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
        </div>
        <footer>
          <Button
            variant="ghost"
            onClick={() => {
              clear()
              props.onClose()
            }}
          >
            Cancel
          </Button>
          <Button variant="primary" type="submit" busy={sending.busy()}>
            Save
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}

/** Nothing to change is nothing to say. */
const change = async (user: User, changes: object): Promise<User> =>
  Object.keys(changes).length === 0 ? user : api<User>(`/users/${user.id}`, { method: 'PATCH', body: changes })

function edited(
  user: User,
  values: Pick<User, 'name' | 'role' | 'schedule'> & { password: string },
): Partial<User> & { password?: string } {
  return {
    ...(values.name.trim() !== user.name && { name: values.name.trim() }),
    ...(values.role !== user.role && { role: values.role }),
    ...(values.password && { password: values.password }),
    ...(JSON.stringify(values.schedule) !== JSON.stringify(user.schedule) && { schedule: values.schedule }),
  }
}

/** Deleting somebody asks, and says how much they hold now and what happens to it. */
export function DeleteUser(props: { user: User | null; onClose: () => void; onDeleted: (user: User) => void }) {
  const sending = createSending(async (user: User) => {
    await api(`/users/${user.id}`, { method: 'DELETE' })
    props.onDeleted(user)
  })
  createEffect(on(() => props.user, sending.clear))
  const board = useBoard()
  const held = () =>
    board
      .services()
      .flatMap(({ id }) => board.ranking.rows(id, 'oldest'))
      .filter((row) => row.held.owner?.id === props.user?.id).length
  const theirs = () => {
    if (!board.loaded()) return 'What they hold waits for somebody else.'
    if (held() === 0) return 'They hold no conversation now.'
    return `They hold ${plural(held(), 'conversation, which waits', 'conversations, which wait')} for somebody else then.`
  }
  return (
    <Confirm
      open={props.user !== null}
      title={`Delete ${props.user?.name ?? ''}?`}
      text={`They are signed out everywhere and cannot sign in any more. What they wrote stays, under their name. ${theirs()}`}
      yes="Delete"
      no="Keep"
      danger
      busy={sending.busy()}
      onClose={() => props.onClose()}
      onYes={() => props.user && void sending.send(props.user)}
    >
      {sending.problem() && <ErrorLine>{sending.problem()}</ErrorLine>}
    </Confirm>
  )
}
