import { type JSX, Show } from 'solid-js'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'
import type { IconName } from './icons.ts'

const icons = { attn: 'flag', ok: 'check', bad: 'warn', plain: 'info' } as const satisfies Record<string, IconName>

/** Where toasts lie: bottom right, left of an open panel (`beside`), over the navigation on phones. */
export function Toasts(props: { beside?: boolean; children: JSX.Element }) {
  return (
    <div
      class="toasts"
      classList={{ beside: props.beside }}
      role="region"
      aria-label="Notifications"
      aria-live="polite"
    >
      {props.children}
    </div>
  )
}

/** One toast (H13). How long it stays is decided outside; `onHold` tells when a pointer or focus is on it. */
export function Toast(props: {
  tone?: keyof typeof icons
  icon?: IconName
  title?: string
  children?: JSX.Element
  /** At the right, one small button: “Undo 0:52”, “Reopen”. */
  action?: JSX.Element
  /** Under the words: “Open”, “Snooze 5 min”. */
  foot?: JSX.Element
  onDismiss?: () => void
  onHold?: (held: boolean) => void
}) {
  return (
    <div
      class={`toast ${props.tone ?? 'plain'}`}
      role="group"
      onPointerEnter={() => props.onHold?.(true)}
      onPointerLeave={() => props.onHold?.(false)}
      onFocusIn={() => props.onHold?.(true)}
      onFocusOut={() => props.onHold?.(false)}
    >
      <Icon name={props.icon ?? icons[props.tone ?? 'plain']} />
      <div>
        <Show when={props.title}>
          <b>{props.title}</b>
        </Show>
        <span class={props.title ? 'quiet' : undefined}>{props.children}</span>
      </div>
      <span class="end">
        {props.action}
        <Show when={props.onDismiss}>
          <IconButton icon="x" label="Dismiss" data-again onClick={() => props.onDismiss?.()} />
        </Show>
      </span>
      <Show when={props.foot}>
        <div class="foot">{props.foot}</div>
      </Show>
    </div>
  )
}
