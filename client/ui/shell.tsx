import { createSignal, For, Index, type JSX, Show } from 'solid-js'
import { Count } from './badge.tsx'
import { IconButton } from './button.tsx'
import { Drawer } from './dialog.tsx'
import { Icon } from './icon.tsx'
import type { IconName } from './icons.ts'

/** One place of the navigation. */
export interface Place {
  href: string
  name: string
  /** On a phone: “Handoff” for “Human Handoff”. */
  short?: string
  icon: IconName
  count?: number
  /** What the count means: “4 need attention”. */
  countLabel?: string
  /** The count is red. */
  urgent?: boolean
}

/** How many places fit into a phone's bottom bar; the rest is behind “More”. */
const onPhone = 4

/**
 * The frame of every page: brand, title, status at the top right, navigation (a column, a column of icons under 1280 px, a
 * bottom bar on phones) and the page itself. `foot` stands under the navigation: live switch, who one is.
 */
export function Shell(props: {
  title: string
  /** Before the title: “AI Agents”. */
  crumb?: string
  /** The address of the open page. */
  path: string
  places: readonly Place[]
  setup?: readonly Place[]
  /** Beside the title. */
  aside?: JSX.Element
  /** Top right: sound, age, connection; connection last. */
  status?: JSX.Element
  foot?: JSX.Element
  onHelp?: () => void
  children: JSX.Element
}) {
  const [more, setMore] = createSignal(false)
  const rest = () => [...props.places.slice(onPhone), ...(props.setup ?? [])]
  return (
    <div class="app">
      <a class="btn skip" href="#main">
        Skip to the page
      </a>
      <a class="brand" href="/" aria-label="Baton">
        <span class="baton" aria-hidden="true" />
        Baton
      </a>
      <header class="topbar">
        <h1>
          <Show when={props.crumb}>
            <span class="crumb">{props.crumb}</span>
          </Show>
          {props.title}
        </h1>
        <Show when={props.onHelp}>
          <IconButton icon="info" label="Help for this screen" onClick={() => props.onHelp?.()} />
        </Show>
        {props.aside}
        <div class="status">{props.status}</div>
      </header>
      <nav class="nav" aria-label="Main">
        {/* By position: a count that changes keeps the link, and the focus in it. */}
        <Index each={props.places}>
          {(place, index) => (
            <PlaceLink place={place()} path={props.path} spill={index >= onPhone && rest().length > 1} />
          )}
        </Index>
        <Show when={props.setup?.length}>
          <h2>Set up</h2>
          <Index each={props.setup}>{(place) => <PlaceLink place={place()} path={props.path} spill />}</Index>
        </Show>
        <Show when={rest().length > 0 || props.foot}>
          <button
            type="button"
            class="more"
            aria-haspopup="dialog"
            aria-expanded={more()}
            onClick={() => setMore(true)}
          >
            <Icon name="more" />
            <span class="name">More</span>
            <PlaceCount place={{ count: countOf(rest()), countLabel: labelsOf(rest()) }} />
          </button>
        </Show>
        <Show when={props.foot}>
          <div class="whoami">{props.foot}</div>
        </Show>
      </nav>
      <main class="main" id="main" tabindex="-1">
        {props.children}
      </main>
      <Drawer open={more()} title="More" onClose={() => setMore(false)}>
        <nav class="nav-more" aria-label="More">
          <For each={rest()}>
            {(place) => (
              <a href={place.href} aria-current={current(props.path, place)} onClick={() => setMore(false)}>
                <Icon name={place.icon} />
                {place.name}
                <PlaceCount place={place} />
              </a>
            )}
          </For>
        </nav>
        <Show when={props.foot}>
          <div class="nav-more">
            <div class="whoami">{props.foot}</div>
          </div>
        </Show>
      </Drawer>
    </div>
  )
}

/** `spill`: not in a phone's bottom bar, since it is behind “More”. */
function PlaceLink(props: { place: Place; path: string; spill: boolean }) {
  return (
    <a
      href={props.place.href}
      classList={{ spill: props.spill }}
      aria-current={current(props.path, props.place)}
      title={props.place.name}
    >
      <Icon name={props.place.icon} />
      <span class="name">
        <span classList={{ 'only-wide': Boolean(props.place.short) }}>{props.place.name}</span>
        <Show when={props.place.short}>
          <span class="only-phone">{props.place.short}</span>
        </Show>
      </span>
      <PlaceCount place={props.place} />
    </a>
  )
}

function PlaceCount(props: { place: Pick<Place, 'count' | 'countLabel' | 'urgent'> }) {
  return (
    <Show when={props.place.count}>
      {(count) => <Count value={count()} tone={props.place.urgent ? 'attn' : 'plain'} label={props.place.countLabel} />}
    </Show>
  )
}

/** What stands behind “More” on a phone is counted there. */
const countOf = (places: readonly Place[]) => places.reduce((sum, { count = 0 }) => sum + count, 0)
const labelsOf = (places: readonly Place[]) =>
  places
    .filter(({ count }) => count)
    .map(({ countLabel }) => countLabel)
    .join(', ')

const current = (path: string, { href }: Place) =>
  path === href || (href !== '/' && path.startsWith(`${href}/`)) ? 'page' : undefined

/** One service with its conversations: name, how many are open, its mode group at the right. */
export function ServiceSection(props: {
  name: string
  open: number | null
  aside?: JSX.Element
  children: JSX.Element
}) {
  return (
    <section class="service" aria-label={props.name}>
      <header>
        <h2>{props.name}</h2>
        <Show when={props.open !== null}>
          <span class="meta">{props.open} open</span>
        </Show>
        {props.aside}
      </header>
      {props.children}
    </section>
  )
}

/** A titled box of a page: settings, lists, tables. */
export function Sheet(props: {
  title?: string
  aside?: JSX.Element
  id?: string
  two?: boolean
  foot?: JSX.Element
  children: JSX.Element
}) {
  return (
    <section class="sheet" id={props.id} aria-label={props.title}>
      <Show when={props.title}>
        <header>
          <h2>{props.title}</h2>
          <Show when={props.aside}>
            <span class="push meta">{props.aside}</span>
          </Show>
        </header>
      </Show>
      <div class="body" classList={{ two: props.two }}>
        {props.children}
      </div>
      <Show when={props.foot}>
        <footer>{props.foot}</footer>
      </Show>
    </section>
  )
}

/** The page in front of the door: sign in, first start, invitation. The rail lies flat over the sheet. */
export function Door(props: {
  title: string
  text?: JSX.Element
  children: JSX.Element
  below?: JSX.Element
  foot?: JSX.Element
}) {
  return (
    <div class="door">
      <main>
        <span class="door-brand">
          <span class="baton" aria-hidden="true" />
          Baton
        </span>
        <section class="sheet" aria-labelledby="door-title">
          <span class="ribbon" aria-hidden="true">
            <i class="ai" style={{ flex: 6 }} />
            <i class="waiting" style={{ flex: 1 }} />
            <i class="people" style={{ flex: 3 }} />
          </span>
          <header>
            <h1 id="door-title">{props.title}</h1>
            <Show when={props.text}>
              <p class="quiet">{props.text}</p>
            </Show>
          </header>
          <div class="body">{props.children}</div>
        </section>
        {props.below}
      </main>
      <footer>{props.foot}</footer>
    </div>
  )
}
