import { createMemo, For, type JSX, Show } from 'solid-js'
import type { FlagKind } from '../../domain/flags.ts'
import { AgentBadge, Badge, type BadgeStatus, FlagBadge } from './badge.tsx'
import { type Moment, moment, plural, waited, when } from './format.ts'
import type { Rail } from './ribbon.tsx'

/** One conversation in the list (H7, H8): plain values in, one link out. Every part of the row's look is decided here. */
export function Card(props: {
  href: string
  control: Rail
  status: BadgeStatus
  agent: string
  /** City, region; null is “Location unknown”. */
  place: string | null
  question: string
  startedAt: Moment
  messages: number
  flags?: readonly { kind: FlagKind; acked?: boolean }[]
  /** Pulsing red border: an open flag, and nobody has claimed it since. */
  attention?: boolean
  /** Open in the panel. */
  current?: boolean
  /** The connection is lost: colours leave. */
  stale?: boolean
  /** The third line: why it needs a person, who wrote last. */
  why?: JSX.Element
  /** Beside it: who holds it, what is at risk. */
  holder?: JSX.Element
  /** Instead of flags: “AI is writing”. */
  doing?: string
  /** How much of the promised time is left, 0 to 1. */
  fuse?: number
  onOpen?: (event: MouseEvent) => void
}) {
  const aside = () => (props.flags?.length ?? 0) > 0 || props.doing
  // Made once each, however often it is asked whether they are there.
  const why = createMemo(() => props.why)
  const holder = createMemo(() => props.holder)
  const startedAt = createMemo(() => props.startedAt)
  const started = createMemo(() => ({ iso: new Date(startedAt()).toISOString(), full: moment(startedAt()) }))
  return (
    // oxlint-disable-next-line jsx-a11y/control-has-associated-label -- its words lie deeper than the rule looks
    <a
      class="card"
      classList={{
        attention: props.attention && !props.stale,
        stale: props.stale,
        short: !why() && !holder(),
      }}
      style={{ '--beat': props.attention ? beat() : undefined }}
      href={props.href}
      data-control={props.stale ? 'unknown' : props.control}
      aria-current={props.current ? 'true' : undefined}
      onClick={(event) => props.onOpen?.(event)}
    >
      <span class="line">
        <span class="who">
          <Badge status={props.stale ? 'unknown' : props.status} />
          <AgentBadge name={props.agent} />
          <span class="place">{props.place ?? 'Location unknown'}</span>
          <Show when={props.attention && !props.stale}>
            <span class="sr">Needs attention</span>
          </Show>
        </span>
        <Show when={aside()}>
          <span class="flags">
            <For each={props.flags ?? []} fallback={<span class="tag">{props.doing}</span>}>
              {(flag) => <FlagBadge kind={flag.kind} acked={flag.acked} />}
            </For>
          </span>
        </Show>
      </span>
      <span class="line">
        <span class="ask" title={props.question}>
          <span class="clip" dir="auto">
            {props.question}
          </span>
        </span>
        <span class="meta">
          <time datetime={started().iso} title={started().full}>
            {when(startedAt())}
          </time>
          <span aria-hidden="true">·</span>
          {plural(props.messages, 'message')}
        </span>
      </span>
      <Show when={why() || holder()}>
        <span class="line">
          <span class="why">
            <span class="clip">{why()}</span>
          </span>
          <Show when={holder()}>
            <span class="holder">{holder()}</span>
          </Show>
        </span>
      </Show>
      <Show when={props.fuse !== undefined}>
        <span class="fuse" aria-hidden="true">
          <i style={{ width: `${Math.round((props.fuse ?? 0) * 100)}%` }} />
        </span>
      </Show>
    </a>
  )
}

/** All cards pulse together: a card that joins later starts at the beat that the others have reached. */
export const beat = () => `-${Math.round(performance.now() % 1800)}ms`

/** “Waiting 3:12” (milliseconds), red once it is `late`. */
export function Wait(props: { for: number; late?: boolean }) {
  return (
    <span class="wait" classList={{ late: props.late }}>
      Waiting {waited(props.for)}
    </span>
  )
}
