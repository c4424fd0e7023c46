import { Show } from 'solid-js'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

/** The bar at the bottom of a form that was changed: “You have unsaved changes” (H14). */
export function UnsavedBar(props: {
  open: boolean
  saving?: boolean
  /** Why it could not be saved; what was typed is kept. */
  problem?: string | null
  reason?: string | null
  onSave: () => void
  onDiscard: () => void
}) {
  return (
    <Show when={props.open}>
      <div class="unsaved" role="status">
        <Icon name="pencil" small />
        <span>You have unsaved changes</span>
        <span class="acts">
          <Button size="sm" onClick={() => props.onDiscard()}>
            Discard
          </Button>
          <Button
            size="sm"
            variant="primary"
            type="submit"
            busy={props.saving}
            reason={props.reason}
            onClick={() => props.onSave()}
          >
            Save
          </Button>
        </span>
        <Show when={props.problem}>
          <span class="problem">{props.problem}</span>
        </Show>
      </div>
    </Show>
  )
}
