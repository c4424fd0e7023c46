import { createResource, createSignal, For, Match, Switch } from 'solid-js'
import { Button, Face, Failed, IconButton, Menu, MenuItem, Sheet, Tag } from '../../ui/index.ts'
import { api } from '../live/api.ts'
import { useSession } from '../session/session.tsx'
import { useToasts } from '../toasts/toasts.tsx'
import { SettingsFrame } from './settings/frame.tsx'
import { ResetTwoFactor } from './settings/reset-two-factor.tsx'
import { requestIdOf } from './settings/sending.ts'
import { Shape } from './settings/shape.tsx'
import { SignOutUser } from './settings/sign-out-user.tsx'
import { DeleteUser, roleLabel, type User, UserDialog } from './settings/user-dialogs.tsx'

/** Settings → People: the users of this workspace and their roles (F4). */
export default function SettingsPeople() {
  return (
    <SettingsFrame needs="people:write">
      <Users />
    </SettingsFrame>
  )
}

const lastAdmin = 'A workspace keeps at least one administrator: make somebody else a Tenant Admin first.'

function Users() {
  const session = useSession()
  const toasts = useToasts()
  const [users, { mutate, refetch }] = createResource(() =>
    api<{ items: User[] }>('/users?limit=500').then(({ items }) => items),
  )
  const [adding, setAdding] = createSignal(false)
  const [editing, setEditing] = createSignal<User | null>(null)
  const [signingOut, setSigningOut] = createSignal<User | null>(null)
  const [resetting, setResetting] = createSignal<User | null>(null)
  const [deleting, setDeleting] = createSignal<User | null>(null)
  const isLastAdmin = (user: User | null) =>
    user?.role === 'admin' && users.latest?.filter(({ role }) => role === 'admin').length === 1
  const whyNotDelete = (user: User) =>
    isLastAdmin(user)
      ? lastAdmin
      : user.id === session.me.id
        ? 'This is you. Another administrator can delete your account.'
        : null
  const put = (user: User) =>
    mutate((list = []) =>
      list.some(({ id }) => id === user.id) ? list.map((each) => (each.id === user.id ? user : each)) : [...list, user],
    )

  return (
    <>
      <Sheet
        title="Users"
        aside={
          <Button variant="primary" icon="plus" onClick={() => setAdding(true)}>
            Add User
          </Button>
        }
      >
        <Switch>
          <Match when={users.error}>
            <Failed
              title="The users could not be loaded"
              requestId={requestIdOf(users.error)}
              retrying={users.loading}
              onRetry={() => void refetch()}
            >
              {String(users.error.message)}
            </Failed>
          </Match>
          <Match when={users.state === 'pending'}>
            <Shape label="Loading the users" />
          </Match>
          <Match when={users.latest}>
            {(list) => (
              <ul class="list" aria-label="Users">
                <For each={list()}>
                  {(user) => (
                    <UserLine
                      user={user}
                      me={user.id === session.me.id}
                      whyNotDelete={whyNotDelete(user)}
                      onEdit={() => setEditing(user)}
                      onReset={() => setResetting(user)}
                      onSignOut={() => setSigningOut(user)}
                      onDelete={() => setDeleting(user)}
                    />
                  )}
                </For>
              </ul>
            )}
          </Match>
        </Switch>
      </Sheet>
      <UserDialog
        open={adding()}
        onClose={() => setAdding(false)}
        onSaved={(user) => {
          put(user)
          setAdding(false)
          toasts.show({ tone: 'ok', body: () => 'User created successfully' })
        }}
      />
      <UserDialog
        open={editing() !== null}
        user={editing()}
        roleReason={isLastAdmin(editing()) ? lastAdmin : null}
        onClose={() => setEditing(null)}
        onSaved={(user) => {
          put(user)
          setEditing(null)
          toasts.show({ tone: 'ok', body: () => 'User saved' })
        }}
      />
      <SignOutUser
        user={signingOut()}
        onClose={() => setSigningOut(null)}
        onDone={(user) => {
          setSigningOut(null)
          toasts.show({ tone: 'ok', body: () => `${user.name} is signed out everywhere` })
        }}
      />
      <ResetTwoFactor
        user={resetting()}
        onClose={() => setResetting(null)}
        onDone={(user) => {
          setResetting(null)
          toasts.show({ tone: 'ok', body: () => `${user.name} signs in with the password alone` })
        }}
      />
      <DeleteUser
        user={deleting()}
        onClose={() => setDeleting(null)}
        onDeleted={(gone) => {
          mutate((list) => list?.filter(({ id }) => id !== gone.id))
          setDeleting(null)
          toasts.show({ tone: 'ok', body: () => `${gone.name} is deleted` })
        }}
      />
    </>
  )
}

function UserLine(props: {
  user: User
  me: boolean
  whyNotDelete: string | null
  onEdit: () => void
  onSignOut: () => void
  onReset: () => void
  onDelete: () => void
}) {
  return (
    <li>
      <Face name={props.user.name} me={props.me} size="lg" />
      <span class="entry">
        <b class="strong">
          {props.user.name}
          {props.me ? ' (you)' : ''}
        </b>
        <span class="meta">{props.user.email}</span>
      </span>
      <span class="row push">
        <Tag>{roleLabel[props.user.role]}</Tag>
        <IconButton icon="pencil" label={`Edit ${props.user.name}`} onClick={() => props.onEdit()} />
        <Menu
          size="sm"
          variant="ghost"
          icon="more"
          label={`More for ${props.user.name}`}
          items={
            <>
              <MenuItem icon="exit" onSelect={() => props.onSignOut()}>
                Sign out everywhere
              </MenuItem>
              <MenuItem icon="lock" onSelect={() => props.onReset()}>
                Take the second factor off
              </MenuItem>
            </>
          }
        />
        <IconButton
          icon="trash"
          label={`Delete ${props.user.name}`}
          reason={props.whyNotDelete}
          onClick={() => props.onDelete()}
        />
      </span>
    </li>
  )
}
