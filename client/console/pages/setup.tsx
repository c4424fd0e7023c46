import { useNavigate, useSearchParams } from '@solidjs/router'
import { createResource, Match, Show, Switch } from 'solid-js'
import { Button, Door, ErrorLine, Failed } from '../../ui/index.ts'
import { api, Problem } from '../live/api.ts'
import type { Me } from '../session/session.tsx'
import { createSending } from './settings/sending.ts'
import './settings/settings.css'
import { FirstAdministrator, WhereIsTheLink } from './setup/administrator.tsx'
import { ConnectMyOwn } from './setup/own.tsx'
import { startSample } from './setup/sample.tsx'
import './setup/setup.css'
import { enter } from './sign-in/enter.ts'

/**
 * First start: the administrator from the printed link, then a choice of what to see first. Where one stands is read
 * from the server and from the address, so that a reload goes on.
 */
export default function Setup() {
  const [query, setQuery] = useSearchParams<{ token?: string; first?: string; service?: string }>()
  const navigate = useNavigate()
  const [state, { refetch }] = createResource(whereWeAre)
  return (
    <Switch>
      <Match when={state.error}>
        <Door title="Set up Baton">
          <Failed title="The server does not answer" retrying={state.loading} onRetry={() => void refetch()}>
            {state.error instanceof Problem ? state.error.message : 'Try again in a moment.'}
          </Failed>
        </Door>
      </Match>
      <Match when={state.latest?.needed && !query.token}>
        <WhereIsTheLink />
      </Match>
      <Match when={state.latest?.needed && query.token}>
        {(token) => (
          <FirstAdministrator
            token={token()}
            onDone={() => {
              // The token is used up; it should stand in no history and no screenshot.
              navigate('/setup', { replace: true })
              void refetch()
            }}
          />
        )}
      </Match>
      <Match when={state.latest?.me?.role === 'admin' && state.latest.me}>
        {(me) => (
          <div class="first-steps">
            <header>
              <span class="baton" aria-hidden="true" />
              Baton
              <a class="link push" href="/handoff">
                Skip
              </a>
            </header>
            <main>
              <Show
                when={query.first === 'own'}
                fallback={<FirstChoice name={me().name} onOwn={() => setQuery({ first: 'own' })} />}
              >
                <h1>Connect my own</h1>
                <ConnectMyOwn
                  serviceId={query.service}
                  onService={(service) => setQuery({ service: service ?? null }, { replace: true })}
                  onBack={() => setQuery({ first: null })}
                />
              </Show>
            </main>
          </div>
        )}
      </Match>
      <Match when={state.latest}>
        <Door title="Baton is set up" text="It has an administrator already. Sign in, or ask them for an account.">
          <a class="btn primary wide" href="/sign-in">
            Sign in
          </a>
        </Door>
      </Match>
    </Switch>
  )
}

async function whereWeAre(): Promise<{ needed: boolean; me: Me | null }> {
  const { needed } = await api<{ needed: boolean }>('/setup')
  if (needed) return { needed, me: null }
  const me = await api<Me>('/me').catch((error: unknown) => {
    if (error instanceof Problem && error.status === 401) return null
    throw error
  })
  return { needed, me }
}

/** What to see first. Neither shuts out the other. */
function FirstChoice(props: { name: string; onOwn: () => void }) {
  const starting = createSending(async () => {
    await startSample()
    enter('/handoff')
  })
  return (
    <>
      <div>
        <h1>Welcome, {props.name}</h1>
        <p class="quiet">What do you want to see first? You can do the other afterwards.</p>
      </div>
      <div class="first-choice">
        <section class="sheet" aria-labelledby="first-own">
          <div class="body">
            <h2 id="first-own">Connect my own</h2>
            <p class="quiet">
              A service, a key, one line in your page, and a first message to yourself. About three minutes.
            </p>
            <Button variant="primary" iconEnd="arrow" onClick={() => props.onOwn()}>
              Connect my own
            </Button>
          </div>
        </section>
        <section class="sheet" aria-labelledby="first-sample">
          <div class="body">
            <h2 id="first-sample">Watch sample traffic</h2>
            <p class="quiet">
              Played customers chat, complain and ask for a person, and you can take over. One click removes all of it.
            </p>
            <Button icon="play" busy={starting.busy()} onClick={() => void starting.send()}>
              Watch sample traffic
            </Button>
            <Show when={starting.problem()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
          </div>
        </section>
      </div>
    </>
  )
}
