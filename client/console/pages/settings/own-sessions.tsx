import { createResource, For, Match, Show, Switch } from 'solid-js'
import { Button, ErrorLine, Failed, Icon, moment, Sheet, Tag, when } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { useToasts } from '../../toasts/toasts.tsx'
import { browserName } from './browser-name.ts'
import { createSending, requestIdOf } from './sending.ts'
import { Shape } from './shape.tsx'

/** A browser in which one is signed in, as the API gives it. */
interface OwnSession {
  id: string
  userAgent: string | null
  network: string | null
  since: string
  lastUsed: string
  current: boolean
}

/** Where one is signed in: each browser can be signed out from here, or all others at once. */
export function OwnSessions() {
  const toasts = useToasts()
  const [sessions, { mutate, refetch }] = createResource(() =>
    api<{ items: OwnSession[] }>('/me/sessions').then(({ items }) => items),
  )
  const others = () => sessions.latest?.filter(({ current }) => !current) ?? []
  const ending = createSending(async (session: OwnSession) => {
    await api(`/me/sessions/${session.id}`, { method: 'DELETE' })
    mutate((list) => list?.filter(({ id }) => id !== session.id))
    toasts.show({ tone: 'ok', body: () => `${browserName(session.userAgent)} is signed out.` })
  })
  const endingOthers = createSending(async () => {
    await api('/me/sessions', { method: 'DELETE' })
    mutate((list) => list?.filter(({ current }) => current))
    toasts.show({ tone: 'ok', body: () => 'Your other browsers are signed out.' })
  })
  return (
    <Sheet
      id="sessions"
      title="Where you are signed in"
      aside={
        <Button
          size="sm"
          icon="exit"
          busy={endingOthers.busy()}
          reason={others().length === 0 ? 'You are signed in here alone' : null}
          onClick={() => void endingOthers.send()}
        >
          Sign out all others
        </Button>
      }
    >
      <Show when={ending.problem() ?? endingOthers.problem()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
      <Switch>
        <Match when={sessions.error}>
          <Failed
            title="It could not be loaded where you are signed in"
            requestId={requestIdOf(sessions.error)}
            retrying={sessions.loading}
            onRetry={() => void refetch()}
          >
            {String(sessions.error.message)}
          </Failed>
        </Match>
        <Match when={sessions.state === 'pending'}>
          <Shape label="Loading where you are signed in" />
        </Match>
        <Match when={sessions.latest}>
          {(list) => (
            <ul class="list" aria-label="Where you are signed in">
              <For each={list()}>
                {(session) => <Line session={session} busy={ending.busy()} onEnd={() => void ending.send(session)} />}
              </For>
            </ul>
          )}
        </Match>
      </Switch>
    </Sheet>
  )
}

function Line(props: { session: OwnSession; busy: boolean; onEnd: () => void }) {
  const name = () => browserName(props.session.userAgent)
  return (
    <li>
      <Icon name="monitor" />
      <span class="entry">
        <b class="strong">{name()}</b>
        <span class="meta">
          Since <time datetime={props.session.since}>{moment(props.session.since)}</time>
          <Show when={props.session.network}>
            {(network) => (
              <>
                , from <span class="mono">{network()}</span>
              </>
            )}
          </Show>
          {' · '}last used <time datetime={props.session.lastUsed}>{when(props.session.lastUsed)}</time>
        </span>
      </span>
      <span class="row push">
        <Show
          when={!props.session.current}
          fallback={
            <Tag tone="ok" icon="check">
              This browser
            </Tag>
          }
        >
          <Button
            size="sm"
            icon="exit"
            aria-label={`Sign out ${name()}`}
            busy={props.busy}
            onClick={() => props.onEnd()}
          >
            Sign out
          </Button>
        </Show>
      </span>
    </li>
  )
}
