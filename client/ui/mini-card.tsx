import { createMemo, type JSX, Show } from 'solid-js'
import { AgentBadge } from './badge.tsx'
import { beat } from './card.tsx'
import { type Moment, moment, when } from './format.ts'
import type { Rail } from './ribbon.tsx'

/** One conversation in a narrow list (F8): who, about what, with which agent, and what warns about it. */
export function MiniCard(props: {
  href: string
  control: Rail
  /** The customer’s name. */
  name: string
  /** What it is about, or the words that call for a person. */
  text: JSX.Element
  /** When something was last said. */
  at: Moment
  agent: string
  channel: string
  /** How long the customer waits. */
  wait?: JSX.Element
  /** Warnings: flags, “Waiting long”, who else looks. */
  tags?: JSX.Element
  /** Pulsing red border: an open flag, and nobody has claimed it since. */
  attention?: boolean
  current?: boolean
  /** The connection is lost: colours leave. */
  stale?: boolean
}) {
  const tags = createMemo(() => props.tags)
  return (
    // oxlint-disable-next-line jsx-a11y/control-has-associated-label -- its words lie deeper than the rule looks
    <a
      class="card mini"
      classList={{ attention: props.attention && !props.stale, stale: props.stale }}
      style={{ '--beat': props.attention ? beat() : undefined }}
      href={props.href}
      data-control={props.stale ? 'unknown' : props.control}
      aria-current={props.current ? 'true' : undefined}
    >
      <span class="row">
        <b class="clip" title={props.name}>
          {props.name}
        </b>
        <time class="meta push" datetime={new Date(props.at).toISOString()} title={moment(props.at)}>
          {when(props.at)}
        </time>
        <Show when={props.attention && !props.stale}>
          <span class="sr">Needs attention</span>
        </Show>
      </span>
      <span class="clip quiet" dir="auto">
        {props.text}
      </span>
      <span class="row wrap">
        <AgentBadge name={props.agent} />
        <span class="meta clip">{props.channel}</span>
        <span class="push" />
        {props.wait}
      </span>
      <Show when={tags()}>
        <span class="tags">{tags()}</span>
      </Show>
    </a>
  )
}
