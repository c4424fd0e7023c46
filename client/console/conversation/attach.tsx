import { createSignal, For, Show } from 'solid-js'
import { type Attachment } from '../../../domain/attachment.ts'
import { ATTACHMENT_BYTES, ATTACHMENTS_OF_A_MESSAGE, accepted, sizeInWords } from '../../../domain/file-type.ts'
import { ErrorLine, Files, IconButton } from '../../ui/index.ts'
import { api, Problem } from '../live/api.ts'
import { newId } from '../live/ids.ts'
import { useLive } from '../live/live.tsx'

/** The files that go with the next reply: brought to the server at once, sent with the message. They stay over a reload. */
export function useAttaching(conversationId: () => string) {
  const { drafts } = useLive()
  const [coming, setComing] = createSignal<readonly string[]>([])
  const [failed, setFailed] = createSignal<string | null>(null)
  const typed = () => drafts.read(conversationId(), 'reply')
  const files = () => typed().attachments ?? []
  const write = (id: string, attachments: readonly Attachment[]) =>
    drafts.write(id, 'reply', { ...drafts.read(id, 'reply'), sending: null, attachments })

  const bring = async (id: string, file: File) => {
    if (file.size > ATTACHMENT_BYTES) {
      setFailed(`${file.name} is larger than ${sizeInWords(ATTACHMENT_BYTES)}.`)
      return
    }
    setComing((names) => [...names, file.name])
    try {
      const path = `/conversations/${id}/attachments?id=${newId()}&name=${encodeURIComponent(file.name)}`
      const brought = await api<Attachment>(path, { method: 'POST', body: file })
      write(id, [...(drafts.read(id, 'reply').attachments ?? []), brought])
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setFailed(`${file.name}: ${error.message}`)
    } finally {
      setComing((names) => names.filter((name) => name !== file.name))
    }
  }
  return {
    files,
    coming,
    failed,
    full: () => files().length + coming().length >= ATTACHMENTS_OF_A_MESSAGE,
    add: async (list: readonly File[]) => {
      setFailed(null)
      const room = ATTACHMENTS_OF_A_MESSAGE - files().length - coming().length
      if (list.length > room) setFailed(`A message takes ${ATTACHMENTS_OF_A_MESSAGE} files.`)
      const id = conversationId()
      await Promise.all(list.slice(0, room).map((file) => bring(id, file)))
    },
    remove: (id: string) =>
      write(
        conversationId(),
        files().filter((file) => file.id !== id),
      ),
  }
}

type Attaching = ReturnType<typeof useAttaching>

/** Opens the choice of files. */
export function AttachButton(props: { attaching: Attaching; reason: string | null }) {
  let input!: HTMLInputElement
  const reason = () =>
    props.reason ?? (props.attaching.full() ? `A message takes ${ATTACHMENTS_OF_A_MESSAGE} files` : null)
  return (
    <>
      <IconButton icon="clip" label="Attach files" reason={reason()} onClick={() => input.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accepted}
        aria-label="Files to attach"
        onChange={() => {
          void props.attaching.add([...(input.files ?? [])])
          // The same file may be chosen again.
          input.value = ''
        }}
      />
    </>
  )
}

/** What goes along, what is still on its way to the server, and why one was not taken. */
export function Attached(props: { attaching: Attaching; sending: boolean }) {
  const lines = () => props.attaching.files().map(({ id, name, size }) => ({ id, name, size: sizeInWords(size) }))
  const remove = (id: string) => !props.sending && props.attaching.remove(id)
  return (
    <>
      <Show when={lines().length + props.attaching.coming().length > 0}>
        <Files label="Attached files" files={lines()} onRemove={remove}>
          <For each={props.attaching.coming()}>
            {(name) => (
              <li role="status">
                <span class="meta">{name} is uploaded…</span>
              </li>
            )}
          </For>
        </Files>
      </Show>
      <Show when={props.attaching.failed()}>{(why) => <ErrorLine>{why()}</ErrorLine>}</Show>
    </>
  )
}
