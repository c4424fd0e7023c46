import { For, type JSX, Show } from 'solid-js'
import { Button } from './button.tsx'
import { number } from './format.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icons.ts'

/** A list with nothing in it: says that it is empty, why, and what to do. */
export function Empty(props: {
  icon?: IconName
  title: string
  children?: JSX.Element
  action?: JSX.Element
  bare?: boolean
}) {
  return (
    <div class="empty" classList={{ bare: props.bare }}>
      <Icon name={props.icon ?? 'check'} />
      <b>{props.title}</b>
      <Show when={props.children}>
        <p>{props.children}</p>
      </Show>
      <Show when={props.action}>
        <div class="row">{props.action}</div>
      </Show>
    </div>
  )
}

/** It could not be loaded: what happened, what is safe, what to do, and the number for support. */
export function Failed(props: {
  title: string
  children?: JSX.Element
  requestId?: string
  retrying?: boolean
  onRetry?: () => void
}) {
  return (
    <div class="empty failed" role="alert">
      <Icon name="warn" />
      <b>{props.title}</b>
      <Show when={props.children}>
        <p>{props.children}</p>
      </Show>
      <Show when={props.onRetry}>
        <div class="row">
          <Button size="sm" icon="refresh" busy={props.retrying} onClick={() => props.onRetry?.()}>
            Try again
          </Button>
        </div>
      </Show>
      <Show when={props.requestId}>
        <span class="meta mono">request {props.requestId}</span>
      </Show>
    </div>
  )
}

const shapes = [
  { agent: 62, flag: 96, question: 76 },
  { agent: 84, flag: 0, question: 58 },
  { agent: 56, flag: 0, question: 67 },
] as const

/** The shape of a card that is on its way. `nth` varies the widths, so that a list of them looks like a list. */
export function SkeletonCard(props: { nth?: number }) {
  const shape = () => shapes[(props.nth ?? 0) % shapes.length] ?? shapes[0]
  return (
    <div class="card short skeleton" data-control="unknown" aria-hidden="true">
      <span class="who">
        <i class="skel" style={{ width: '74px', height: '18px', 'border-radius': '9px' }} />
        <i class="skel" style={{ width: `${shape().agent}px`, height: '18px' }} />
      </span>
      <span class="flags">
        <i class="skel" style={{ width: `${shape().flag}px`, height: '18px' }} />
      </span>
      <span class="ask">
        <i class="skel" style={{ width: `${shape().question}%` }} />
      </span>
      <span class="meta">
        <i class="skel" style={{ width: '90px' }} />
      </span>
    </div>
  )
}

/** A list that loads: so many skeletons, and a word for screen readers. */
export function Loading(props: { cards?: number; label?: string }) {
  return (
    <div class="cards" role="status">
      <span class="sr">{props.label ?? 'Loading'}</span>
      <For each={Array.from({ length: props.cards ?? 3 }, (_, nth) => nth)}>{(nth) => <SkeletonCard nth={nth} />}</For>
    </div>
  )
}

/** After two seconds, a word about the wait: “Catching up: 48,211 of 48,390”. */
export function CatchingUp(props: { at: number; head: number }) {
  return (
    <p class="catching-up">
      <span class="spin" aria-hidden="true" />
      Catching up: {number(props.at)} of {number(props.head)}
    </p>
  )
}
