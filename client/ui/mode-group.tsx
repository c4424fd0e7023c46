import { createSignal, createUniqueId, For, Show } from 'solid-js'
import { Mode, modeLabel } from '../../domain/mode.ts'
import { Tip } from './tip.tsx'

const keyOf = { ai_only: 'ai', human_supported: 'both', human_only: 'people' } as const satisfies Record<Mode, string>

/** The little square of a mode: green the AI, amber people, both halves. */
export function ModeKey(props: { mode: Mode; on?: boolean }) {
  return <i class={`key ${keyOf[props.mode]}`} classList={{ on: props.on }} aria-hidden="true" />
}

/**
 * The three modes beside a service's name (H3). `value` is null when several services differ (“Set all services”);
 * `saving` is the mode on its way; with a `reason` it only shows, and says why.
 */
export function ModeGroup(props: {
  label: string
  value: Mode | null
  saving?: Mode | null
  reason?: string | null
  class?: string
  onChoose: (mode: Mode) => void
}) {
  const id = createUniqueId()
  const [group, setGroup] = createSignal<HTMLDivElement>()
  const pressed = (mode: Mode) => (props.saving ?? props.value) === mode
  const choose = (mode: Mode) => {
    if (props.reason || props.saving || mode === props.value) return
    props.onChoose(mode)
  }
  return (
    <>
      <div
        ref={setGroup}
        class={`modes ${props.class ?? ''}`}
        classList={{ off: Boolean(props.reason) }}
        role="group"
        aria-label={props.label}
        aria-busy={props.saving ? 'true' : undefined}
      >
        <For each={Mode.options}>
          {(mode) => (
            <button
              type="button"
              aria-pressed={pressed(mode)}
              aria-disabled={props.reason ? 'true' : undefined}
              aria-describedby={props.reason ? id : undefined}
              onClick={() => choose(mode)}
            >
              <Show when={props.saving === mode} fallback={<ModeKey mode={mode} />}>
                <span class="spin" aria-hidden="true" />
              </Show>
              {modeLabel[mode]}
            </button>
          )}
        </For>
      </div>
      <Show when={props.reason}>
        <Tip id={id} of={group}>
          {props.reason}
        </Tip>
      </Show>
    </>
  )
}
