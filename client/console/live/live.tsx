import { createContext, type JSX, onCleanup, onMount, untrack, useContext } from 'solid-js'
import { useSession } from '../session/session.tsx'
import type { BoardStore } from './board-store.ts'
import { realClock } from './clock.ts'
import { createLive, type Live } from './create-live.ts'
import { eventStream, webSocket } from './line.ts'

export type { Live } from './create-live.ts'

const LiveContext = createContext<Live>()

export function useLive(): Live {
  const live = useContext(LiveContext)
  if (!live) throw new Error('useLive: no LiveProvider around this component')
  return live
}

/** The live board alone: what most parts need. */
export const useBoard = (): BoardStore => useLive().board

/** What is live in this tab, for all pages; it finds out what is true whenever the tab is looked at again. */
export function LiveProvider(props: { live?: Live; children: JSX.Element }) {
  const session = useSession()
  const live =
    untrack(() => props.live) ??
    createLive({
      clock: realClock,
      transports: [webSocket, eventStream],
      storage: localStorage,
      person: untrack(() => session.me.id),
      signedOut: () => session.leave(),
    })
  onMount(() => {
    const wake = () => {
      if (document.hidden) return
      live.freshness.look()
      live.connection.wake()
    }
    const stop = new AbortController()
    document.addEventListener('visibilitychange', wake, { signal: stop.signal })
    for (const type of ['pageshow', 'focus', 'online']) addEventListener(type, wake, { signal: stop.signal })
    const heard = ({ key, newValue }: StorageEvent) => key !== null && live.drafts.heard(key, newValue)
    addEventListener('storage', heard, { signal: stop.signal })
    onCleanup(() => stop.abort())
  })
  onCleanup(() => live.stop())
  return <LiveContext.Provider value={live}>{props.children}</LiveContext.Provider>
}
