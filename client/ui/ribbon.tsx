import { For, Index, Show } from 'solid-js'

/** Who holds a conversation, as the rail shows it: the AI (green), nobody yet (hatched), a person (amber), or cannot know. */
export type Rail = 'ai' | 'waiting' | 'people' | 'unknown'

type Held = Exclude<Rail, 'unknown'>

/** The rail laid flat: how much of a whole was with the AI, waiting, with people. `label` says it in words. */
export function Ribbon(props: { parts: { control: Held; share: number }[]; label: string; tall?: boolean }) {
  return (
    <span class="ribbon" classList={{ tall: props.tall }} role="img" aria-label={props.label}>
      <Index each={props.parts.filter((part) => part.share > 0)}>
        {(part) => <i class={part().control} style={{ flex: part().share }} />}
      </Index>
    </span>
  )
}

/** What one tick stands for: who holds the conversation, and whether it needs a person. */
export interface Tick {
  control: Held
  attention?: boolean
}

/**
 * One tick per open conversation under “Active Conversations”: the rail in small, red above it where a person is needed.
 * More than `most` become one ribbon, since nobody counts forty ticks.
 */
export function ControlTicks(props: { ticks: Tick[]; most?: number }) {
  const count = (control: Held) => props.ticks.filter((tick) => tick.control === control).length
  const label = () => `${count('ai')} with AI, ${count('waiting')} waiting, ${count('people')} with people`
  const parts = () => (['ai', 'waiting', 'people'] as const).map((control) => ({ control, share: count(control) }))
  return (
    <Show when={props.ticks.length <= (props.most ?? 18)} fallback={<Ribbon parts={parts()} label={label()} />}>
      <span class="ticks" role="img" aria-label={label()}>
        <For each={props.ticks}>{(tick) => <i class={tick.control} classList={{ alert: tick.attention }} />}</For>
      </span>
    </Show>
  )
}

/** What the three textures mean. */
export function Legend() {
  return (
    <span class="legend">
      <span>
        <i class="ai" />
        AI holds
      </span>
      <span>
        <i class="waiting" />
        nobody yet
      </span>
      <span>
        <i class="people" />a person holds
      </span>
    </span>
  )
}
