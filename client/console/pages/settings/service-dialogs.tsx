import { createEffect, createSignal, on, Show } from 'solid-js'
import type { Ai, Service } from '../../../../domain/service.ts'
import { Button, Confirm, Dialog, ErrorLine, Field, plural } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { AiChoice } from './ai-choice.tsx'
import { createSending } from './sending.ts'
import { WebhookAddress } from './webhook.tsx'

/** A new service: its name and who answers. The rest can wait until it is there. */
export function NewService(props: { open: boolean; onClose: () => void; onCreated: (service: Service) => void }) {
  const [name, setName] = createSignal('')
  const [ai, setAi] = createSignal<Ai>('external')
  const [address, setAddress] = createSignal('')
  const sending = createSending(async () => {
    const service = await api<Service>('/services', {
      method: 'POST',
      body: { name: name().trim(), ai: ai(), ...(ai() === 'webhook' && { webhookUrl: address().trim() || null }) },
    })
    props.onCreated(service)
  })
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (!open) return
        setName('')
        setAi('external')
        setAddress('')
        sending.clear()
      },
    ),
  )
  return (
    <Dialog
      open={props.open}
      title="New service"
      text="What a customer talks to, such as Tech Support."
      onClose={() => props.onClose()}
    >
      <form
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          void sending.send()
        }}
      >
        <div class="body">
          <Field label="Name" error={sending.error('name')}>
            {(field) => (
              <input
                {...field}
                class="input"
                name="name"
                maxlength={80}
                data-autofocus
                value={name()}
                onInput={(event) => setName(event.currentTarget.value)}
              />
            )}
          </Field>
          <AiChoice value={ai()} error={sending.error('ai')} onChoose={setAi} />
          <Show when={ai() === 'webhook'}>
            <WebhookAddress value={address()} error={sending.error('webhookUrl')} onInput={setAddress} />
          </Show>
          <Show when={!['name', 'ai', 'webhookUrl'].some(sending.error) && sending.problem()}>
            {(text) => <ErrorLine>{text()}</ErrorLine>}
          </Show>
        </div>
        <footer>
          <Button variant="ghost" onClick={() => props.onClose()}>
            Cancel
          </Button>
          <Button
            variant="primary"
            type="submit"
            busy={sending.busy()}
            reason={name().trim() ? null : 'Give it a name first'}
          >
            Create service
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}

/** Deleting asks, and says how many conversations end with it. `openCount` is null while it is not known. */
export function DeleteService(props: {
  service: Service | null
  openCount: number | null
  onClose: () => void
  onDeleted: (service: Service) => void
}) {
  const sending = createSending(async (service: Service) => {
    await api(`/services/${service.id}`, { method: 'DELETE' })
    props.onDeleted(service)
  })
  createEffect(on(() => props.service, sending.clear))
  const ends = () => {
    if (props.openCount === null) return 'Its open conversations end, and customers cannot write there any more.'
    if (props.openCount === 0) return 'It has no open conversations. Customers cannot write there any more.'
    return `${plural(props.openCount, 'open conversation')} ${props.openCount === 1 ? 'ends' : 'end'}, and customers cannot write there any more.`
  }
  return (
    <Confirm
      open={props.service !== null}
      title={`Delete ${props.service?.name ?? ''}?`}
      text={`${ends()} What was written stays in the log. This cannot be undone.`}
      yes="Delete"
      no="Keep it"
      danger
      busy={sending.busy()}
      onClose={() => props.onClose()}
      onYes={() => props.service && void sending.send(props.service)}
    >
      {sending.problem() && <ErrorLine>{sending.problem()}</ErrorLine>}
    </Confirm>
  )
}
