import { For, type JSX, Show } from 'solid-js'
import { type FlagKind, flagLabel } from '../../domain/flags.ts'
import { flagLook } from './badge.tsx'
import { Button, IconButton } from './button.tsx'
import { clock, type Moment, moment } from './format.ts'
import { Icon } from './icon.tsx'
import { Mark } from './mark.tsx'
import type { Rail } from './ribbon.tsx'

/** The words of a conversation, newest at the end; it stays at its end while messages come in. */
export function Transcript(props: { label?: string; children: JSX.Element; ref?: (element: HTMLElement) => void }) {
  return (
    <div class="transcript" ref={props.ref} role="log" tabindex="0" aria-label={props.label ?? 'Transcript'}>
      <div>{props.children}</div>
    </div>
  )
}

/** A stretch of the transcript with one holder; its rail is green, hatched or amber. `label` says it: “Waiting, 2 minutes”. */
export function Stretch(props: { control: Rail; label: string; children: JSX.Element }) {
  return (
    <section class={`stretch ${props.control}`} aria-label={props.label}>
      {props.children}
    </section>
  )
}

/**
 * What somebody said (H9): the customer blue at the right, the AI white with a border at the left, a person green at the
 * left, the system yellow, centred, italic. The text is text, whatever it says (L14).
 */
export function Bubble(props: {
  role: 'customer' | 'ai' | 'operator' | 'system'
  text: string
  at?: Moment
  /** The agent's or the operator's name; the customer needs none. */
  by?: string
  /** The words that raised a flag. */
  cues?: readonly string[]
  /** Flags that stand beside the author: a thumbs down on an AI's reply. */
  flags?: readonly FlagKind[]
  /** `writing`: an AI's reply as it is made; `sending` and `failed`: ours, on its way. */
  state?: 'sent' | 'sending' | 'failed' | 'writing'
  /** Scrolled to because of its flag. */
  focus?: boolean
  /** Under the bubble: a why-line, “Delivered”, “Try again”. */
  children?: JSX.Element
}) {
  return (
    <Show
      when={props.role !== 'system'}
      fallback={
        <p class="sys" dir="auto">
          <Mark text={props.text} cues={props.cues} />
        </p>
      }
    >
      <div class={`msg ${props.role} ${props.state ?? ''}`} classList={{ focus: props.focus }}>
        <div class="by">
          <Show when={props.role !== 'customer'} fallback={<span class="sr">{props.by ?? 'Customer'}</span>}>
            <Icon name={props.role === 'ai' ? 'bot' : 'person'} />
            <b>{props.by ?? (props.role === 'ai' ? 'AI' : 'Operator')}</b>
          </Show>
          <Show when={props.at !== undefined}>
            <Time at={props.at ?? 0} />
          </Show>
          <For each={props.flags ?? []}>
            {(kind) => (
              <span class="tag bad">
                <Icon name={flagLook[kind].icon} />
                {flagLabel[kind]}
              </span>
            )}
          </For>
        </div>
        <p dir="auto">
          {/* Nobody says nothing: what is empty was erased with the person. */}
          <Show when={props.text} fallback={<i>Erased</i>}>
            <Mark text={props.text} cues={props.cues} />
          </Show>
        </p>
        {props.children}
      </div>
    </Show>
  )
}

/** “14:02”, the full date as its title. */
export function Time(props: { at: Moment }) {
  return (
    <time datetime={new Date(props.at).toISOString()} title={moment(props.at)}>
      {clock(props.at)}
    </time>
  )
}

/** What happened to the conversation, between two lines: “Transfer to human agent at 22 Nov 2026, 14:17” (F10). */
export function Marker(props: { children: JSX.Element }) {
  return (
    <p class="marker">
      <span>{props.children}</span>
    </p>
  )
}

/** Somebody is typing: three dots, and words for a screen reader. */
export function Typing(props: { role: 'customer' | 'ai' | 'operator'; label: string }) {
  return (
    <span class={`typing ${props.role}`} role="status">
      <span class="sr">{props.label}</span>
      <i aria-hidden="true" />
      <i aria-hidden="true" />
      <i aria-hidden="true" />
    </span>
  )
}

