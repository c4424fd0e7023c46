import { For, type JSX, Show } from 'solid-js'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'

/** A file that was sent along, or is about to be. */
export interface FileLine {
  id: string
  name: string
  /** “340 KB” */
  size: string
  /** Where it is downloaded from; without one it is not sent yet. */
  href?: string
}

/** The files of a message: a name, a size, and a download; never shown in place. */
export function Files(props: {
  label: string
  files: readonly FileLine[]
  onRemove?: ((id: string) => void) | undefined
  children?: JSX.Element
}) {
  return (
    <ul class="files" aria-label={props.label}>
      <For each={props.files}>
        {(file) => (
          <li>
            <Icon name="clip" small />
            <Show when={file.href} fallback={<span dir="auto">{file.name}</span>}>
              {(href) => (
                <a class="link" href={href()} download={file.name} dir="auto">
                  {file.name}
                </a>
              )}
            </Show>
            <span class="meta">{file.size}</span>
            <Show when={props.onRemove}>
              <IconButton icon="x" label={`Remove ${file.name}`} onClick={() => props.onRemove?.(file.id)} />
            </Show>
          </li>
        )}
      </For>
      {props.children}
    </ul>
  )
}
