import { useBeforeLeave } from '@solidjs/router'
import { createEffect, createSignal, onCleanup } from 'solid-js'
import { Button, Dialog, UnsavedBar } from '../../ui/index.ts'

/**
 * Keeps what was changed on a settings page from being lost (H14): the bar “You have unsaved changes” while there is
 * something to save, a question before the console goes to another page, and the browser's own before a tab closes.
 * Put it after the form, not into it.
 */
export function UnsavedGuard(props: {
  changed: boolean
  saving?: boolean
  /** Why it could not be saved; what was typed is kept. */
  problem?: string | null
  /** Why it cannot be saved now. */
  reason?: string | null
  /** @returns whether it was saved */
  onSave: () => Promise<boolean>
  onDiscard: () => void
}) {
  const [leaving, setLeaving] = createSignal<() => void>()
  const go = () => {
    const leave = leaving()
    setLeaving(undefined)
    leave?.()
  }

  useBeforeLeave((event) => {
    if (!props.changed || event.defaultPrevented) return
    event.preventDefault()
    setLeaving(() => () => event.retry(true))
  })

  createEffect(() => {
    if (!props.changed) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    onCleanup(() => removeEventListener('beforeunload', ask))
  })

  const saveAndGo = async () => {
    if (await props.onSave()) go()
    else setLeaving(undefined)
  }
  const discardAndGo = () => {
    props.onDiscard()
    go()
  }

  return (
    <>
      <UnsavedBar
        open={props.changed}
        saving={props.saving}
        problem={props.problem}
        reason={props.reason}
        onSave={() => void props.onSave()}
        onDiscard={() => props.onDiscard()}
      />
      <Dialog
        open={leaving() !== undefined}
        title="You have unsaved changes"
        text="What you changed on this page is lost if you leave without saving it."
        alert
        onClose={() => setLeaving(undefined)}
        footer={
          <>
            <Button variant="ghost" data-autofocus onClick={() => setLeaving(undefined)}>
              Stay
            </Button>
            <Button onClick={discardAndGo}>Leave without saving</Button>
            <Button variant="primary" busy={props.saving} reason={props.reason} onClick={() => void saveAndGo()}>
              Save and leave
            </Button>
          </>
        }
      />
    </>
  )
}
