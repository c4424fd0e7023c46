import { useLocation, useNavigate } from '@solidjs/router'
import { createContext, createResource, type JSX, Match, onCleanup, Switch, useContext } from 'solid-js'
import type { Scope, UserRole } from '../../../domain/rights.ts'
import { Door, Failed } from '../../ui/index.ts'
import { api, Problem } from '../live/api.ts'

/** Who is signed in at this browser. */
export interface Me {
  id: string
  name: string
  email: string
  role: UserRole
  scopes: readonly Scope[]
  workspace: { id: string; name: string }
}

export interface Session {
  me: Me
  may: (scope: Scope) => boolean
  /** The session is over: to the door, and back here afterwards. */
  leave: () => void
  /** Asks anew who this is, after the profile was changed. */
  refresh: () => Promise<void>
}

const SessionContext = createContext<Session>()

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession: no SessionProvider around this component')
  return session
}

/** Lets in who is signed in. Everybody else goes to the door, and on a Baton that nobody has set up yet, to its set-up. */
export function SessionProvider(props: { children: JSX.Element }) {
  const navigate = useNavigate()
  const location = useLocation()
  const [me, { refetch }] = createResource(() => api<Me>('/me'))
  const problem = () => (me.error instanceof Problem ? me.error : null)

  const leave = () =>
    navigate(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`, { replace: true })
  const toTheDoor = async () => {
    let here = true
    onCleanup(() => {
      here = false
    })
    const { needed } = await api<{ needed: boolean }>('/setup').catch(() => ({ needed: false }))
    if (!here) return
    if (needed) navigate('/setup', { replace: true })
    else leave()
  }

  return (
    <Switch>
      <Match when={me.error === undefined && me.latest}>
        {(known) => {
          const session: Session = {
            get me() {
              return known()
            },
            may: (scope) => known().scopes.includes(scope),
            leave,
            refresh: async () => {
              await refetch()
            },
          }
          return <SessionContext.Provider value={session}>{props.children}</SessionContext.Provider>
        }}
      </Match>
      <Match when={problem()?.status === 401}>
        {(() => {
          void toTheDoor()
          return null
        })()}
      </Match>
      <Match when={me.error}>
        <Door title="Baton cannot be reached">
          <Failed title="The server does not answer" retrying={me.loading} onRetry={() => void refetch()}>
            {problem()?.message ?? 'Nothing is lost. Try again in a moment.'}
          </Failed>
        </Door>
      </Match>
    </Switch>
  )
}
