import { createSignal, For, Show } from 'solid-js'
import { ATTACHMENTS_OF_A_MESSAGE, accepted, sizeInWords } from '../../domain/file-type.ts'
import type { SentFile } from './customer-event.ts'
import type { Files } from './files.ts'
import { Icon } from './icon.tsx'

/** The files of the next message: brought at once, sent with it. */
export function createAttaching(files: Pick<Files, 'bring'>) {
  const [all, setAll] = createSignal<SentFile[]>([])
  const [coming, setComing] = createSignal(0)
  const [why, setWhy] = createSignal<string | null>(null)
  const room = () => ATTACHMENTS_OF_A_MESSAGE - all().length - coming()
  return {
    files: all,
    isComing: () => coming() > 0,
    coming,
    why,
    room,
    async add(list: File[]) {
      setWhy(list.length > room() ? `A message takes ${ATTACHMENTS_OF_A_MESSAGE} files.` : null)
      const taken = list.slice(0, room())
      setComing((count) => count + taken.length)
      await Promise.all(
        taken.map(async (file) => {
          const brought = await files.bring(file)
          setComing((count) => count - 1)
          if ('why' in brought) setWhy(brought.why)
          else setAll((before) => [...before, brought])
        }),
      )
    },
    remove: (id: string) => setAll((before) => before.filter((file) => file.id !== id)),
    clear: () => {
      setAll([])
      setWhy(null)
    },
  }
}

type Attaching = ReturnType<typeof createAttaching>

export function AttachButton(props: { attaching: Attaching }) {
  let input!: HTMLInputElement
  return (
    <>
      <button
        class="attach"
        type="button"
        aria-label="Attach files"
        aria-disabled={props.attaching.room() <= 0}
        onClick={() => props.attaching.room() > 0 && input.click()}
      >
        <Icon name="clip" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        accept={accepted}
        onChange={() => {
          void props.attaching.add([...(input.files ?? [])])
          // The same file may be chosen again.
          input.value = ''
        }}
      />
    </>
  )
}

/** What goes along with the next message, and why a file was not taken. */
export function Attached(props: { attaching: Attaching }) {
  return (
    <>
      <Show when={props.attaching.files().length > 0 || props.attaching.isComing()}>
        <ul class="files" aria-label="Attached files">
          <For each={props.attaching.files()}>
            {(file) => (
              <li>
                <span dir="auto">{file.name}</span> {sizeInWords(file.size)}
                <button
                  type="button"
                  aria-label={`Remove ${file.name}`}
                  onClick={() => props.attaching.remove(file.id)}
                >
                  ×
                </button>
              </li>
            )}
          </For>
          <Show when={props.attaching.isComing()}>
            <li role="status">Uploading…</li>
          </Show>
        </ul>
      </Show>
      <Show when={props.attaching.why()}>
        {(why) => (
          <p class="limit over" role="alert">
            {why()}
          </p>
        )}
      </Show>
    </>
  )
}
