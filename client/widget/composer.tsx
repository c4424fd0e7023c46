import { createSignal, onCleanup, onMount, Show } from 'solid-js'
import { isBlank, TEXT_LIMIT } from '../../domain/text.ts'
import { AttachButton, Attached, createAttaching } from './attach.tsx'
import { useWidget } from './context.ts'
import { Icon } from './icon.tsx'

/** From here on the limit is shown. */
const NEAR = TEXT_LIMIT - 1_000

/** Where the customer writes. Enter sends, Shift + Enter is a new line; nothing leaves the field before it is kept. */
export function Composer(props: { ref: (field: HTMLTextAreaElement) => void }) {
  const { chat } = useWidget()
  const [text, setText] = createSignal(chat.kept.draft())
  let field!: HTMLTextAreaElement

  const fit = () => {
    field.style.height = 'auto'
    field.style.height = `${Math.min(field.scrollHeight, 132)}px`
  }
  const change = (next: string) => {
    setText(next)
    chat.kept.keepDraft(next)
    fit()
  }
  const attaching = createAttaching(chat.files)
  const over = () => text().length - TEXT_LIMIT
  const shut = () => over() > 0 || chat.service() === 'unknown'
  const send = () => {
    const files = attaching.files()
    if (shut() || attaching.isComing() || (isBlank(clean(text())) && files.length === 0)) return
    // Files alone go under their names.
    const words = isBlank(clean(text())) ? files.map(({ name }) => name).join(', ') : clean(text()).trim()
    chat.write(words, files)
    attaching.clear()
    change('')
  }
  const placeholder = () => {
    const person = chat.person()
    if (chat.ended()) return 'Write to start again'
    return person ? `Write to ${person}` : 'Write a message'
  }
  onMount(() => {
    fit()
    // Turned or made narrower, the same words take more lines, in larger letters.
    addEventListener('resize', fit)
    onCleanup(() => removeEventListener('resize', fit))
  })

  return (
    <>
      <form
        class="in"
        onSubmit={(event) => {
          event.preventDefault()
          send()
          field.focus()
        }}
      >
        <AttachButton attaching={attaching} />
        <textarea
          ref={(element) => {
            field = element
            props.ref(element)
          }}
          rows="1"
          enterkeyhint="send"
          aria-label="Your message"
          placeholder={placeholder()}
          value={text()}
          onInput={(event) => {
            change(event.currentTarget.value)
            chat.typed(event.currentTarget.value)
          }}
          on:keydown={(event) => {
            // 229 is Safari's word for a key that ends a composition.
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
            event.preventDefault()
            send()
          }}
        />
        <button class="send" type="submit" aria-label="Send" aria-disabled={shut()}>
          <Icon name="send" />
        </button>
      </form>
      <Attached attaching={attaching} />
      <Show when={text().length > NEAR}>
        <p class="limit" classList={{ over: over() > 0 }} role="status">
          {over() > 0
            ? `${over().toLocaleString('en')} characters too many`
            : `${text().length.toLocaleString('en')} of ${TEXT_LIMIT.toLocaleString('en')} characters`}
        </p>
      </Show>
    </>
  )
}

// What a terminal or a table leaves in pasted text and no reader sees; the server would refuse it.
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g
const clean = (text: string) => (text.toWellFormed?.() ?? text).replace(CONTROL, '')
