import { createSignal, onMount, Show } from 'solid-js'
import { ErrorLine, Field } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { CopyLine } from './copy.tsx'

/** Where a service’s own bot listens. */
export function WebhookAddress(props: { value: string; error: string | null; onInput: (address: string) => void }) {
  return (
    <Field
      label="Your bot’s address"
      hint="Baton sends a POST with JSON there, and takes the JSON that comes back. The team can see the address: keep passwords out of it."
      error={props.error}
    >
      {(field) => (
        <input
          {...field}
          class="input"
          name="webhookUrl"
          type="url"
          inputmode="url"
          autocomplete="off"
          spellcheck={false}
          maxlength={500}
          placeholder="https://bot.example.com/answer"
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

/** The secret with which the bot checks that a request is Baton’s. */
export function WebhookSecret(props: { serviceId: string }) {
  const [secret, setSecret] = createSignal('')
  const [failed, setFailed] = createSignal(false)
  onMount(() => {
    api<{ secret: string }>(`/services/${props.serviceId}/webhook`).then(
      (webhook) => setSecret(webhook.secret),
      () => setFailed(true),
    )
  })
  return (
    <div class="field">
      <span class="label">Signing secret</span>
      <Show when={secret()}>{(text) => <CopyLine label="signing secret" text={text()} />}</Show>
      <Show when={failed()}>
        <ErrorLine>The secret cannot be read now. Load the page again.</ErrorLine>
      </Show>
      <span class="hint">
        Your bot checks <code class="mono">webhook-signature</code> with it, as Standard Webhooks says, so that nobody
        else can ask it in Baton’s name.
      </span>
    </div>
  )
}
