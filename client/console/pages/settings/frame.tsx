import { useLocation } from '@solidjs/router'
import { For, type JSX, Show } from 'solid-js'
import type { Scope } from '../../../../domain/rights.ts'
import { Empty, Sheet } from '../../../ui/index.ts'
import { useSession } from '../../session/session.tsx'
import './settings.css'

const places: readonly { href: string; name: string; needs?: Scope }[] = [
  { href: '/settings/services', name: 'Services', needs: 'service:write' },
  { href: '/settings/canned-replies', name: 'Canned replies', needs: 'service:write' },
  { href: '/settings/people', name: 'People', needs: 'people:write' },
  { href: '/settings/groups', name: 'Operator Groups', needs: 'people:write' },
  { href: '/settings/keys', name: 'API keys', needs: 'workspace:admin' },
  { href: '/settings/audit', name: 'Audit', needs: 'workspace:admin' },
  { href: '/settings/failed-work', name: 'Failed work', needs: 'workspace:admin' },
  { href: '/settings/profile', name: 'Profile' },
]

/** A part of a long page: the id of its sheet. */
export interface Section {
  id: string
  title: string
}

/**
 * A page of the settings. At its left the parts of the page; where there is no room for the console's navigation, above
 * it the way to the other settings. Who may not be here is told so, and by whom it can be changed; the server refuses
 * in any case.
 */
export function SettingsFrame(props: { needs?: Scope; sections?: readonly Section[]; children: JSX.Element }) {
  const session = useSession()
  const location = useLocation()
  const may = (scope: Scope | undefined) => scope === undefined || session.may(scope)
  return (
    <div class="settings">
      <nav class="settings-nav other-settings" aria-label="Settings">
        <For each={places.filter(({ needs }) => may(needs))}>
          {(place) => (
            <a href={place.href} aria-current={location.pathname === place.href ? 'page' : undefined}>
              {place.name}
            </a>
          )}
        </For>
      </nav>
      <Show when={props.sections?.length && may(props.needs)} fallback={<span class="settings-gap" />}>
        <nav class="settings-nav on-this-page" aria-label="On this page">
          <For each={props.sections}>{(section) => <Jump section={section} />}</For>
        </nav>
      </Show>
      <div class="form">
        <Show when={may(props.needs)} fallback={<Forbidden />}>
          {props.children}
        </Show>
      </div>
    </div>
  )
}

/** Scrolls; the address stays, since going to another one would ask about unsaved changes. */
function Jump(props: { section: Section }) {
  const jump = (event: Event) => {
    event.preventDefault()
    const sheet = document.getElementById(props.section.id)
    sheet?.scrollIntoView({ block: 'start', behavior: 'smooth' })
    sheet?.querySelector<HTMLElement>('input:not([readonly]), textarea, button, a')?.focus({ preventScroll: true })
  }
  return (
    <a href={`#${props.section.id}`} on:click={jump}>
      {props.section.title}
    </a>
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
