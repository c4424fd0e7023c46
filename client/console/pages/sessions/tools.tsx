import { createMemo, createSignal, For, Show } from 'solid-js'
import { type FlagKind, flagLabel } from '../../../../domain/flags.ts'
import { Button, Checks, Chip, Drawer, Field, Find, Select } from '../../../ui/index.ts'
import { useBoard } from '../../live/live.tsx'
import { type Address, type FilterName, type Filters, queryOf, today } from './address.ts'
import { type Columns, columns } from './columns.ts'
import { channelName } from './facts.ts'
import type { SessionList } from './list.ts'

/** Above the list: words to look for, what is asked most, all the other filters, and the way out as a file. */
export function SessionTools(props: {
  address: Address
  list: SessionList
  columns: Columns
  findRef: (input: HTMLInputElement) => void
}) {
  const [open, setOpen] = createSignal(false)
  const filters = () => props.address.filters()
  /** Pressed again it is off. */
  const toggle = (wanted: Filters) => {
    const on = has(filters(), wanted)
    props.address.set(Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, on ? null : value])))
  }
  const chips: readonly { name: string; filters: Filters }[] = [
    { name: 'Today', filters: { from: today(), to: today() } },
    { name: 'With AI', filters: { status: 'ai_active' } },
    { name: 'Paused', filters: { status: 'paused' } },
    { name: 'Resolved', filters: { status: 'resolved' } },
    { name: 'With handoff', filters: { handedOff: 'yes' } },
  ]
  /** Filters that no chip shows. */
  const others = createMemo(() => hidden.filter((name) => filters()[name]).length)
  const exported = () => {
    const query = queryOf(filters(), props.address.sort())
    return `/api/v1/sessions/export?${query}`
  }
  return (
    <div class="tools">
      <Find
        ref={props.findRef}
        label="Search sessions"
        placeholder="Name, order, words, session id"
        value={filters().text ?? ''}
        onInput={(text) => props.address.set({ text: text.trim() ? text : null })}
      />
      <For each={chips}>
        {(chip) => (
          <Chip
            tone={has(filters(), chip.filters) ? 'on' : 'plain'}
            pressed={has(filters(), chip.filters)}
            onClick={() => toggle(chip.filters)}
          >
            {chip.name}
          </Chip>
        )}
      </For>
      <Chip icon="filter" tone={others() > 0 ? 'on' : 'plain'} onClick={() => setOpen(true)}>
        {others() > 0 ? `Filter, ${others()} on` : 'Filter'}
      </Chip>
      <Show when={Object.keys(filters()).length > 0}>
        <Button size="sm" variant="ghost" onClick={() => props.address.clear()}>
          Clear
        </Button>
      </Show>
      <a class="btn sm push" href={exported()} download="sessions.csv" target="_self">
        Export CSV
      </a>
      <FilterDrawer open={open()} onClose={() => setOpen(false)} {...props} />
    </div>
  )
}

const hidden: readonly FilterName[] = ['serviceId', 'agent', 'responsible', 'flag', 'channel']
const has = (filters: Filters, wanted: Filters) =>
  Object.entries(wanted).every(([name, value]) => filters[name as FilterName] === value)

function FilterDrawer(props: {
  open: boolean
  onClose: () => void
  address: Address
  list: SessionList
  columns: Columns
}) {
  const board = useBoard()
  const filters = () => props.address.filters()
  const unique = (values: (string | undefined)[]) => [...new Set(values.filter((value) => value !== undefined))].sort()
  const agents = () =>
    unique([
      ...board.services().map(({ agent }) => agent),
      ...props.list.items().map(({ agent }) => agent),
      filters().agent,
    ])
  const channels = () => unique(['web', 'api', ...props.list.items().map(({ channel }) => channel), filters().channel])
  const people = () => {
    const named = [...board.operators(), ...props.list.items().flatMap(({ responsible }) => responsible ?? [])]
    return [...new Map(named.map(({ id, name }) => [id, name])).entries()]
  }
  const choice = (label: string, name: FilterName, options: readonly (readonly [string, string])[]) => (
    <Field label={label}>
      {(field) => (
        <Select
          {...field}
          value={filters()[name] ?? ''}
          onChange={(event) => props.address.set({ [name]: event.currentTarget.value || null })}
        >
          <option value="">Any</option>
          <For each={options}>{([value, words]) => <option value={value}>{words}</option>}</For>
        </Select>
      )}
    </Field>
  )
  const day = (label: string, name: 'from' | 'to') => (
    <Field label={label}>
      {(field) => (
        <input
          class="input"
          type="date"
          {...field}
          value={filters()[name] ?? ''}
          onChange={(event) => props.address.set({ [name]: event.currentTarget.value || null })}
        />
      )}
    </Field>
  )
  return (
    <Drawer open={props.open} title="Filter and columns" onClose={() => props.onClose()}>
      <div class="session-filters">
        {choice('Status', 'status', [
          ['ai_active', 'AI Active'],
          ['paused', 'Paused'],
          ['resolved', 'Resolved'],
        ])}
        {choice(
          'Service',
          'serviceId',
          board.services().map(({ id, name }) => [id, name]),
        )}
        {choice(
          'Agent',
          'agent',
          agents().map((agent) => [agent, agent]),
        )}
        {choice('Responsible', 'responsible', [['none', 'Nobody'], ...people()])}
        {choice('Open flag', 'flag', Object.entries(flagLabel) as [FlagKind, string][])}
        {choice(
          'Channel',
          'channel',
          channels().map((channel) => [channel, channelName(channel)]),
        )}
        {choice('Handoff', 'handedOff', [
          ['yes', 'With handoff'],
          ['no', 'Without handoff'],
        ])}
        {day('Begun from', 'from')}
        {day('Begun until', 'to')}
        <Checks
          legend="Columns"
          values={props.columns.list()}
          options={columns
            .filter(({ key }) => key !== 'customer')
            .map(({ key, name }) => ({ value: key, label: name }))}
          empty=""
          onChange={props.columns.set}
        />
      </div>
    </Drawer>
  )
}
