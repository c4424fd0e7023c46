import { createSignal, For, Show } from 'solid-js'
import { sizeInWords } from '../../domain/file-type.ts'
import { useWidget } from './context.ts'
import type { SentFile } from './customer-event.ts'

/** The files of a message: a name that downloads, never a picture in place. */
export function FileList(props: { files: SentFile[]; in: string | null }) {
  const { chat } = useWidget()
  const [why, setWhy] = createSignal<string | null>(null)
  return (
    <Show when={props.files.length > 0}>
      <ul class="files" aria-label="Files">
        <For each={props.files}>
          {(file) => (
            <li>
              <button type="button" onClick={() => void chat.files.save(file, props.in).then(setWhy)}>
                <span dir="auto">{file.name}</span>
                <span class="hidden">, download</span>
              </button>{' '}
              {sizeInWords(file.size)}
            </li>
          )}
        </For>
      </ul>
      <Show when={why()}>{(text) => <p class="limit over">{text()}</p>}</Show>
    </Show>
  )
}
