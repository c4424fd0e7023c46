import { createMemo, Show } from 'solid-js'
import { useWidget } from './context.ts'
import { Icon } from './icon.tsx'

/** Under an own message: where it is on its way, and what one can do when it cannot arrive. */
export function Delivery(props: { id: string; text: string; last: boolean }) {
  const { chat } = useWidget()
  const sending = createMemo(() => chat.outgoing().find((bubble) => bubble.id === props.id)?.sending ?? null)
  const state = () => {
    const now = sending()
    if (now?.state === 'sending') return 'Sending'
    if (now?.state !== 'waiting') return props.last && now?.state !== 'refused' ? 'Delivered' : null
    return chat.online()
      ? 'Not sent – will be sent when the service is back'
      : 'Not sent – will be sent when you are back online'
  }
  const why = () => {
    const now = sending()
    return now?.state === 'refused' ? now.why : null
  }
  return (
    <>
      <Show when={state()}>
        {(text) => (
          <span class="state" classList={{ waiting: sending()?.state === 'waiting' }}>
            <Show when={text() === 'Delivered'}>
              <Icon name="check" />
            </Show>
            {text()}
          </span>
        )}
      </Show>
      <Show when={why()}>
        <div class="refused" role="alert">
          <p>Not sent: {why()}</p>
          <button type="button" onClick={() => void copy(props.text)}>
            Copy
          </button>
          <button type="button" onClick={() => chat.again(props.id)}>
            Try again
          </button>
          <button type="button" onClick={() => chat.remove(props.id)}>
            Remove
          </button>
        </div>
      </Show>
    </>
  )
}

/** Was this answer of the AI helpful? The last word counts; after the end of the session only what was said is shown. */
export function Rate(props: { id: string; in: string | null }) {
  const { chat } = useWidget()
  const given = createMemo(() => chat.rating(props.id))
  const live = () => props.in === chat.conversationId() && !chat.ended()
  const rate = (rating: 'up' | 'down') => {
    if (live() && given().rating !== rating) chat.rate(props.id, rating)
  }
  return (
    <Show when={live() || given().rating}>
      <div class="rate" role="group" aria-label="Was this helpful?">
        <button
          type="button"
          aria-label="Yes"
          aria-pressed={given().rating === 'up'}
          aria-disabled={!live()}
          onClick={() => rate('up')}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          aria-label="No"
          aria-pressed={given().rating === 'down'}
          aria-disabled={!live()}
          onClick={() => rate('down')}
        >
          <Icon name="down" />
        </button>
        <Show when={given().failed}>
          <span class="state" role="status">
            Not rated: {given().failed}
          </span>
        </Show>
      </div>
    </Show>
  )
}

/** Through the clipboard's own door, or by hand where a page on plain http has none. */
async function copy(text: string): Promise<void> {
  const done = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  if (done) return
  const field = document.createElement('textarea')
  field.value = text
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
