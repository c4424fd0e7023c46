import { createEffect, createSignal, For, on, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import { type CannedReply, filledIn } from '../../../../domain/canned-reply.ts'
import { TEXT_LIMIT } from '../../../../domain/text.ts'
import { Banner, Button, Confirm, Dialog, ErrorLine, Field, Select } from '../../../ui/index.ts'
import { api, Problem } from '../../live/api.ts'
import { useBoard } from '../../live/live.tsx'
import { useSession } from '../../session/session.tsx'
import { showProblem } from './checks.ts'
import { createSending } from './sending.ts'

/**
 * A new canned reply, or another text for one. What was typed is still there after Esc; Cancel clears it. Who saves second is
 * shown what the first has saved, and says whose text holds.
 */
export function CannedReplyDialog(props: {
  open: boolean
  /** The one that is edited; null for a new one. */
  reply: CannedReply | null
  onClose: () => void
  onSaved: (reply: CannedReply) => void
}) {
  const board = useBoard()
  const session = useSession()
  const blank = () => ({
    shortcut: props.reply?.shortcut ?? '',
    text: props.reply?.text ?? '',
    serviceId: props.reply?.serviceId ?? '',
  })
  const [values, setValues] = createStore(blank())
  const [theirs, setTheirs] = createSignal<CannedReply | null>(null)
  const [tried, setTried] = createSignal(false)
  const clear = () => {
    setValues(blank())
    setTheirs(null)
    setTried(false)
    sending.clear()
  }
  const save = async (version: number | undefined) => {
    const fields = { shortcut: values.shortcut.trim(), text: values.text, serviceId: values.serviceId || null }
    const { reply } = props
    const saved = reply
      ? await api<CannedReply>(`/canned-replies/${reply.id}`, { method: 'PATCH', body: { ...fields, version } })
      : await api<CannedReply>('/canned-replies', { method: 'POST', body: fields })
    clear()
    props.onSaved(saved)
  }
  const sending = createSending((version: number | undefined) =>
    save(version).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'changed_since') setTheirs(error.data['current'] as CannedReply)
      throw error
    }),
  )
  createEffect(on(() => props.reply?.id, clear, { defer: true }))
  const bare = () => values.shortcut.trim().replace(/^\//, '')
  const shortcutError = () =>
    sending.error('shortcut') ??
    (sending.code() === 'shortcut_taken' ? sending.problem() : null) ??
    (tried() && !bare() ? 'A shortcut is missing.' : null)
  const textError = () => sending.error('text') ?? (tried() && !values.text.trim() ? 'A text is missing.' : null)
  const preview = () =>
    filledIn(values.text, {
      customer: 'Kim Larsen',
      operator: session.me.name,
      service: board.service(values.serviceId)?.name ?? board.services()[0]?.name,
    })
  const takeTheirs = (reply: CannedReply) => {
    clear()
    setValues({ shortcut: reply.shortcut, text: reply.text, serviceId: reply.serviceId ?? '' })
    props.onSaved(reply)
  }

  return (
    <Dialog
      open={props.open}
      title={props.reply ? `Edit /${props.reply.shortcut}` : 'Create canned reply'}
      onClose={() => props.onClose()}
    >
      <form
        novalidate
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          setValues('shortcut', bare())
          if (bare() && values.text.trim()) void sending.send(theirs()?.version ?? props.reply?.version)
          else showProblem(event.currentTarget)
        }}
      >
        <div class="body">
          <Show when={theirs()}>
            {(now) => (
              <Banner
                tone="warn"
                boxed
                action={
                  <button type="button" class="link" onClick={() => takeTheirs(now())}>
                    Take theirs
                  </button>
                }
              >
                <b>Somebody else saved this meanwhile:</b> /{now().shortcut}: “{now().text}” Save again to put yours in
                its place.
              </Banner>
            )}
          </Show>
          <Field label="Shortcut" hint="Operators type “/” and this." error={shortcutError()}>
            {(field) => (
              <input
                {...field}
                class="input"
                name="shortcut"
                maxlength={41}
                data-autofocus
                value={values.shortcut}
                onInput={(event) => setValues('shortcut', event.currentTarget.value)}
              />
            )}
          </Field>
          <Field
            label="Text"
            hint={
              <>
                {'{customer|there}'}, {'{operator}'}, {'{service}'} are filled in.
                <Show when={values.text.includes('{')}> Reads: {preview()}</Show>
              </>
            }
            error={textError()}
          >
            {(field) => (
              <textarea
                {...field}
                class="input"
                name="text"
                rows={5}
                dir="auto"
                maxlength={TEXT_LIMIT}
                value={values.text}
                onInput={(event) => setValues('text', event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label="Service" error={sending.error('serviceId')}>
            {(field) => (
              <Select
                {...field}
                name="service"
                value={values.serviceId}
                onChange={(event) => setValues('serviceId', event.currentTarget.value)}
              >
                <option value="">Every service</option>
                <For each={board.services()}>{(service) => <option value={service.id}>{service.name}</option>}</For>
              </Select>
            )}
          </Field>
          <Show when={!theirs() && !shortcutError() && !textError() && sending.problem()}>
            {(text) => <ErrorLine>{text()}</ErrorLine>}
          </Show>
        </div>
        <footer>
          <Button
            variant="ghost"
            onClick={() => {
              clear()
              props.onClose()
            }}
          >
            Cancel
          </Button>
          <Button variant="primary" type="submit" busy={sending.busy()}>
            Save
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}

export function DeleteCannedReply(props: {
  reply: CannedReply | null
  onClose: () => void
  onDeleted: (reply: CannedReply) => void
}) {
  const sending = createSending(async (reply: CannedReply) => {
    await api(`/canned-replies/${reply.id}`, { method: 'DELETE' })
    props.onDeleted(reply)
  })
  createEffect(on(() => props.reply, sending.clear))
  return (
    <Confirm
      open={props.reply !== null}
      title={`Delete /${props.reply?.shortcut ?? ''}?`}
      text="Operators cannot use it any more. What was sent with it stays."
      yes="Delete"
      no="Keep it"
      danger
      busy={sending.busy()}
      onClose={() => props.onClose()}
      onYes={() => props.reply && void sending.send(props.reply)}
    >
      {sending.problem() && <ErrorLine>{sending.problem()}</ErrorLine>}
    </Confirm>
  )
}
