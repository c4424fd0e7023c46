import { createSignal, Match, Show, Switch } from 'solid-js'
import { Banner, Button, Empty, Failed, Legend, Loading, number, plural } from '../../../ui/index.ts'
import { createActs } from '../../conversation/acts.ts'
import { useKeys } from '../../keys/keys.tsx'
import { Problem } from '../../live/api.ts'
import { useLive } from '../../live/live.tsx'
import { useSession } from '../../session/session.tsx'
import { useToasts } from '../../toasts/toasts.tsx'
import { useAddress } from './address.ts'
import { createColumns } from './columns.ts'
import { createSessionList } from './list.ts'
import { SessionPanel } from './panel.tsx'
import { SessionTable } from './table.tsx'
import { SessionTools } from './tools.tsx'
import './sessions.css'

/** So many events behind are a moment; more are worth a word. */
const WORTH_SAYING = 500

/** Sessions: all of them, open and ended; search, filters, and one of them beside the list (A1, A2). */
export default function Sessions() {
  const live = useLive()
  const session = useSession()
  const toasts = useToasts()
  const address = useAddress()
  const list = createSessionList(address, live)
  const columns = createColumns(localStorage)
  const acts = createActs({ live, session, toasts })
  const [find, setFind] = createSignal<HTMLInputElement>()
  const filtered = () => Object.keys(address.filters()).length > 0
  const problem = () => {
    const state = list.state()
    return state instanceof Problem ? state : null
  }
  const close = () => {
    const row = document.querySelector<HTMLElement>('.sessions tr.selected a')
    address.go(null)
    row?.focus()
  }
  const step = (by: 1 | -1) => {
    const items = list.items()
    const here = items.findIndex(({ id }) => id === address.open())
    const next = items[here < 0 ? 0 : here + by]
    if (next) address.go(next.id)
  }
  useKeys(() => [
    { key: '/', does: 'Search', run: () => find()?.focus() },
    { key: 'j', does: 'Next session', run: () => step(1) },
    { key: 'k', does: 'Session before', run: () => step(-1) },
    { key: 'Escape', does: 'Close', run: () => address.open() && close() },
  ])

  return (
    <div class="handoff sessions">
      <div class="lane">
        <SessionTools address={address} list={list} columns={columns} findRef={setFind} />
        <Show when={address.filters().text && list.behind() > WORTH_SAYING}>
          <Banner tone="grey" icon="clock" boxed>
            The search has {number(list.behind())} events of the log still to read: what was said in them is not found
            yet.
          </Banner>
        </Show>
        <Show when={list.fresh() > 0 && list.state() === 'ready'}>
          <div>
            <Button size="sm" icon="refresh" onClick={list.reload}>
              {plural(list.fresh(), 'new session')}
            </Button>
          </div>
        </Show>
        <Show when={problem()}>
          {(failed) => (
            <Failed
              title={
                failed().code === 'search_too_wide' ? 'The search was stopped' : 'The sessions could not be loaded'
              }
              onRetry={list.reload}
            >
              {failed().message}
            </Failed>
          )}
        </Show>
        <Switch>
          <Match when={list.items().length > 0}>
            <SessionTable list={list} address={address} columns={columns} />
          </Match>
          <Match when={list.state() === 'loading'}>
            <Loading cards={6} label="Loading the sessions" />
          </Match>
          <Match when={list.state() === 'ready' && filtered()}>
            <Empty
              icon="search"
              title="No session is like that"
              action={
                <Button size="sm" onClick={() => address.clear()}>
                  Clear the filters
                </Button>
              }
            >
              Every word must stand somewhere in the session. A beginning is enough: “refu” finds “refund”.
            </Empty>
          </Match>
          <Match when={list.state() === 'ready'}>
            <Empty icon="list" title="No sessions yet">
              A session begins with a customer’s first message, in the web widget or through the API.
            </Empty>
          </Match>
        </Switch>
        <Show when={list.items().length > 0}>
          <div class="row wrap list-foot">
            <Legend />
            <span class="meta push">
              {list.more() ? `the first ${number(list.items().length)}` : `all ${number(list.items().length)}`}
            </span>
          </div>
        </Show>
      </div>
      <Show when={address.open()}>
        {(id) => <SessionPanel id={id()} listed={list.find(id())} acts={acts} onClose={close} />}
      </Show>
    </div>
  )
}
