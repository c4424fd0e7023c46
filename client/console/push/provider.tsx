import { useNavigate } from '@solidjs/router'
import { createContext, type JSX, onCleanup, onMount, Show, useContext } from 'solid-js'
import { type Asked, pathOf } from '../../service-worker/ask.ts'
import { api } from '../live/api.ts'
import { useSession } from '../session/session.tsx'
import { AskForNotifications } from './ask.tsx'
import { realBrowser } from './browser.ts'
import { createPush, type Push } from './push.ts'

const PushContext = createContext<Push>()

/** Whether this browser is notified (F6). */
export function usePush(): Push {
  const push = useContext(PushContext)
  if (!push) throw new Error('usePush: no PushProvider around this component')
  return push
}

/** F6: notifications of this browser, the question whether they are wanted, and the way from one to its conversation. */
export function PushProvider(props: { children: JSX.Element }) {
  const session = useSession()
  const navigate = useNavigate()
  const push = createPush({ browser: realBrowser, api, personId: session.me.id, storage: localStorage })
  onCleanup(push.stop)
  onMount(() => {
    const answer = ({ data, ports: [port] }: MessageEvent<Asked | undefined>) => {
      if (data?.type === 'baton.shows') port?.postMessage(location.href.includes(data.conversationId))
      if (data?.type !== 'baton.open') return
      port?.postMessage(true)
      // Filters, and what is open beside it, stay.
      const { pathname, search } = location
      navigate(pathOf(data.conversationId) + (/^\/human-agents(\/|$)/.test(pathname) ? search : ''))
    }
    navigator.serviceWorker?.addEventListener('message', answer)
    onCleanup(() => navigator.serviceWorker?.removeEventListener('message', answer))
  })
  return (
    <PushContext.Provider value={push}>
      {props.children}
      <Show when={session.may('operator:write') && push.wanted()}>
        <AskForNotifications push={push} />
      </Show>
    </PushContext.Provider>
  )
}
