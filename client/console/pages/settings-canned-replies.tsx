import { createResource, createSignal, For, Match, Show, Switch } from 'solid-js'
import type { CannedReply } from '../../../domain/canned-reply.ts'
import { excerpt } from '../../../domain/text.ts'
import { Button, Empty, Failed, IconButton, Sheet, Tag } from '../../ui/index.ts'
import { api } from '../live/api.ts'
import { useBoard } from '../live/live.tsx'
import { useToasts } from '../toasts/toasts.tsx'
import { CannedReplyDialog, DeleteCannedReply } from './settings/canned-reply-dialogs.tsx'
import { SettingsFrame } from './settings/frame.tsx'
import { requestIdOf } from './settings/sending.ts'
import { Shape } from './settings/shape.tsx'

/** Settings → Canned replies: texts that operators put into their box with `/shortcut`. */
export default function SettingsCannedReplies() {
  return (
    <SettingsFrame needs="service:write">
      <CannedReplies />
    </SettingsFrame>
  )
}

function CannedReplies() {
  const toasts = useToasts()
  const board = useBoard()
  const [found, { mutate, refetch }] = createResource(
    async () => (await api<{ items: CannedReply[] }>('/canned-replies')).items,
  )
  const [creating, setCreating] = createSignal(false)
  const [editing, setEditing] = createSignal<CannedReply | null>(null)
  const [deleting, setDeleting] = createSignal<CannedReply | null>(null)
  const put = (reply: CannedReply) =>
    mutate((all) =>
      [...(all ?? []).filter(({ id }) => id !== reply.id), reply].sort((a, b) => a.shortcut.localeCompare(b.shortcut)),
    )
  const say = (text: string) => toasts.show({ tone: 'ok', body: () => text })
  const whose = (reply: CannedReply) =>
    reply.serviceId === null ? 'Every service' : (board.service(reply.serviceId)?.name ?? 'A service out of sight')

  return (
    <>
      <Switch>
        <Match when={found.error}>
          <Sheet title="Canned replies">
            <Failed
              title="The canned replies could not be loaded"
              requestId={requestIdOf(found.error)}
              retrying={found.loading}
              onRetry={() => void refetch()}
            >
              {String(found.error.message)}
            </Failed>
          </Sheet>
        </Match>
        <Match when={!found.latest}>
          <Sheet title="Canned replies">
            <Shape label="Loading the canned replies" />
          </Sheet>
        </Match>
        <Match when={true}>
          <Sheet
            title="Canned replies"
            aside={
              <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
                Create canned reply
              </Button>
            }
          >
            <Show
              when={found.latest?.length}
              fallback={
                <Empty icon="chat" title="No canned replies yet" bare>
                  A text that is written again and again gets a shortcut: operators type “/” and its name.
                </Empty>
              }
            >
              <ul class="list" aria-label="Canned replies">
                <For each={found.latest}>
                  {(reply) => (
                    <li>
                      <span class="entry">
                        <span class="strong">/{reply.shortcut}</span>
                        <span class="meta" dir="auto">
                          {excerpt(reply.text, 120)}
                        </span>
                      </span>
                      <Tag>{whose(reply)}</Tag>
                      <span class="row push">
                        <IconButton icon="pencil" label={`Edit /${reply.shortcut}`} onClick={() => setEditing(reply)} />
                        <IconButton
                          icon="trash"
                          label={`Delete /${reply.shortcut}`}
                          onClick={() => setDeleting(reply)}
                        />
                      </span>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          </Sheet>
        </Match>
      </Switch>
      <CannedReplyDialog
        open={creating()}
        reply={null}
        onClose={() => setCreating(false)}
        onSaved={(reply) => {
          put(reply)
          setCreating(false)
          say(`/${reply.shortcut} is created`)
        }}
      />
      <CannedReplyDialog
        open={editing() !== null}
        reply={editing()}
        onClose={() => setEditing(null)}
        onSaved={(reply) => {
          put(reply)
          setEditing(null)
          say('Canned reply saved')
        }}
      />
      <DeleteCannedReply
        reply={deleting()}
        onClose={() => setDeleting(null)}
        onDeleted={(gone) => {
          setDeleting(null)
          mutate((all) => all?.filter(({ id }) => id !== gone.id))
          say(`/${gone.shortcut} is deleted`)
        }}
      />
    </>
  )
}
