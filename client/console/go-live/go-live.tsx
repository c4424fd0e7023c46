import { createContext, createEffect, createSignal, type JSX, on, onCleanup, onMount, useContext } from 'solid-js'
import type { LiveState } from '../../../domain/routing/live.ts'
import type { Switches } from '../../../domain/routing/switches.ts'
import { api, Problem } from '../live/api.ts'
import { useLive } from '../live/live.tsx'
import { useSession } from '../session/session.tsx'
import { useToasts } from '../toasts/toasts.tsx'

/** What one chose when one went Live (`GET /presence`). */
export interface Mine {
  state: LiveState
  services: string[]
  capacity: number
  tags: string[]
  since: string
  atRisk: boolean
}

export interface GoLive {
  /** Null until it is known, and for who may not go Live. */
  switches: () => Switches | null
  /** Null for who never went Live. */
  mine: () => Mine | null
  isLive: () => boolean
  /** @throws Problem with the server's sentence */
  put: (choice: Partial<Omit<Mine, 'since' | 'atRisk'>> & { state: LiveState }) => Promise<void>
  /** Asks anew. */
  refresh: () => Promise<void>
}

interface Answer {
  switches: Switches
  mine: Mine | null
}

/** Far below the lease of 75 s, also where the browser slows the timers of a tab in the background to one a minute (L11). */
const BEAT = 20_000

const GoLiveContext = createContext<GoLive>()

export function useGoLive(): GoLive {
  const goLive = useContext(GoLiveContext)
  if (!goLive) throw new Error('useGoLive: no GoLiveProvider around this component')
  return goLive
}

/** Whether one is Live, for all pages, and the beats that keep it so while this tab is open (G2). */
export function GoLiveProvider(props: { children: JSX.Element }) {
  const { board, connection } = useLive()
  const session = useSession()
  const toasts = useToasts()
  const [answer, setAnswer] = createSignal<Answer | null>(null)
  const may = () => session.may('operator:write')
  const here = () => {
    const state = answer()?.mine?.state
    return state !== undefined && state !== 'offline'
  }

  const refresh = async () => {
    if (!may()) return
    // What cannot be asked now is asked with the next reconnect or beat.
    const said = await api<Answer | undefined>('/presence').catch(() => undefined)
    if (said) take(said)
  }
  /** Ended without this tab: it was not heard for too long, or another one said so. */
  const take = (said: Answer) => {
    const ended = here() && said.mine?.state === 'offline'
    setAnswer(said)
    if (ended)
      toasts.show({
        key: 'offline',
        tone: 'bad',
        title: 'You are not live any more.',
        body: () =>
          'This browser was not heard for some minutes, and what you held was released; or you went offline elsewhere.',
        stays: null,
      })
  }
  const beat = async () => {
    if (!here()) return
    const said = await api<Answer | undefined>('/presence/beat', { method: 'POST', body: {} }).catch(
      (error: unknown) => {
        if (error instanceof Problem) return undefined
        throw error
      },
    )
    if (said) take(said)
  }

  onMount(() => {
    void refresh()
    const timer = setInterval(() => void beat(), BEAT)
    const wake = () => void (document.hidden || beat())
    document.addEventListener('visibilitychange', wake)
    onCleanup(() => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', wake)
    })
  })
  // Said in another tab, or ended by the server: the team hears of it, and so does this tab.
  const told = () => board.operators().find(({ id }) => id === session.me.id)?.live?.state ?? 'offline'
  createEffect(
    on(
      [told, () => connection.link().state],
      ([state, link]) => {
        if (link === 'connected' && state !== (answer()?.mine?.state ?? 'offline')) void refresh()
      },
      { defer: true },
    ),
  )

  const goLive: GoLive = {
    switches: () => answer()?.switches ?? null,
    mine: () => answer()?.mine ?? null,
    isLive: () => answer()?.mine?.state === 'live',
    put: async (choice) => {
      setAnswer(await api<Answer>('/presence', { method: 'PUT', body: choice }))
    },
    refresh,
  }
  return <GoLiveContext.Provider value={goLive}>{props.children}</GoLiveContext.Provider>
}
