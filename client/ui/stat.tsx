import { type JSX, Show } from 'solid-js'
import { number } from './format.ts'

/** The three counters in a row (H2). */
export function Stats(props: { children: JSX.Element }) {
  return (
    <div class="stats" role="group" aria-label="Now">
      <div>{props.children}</div>
    </div>
  )
}

/** One counter, a link to its conversations. `value` is null while it loads: a 0 would be a lie. */
export function Stat(props: {
  label: string
  value: number | null
  tone?: 'plain' | 'attn' | 'paused'
  hint?: string
  href?: string
  current?: boolean
  children?: JSX.Element
}) {
  const inside = () => (
    <>
      <b>
        <Show when={props.value !== null} fallback={<span class="skel" role="img" aria-label="Loading" />}>
          {number(props.value ?? 0)}
        </Show>
      </b>
      <span>
        {props.label}
        {props.children}
        <Show when={props.hint !== undefined}>
          <small>{props.hint}</small>
        </Show>
      </span>
    </>
  )
  const look = () => ({
    stat: true,
    zero: props.value === 0,
    attn: props.tone === 'attn',
    paused: props.tone === 'paused',
  })
  return (
    <Show when={props.href} fallback={<div classList={look()}>{inside()}</div>}>
      <a classList={look()} href={props.href} aria-current={props.current ? 'true' : undefined}>
        {inside()}
      </a>
    </Show>
  )
}
