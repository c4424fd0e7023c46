import { createEffect, createSignal, For, on, Show } from 'solid-js'
import { Scope } from '../../../../domain/rights.ts'
import { Banner, Button, Choices, Confirm, Dialog, ErrorLine, Field } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { CopyLine } from './copy.tsx'
import { createSending } from './sending.ts'

export interface ApiKey {
  id: string
  name: string
  scopes: Scope[]
  createdAt: string
  lastUsedAt: string | null
  prefix: string
}

/** What a scope lets a program do, in words. */
export const scopeLabel: Record<Scope, string> = {
  'conversation:read': 'Read conversations',
  'conversation:write': 'Write as the customer and as the AI',
  'operator:read': 'See operators and groups',
  'operator:write': 'Act for an operator: take over, reply, resolve',
  'operator:supervise': 'Take over from an operator, with a reason',
  'service:write': 'Change services and modes',
  'people:write': 'Add and delete users',
  'analytics:read': 'Read analytics',
  'workspace:admin': 'Administer the workspace',
}

/** What most programs need, by what they are. */
const kinds = {
  bot: {
    label: 'An AI that answers',
    hint: 'Opens conversations, adds messages, hands over.',
    scopes: ['conversation:read', 'conversation:write'],
  },
  report: {
    label: 'A report',
    hint: 'Reads conversations and figures, changes nothing.',
    scopes: ['conversation:read', 'operator:read', 'analytics:read'],
  },
  own: { label: 'Something else', hint: 'You choose what it may do.', scopes: [] },
} as const satisfies Record<string, { label: string; hint: string; scopes: readonly Scope[] }>

type Kind = keyof typeof kinds

/** A new key: what it is for, what it may do; then the key itself, once. */
export function NewKey(props: { open: boolean; onClose: () => void; onCreated: () => void }) {
  const [name, setName] = createSignal('')
  const [kind, setKind] = createSignal<Kind>('bot')
  const [own, setOwn] = createSignal<readonly Scope[]>([])
  const [secret, setSecret] = createSignal<string | null>(null)
  const scopes = () => (kind() === 'own' ? own() : kinds[kind()].scopes)
  const sending = createSending(async () => {
    const { key } = await api<{ key: string }>('/keys', {
      method: 'POST',
      body: { name: name().trim(), scopes: scopes() },
    })
    setSecret(key)
    props.onCreated()
  })
  const done = () => {
    setName('')
    setKind('bot')
    setOwn([])
    setSecret(null)
    sending.clear()
    props.onClose()
  }
  const form = () => (
    <form
      novalidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!reason()) void sending.send()
      }}
    >
      <div class="body">
        <Field label="Name" hint="What uses it, such as “Website bot”." error={sending.error('name')}>
          {(field) => (
            <input
              {...field}
              class="input"
              maxlength={80}
              autocomplete="off"
              data-autofocus
              value={name()}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        <Choices
          legend="What it is for"
          value={kind()}
          options={(Object.keys(kinds) as Kind[]).map((value) => ({ value, ...kinds[value] }))}
          onChoose={setKind}
        />
        <Show when={kind() === 'own'}>
          <ScopeBoxes chosen={own()} onChange={setOwn} />
        </Show>
        <Show when={!sending.error('name') && sending.problem()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
      </div>
      <footer>
        <Button variant="ghost" onClick={done}>
          Cancel
        </Button>
        <Button variant="primary" type="submit" busy={sending.busy()} reason={reason()}>
          Create key
        </Button>
      </footer>
    </form>
  )
  const reason = () =>
    name().trim() === '' ? 'Give it a name first' : scopes().length === 0 ? 'Choose what it may do' : null
  return (
    <Dialog
      open={props.open}
      title={secret() ? 'Copy the key now' : 'Create API key'}
      text={
        secret()
          ? 'It is shown this once. Baton keeps only a fingerprint of it.'
          : 'For a program. It acts under its own name, which the log keeps.'
      }
      alert={secret() !== null}
      // Esc does not take away what is shown only once.
      onClose={() => secret() === null && props.onClose()}
      footer={
        secret() && (
          <Button variant="primary" onClick={done}>
            I have copied it
          </Button>
        )
      }
    >
      <Show when={secret()} fallback={form()}>
        {(key) => <ShownOnce apiKey={key()} />}
      </Show>
    </Dialog>
  )
}

function ShownOnce(props: { apiKey: string }) {
  return (
    <div class="form" ref={(element) => queueMicrotask(() => element.querySelector('button')?.focus())}>
      <CopyLine label="API key" text={props.apiKey} />
      <Banner tone="blue" icon="key" boxed>
        Send it as <code class="mono">Authorization: Bearer …</code>. Whoever has it can do what it may do: keep it out
        of web pages and repositories.
      </Banner>
    </div>
  )
}

/** Which scopes, one by one. */
function ScopeBoxes(props: { chosen: readonly Scope[]; onChange: (scopes: readonly Scope[]) => void }) {
  const toggle = (scope: Scope, on: boolean) =>
    props.onChange(Scope.options.filter((each) => (each === scope ? on : props.chosen.includes(each))))
  return (
    <fieldset class="boxes">
      <legend class="label">It may</legend>
      <For each={Scope.options}>
        {(scope) => (
          <label class="opt">
            <input
              type="checkbox"
              checked={props.chosen.includes(scope)}
              onChange={(event) => toggle(scope, event.currentTarget.checked)}
            />
            <span>
              {scopeLabel[scope]} <span class="meta mono">{scope}</span>
            </span>
          </label>
        )}
      </For>
    </fieldset>
  )
}

/** Revoking works at once and for good, so it asks. */
export function RevokeKey(props: { apiKey: ApiKey | null; onClose: () => void; onRevoked: (key: ApiKey) => void }) {
  const sending = createSending(async (key: ApiKey) => {
    await api(`/keys/${key.id}`, { method: 'DELETE' })
    props.onRevoked(key)
  })
  createEffect(on(() => props.apiKey, sending.clear))
  return (
    <Confirm
      open={props.apiKey !== null}
      title={`Revoke ${props.apiKey?.name ?? ''}?`}
      text="What uses this key is refused from now on, and its streams end. This cannot be undone."
      yes="Revoke"
      no="Keep it"
      danger
      busy={sending.busy()}
      onClose={() => props.onClose()}
      onYes={() => props.apiKey && void sending.send(props.apiKey)}
    >
      {sending.problem() && <ErrorLine>{sending.problem()}</ErrorLine>}
    </Confirm>
  )
}
