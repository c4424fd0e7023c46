import { createResource, createSignal, For, Match, Show, Switch } from 'solid-js'
import { Button, Empty, Failed, IconButton, moment, Sheet, when } from '../../ui/index.ts'
import { api } from '../live/api.ts'
import { useToasts } from '../toasts/toasts.tsx'
import { SettingsFrame } from './settings/frame.tsx'
import { type ApiKey, NewKey, RevokeKey, scopeLabel } from './settings/key-dialogs.tsx'
import { requestIdOf } from './settings/sending.ts'
import { Shape } from './settings/shape.tsx'

/** Settings → API keys: what programs sign in with. */
export default function SettingsKeys() {
  return (
    <SettingsFrame needs="workspace:admin">
      <Keys />
    </SettingsFrame>
  )
}

function Keys() {
  const toasts = useToasts()
  const [keys, { mutate, refetch }] = createResource(() => api<{ items: ApiKey[] }>('/keys').then(({ items }) => items))
  const [creating, setCreating] = createSignal(false)
  const [revoking, setRevoking] = createSignal<ApiKey | null>(null)
  return (
    <>
      <Sheet
        title="API keys"
        aside={
          <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
            Create key
          </Button>
        }
      >
        <Switch>
          <Match when={keys.error}>
            <Failed
              title="The keys could not be loaded"
              requestId={requestIdOf(keys.error)}
              retrying={keys.loading}
              onRetry={() => void refetch()}
            >
              {String(keys.error.message)}
            </Failed>
          </Match>
          <Match when={keys.state === 'pending'}>
            <Shape label="Loading the keys" />
          </Match>
          <Match when={keys.latest?.length === 0}>
            <Empty icon="key" title="No API keys yet" bare>
              A program needs one to open conversations and to answer in them.
            </Empty>
          </Match>
          <Match when={keys.latest}>
            {(list) => (
              <ul class="list" aria-label="API keys">
                <For each={list()}>{(key) => <KeyLine apiKey={key} onRevoke={() => setRevoking(key)} />}</For>
              </ul>
            )}
          </Match>
        </Switch>
      </Sheet>
      <NewKey open={creating()} onClose={() => setCreating(false)} onCreated={() => void refetch()} />
      <RevokeKey
        apiKey={revoking()}
        onClose={() => setRevoking(null)}
        onRevoked={(gone) => {
          mutate((list) => list?.filter((key) => key.id !== gone.id))
          setRevoking(null)
          toasts.show({ tone: 'ok', body: () => `“${gone.name}” is revoked` })
        }}
      />
    </>
  )
}

function KeyLine(props: { apiKey: ApiKey; onRevoke: () => void }) {
  const scopes = () => props.apiKey.scopes.map((scope) => scopeLabel[scope]).join(' · ')
  return (
    <li>
      <span class="entry">
        <span>
          <b class="strong">{props.apiKey.name}</b> <span class="meta mono">{props.apiKey.prefix}</span>
        </span>
        <span class="meta">{scopes()}</span>
        <span class="meta">
          Made <When at={props.apiKey.createdAt} /> ·{' '}
          <Show when={props.apiKey.lastUsedAt} fallback="never used">
            {(at) => (
              <>
                used <When at={at()} />
              </>
            )}
          </Show>
        </span>
      </span>
      <IconButton icon="trash" label={`Revoke ${props.apiKey.name}`} onClick={() => props.onRevoke()} />
    </li>
  )
}

function When(props: { at: string }) {
  return (
    <time datetime={props.at} title={moment(props.at)}>
      {when(props.at)}
    </time>
  )
}
