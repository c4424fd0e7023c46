import { createResource, For, Show } from 'solid-js'
import { auditKinds } from '../../../../domain/audit.ts'
import { Button, Field, Select } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { useBoard } from '../../live/live.tsx'
import { useSession } from '../../session/session.tsx'
import type { Question } from './question.ts'

interface Named {
  id: string
  name: string
}

const all = (path: string) =>
  api<{ items: Named[] }>(path).then(
    ({ items }) => items,
    () => [],
  )

/** Whose acts, of what kind, where and when. */
export function AuditFilters(props: {
  question: Question
  filtered: boolean
  onChange: (field: keyof Question, value: string) => void
  onClear: () => void
}) {
  const session = useSession()
  const board = useBoard()
  const [people] = createResource(() => (session.may('people:write') ? all('/users?limit=500') : []))
  const [keys] = createResource(() => all('/keys'))
  return (
    <div class="audit-filters">
      <Field label="Who">
        {(field) => (
          <Select {...field} onChange={(event) => props.onChange('who', event.currentTarget.value)}>
            <Option value="team" now={props.question.who} name="The team" />
            <Option value="people" now={props.question.who} name="Its people" />
            <Option value="programs" now={props.question.who} name="Its programs" />
            <Option value="rules" now={props.question.who} name="Baton’s rules" />
            <Option value="all" now={props.question.who} name="Everybody" />
            <Several title="Person" kind="person" items={people()} now={props.question.who} />
            <Several title="API key" kind="key" items={keys()} now={props.question.who} />
          </Select>
        )}
      </Field>
      <Field label="What">
        {(field) => (
          <Select {...field} onChange={(event) => props.onChange('kind', event.currentTarget.value)}>
            <Option value="" now={props.question.kind} name="Everything" />
            <For each={Object.entries(auditKinds)}>
              {([kind, name]) => <Option value={kind} now={props.question.kind} name={name} />}
            </For>
          </Select>
        )}
      </Field>
      <Field label="Service">
        {(field) => (
          <Select {...field} onChange={(event) => props.onChange('service', event.currentTarget.value)}>
            <Option value="" now={props.question.service} name="Every service" />
            <For each={board.services()}>
              {({ id, name }) => <Option value={id} now={props.question.service} name={name} />}
            </For>
          </Select>
        )}
      </Field>
      <For
        each={
          [
            ['from', 'From'],
            ['until', 'Until'],
          ] as const
        }
      >
        {([name, label]) => (
          <Field label={label}>
            {(field) => (
              <input
                {...field}
                class="input"
                type="date"
                max="9999-12-30"
                value={props.question[name]}
                onChange={(event) => props.onChange(name, event.currentTarget.value)}
              />
            )}
          </Field>
        )}
      </For>
      <Show when={props.question.conversation}>
        <button type="button" class="chip on" onClick={() => props.onChange('conversation', '')}>
          One conversation <span aria-hidden="true">×</span>
          <span class="sr">: show every conversation</span>
        </button>
      </Show>
      <Show when={props.filtered}>
        <Button size="sm" variant="ghost" onClick={() => props.onClear()}>
          Show everything
        </Button>
      </Show>
    </div>
  )
}

const Option = (props: { value: string; now: string; name: string }) => (
  <option value={props.value} selected={props.value === props.now}>
    {props.name}
  </option>
)

function Several(props: { title: string; kind: 'person' | 'key'; items: Named[] | undefined; now: string }) {
  return (
    <Show when={props.items?.length}>
      <optgroup label={props.title}>
        <For each={props.items}>
          {({ id, name }) => <Option value={`${props.kind}:${id}`} now={props.now} name={name} />}
        </For>
      </optgroup>
    </Show>
  )
}
