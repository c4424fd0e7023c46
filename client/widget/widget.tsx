import { createEffect, createSignal, onCleanup, Show } from 'solid-js'
import type { Chat } from './chat.ts'
import { Icon } from './icon.tsx'
import type { MountOptions } from './options.ts'
import { Panel } from './panel.tsx'
import { createMedia } from './media.ts'

/** What the page's own script may do with the widget. */
export interface Doors {
  open(): void
  close(): void
  toggle(): void
}

/** The launcher in the corner, or the panel in its place. */
export function Widget(props: { chat: Chat; options: MountOptions; doors: (doors: Doors) => void }) {
  const { chat } = props
  const fullScreen = createMedia('(max-width: 480px), (max-height: 480px)')
  // A panel that covers the page opens only when somebody asks for it.
  const [open, setOpen] = createSignal(!fullScreen() && (chat.kept.isOpen() ?? props.options.open ?? false))
  let launcher: HTMLButtonElement | undefined
  let asked = false

  const show = () => {
    asked = true
    setOpen(true)
    chat.kept.keepOpen(true)
  }
  const hide = () => {
    setOpen(false)
    chat.kept.keepOpen(false)
    launcher?.focus()
  }
  props.doors({ open: show, close: hide, toggle: () => (open() ? hide() : show()) })

  const look = () => {
    if (open() && !document.hidden) chat.looked()
  }
  createEffect(() => {
    chat.lines()
    look()
  })
  createEffect(() => {
    if (open() && chat.link() !== 'waiting') void chat.meet()
  })
  document.addEventListener('visibilitychange', look)
  onCleanup(() => document.removeEventListener('visibilitychange', look))

  const label = () => {
    const count = chat.unread()
    return count === 0 ? 'Open the chat' : `Open the chat, ${count} unread ${count === 1 ? 'message' : 'messages'}`
  }

  return (
    <Show
      when={open()}
      fallback={
        <button ref={launcher} class="launcher" type="button" aria-label={label()} aria-expanded="false" onClick={show}>
          <Icon name="chat" />
          <Show when={chat.unread() > 0}>
            <span class="count" aria-hidden="true">
              {chat.unread() > 99 ? '99+' : chat.unread()}
            </span>
          </Show>
        </button>
      }
    >
      <Panel chat={chat} options={props.options} fullScreen={fullScreen()} focus={asked} onClose={hide} />
    </Show>
  )
}
