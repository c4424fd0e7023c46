import { type JSX, Show } from 'solid-js'
import { age, number } from './format.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icons.ts'

export type ConnectionState = 'connected' | 'connecting' | 'disconnected'

const words = { connected: 'Connected', connecting: 'Connecting', disconnected: 'Disconnected' } as const

/**
 * The indicator at the top right (H1), with how old the screen's data is and its place in the log (B2).
 * Ages in milliseconds; `retryIn` in seconds. Only the state is announced, never the running age.
 */
export function ConnectionBadge(props: {
  state: ConnectionState
  age?: number | null
  place?: number | null
  retryIn?: number | null
}) {
  const facts = () =>
    [
      props.age == null ? null : age(props.age),
      props.state === 'disconnected' && props.retryIn != null ? `next try in ${Math.ceil(props.retryIn)} s` : null,
      props.place == null || props.state === 'disconnected' ? null : `log ${number(props.place)}`,
    ].filter((fact) => fact !== null)
  return (
    <>
      <Show when={facts().length > 0}>
        <span class="age" title="The age of what you see, and its place in the log">
          {facts().join(' · ')}
        </span>
      </Show>
      <span class={`conn ${props.state}`} role="status">
        <i aria-hidden="true" />
        {words[props.state]}
      </span>
    </>
  )
}

/** A pill: a button when it has `onClick`, else a statement. */
export function Chip(props: {
  icon?: IconName
  tone?: 'plain' | 'on' | 'warn'
  /** Of one that stays pressed. */
  pressed?: boolean
  onClick?: () => void
  children: JSX.Element
}) {
  const look = () => `chip ${props.tone ?? ''}`
  const inside = () => (
    <>
      <Show when={props.icon}>{(name) => <Icon name={name()} small />}</Show>
      {props.children}
    </>
  )
  return (
    <Show when={props.onClick} fallback={<span class={look()}>{inside()}</span>}>
      <button type="button" class={look()} aria-pressed={props.pressed} onClick={() => props.onClick?.()}>
        {inside()}
      </button>
    </Show>
  )
}

/** Whether a new attention is heard (H13). “Sound is off” stays until the browser allows it or the person wants it. */
export function SoundChip(props: { on: boolean; onToggle: () => void }) {
  return (
    <Chip icon={props.on ? 'sound' : 'mute'} tone={props.on ? 'plain' : 'warn'} onClick={() => props.onToggle()}>
      {props.on ? 'Sound on' : 'Sound is off'}
    </Chip>
  )
}
