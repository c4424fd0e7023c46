import { createEffect, createSignal, For, on, Show } from 'solid-js'
import type { Group } from '../../../../domain/group.ts'
import { actingRoles } from '../../../../domain/rights.ts'
import { Confirm, Empty, ErrorLine, Face, IconButton, Menu, MenuItem, Sheet, Tag } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { useToasts } from '../../toasts/toasts.tsx'
import { createSending } from './sending.ts'
import { unlimitedBy, widened } from './unlimited.ts'
import { roleLabel, type User } from './user-dialogs.tsx'

/** The members of a group; “Add Member” offers only people who may act as an operator and are not in it (G1). */
export function GroupMembers(props: {
  group: Group
  groups: readonly Group[]
  users: readonly User[]
  onChanged: (group: Group) => void
}) {
  const toasts = useToasts()
  const [removing, setRemoving] = createSignal<User | null>(null)
  const members = () => props.users.filter(({ id }) => props.group.members.includes(id))
  const others = () =>
    props.users.filter(({ id, role }) => actingRoles.includes(role) && !props.group.members.includes(id))
  const adding = createSending(async (user: User) => {
    props.onChanged(
      await api<Group>(`/groups/${props.group.id}/members`, { method: 'POST', body: { userId: user.id } }),
    )
    toasts.show({ tone: 'ok', body: () => `${user.name} is a member` })
  })
  const leaving = createSending(async (user: User) => {
    await api(`/groups/${props.group.id}/members/${user.id}`, { method: 'DELETE' })
    props.onChanged({ ...props.group, members: props.group.members.filter((id) => id !== user.id) })
    setRemoving(null)
    toasts.show({ tone: 'ok', body: () => `${user.name} is no member any more` })
  })
  createEffect(on(removing, leaving.clear))
  const free = () => unlimitedBy(props.group, props.groups, props.users).filter(({ id }) => id === removing()?.id)

  return (
    <>
      <Sheet
        title="Members"
        aside={
          <Menu
            variant="primary"
            icon="plus"
            button="Add Member"
            reason={others().length === 0 ? 'Everybody who may act as an operator is in this group' : null}
            items={
              <For each={others()}>
                {(user) => (
                  <MenuItem
                    mark={<Face name={user.name} />}
                    end={roleLabel[user.role]}
                    onSelect={() => void adding.send(user)}
                  >
                    {user.name}
                  </MenuItem>
                )}
              </For>
            }
          />
        }
      >
        <Show when={adding.problem()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
        <Show
          when={members().length > 0}
          fallback={
            <Empty icon="people" title="No members yet" bare>
              Add the people who handle these services.
            </Empty>
          }
        >
          <ul class="list" aria-label="Members">
            <For each={members()}>
              {(user) => (
                <li>
                  <Face name={user.name} size="lg" />
                  <span class="entry">
                    <b class="strong">{user.name}</b>
                    <span class="meta">{user.email}</span>
                  </span>
                  <span class="row push">
                    <Tag>{roleLabel[user.role]}</Tag>
                    <IconButton icon="x" label={`Remove ${user.name}`} onClick={() => setRemoving(user)} />
                  </span>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </Sheet>
      <Confirm
        open={removing() !== null}
        title={`Remove ${removing()?.name ?? ''} from ${props.group.name}?`}
        text={widened(free()) || 'They do not handle the services of this group any more.'}
        yes="Remove"
        no="Keep"
        busy={leaving.busy()}
        onClose={() => setRemoving(null)}
        onYes={() => {
          const user = removing()
          if (user) void leaving.send(user)
        }}
      >
        {leaving.problem() && <ErrorLine>{leaving.problem()}</ErrorLine>}
      </Confirm>
    </>
  )
}
