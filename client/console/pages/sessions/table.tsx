import { A } from '@solidjs/router'
import { createMemo, For, type JSX, Match, onCleanup, Show, Switch } from 'solid-js'
import type { ConversationView, SessionView } from '../../../../domain/wire.ts'
import { Badge, Face, number, Ribbon, when } from '../../../ui/index.ts'
import { useLive } from '../../live/live.tsx'
import { useSession } from '../../session/session.tsx'
import type { Address } from './address.ts'
import { type ColumnKey, type Columns, columns } from './columns.ts'
import { channelName, lasted, lengthOf, timeOf, timeWords, titleOf } from './facts.ts'
import type { SessionList } from './list.ts'

/** The list of sessions: a row for each, and more of them when its end comes into sight. */
export function SessionTable(props: { list: SessionList; address: Address; columns: Columns }) {
  const shown = createMemo(() => columns.filter(({ key }) => props.columns.shown(key)))
  const end = new IntersectionObserver(
    (seen) => seen.some(({ isIntersecting }) => isIntersecting) && props.list.loadMore(),
    {
      rootMargin: '400px',
    },
  )
  onCleanup(() => end.disconnect())
  const sortedBy = (key: ColumnKey) =>
    key === 'started' && props.address.sort() !== 'messages'
      ? props.address.sort() === 'newest'
        ? 'descending'
        : 'ascending'
      : key === 'messages' && props.address.sort() === 'messages'
        ? 'descending'
        : undefined
  return (
    <div class="sheet table-wrap">
      <table class="table">
        <caption class="sr">Sessions</caption>
        <thead>
          <tr>
            <For each={shown()}>
              {({ key, name }) => (
                <Head column={key} sorted={sortedBy(key)}>
                  <Show when={key === 'started' || key === 'messages'} fallback={name}>
                    <button
                      type="button"
                      class="sort"
                      onClick={() => props.address.set({ sort: nextSort(key, props.address.sort()) })}
                    >
                      {name}
                      <span aria-hidden="true">{arrow(sortedBy(key))}</span>
                    </button>
                  </Show>
                </Head>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={props.list.items()}>
            {(session) => <SessionRow session={session} address={props.address} keys={shown().map(({ key }) => key)} />}
          </For>
        </tbody>
      </table>
      <Show when={props.list.more()}>
        <div class="list-end" ref={(element) => queueMicrotask(() => end.observe(element))}>
          <button type="button" class="btn sm" onClick={() => props.list.loadMore()}>
            More sessions
          </button>
        </div>
      </Show>
    </div>
  )
}

const Head = (props: { column: ColumnKey; sorted: 'ascending' | 'descending' | undefined; children: JSX.Element }) => (
  <th scope="col" classList={{ num: numbers.has(props.column) }} aria-sort={props.sorted}>
    {props.children}
  </th>
)
const Cell = (props: { column: ColumnKey; children: JSX.Element }) => (
  <td class={`c-${props.column}`} classList={{ num: numbers.has(props.column) }}>
    {props.children}
  </td>
)

const numbers: ReadonlySet<ColumnKey> = new Set(['length', 'messages'])
const arrow = (sort: 'ascending' | 'descending' | undefined) =>
  sort === 'descending' ? ' ↓' : sort === 'ascending' ? ' ↑' : ''
const nextSort = (key: ColumnKey, now: string) => (key === 'messages' ? 'messages' : now === 'newest' ? 'oldest' : null)

/** One session, as it stands now while it is open. */
function SessionRow(props: { session: SessionView; address: Address; keys: readonly ColumnKey[] }) {
  const { board, time } = useLive()
  const me = useSession()
  const card = (): ConversationView => board.card(props.session.id) ?? props.session
  const active = () => card().status !== 'resolved'
  const now = () => (active() ? time.ticking() : 0)
  const spent = createMemo(() => timeOf(props.session, card(), now()))
  const responsible = () => (active() ? card().owner : (props.session.responsible ?? card().claimedBy))
  const selected = () => props.address.open() === props.session.id
  let link: HTMLAnchorElement | undefined
  // The whole row opens it for a pointer; for the keyboard and a screen reader the name is the link.
  const open = (event: MouseEvent) => {
    if (!(event.target as HTMLElement).closest('a, button') && !getSelection()?.toString()) link?.click()
  }
  return (
    <tr classList={{ selected: selected() }} onClick={open}>
      <For each={props.keys}>
        {(key) => (
          <Cell column={key}>
            <Switch>
              <Match when={key === 'started'}>
                <time datetime={card().startedAt}>{when(card().startedAt)}</time>
              </Match>
              <Match when={key === 'customer'}>
                <A
                  ref={(element) => (link = element)}
                  class="who clip"
                  href={props.address.to(props.session.id)}
                  noScroll
                  aria-current={selected() ? 'true' : undefined}
                  dir="auto"
                >
                  {titleOf(card())}
                </A>
              </Match>
              <Match when={key === 'agent'}>
                <span class="row">
                  <span class="live-dot" classList={{ off: !active() }} title={active() ? 'Active' : 'Finished'}>
                    <span class="sr">{active() ? 'Active' : 'Finished'}</span>
                  </span>
                  <span class="clip">{card().agent}</span>
                </span>
              </Match>
              <Match when={key === 'service'}>
                <span class="clip">{props.session.service}</span>
              </Match>
              <Match when={key === 'channel'}>
                <span class="quiet clip">{channelName(card().channel)}</span>
              </Match>
              <Match when={key === 'status'}>
                <Badge status={card().status} />
              </Match>
              <Match when={key === 'control'}>
                <Ribbon
                  parts={(['ai', 'waiting', 'people'] as const).map((control) => ({
                    control,
                    share: spent()[control],
                  }))}
                  label={timeWords(spent())}
                />
              </Match>
              <Match when={key === 'length'}>{lasted(lengthOf(card(), now()))}</Match>
              <Match when={key === 'messages'}>{number(card().messageCount)}</Match>
              <Match when={key === 'responsible'}>
                <Show
                  when={responsible()}
                  fallback={
                    <span class="meta" aria-label="Nobody">
                      –
                    </span>
                  }
                >
                  {(person) => (
                    <span class="row">
                      <Face name={person().name} me={person().id === me.me.id} />
                      <span class="sr">{person().name}</span>
                    </span>
                  )}
                </Show>
              </Match>
            </Switch>
          </Cell>
        )}
      </For>
    </tr>
  )
}
