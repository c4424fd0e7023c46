import { createMemo, createUniqueId, onCleanup, onMount, Show } from 'solid-js'
import type { Chat } from './chat.ts'
import { Composer } from './composer.tsx'
import { Icon } from './icon.tsx'
import { keepInside, withKeyboard } from './inside.ts'
import { Log } from './log.tsx'
import { type MountOptions, webAddress } from './options.ts'

interface Props {
  chat: Chat
  options: MountOptions
  fullScreen: boolean
  /** Whether somebody opened it: then the focus goes in. */
  focus: boolean
  onClose: () => void
}

/** The dialog: who one talks with, what was said, where one writes, and what one is told about it. */
export function Panel(props: Props) {
  const { chat } = props
  const titleId = createUniqueId()
  let panel!: HTMLElement
  let field: HTMLTextAreaElement | undefined

  const service = createMemo(() => {
    const known = chat.service()
    return known && known !== 'unknown' ? known : null
  })
  const title = () => props.options.title ?? service()?.name ?? 'Chat'
  const privacy = () => webAddress(props.options.privacy, document.baseURI)
  const role = () => {
    if (chat.ended()) return 'This conversation is closed'
    return chat.person() ? title() : (service()?.agent ?? 'Assistant')
  }

  onMount(() => {
    onCleanup(withKeyboard(panel, () => props.fullScreen))
    if (!props.focus) return
    // With a finger the keyboard would cover what is to be read first.
    const target = window.matchMedia?.('(pointer: coarse)').matches ? panel : (field ?? panel)
    target.focus({ preventScroll: true })
  })
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.isComposing) props.onClose()
    if (event.key === 'Tab' && props.fullScreen) keepInside(panel, event)
  }

  return (
    <section
      ref={panel}
      class="panel"
      role="dialog"
      aria-labelledby={titleId}
      aria-modal={props.fullScreen ? 'true' : undefined}
      tabindex="-1"
      on:keydown={onKey}
    >
      <header class="head">
        <Show
          when={chat.person()}
          fallback={
            <span class="mark" aria-hidden="true">
              {title().trim().charAt(0).toUpperCase()}
            </span>
          }
        >
          {(name) => (
            <span class="mark face" classList={{ live: chat.link() === 'live' }} aria-hidden="true">
              {initials(name())}
            </span>
          )}
        </Show>
        <div class="who">
          <h2 id={titleId}>
            <span class="hidden">Chat with </span>
            {chat.person() ?? title()}
          </h2>
          <p>{role()}</p>
        </div>
        <button class="icon" type="button" aria-label="Close the chat" onClick={() => props.onClose()}>
          <Icon name="chev" />
        </button>
      </header>
      <p class="link" role="status">
        <Show when={chat.link() === 'waiting' || !chat.online()}>
          {chat.online()
            ? 'Connecting again. What you write is kept.'
            : 'You are offline. What you write is kept, and sent when you are back.'}
        </Show>
      </p>
      <Log chat={chat} greeting={props.options.greeting} />
      <Composer chat={chat} ref={(element) => (field = element)} />
      <p class="foot">
        {chat.person() ? 'You are writing with a person.' : 'The assistant is an AI.'}
        <Show when={privacy()}>
          {(href) => (
            <>
              {' '}
              <a href={href()} target="_blank" rel="noopener">
                Privacy
              </a>
            </>
          )}
        </Show>
      </p>
    </section>
  )
}

/** “MS” of “Mira Stein”. */
const initials = (name: string) =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => [...word][0] ?? '')
    .filter((_, at, all) => at === 0 || at === all.length - 1)
    .join('')
    .toUpperCase()
