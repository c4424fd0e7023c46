import { type JSX, Show } from 'solid-js'
import { type FlagKind, flagLabel } from '../../domain/flags.ts'
import { initials, number } from './format.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icons.ts'

/** What a card's status badge can say; `unknown` while nothing can be known (L2: no lie). */
export type BadgeStatus = 'ai_active' | 'paused' | 'resolved' | 'unknown'

const statusLook = {
  ai_active: { tone: 'ai', label: 'AI Active' },
  paused: { tone: 'paused', label: 'Paused' },
  resolved: { tone: 'resolved', label: 'Resolved' },
  unknown: { tone: 'unknown', label: 'Unknown' },
} as const satisfies Record<BadgeStatus, { tone: string; label: string }>

/** Who may speak, as a badge: AI Active (green), Paused (yellow), Resolved, Unknown (H7). Other words may stand in it. */
export function Badge(props: { status: BadgeStatus; children?: JSX.Element }) {
  const look = () => statusLook[props.status]
  return (
    <span class={`badge ${look().tone}`}>
      <Show when={props.status === 'ai_active'}>
        <i class="dot" aria-hidden="true" />
      </Show>
      <Show when={props.status === 'paused'}>
        <i class="bars" aria-hidden="true" />
      </Show>
      <Show when={props.status === 'resolved'}>
        <Icon name="check" />
      </Show>
      {props.children ?? look().label}
    </span>
  )
}

/** The icon and the colour of each flag. */
export const flagLook = {
  help_requested: { tone: 'help', icon: 'hand' },
  thumbs_down: { tone: 'down', icon: 'down' },
  negative_feedback: { tone: 'neg', icon: 'frown' },
  non_answer: { tone: 'non', icon: 'unknown' },
} as const satisfies Record<FlagKind, { tone: string; icon: IconName }>

/** One flag (H8). Once somebody has taken care of it, it is an outline: `acked`. */
export function FlagBadge(props: { kind: FlagKind; acked?: boolean }) {
  const look = () => flagLook[props.kind]
  return (
    <span class={`badge flag ${look().tone}`} classList={{ acked: props.acked }}>
      <Icon name={look().icon} />
      {flagLabel[props.kind]}
      <Show when={props.acked}>
        <span class="sr"> (seen)</span>
      </Show>
    </span>
  )
}

/** The AI agent that answers, by name (H7). */
export function AgentBadge(props: { name: string }) {
  return (
    <span class="agent">
      <Icon name="bot" />
      <span class="clip">{props.name}</span>
    </span>
  )
}

/** A few quiet words with an icon: `warn` in amber, `bad` in red, `ok` in green, `open` with a dashed edge (not settled yet). */
export function Tag(props: {
  tone?: 'plain' | 'warn' | 'bad' | 'ok' | 'open'
  icon?: IconName
  title?: string
  children: JSX.Element
}) {
  return (
    <span class={`tag ${props.tone ?? ''}`} title={props.title}>
      <Show when={props.icon}>{(name) => <Icon name={name()} />}</Show>
      {props.children}
    </span>
  )
}

/** A number in a pill; past `most` it says “99+”. `label` is what a screen reader hears instead. */
export function Count(props: { value: number; tone?: 'plain' | 'attn' | 'ink'; most?: number; label?: string }) {
  const text = () => (props.value > (props.most ?? 99) ? `${number(props.most ?? 99)}+` : number(props.value))
  return (
    <span class={`count ${props.tone ?? ''}`}>
      <span aria-hidden={props.label ? 'true' : undefined}>{text()}</span>
      <Show when={props.label}>
        <span class="sr">{props.label}</span>
      </Show>
    </span>
  )
}

/** A person as two letters: ink for `me`, grey for others, a green dot while `live`; without a name, nobody yet. */
export function Face(props: { name?: string | null; me?: boolean; live?: boolean; size?: 'md' | 'lg' | 'xl' }) {
  return (
    <span
      class={`face ${props.size ?? ''}`}
      classList={{ me: props.me, live: props.live, none: !props.name }}
      title={props.name ?? 'Nobody yet'}
      aria-hidden="true"
    >
      <Show when={props.name} fallback={<Icon name="person" small />}>
        {(name) => <>{initials(name())}</>}
      </Show>
    </span>
  )
}

/** Who holds a conversation: a face with a name, “You”, or “Nobody yet” (H10, H12). */
export function Holder(props: { name?: string | null; me?: boolean; live?: boolean }) {
  return (
    <Show
      when={props.name}
      fallback={
        <Tag tone="open" icon="person">
          Nobody yet
        </Tag>
      }
    >
      {(name) => (
        <Tag title={name()}>
          <Face name={name()} me={props.me} live={props.live} />
          {props.me ? 'You' : name().split(' ')[0]}
        </Tag>
      )}
    </Show>
  )
}
