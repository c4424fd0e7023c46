import { A } from '@solidjs/router'
import { createSignal, For, Match, Show, Switch } from 'solid-js'
import { FlagKind, flagLabel } from '../../../../domain/flags.ts'
import { routingOf } from '../../../../domain/routing/settings.ts'
import { Button, Count, Face, Field, Find, IconButton, plural, Select, Tag } from '../../../ui/index.ts'
import { DoubtBanner } from '../../conversation/doubt-banner.tsx'
import { useLive } from '../../live/live.tsx'
import type { Row } from '../../live/ranking.ts'
import { reasonOf } from '../../push/button.tsx'
import { usePush } from '../../push/provider.tsx'
import { useSession } from '../../session/session.tsx'
import type { Address } from './address.ts'
import { NothingHere, NotYet } from './empty-states.tsx'
import { everything, type Flagged, type Whose } from './filters.ts'
import { type Group, UNASSIGNED, type View } from './groups.ts'
import { ConversationMiniCard } from './mini-card.tsx'
import { createSavedFilters, NAME_LIMIT, type SavedFilters } from './saved-filters.ts'

/** So many cards of one group are drawn at first, and so many more with each press. */
const STEP = 60

/** The conversations that people have, in groups (F8). */
export function Inbox(props: {
  address: Address
  groups: readonly Group[]
  findRef: (input: HTMLInputElement) => void
}) {
  const { board, freshness } = useLive()
  const session = useSession()
  const saved = createSavedFilters(localStorage, session.me.id)
  const [filtering, setFiltering] = createSignal(false)
  return (
    <div
      class="inbox"
      role="region"
      aria-label="Conversations"
      classList={{ stale: board.loaded() && !freshness.known() }}
    >
      <DoubtBanner />
      <div class="seg" role="group" aria-label="View">
        <For each={views}>
          {({ view, label }) => (
            <button
              type="button"
              aria-pressed={props.address.view() === view}
              onClick={() => props.address.setView(view)}
            >
              {label}
            </button>
          )}
        </For>
      </div>
      <div class="row">
        <Find
          ref={props.findRef}
          label="Search"
          placeholder="Name, question, place"
          value={props.address.wanted().query}
          onInput={(query) => props.address.filter({ query })}
        />
        <IconButton
          variant="plain"
          icon="sliders"
          label="Filters"
          aria-expanded={filtering()}
          onClick={() => setFiltering((open) => !open)}
        />
      </div>
      <SavedRow address={props.address} saved={saved} />
      <Show when={filtering()}>
        <Filters address={props.address} saved={saved} />
      </Show>
      <Show when={board.loaded()} fallback={<NotYet />}>
        <Show when={props.groups.length > 0} fallback={<NothingHere address={props.address} />}>
          <For each={props.groups.map(({ key }) => key)}>
            {(key) => (
              <Show when={props.groups.find((group) => group.key === key)}>
                {(group) => <GroupOfCards group={group()} address={props.address} />}
              </Show>
            )}
          </For>
        </Show>
        <WhySilent />
      </Show>
    </div>
  )
}

const views: readonly { view: View; label: string }[] = [
  { view: 'human', label: 'Human Agent view' },
  { view: 'ai', label: 'AI Agent view' },
]

function GroupOfCards(props: { group: Group; address: Address }) {
  const { board } = useLive()
  const session = useSession()
  const [drawn, setDrawn] = createSignal(STEP)
  const me = () => props.group.key === session.me.id
  const person = () => board.operators().find(({ id }) => id === props.group.key)
  const live = () => person()?.live
  const unassigned = () => props.group.key === UNASSIGNED
  const ids = () => props.group.rows.slice(0, drawn()).map(({ id }) => id)
  return (
    <section aria-label={props.group.title}>
      <h2 class="grp">
        <Show when={props.group.person || unassigned()}>
          <Face name={props.group.person?.name} me={me()} live={person()?.online} />
        </Show>
        <span class="clip">{props.group.title}</span>
        <Show when={me()}>
          <span class="meta">you</span>
        </Show>
        <span class="push" />
        <Count value={props.group.rows.length} most={999} />
        <Show when={live()}>{(now) => <span class="meta">of {now().capacity}</span>}</Show>
      </h2>
      <Show when={unassigned()}>
        <NoDefault rows={props.group.rows} />
      </Show>
      <ul class="cards">
        <For each={ids()}>
          {(id) => (
            <li data-id={id}>
              <ConversationMiniCard id={id} href={props.address.to(id)} current={props.address.open() === id} />
            </li>
          )}
        </For>
      </ul>
      <Show when={props.group.rows.length > drawn()}>
        <Button size="sm" variant="ghost" onClick={() => setDrawn((count) => count + STEP)}>
          {props.group.rows.length - drawn()} more
        </Button>
      </Show>
    </section>
  )
}

