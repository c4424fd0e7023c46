import { Dialog as Base } from '@kobalte/core/dialog'
import { createEffect, createSignal, type JSX, on, Show } from 'solid-js'
import { Button, IconButton } from './button.tsx'

interface Over {
  open: boolean
  title: string
  onClose: () => void
}

/**
 * A dialog over the page: focus goes in (to `[data-autofocus]`, else to the first control), stays in, and goes back to
 * where it was; Esc and a press outside close it. A form inside may bring its own footer.
 */
export function Dialog(
  props: Over & {
    /** One sentence under the title. */
    text?: JSX.Element
    footer?: JSX.Element
    /** A question that must be answered: announced as an alert, and a press outside does not close it. */
    alert?: boolean
    wide?: boolean
    /** A cross at the top right, for dialogs without “Cancel”. */
    cross?: boolean
    children?: JSX.Element
  },
) {
  return (
    <Layer open={props.open} onClose={() => props.onClose()}>
      {(focus) => (
        <div class="dialog-place">
          <Base.Content
            class="dialog"
            classList={{ wide: props.wide }}
            role={props.alert ? 'alertdialog' : 'dialog'}
            aria-modal="true"
            {...focus}
            onPointerDownOutside={(event) => props.alert && event.preventDefault()}
          >
            <header>
              <Base.Title>{props.title}</Base.Title>
              <Show when={props.cross}>
                <IconButton icon="x" label="Close" onClick={() => props.onClose()} />
              </Show>
              <Show when={props.text}>
                <Base.Description>{props.text}</Base.Description>
              </Show>
            </header>
            <Show when={props.children}>
              {props.footer ? <div class="body">{props.children}</div> : props.children}
            </Show>
            <Show when={props.footer}>
              <footer>{props.footer}</footer>
            </Show>
          </Base.Content>
        </div>
      )}
    </Layer>
  )
}

/** A question with a yes and a no, for what cannot be undone. Focus starts on the no. */
export function Confirm(
  props: Over & {
    text?: JSX.Element
    yes?: string
    no?: string
    danger?: boolean
    busy?: boolean
    reason?: string | null
    children?: JSX.Element
    onYes: () => void
  },
) {
  return (
    <Dialog
      open={props.open}
      title={props.title}
      text={props.text}
      alert
      onClose={() => props.onClose()}
      footer={
        <>
          <Button variant="ghost" data-autofocus onClick={() => props.onClose()}>
            {props.no ?? 'No'}
          </Button>
          <Button
            variant={props.danger ? 'danger' : 'primary'}
            busy={props.busy}
            reason={props.reason}
            onClick={() => props.onYes()}
          >
            {props.yes ?? 'Yes'}
          </Button>
        </>
      }
    >
      {props.children}
    </Dialog>
  )
}

/** A sheet beside the page, or from below on a phone: details, filters, the rest of the navigation. */
export function Drawer(props: Over & { children: JSX.Element }) {
  return (
    <Layer open={props.open} onClose={() => props.onClose()}>
      {(focus) => (
        <Base.Content class="drawer" aria-modal="true" {...focus}>
          <header>
            <Base.Title>{props.title}</Base.Title>
            <IconButton icon="x" label="Close" onClick={() => props.onClose()} />
          </header>
          <div class="body">{props.children}</div>
        </Base.Content>
      )}
    </Layer>
  )
}

interface FocusAttributes {
  ref: (element: HTMLElement) => void
  onOpenAutoFocus: (event: Event) => void
  onCloseAutoFocus: (event: Event) => void
}

/** The library gives focus back to its own trigger; ours opens from anywhere, so what had it is remembered here. */
function Layer(props: { open: boolean; onClose: () => void; children: (focus: FocusAttributes) => JSX.Element }) {
  const [content, setContent] = createSignal<HTMLElement>()
  let before: HTMLElement | null = null
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (open) before = document.activeElement instanceof HTMLElement ? document.activeElement : null
      },
    ),
  )
  const focus: FocusAttributes = {
    ref: setContent,
    onOpenAutoFocus: (event) => {
      const first = content()?.querySelector<HTMLElement>('[data-autofocus]')
      if (!first) return
      event.preventDefault()
      first.focus()
    },
    onCloseAutoFocus: () => before?.isConnected && before.focus({ preventScroll: true }),
  }
  return (
    <Base open={props.open} onOpenChange={(open) => !open && props.onClose()} modal>
      <Base.Portal>
        <Base.Overlay class="scrim" />
        {props.children(focus)}
      </Base.Portal>
    </Base>
  )
}
