import { createMemo, onCleanup, onMount, Show } from 'solid-js'
import { Composer } from './composer.tsx'
import { useWidget } from './context.ts'
import { Icon } from './icon.tsx'
import { keepInside, withKeyboard } from './inside.ts'
import { Log } from './log.tsx'
import { webAddress } from './options.ts'

/** The dialog: who one talks with, what was said, where one writes, and what one is told about it. */
export function Panel() {
  const { chat, doors, options } = useWidget()
  let panel!: HTMLElement
  let field: HTMLTextAreaElement | undefined

  const service = createMemo(() => {
    const known = chat.service()
    return known && known !== 'unknown' ? known : null
  })
  const title = () => options.title ?? service()?.name ?? 'Chat'
  const name = () => chat.person() ?? title()
  const privacy = () => webAddress(options.privacy, document.baseURI)
  const role = () => {
    if (chat.ended()) return 'This conversation is closed'
    if (chat.awaited()) return 'Looking for a person'
    return chat.person() ? title() : (service()?.agent ?? 'Assistant')
  }

  onMount(() => {
    onCleanup(withKeyboard(panel, doors.covers))
    if (!doors.wasAsked()) return
    // With a finger the keyboard would cover what is to be read first.
    const target = window.matchMedia?.('(pointer: coarse)').matches ? panel : (field ?? panel)
    target.focus({ preventScroll: true })
  })
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.isComposing) doors.close()
    if (event.key === 'Tab' && doors.covers()) keepInside(panel, event)
  }

  return (
    <section
      ref={panel}
      class="panel"
      role="dialog"
      aria-label={`Chat with ${name()}`}
      aria-modal={doors.covers() ? 'true' : undefined}
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
          {(person) => (
            <span class="mark face" classList={{ live: chat.link() === 'live' }} aria-hidden="true">
              {initials(person())}
            </span>
          )}
        </Show>
        <div class="who">
          <h2>{name()}</h2>
          <p>{role()}</p>
        </div>
        <button class="icon" type="button" aria-label="Close the chat" onClick={() => doors.close()}>
          <Icon name="chev" />
        </button>
      </header>
      <p class="link" role="status">
        <Show when={chat.trouble()}>
          {(trouble) =>
            trouble() === 'offline'
              ? 'You are offline. What you write is kept, and sent when you are back.'
              : 'Connecting again. What you write is kept.'
          }
        </Show>
      </p>
      <Log />
      <Composer ref={(element) => (field = element)} />
      <p class="foot">
        {chat.person()
          ? 'You are writing with a person.'
          : chat.awaited()
            ? 'A person will read what you write.'
            : 'The assistant is an AI.'}
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
