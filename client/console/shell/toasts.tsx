import { A, useLocation } from '@solidjs/router'
import type { JSX } from 'solid-js'
import { ToastProvider } from '../toasts/toasts.tsx'

/** The console’s toasts: beside an open conversation, so that they never cover what is being written. */
export function ConsoleToasts(props: { children: JSX.Element }) {
  const location = useLocation()
  return (
    <ToastProvider
      beside={/^\/(handoff|sessions)\/[^/]/.test(location.pathname)}
      more={(count) => (
        <A class="btn sm" href="/handoff?show=attention">
          {count} more
        </A>
      )}
    >
      {props.children}
    </ToastProvider>
  )
}
