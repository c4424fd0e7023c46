import { createEffect, createSignal, on, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { Group } from '../../../../domain/group.ts'
import { Button, Checks, Confirm, Dialog, ErrorLine, Field } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { useBoard } from '../../live/live.tsx'
import { showProblem } from './checks.ts'
import { createSending } from './sending.ts'
import { unlimitedBy, widened } from './unlimited.ts'
import type { User } from './user-dialogs.tsx'

/** “Create Operator Group” and its editing (G1). What was typed is still there after Esc; Cancel clears it. */
export function GroupDialog(props: {
  open: boolean
  /** The group that is edited; absent for a new one. */
  group?: Group | null
  onClose: () => void
  onSaved: (group: Group) => void
}) {
  const board = useBoard()
  const blank = () => ({
    name: props.group?.name ?? '',
    description: props.group?.description ?? '',
    services: [...(props.group?.services ?? [])],
  })
  const [values, setValues] = createStore(blank())
  const [tried, setTried] = createSignal(false)
  const clear = () => {
    setValues(blank())
    setTried(false)
    sending.clear()
  }
  const sending = createSending(async () => {
    const body = { name: values.name.trim(), description: values.description.trim(), services: [...values.services] }
    const group = props.group
      ? await api<Group>(`/groups/${props.group.id}`, { method: 'PATCH', body })
      : await api<Group>('/groups', { method: 'POST', body })
    clear()
    props.onSaved(group)
  })
  createEffect(on(() => props.group?.id, clear, { defer: true }))
  const nameError = () => sending.error('name') ?? (tried() && !values.name.trim() ? 'A name is missing.' : null)

  return (
    <Dialog
      open={props.open}
      title={props.group ? 'Edit operator group' : 'Create operator group'}
      onClose={() => props.onClose()}
    >
      <form
        novalidate
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (values.name.trim()) void sending.send()
          else showProblem(event.currentTarget)
        }}
      >
        <div class="body">
          <Field label="Name" error={nameError()}>
            {(field) => (
              <input
                {...field}
                class="input"
                name="name"
                maxlength={80}
                data-autofocus
                value={values.name}
                onInput={(event) => setValues('name', event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label="Description" aside="optional" error={sending.error('description')}>
            {(field) => (
              <textarea
                {...field}
                class="input"
                name="description"
                rows={2}
                value={values.description}
                onInput={(event) => setValues('description', event.currentTarget.value)}
              />
            )}
          </Field>
          <Checks
            legend="Services"
            values={values.services}
            options={board.services().map(({ id, name }) => ({ value: id, label: name }))}
            empty="There is no service yet. A group without services lets its members see none."
            onChange={(services) => setValues('services', services)}
          />
          <Show when={!nameError() && !sending.error('description') && sending.problem()}>
            {(text) => <ErrorLine>{text()}</ErrorLine>}
          </Show>
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

/** Deleting a group asks, and says whose sight it widens. */
export function DeleteGroup(props: {
  group: Group | null
  groups: readonly Group[]
  users: readonly User[]
  onClose: () => void
  onDeleted: (group: Group) => void
}) {
  const sending = createSending(async (group: Group) => {
    await api(`/groups/${group.id}`, { method: 'DELETE' })
    props.onDeleted(group)
  })
  createEffect(on(() => props.group, sending.clear))
  const free = () => (props.group ? unlimitedBy(props.group, props.groups, props.users) : [])
  return (
    <Confirm
      open={props.group !== null}
      title={`Delete ${props.group?.name ?? ''}?`}
      text={`Its members and their conversations stay. ${widened(free())}`.trim()}
      yes="Delete"
      no="Keep it"
      danger
      busy={sending.busy()}
      onClose={() => props.onClose()}
      onYes={() => props.group && void sending.send(props.group)}
    >
      {sending.problem() && <ErrorLine>{sending.problem()}</ErrorLine>}
    </Confirm>
  )
}
