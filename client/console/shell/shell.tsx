import { useLocation, useNavigate } from '@solidjs/router'
import { createMemo, createSignal, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { Drawer, plural, Shell } from '../../ui/index.ts'
import { useFailedWork } from '../failed-work/failed-work.tsx'
import { Offers } from '../go-live/offers.tsx'
import { useKeys } from '../keys/keys.tsx'
import { useLive } from '../live/live.tsx'
import { useSession } from '../session/session.tsx'
import { isFor } from './is-for.ts'
import { pageAt, pages } from './pages.ts'
import { Status } from './status.tsx'
import { markTab } from './tab-mark.ts'
import { WhoAmI } from './who-am-i.tsx'

/** The frame of every page of the console: navigation, what is live, who one is, help. */
export function ConsoleShell(props: { children: JSX.Element }) {
  const location = useLocation()
  const navigate = useNavigate()
  const { board, freshness } = useLive()
  const session = useSession()
  const failedWork = useFailedWork()
  const [help, setHelp] = createSignal(false)
  const page = createMemo(() => pageAt(location.pathname))
  const title = () => page()?.title ?? 'Not found'
  const places = (group: 'work' | 'setup') =>
    pages
      .filter(({ nav, needs }) => nav?.group === group && (!needs || session.may(needs)))
      .map(
        ({ href, nav }) =>
          ({
            href,
            name: nav?.name ?? '',
            icon: nav?.icon ?? 'flag',
            ...(nav?.short && { short: nav.short }),
          }) as const,
      )
  const attention = createMemo(() => (board.loaded() ? board.stats().needsAttention : 0))
  // F7: those that are in the workspace, whoever has them.
  const withPeople = createMemo(() => (board.loaded() ? board.stats().paused : 0))
  const work = () =>
    places('work').map((place) => {
      if (place.href === '/human-agents')
        return { ...place, count: withPeople(), countLabel: plural(withPeople(), 'active conversation') }
      if (place.href !== '/handoff') return place
      return {
        ...place,
        count: attention(),
        countLabel: `${attention()} need attention`,
        // Red is a claim about now (B2).
        urgent: freshness.known(),
      }
    })

  const failed = () => failedWork.tasks()?.length ?? 0
  const setup = () =>
    places('setup').map((place) =>
      place.href === '/settings/failed-work' && failed() > 0
        ? { ...place, count: failed(), countLabel: `${failed()} failed for good` }
        : place,
    )

  markTab({
    title,
    count: () => (freshness.known() ? attention() : 0),
    onNews: (told) => board.listen((change) => isFor(session.me.id, change, board) && told()),
  })
  useKeys(() => [
    { after: 'g', key: 'h', does: 'Human Handoff', run: () => navigate('/handoff') },
    { after: 'g', key: 'a', does: 'Human Agents', run: () => navigate('/human-agents') },
    { after: 'g', key: 's', does: 'Sessions', run: () => navigate('/sessions') },
    { after: 'g', key: 'l', does: 'Go Live', run: () => navigate('/go-live') },
  ])

  return (
    <Shell
      title={title()}
      crumb={page()?.crumb}
      path={location.pathname}
      places={work()}
      setup={setup()}
      aside={<Show when={page()?.aside}>{(aside) => <Dynamic component={aside()} />}</Show>}
      status={<Status />}
      foot={<WhoAmI />}
      onHelp={page()?.help && (() => setHelp(true))}
    >
      {props.children}
      <Offers />
      <Show when={page()?.help}>
        {(content) => (
          <Drawer open={help()} title={`Help: ${title()}`} onClose={() => setHelp(false)}>
            <Dynamic component={content()} />
          </Drawer>
        )}
      </Show>
    </Shell>
  )
}
