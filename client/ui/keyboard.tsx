import { For, type JSX, Show } from 'solid-js'
import { Dialog } from './dialog.tsx'

/** One key. */
export const Kbd = (props: { children: JSX.Element }) => <kbd>{props.children}</kbd>

/** Keys pressed together: `['Ctrl', 'Enter']`; with `next`, one after the other: G then H. */
export function Keys(props: { keys: readonly string[]; next?: readonly string[] }) {
  return (
    <span class="keys">
      <For each={props.keys}>{(key) => <kbd>{key}</kbd>}</For>
      <Show when={props.next}>
        {' then '}
        <For each={props.next}>{(key) => <kbd>{key}</kbd>}</For>
      </Show>
    </span>
  )
}

/** One thing that a key does. */
export interface Shortcut {
  does: string
  keys: readonly string[]
  next?: readonly string[]
}

/** Everything that keys do on this screen, in two columns; `?` opens it. */
export function KeyList(props: { shortcuts: readonly Shortcut[] }) {
  return (
    <dl class="key-list">
      <For each={props.shortcuts}>
        {(shortcut) => (
          <div>
            <dt>{shortcut.does}</dt>
            <dd>
              <Keys keys={shortcut.keys} next={shortcut.next} />
            </dd>
          </div>
        )}
      </For>
    </dl>
  )
}

/** The sheet that `?` opens. */
export function KeyboardSheet(props: {
  open: boolean
  shortcuts: readonly Shortcut[]
  note?: JSX.Element
  onClose: () => void
}) {
  return (
    <Dialog open={props.open} title="Keyboard" text={props.note} wide cross onClose={() => props.onClose()}>
      <div class="body">
        <KeyList shortcuts={props.shortcuts} />
      </div>
    </Dialog>
  )
}
