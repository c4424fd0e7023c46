import { createSignal, onCleanup, untrack } from 'solid-js'
import { Button, waited } from '../../../../ui/index.ts'

/** “Undo 0:52”: counts down for as long as it can be undone from here. */
export function UndoButton(props: { for: number; onUndo: () => void }) {
  const whole = untrack(() => props.for)
  const until = Date.now() + whole
  const [left, setLeft] = createSignal(whole)
  const timer = setInterval(() => setLeft(until - Date.now()), 500)
  onCleanup(() => clearInterval(timer))
  return (
    <Button size="sm" icon="undo" onClick={() => props.onUndo()}>
      Undo {waited(left() + 500)}
    </Button>
  )
}
