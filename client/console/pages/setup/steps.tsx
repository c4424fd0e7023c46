import { type JSX, Show } from 'solid-js'
import { Icon } from '../../../ui/index.ts'

/**
 * One step on the way: its number, or a tick once it is done. It says so to a screen reader as well. `later`: a step
 * before it comes first.
 */
export function Step(props: { number: number; title: string; done?: boolean; later?: boolean; children: JSX.Element }) {
  const state = () => (props.done ? ', done' : props.later ? ', later' : '')
  return (
    <li
      class="step"
      classList={{ done: props.done, later: props.later }}
      aria-label={`${props.number}. ${props.title}${state()}`}
    >
      <span class="mark" aria-hidden="true">
        <Show when={props.done} fallback={props.number}>
          <Icon name="check" />
        </Show>
      </span>
      <div class="about">
        <h2>{props.title}</h2>
        <Show when={!props.later}>{props.children}</Show>
      </div>
    </li>
  )
}
