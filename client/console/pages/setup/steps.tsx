import { type JSX, Show } from 'solid-js'
import { Icon } from '../../../ui/index.ts'

/** One step on the way: its number, or a tick once it is done. It says so to a screen reader as well. */
export function Step(props: {
  number: number
  title: string
  done?: boolean
  waiting?: string | null
  children: JSX.Element
}) {
  return (
    <li
      class="step"
      classList={{ done: props.done }}
      aria-label={`${props.number}. ${props.title}${props.done ? ', done' : ''}`}
    >
      <span class="mark" aria-hidden="true">
        <Show when={props.done} fallback={props.number}>
          <Icon name="check" />
        </Show>
      </span>
      <div class="about">
        <h2>{props.title}</h2>
        <Show when={props.waiting} fallback={props.children}>
          <p class="meta">{props.waiting}</p>
        </Show>
      </div>
    </li>
  )
}
