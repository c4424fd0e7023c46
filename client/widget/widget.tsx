import { createEffect, onCleanup, onMount, Show, untrack } from 'solid-js'
import { useWidget } from './context.ts'
import { Icon } from './icon.tsx'
import { Panel } from './panel.tsx'

/** The launcher in the corner, or the panel in its place. */
export function Widget() {
  const { chat, doors } = useWidget()
  const look = () => {
    if (doors.isOpen() && !document.hidden) chat.looked()
  }
  createEffect(() => {
    chat.lines()
    look()
  })
  createEffect(() => {
    // Untracked: what it reads along the way is no reason to meet again, at once and for ever.
    if (doors.isOpen() && chat.link() !== 'waiting') void untrack(chat.meet)
  })
  document.addEventListener('visibilitychange', look)
  onCleanup(() => document.removeEventListener('visibilitychange', look))

  return (
    <Show when={doors.isOpen()} fallback={<Launcher />}>
      <Panel />
    </Show>
  )
}

function Launcher() {
  const { chat, doors } = useWidget()
  let button!: HTMLButtonElement
  // The focus comes back to where it was before the panel was opened.
  onMount(() => doors.wasAsked() && button.focus())
  const label = () => {
    const count = chat.unread()
    return count === 0 ? 'Open the chat' : `Open the chat, ${count} unread ${count === 1 ? 'message' : 'messages'}`
  }
  return (
    <button
      ref={button}
      class="launcher"
      type="button"
      aria-label={label()}
      aria-expanded="false"
      onClick={() => doors.open()}
    >
      <Icon name="chat" />
      <Show when={chat.unread() > 0}>
        <span class="count" aria-hidden="true">
          {chat.unread() > 99 ? '99+' : chat.unread()}
        </span>
      </Show>
    </button>
  )
}
