import { useLocation } from '@solidjs/router'
import { For, type JSX, Show } from 'solid-js'
import type { Scope } from '../../../../domain/rights.ts'
import { Empty, Sheet } from '../../../ui/index.ts'
import { useSession } from '../../session/session.tsx'
import './settings.css'

const places: readonly { href: string; name: string; needs?: Scope }[] = [
  { href: '/settings/services', name: 'Services', needs: 'service:write' },
  { href: '/settings/people', name: 'People', needs: 'people:write' },
  { href: '/settings/keys', name: 'API keys', needs: 'workspace:admin' },
  { href: '/settings/profile', name: 'Profile' },
]

/**
 * A page of the settings, with the way to the others at its left. Who may not be here is told so, and by whom it can be
 * changed; the server refuses in any case.
 */
export function SettingsFrame(props: { needs?: Scope; children: JSX.Element }) {
  const session = useSession()
  const location = useLocation()
  const may = (scope: Scope | undefined) => scope === undefined || session.may(scope)
  return (
    <div class="settings">
      <nav class="settings-nav" aria-label="Settings">
        <For each={places.filter(({ needs }) => may(needs))}>
          {(place) => (
            <a href={place.href} aria-current={location.pathname === place.href ? 'page' : undefined}>
              {place.name}
            </a>
          )}
        </For>
      </nav>
      <div class="form">
        <Show when={may(props.needs)} fallback={<Forbidden />}>
          {props.children}
        </Show>
      </div>
    </div>
  )
}

/** F4: an operator has no configuration. */
function Forbidden() {
  return (
    <Sheet>
      <Empty icon="lock" title="You do not have permission" bare>
        These settings are for a Tenant Admin. Your role is Tenant Operator; an administrator can change it under
        Settings, People.
      </Empty>
    </Sheet>
  )
}