/** F18, “No browser notifications arrive”: why, and what to do. */
function WhySilent() {
  const push = usePush()
  return (
    <Switch>
      <Match when={push.state() === 'off'}>
        <p class="meta hint">
          This browser does not notify you.{' '}
          <A class="link" href="/settings/profile">
            Enable notifications
          </A>{' '}
          on the Profile page, in each browser that you use.
        </p>
      </Match>
      <Match when={reasonOf(push.state())}>{(reason) => <p class="meta hint">No notifications: {reason()}.</p>}</Match>
    </Switch>
  )
}

/** F18, “Escalations always land in Unassigned”: nobody gets them at once. */
function NoDefault(props: { rows: readonly Row[] }) {
  const { board } = useLive()
  const session = useSession()
  const services = () => {
    const here = new Set(props.rows.map(({ serviceId }) => serviceId))
    return board.services().filter((one) => here.has(one.id) && routingOf(one).defaultOperators.length === 0)
  }
  const names = () => services().map(({ name }) => name)
  return (
    <Show when={services().length > 0}>
      <p class="meta hint">
        {names().length > 2 ? plural(names().length, 'service') : names().join(' and ')}{' '}
        {names().length === 1 ? 'has' : 'have'} no default operator: handoffs wait here until somebody takes them.{' '}
        <Show when={session.may('service:write')}>
          <A class="link" href={`/settings/services?service=${services()[0]?.id}`}>
            Set one
          </A>
        </Show>
      </p>
    </Show>
  )
}

function Filters(props: { address: Address; saved: SavedFilters }) {
  const { board } = useLive()
  const [name, setName] = createSignal('')
  const [wrong, setWrong] = createSignal<string | null>(null)
  const save = (event: Event) => {
    event.preventDefault()
    const problem = props.saved.save(name(), props.address.wanted())
    setWrong(problem)
    if (!problem) setName('')
  }
  return (
    <div class="filters" role="group" aria-label="Filters">
      <Field label="Assigned to">
        {(field) => (
          <Select
            {...field}
            value={props.address.wanted().whose}
            onChange={(event) => props.address.filter({ whose: event.currentTarget.value as Whose })}
          >
            <option value="all">Anybody</option>
            <option value="mine">Me</option>
            <option value="unassigned">Nobody yet</option>
          </Select>
        )}
      </Field>
      <Field label="Service">
        {(field) => (
          <Select
            {...field}
            value={props.address.wanted().service ?? ''}
            onChange={(event) => props.address.filter({ service: event.currentTarget.value || null })}
          >
            <option value="">All services</option>
            <For each={board.services()}>{(service) => <option value={service.id}>{service.name}</option>}</For>
          </Select>
        )}
      </Field>
      <Field label="Flags">
        {(field) => (
          <Select
            {...field}
            value={props.address.wanted().flagged}
            onChange={(event) => props.address.filter({ flagged: event.currentTarget.value as Flagged })}
          >
            <option value="all">With and without</option>
            <option value="any">Any flag</option>
            <For each={FlagKind.options}>{(kind) => <option value={kind}>{flagLabel[kind]}</option>}</For>
            <option value="long">Waiting long</option>
          </Select>
        )}
      </Field>
      <Show when={props.address.filtered()}>
        <form onSubmit={save} novalidate>
          <Field label="Save this filter as" hint="Kept in this browser." error={wrong()}>
            {(field) => (
              <span class="row">
                <input
                  {...field}
                  class="input"
                  maxlength={NAME_LIMIT}
                  value={name()}
                  onInput={(event) => {
                    setName(event.currentTarget.value)
                    setWrong(null)
                  }}
                />
                <Button type="submit" size="sm">
                  Save
                </Button>
              </span>
            )}
          </Field>
        </form>
        <Button size="sm" variant="ghost" onClick={() => props.address.filter(everything)}>
          Clear all filters
        </Button>
      </Show>
    </div>
  )
}

/** The filters that have a name, one press each; and what is filtered now, so that nobody takes a part for the whole. */
function SavedRow(props: { address: Address; saved: SavedFilters }) {
  return (
    <>
      <Show when={props.saved.all().length > 0}>
        <div class="row wrap" role="group" aria-label="Saved filters">
          <For each={props.saved.all()}>
            {({ name, wanted }) => (
              <span class="saved">
                <button type="button" class="chip" onClick={() => props.address.filter(wanted)}>
                  {name}
                </button>
                <IconButton icon="x" label={`Remove the filter ${name}`} onClick={() => props.saved.remove(name)} />
              </span>
            )}
          </For>
        </div>
      </Show>
      <Show when={props.address.filtered()}>
        <span class="row">
          <Tag icon="filter">Filtered</Tag>
          <button type="button" class="link" onClick={() => props.address.filter(everything)}>
            Show all
          </button>
        </span>
      </Show>
    </>
  )
}
