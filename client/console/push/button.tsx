import { Match, Show, Switch } from 'solid-js'
import { Button, Tag } from '../../ui/index.ts'
import { useSession } from '../session/session.tsx'
import { usePush } from './provider.tsx'
import type { PushState } from './push.ts'

/** Why it cannot be enabled, for the button and the page. */
export const reasonOf = (state: PushState): string | null => {
  switch (state) {
    case 'none':
      return 'This browser has no push notifications, or this page did not come over https'
    case 'blocked':
      return 'Notifications are blocked in this browser’s settings'
    default:
      return null
  }
}

/** F6, in the header of the Profile page: “Enable notifications”, then “Notifications enabled”. */
export function NotificationsButton() {
  const session = useSession()
  const push = usePush()
  return (
    <Show when={session.may('operator:write')}>
      <span class="notifications-button">
        <Switch>
          <Match when={push.state() === 'on'}>
            <Tag tone="ok" icon="bell">
              Notifications enabled
            </Tag>
          </Match>
          <Match when={push.state() !== 'unknown'}>
            <Button
              size="sm"
              icon="bell"
              busy={push.busy()}
              reason={reasonOf(push.state())}
              onClick={() => void push.enable()}
            >
              Enable notifications
            </Button>
          </Match>
        </Switch>
      </span>
    </Show>
  )
}
