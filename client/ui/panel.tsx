import { type JSX, Show } from 'solid-js'
import { AgentBadge, Badge, type BadgeStatus } from './badge.tsx'
import { Button, IconButton } from './button.tsx'

/** The conversation panel beside the list, over it on narrow screens. Inside: header, brief or banner, transcript, composer. */
export function Panel(props: { label: string; children: JSX.Element }) {
  return (
    <aside class="panel" aria-label={props.label}>
      {props.children}
    </aside>
  )
}

/** Who it is, its state in one line, who else is looking, and the way out. */
export function PanelHeader(props: {
  title: string
  /** Left out while there is no conversation to tell of. */
  status?: BadgeStatus
  agent?: string
  /** “web · since 14:02 · 8 messages”. */
  facts?: JSX.Element
  /** “Jonas is here”. */
  here?: string
  onHere?: () => void
  /** More at the right: a menu. */
  aside?: JSX.Element
  /** Takes the focus when the panel opens. */
  ref?: (heading: HTMLElement) => void
  onClose: () => void
}) {
  return (
    <header>
      <div class="row">
        <IconButton class="only-phone" icon="left" label="Back" onClick={() => props.onClose()} />
        <h2 tabindex="-1" ref={props.ref} title={props.title}>
          {props.title}
        </h2>
        <span class="push" />
        <Show when={props.here}>
          <Button size="sm" variant="ghost" icon="eye" onClick={() => props.onHere?.()}>
            {props.here}
          </Button>
        </Show>
        {props.aside}
        <IconButton class="only-wide" icon="x" label="Close the panel" onClick={() => props.onClose()} />
      </div>
      <Show when={props.status}>
        {(status) => (
          <div class="row wrap">
            <Badge status={status()} />
            <AgentBadge name={props.agent ?? ''} />
            <span class="meta">{props.facts}</span>
          </div>
        )}
      </Show>
    </header>
  )
}