/** A reply that was not said: a draft from Copilot, or an AI's reply that came too late (L1, B1). */
export function Draft(props: {
  kind: 'copilot' | 'late'
  text: string
  /** How it came about: “Cut off when you took over.” */
  foot?: JSX.Element
  /** What it rests on: “order LW-20418, shipping times”. */
  from?: string
  reason?: string | null
  onUse?: () => void
  onDiscard?: () => void
}) {
  const late = () => props.kind === 'late'
  return (
    <article class="draft" aria-label={late() ? 'Late AI reply, kept as a draft, not sent' : 'Draft from Copilot'}>
      <header>
        <Icon name={late() ? 'bot' : 'spark'} small />
        {late() ? 'Late AI reply, not sent' : 'Draft from Copilot'}
        <Show when={!late() && props.onUse}>
          <IconButton
            icon="copy"
            label="Copy the draft into the input"
            reason={props.reason}
            onClick={() => props.onUse?.()}
          />
        </Show>
        <Show when={props.from}>
          <span class="meta only-wide push">from: {props.from}</span>
        </Show>
        <Show when={(late() && props.onUse) || props.onDiscard}>
          <span class="acts">
            <Show when={late() && props.onUse}>
              <Button size="sm" icon="copy" reason={props.reason} onClick={() => props.onUse?.()}>
                Use
              </Button>
            </Show>
            <Show when={props.onDiscard}>
              <Button size="sm" variant="ghost" onClick={() => props.onDiscard?.()}>
                Discard
              </Button>
            </Show>
          </span>
        </Show>
      </header>
      <p dir="auto">{props.text}</p>
      <Show when={props.foot}>
        <span class="meta">{props.foot}</span>
      </Show>
    </article>
  )
}

/** Paper with a perforated edge: “Private note”, never shown to the customer (F14). `to`: a whisper, to whom; `about`: whom it names. */
export function Note(props: { by: string; at: Moment; text: string; to?: string; about?: readonly string[] }) {
  return (
    <div class="note" role="note">
      <header>
        <Icon name={props.to ? 'whisper' : 'lock'} small />
        {props.to ? `Whisper to ${props.to}` : 'Private note'}
        <Show when={props.about?.length}> for {props.about?.join(', ')}</Show>
        <span>
          {props.by} · <Time at={props.at} />
        </span>
      </header>
      <p dir="auto">{props.text || <i>Erased</i>}</p>
    </div>
  )
}

/** Why a message was flagged, and what a person thinks of it (B5). Without handlers it only says why; `settled` says what became of it. */
export function WhyLine(props: {
  kind: FlagKind
  /** 0 to 1; none when a customer or a caller said so. */
  score?: number | null
  /** What went wrong, where the AI said nothing at all. */
  failure?: string | null
  /** “seen by Jonas”, “snoozed until 14:30”. */
  settled?: string
  busy?: boolean
  reason?: string | null
  onSeen?: () => void
  /** A menu: for how long. */
  snooze?: JSX.Element
  onFalseAlarm?: () => void
}) {
  const act = (label: string, run: (() => void) | undefined) => (
    <Show when={run}>
      <Button size="sm" variant="ghost" busy={props.busy} reason={props.reason} onClick={() => run?.()}>
        {label}
      </Button>
    </Show>
  )
  return (
    <div class={`why-line ${flagLook[props.kind].tone}`} classList={{ acked: Boolean(props.settled) }}>
      <span class="said">
        <b>{flagLabel[props.kind]}</b>
        <Show when={props.score != null}> · {(props.score ?? 0).toFixed(2)}</Show>
        <Show when={props.failure}> · The AI failed: {props.failure}</Show>
        <Show when={props.settled}> · {props.settled}</Show>
      </span>
      <Show when={!props.settled && (props.onSeen || props.snooze || props.onFalseAlarm)}>
        <span class="acts">
          {act('Seen', props.onSeen)}
          {props.snooze}
          {act('False alarm', props.onFalseAlarm)}
        </span>
      </Show>
    </div>
  )
}
