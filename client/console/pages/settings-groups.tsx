import { useSearchParams } from '@solidjs/router'
import { createMemo, createResource, createSignal, For, Match, Show, Switch } from 'solid-js'
import type { Group } from '../../../domain/group.ts'
import { Button, Empty, Failed, IconButton, plural, Sheet, Tag } from '../../ui/index.ts'
import { api } from '../live/api.ts'
import { useBoard } from '../live/live.tsx'
import { useToasts } from '../toasts/toasts.tsx'
import { SettingsFrame } from './settings/frame.tsx'
import { DeleteGroup, GroupDialog } from './settings/group-dialogs.tsx'
import { GroupMembers } from './settings/group-members.tsx'
import { requestIdOf } from './settings/sending.ts'
import { Shape } from './settings/shape.tsx'
import type { User } from './settings/user-dialogs.tsx'

/** People → Operator Groups: who handles which services (G1). */
export default function SettingsGroups() {
  return (
    <SettingsFrame needs="people:write">
      <Groups />
    </SettingsFrame>
  )
}

function Groups() {
  const toasts = useToasts()
  const [query, setQuery] = useSearchParams<{ group?: string }>()
  const [found, { mutate, refetch }] = createResource(async () => {
    const [groups, users] = await Promise.all([
      api<{ items: Group[] }>('/groups'),
      api<{ items: User[] }>('/users?limit=500'),
    ])
    return { groups: groups.items, users: users.items }
  })
  const [creating, setCreating] = createSignal(false)
  const [editing, setEditing] = createSignal<Group | null>(null)
  const [deleting, setDeleting] = createSignal<Group | null>(null)
  const chosen = createMemo(() => found.latest?.groups.find(({ id }) => id === query.group))
  const put = (group: Group) =>
    mutate(
      (now) =>
        now && {
          ...now,
          groups: now.groups.some(({ id }) => id === group.id)
            ? now.groups.map((each) => (each.id === group.id ? group : each))
            : [...now.groups, group],
        },
    )
  const say = (text: string) => toasts.show({ tone: 'ok', body: () => text })

  return (
    <>
      <Switch>
        <Match when={found.error}>
          <Sheet title="Operator Groups">
            <Failed
              title="The groups could not be loaded"
              requestId={requestIdOf(found.error)}
              retrying={found.loading}
              onRetry={() => void refetch()}
            >
              {String(found.error.message)}
            </Failed>
          </Sheet>
        </Match>
        <Match when={!found.latest}>
          <Sheet title="Operator Groups">
            <Shape label="Loading the groups" />
          </Sheet>
        </Match>
        <Match when={query.group && !chosen()}>
          <Sheet>
            <Empty
              icon="people"
              title="This group does not exist"
              action={
                <a class="btn" href="/settings/groups">
                  All groups
                </a>
              }
              bare
            >
              It was deleted, or the link is not right.
            </Empty>
          </Sheet>
        </Match>
        <Match when={chosen()}>
          {(group) => (
            <>
              <a class="link back" href="/settings/groups">
                All groups
              </a>
              <Sheet
                title={group().name}
                aside={
                  <span class="row">
                    <Button icon="pencil" onClick={() => setEditing(group())}>
                      Edit
                    </Button>
                    <Button icon="trash" onClick={() => setDeleting(group())}>
                      Delete
                    </Button>
                  </span>
                }
              >
                <Show when={group().description}>
                  <p class="meta">{group().description}</p>
                </Show>
                <Handles services={group().services} />
              </Sheet>
              <GroupMembers
                group={group()}
                groups={found.latest?.groups ?? []}
                users={found.latest?.users ?? []}
                onChanged={put}
              />
            </>
          )}
        </Match>
        <Match when={true}>
          <Sheet
            title="Operator Groups"
            aside={
              <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
                Create Operator Group
              </Button>
            }
          >
            <Show
              when={found.latest?.groups.length}
              fallback={
                <Empty icon="people" title="No groups yet" bare>
                  Without a group every operator sees and handles every service. A group limits its members to its
                  services.
                </Empty>
              }
            >
              <ul class="list" aria-label="Operator groups">
                <For each={found.latest?.groups}>
                  {(group) => (
                    <li>
                      <span class="entry">
                        <a class="strong link" href={`/settings/groups?group=${group.id}`}>
                          {group.name}
                        </a>
                        <span class="meta">
                          {plural(group.members.length, 'member')}
                          {group.description ? ` · ${group.description}` : ''}
                        </span>
                      </span>
                      <Handles services={group.services} />
                      <span class="row push">
                        <IconButton icon="pencil" label={`Edit ${group.name}`} onClick={() => setEditing(group)} />
                        <IconButton icon="trash" label={`Delete ${group.name}`} onClick={() => setDeleting(group)} />
                      </span>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          </Sheet>
        </Match>
      </Switch>
      <GroupDialog
        open={creating()}
        onClose={() => setCreating(false)}
        onSaved={(group) => {
          put(group)
          setCreating(false)
          setQuery({ group: group.id })
          say(`${group.name} is created`)
        }}
      />
      <GroupDialog
        open={editing() !== null}
        group={editing()}
        onClose={() => setEditing(null)}
        onSaved={(group) => {
          put(group)
          setEditing(null)
          say('Group saved')
        }}
      />
      <DeleteGroup
        group={deleting()}
        groups={found.latest?.groups ?? []}
        users={found.latest?.users ?? []}
        onClose={() => setDeleting(null)}
        onDeleted={(gone) => {
          setDeleting(null)
          setQuery({ group: null }, { replace: true })
          mutate((now) => now && { ...now, groups: now.groups.filter(({ id }) => id !== gone.id) })
          say(`${gone.name} is deleted`)
        }}
      />
    </>
  )
}

/** The services of a group, by name. */
function Handles(props: { services: readonly string[] }) {
  const board = useBoard()
  const names = () => board.services().filter(({ id }) => props.services.includes(id))
  return (
    <span class="row">
      <For each={names()} fallback={<Tag tone="open">No services: its members see none</Tag>}>
        {(service) => <Tag>{service.name}</Tag>}
      </For>
    </span>
  )
}
