import { type JSX, Show } from 'solid-js'
import { Icon } from './icon.tsx'
import type { IconName } from './icons.ts'

const looks = {
  blue: { icon: 'person', role: 'status' },
  warn: { icon: 'warn', role: 'status' },
  red: { icon: 'warn', role: 'alert' },
  grey: { icon: 'ghost', role: 'status' },
} as const satisfies Record<string, { icon: IconName; role: string }>

/**
 * A line over a panel or a page: blue another person holds it (H10), amber control is at risk, red something failed,
 * grey nothing can be known. `boxed` stands alone instead of lying on an edge.
 */
export function Banner(props: {
  tone: keyof typeof looks
  icon?: IconName
  boxed?: boolean
  action?: JSX.Element
  children: JSX.Element
}) {
  return (
    <div class={`banner ${props.tone}`} classList={{ boxed: props.boxed }} role={looks[props.tone].role}>
      <Icon name={props.icon ?? looks[props.tone].icon} />
      <div>{props.children}</div>
      {props.action}
    </div>
  )
}

/** The words under a panel's header: what it is about, before anything is read. `mood` is said first, loud. */
export function Brief(props: { mood?: string; children: JSX.Element }) {
  return (
    <div class="brief">
      <p>
        <Show when={props.mood}>
          <b class="strong">{props.mood}.</b>{' '}
        </Show>
        {props.children}
      </p>
    </div>
  )
}
