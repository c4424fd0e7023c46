import { createEffect, createResource, createSignal, For, onCleanup, Show } from 'solid-js'
import type { Ai, Service } from '../../../../domain/service.ts'
import type { ConversationView } from '../../../../domain/wire.ts'
import { Banner, Button, ErrorLine, Field, Segments } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { AiChoice, aiLabel } from '../settings/ai-choice.tsx'
import { createCapabilities } from '../settings/capabilities.ts'
import { CopyBlock, CopyLine } from '../settings/copy.tsx'
import type { ApiKey } from '../settings/key-dialogs.tsx'
import { createSending } from '../settings/sending.ts'
import { WebhookAddress } from '../settings/webhook.tsx'
import { programSnippets, type SnippetLanguage, widgetSnippet } from './snippets.ts'
import { Step } from './steps.tsx'

/** Milliseconds between two looks for the first conversation. */
const LOOK = 2_000

/**
 * “Connect my own”: from nothing to the first conversation on the board. What is done is read from the server, and the
 * chosen service stands in the address, so that a reload goes on where it was.
 */
export function ConnectMyOwn(props: {
  serviceId: string | undefined
  onService: (id: string | undefined) => void
  onBack: () => void
}) {
  const [services, { mutate }] = createResource(() =>
    api<{ items: Service[] }>('/services?limit=500').then(({ items }) => items.filter(({ sample }) => !sample)),
  )
  const service = () => services()?.find(({ id }) => id === props.serviceId)
  const [keys] = createResource(() => api<{ items: ApiKey[] }>('/keys').then(({ items }) => items))
  const [keyMade, setKeyMade] = createSignal<string | null>(null)
  const madeBefore = () => keys()?.some(({ name }) => name === keyName(service())) ?? false
  const first = createFirstConversation(() => service()?.id)
  return (
    <>
      <ol class="steps">
        <Step number={1} title="Make a service" done={service() !== undefined}>
          <Show
            when={service()}
            fallback={
              <MakeService
                known={services() ?? []}
                onChosen={(made) => {
                  mutate((list = []) => (list.some(({ id }) => id === made.id) ? list : [...list, made]))
                  props.onService(made.id)
                }}
              />
            }
          >
            {(chosen) => (
              <p class="row wrap">
                <b class="strong">{chosen().name}</b>
                <span class="quiet">answered by: {aiLabel[chosen().ai]}</span>
                <button type="button" class="link" onClick={() => props.onService(undefined)}>
                  Take another
                </button>
              </p>
            )}
          </Show>
        </Step>
        <Step
          number={2}
          title="Make a key for your program"
          done={keyMade() !== null || madeBefore()}
          later={!service()}
        >
          <Show when={service()}>
            {(chosen) => <MakeKey service={chosen()} made={keyMade()} before={madeBefore()} onMade={setKeyMade} />}
          </Show>
        </Step>
        <Step number={3} title="Put it where your customers are" done={first() !== undefined} later={!service()}>
          <Show when={service()}>
            {(chosen) => <Snippets serviceId={chosen().id} apiKey={keyMade() ?? 'YOUR_KEY'} />}
          </Show>
        </Step>
        <Step number={4} title="Send a first message to yourself" done={first() !== undefined} later={!service()}>
          <Show when={first()} fallback={<Invite serviceId={service()?.id ?? ''} />}>
            {(conversation) => (
              <p>
                It arrived: <q>{conversation().openingQuestion}</q>
              </p>
            )}
          </Show>
        </Step>
      </ol>
      <div class="row wrap">
        <Button variant="ghost" icon="left" onClick={() => props.onBack()}>
          Back
        </Button>
        <span class="push" />
        <a class="btn" classList={{ primary: first() !== undefined }} href="/handoff">
          Open Human Handoff
        </a>
      </div>
    </>
  )
}

/** Looks until a conversation of this service has a customer’s message: then it stands on the board. */
function createFirstConversation(serviceId: () => string | undefined) {
  const [found, setFound] = createSignal<ConversationView>()
  createEffect(() => {
    const id = serviceId()
    setFound(undefined)
    if (!id) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let over = false
    const look = async () => {
      const { items } = await api<{ items: ConversationView[] }>(`/conversations?serviceId=${id}&limit=5`).catch(
        () => ({ items: [] }),
      )
      if (over) return
      const arrived = items.find(({ openingQuestion }) => openingQuestion !== null)
      if (arrived) setFound(arrived)
      else timer = setTimeout(() => void look(), LOOK)
    }
    void look()
    onCleanup(() => {
      over = true
      clearTimeout(timer)
    })
  })
  return found
}

function MakeService(props: { known: readonly Service[]; onChosen: (service: Service) => void }) {
  const [name, setName] = createSignal('')
  const [ai, setAi] = createSignal<Ai>('external')
  const [address, setAddress] = createSignal('')
  const sending = createSending(async () =>
    props.onChosen(
      await api<Service>('/services', {
        method: 'POST',
        body: { name: name().trim(), ai: ai(), ...(ai() === 'webhook' && { webhookUrl: address().trim() || null }) },
      }),
    ),
  )
  return (
    <form
      class="form"
      novalidate
      onSubmit={(event) => {
        event.preventDefault()
        if (name().trim()) void sending.send()
      }}
    >
      <Field label="Name" hint="What your customers write to, such as Customer Care." error={sending.error('name')}>
        {(field) => (
          <input
            {...field}
            class="input"
            name="service-name"
            maxlength={80}
            autocomplete="off"
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
      <div class="row wrap">
        <Button
          variant="primary"
          type="submit"
          busy={sending.busy()}
          reason={name().trim() ? null : 'Give it a name first'}
        >
          Create service
        </Button>
        <Show when={props.known.length > 0}>
          <span class="meta">or go on with</span>
          <For each={props.known}>
            {(service) => <Button onClick={() => props.onChosen(service)}>{service.name}</Button>}
          </For>
        </Show>
      </div>
    </form>
  )
}

/** By its name a key is known again after a reload. */
const keyName = (service: Service | undefined) => `${service?.name ?? ''} program`

function MakeKey(props: { service: Service; made: string | null; before: boolean; onMade: (key: string) => void }) {
  const sending = createSending(async () => {
    const { key } = await api<{ key: string }>('/keys', {
      method: 'POST',
      body: { name: keyName(props.service), scopes: ['conversation:read', 'conversation:write'] },
    })
    props.onMade(key)
  })
  return (
    <Show
      when={props.made}
      fallback={
        <div class="form">
          <p class="quiet">
            {props.before
              ? 'One was made already, and is shown only once. If you do not have it any more, make another and revoke the old one in the settings.'
              : 'With it your program opens conversations and answers in them. The widget needs none.'}
          </p>
          <Show when={sending.problem()}>{(text) => <ErrorLine>{text()}</ErrorLine>}</Show>
          <div>
            <Button icon="key" busy={sending.busy()} onClick={() => void sending.send()}>
              {props.before ? 'Create another key' : 'Create key'}
            </Button>
          </div>
        </div>
      }
    >
      {(key) => (
        <div class="form">
          <CopyLine label="API key" text={key()} />
          <Banner tone="warn" boxed>
            <b>Copy it now.</b> It is shown this once; Baton keeps only a fingerprint of it.
          </Banner>
        </div>
      )}
    </Show>
  )
}

const ways = [
  { value: 'widget', label: 'Widget' },
  { value: 'curl', label: 'curl' },
  { value: 'TypeScript', label: 'TypeScript' },
] as const

function Snippets(props: { serviceId: string; apiKey: string }) {
  const [way, setWay] = createSignal<'widget' | SnippetLanguage>('widget')
  const capabilities = createCapabilities()
  const text = () => {
    const chosen = way()
    const { publicUrl } = capabilities()
    return chosen === 'widget'
      ? widgetSnippet(publicUrl, props.serviceId)
      : programSnippets[chosen](publicUrl, props.serviceId, props.apiKey)
  }
  return (
    <div class="form">
      <Segments label="How" value={way()} options={ways} onChoose={setWay} />
      <p class="quiet">
        {way() === 'widget'
          ? 'Paste this line into your page, before the closing body tag.'
          : 'What your program says, in order. The full description is at /api/docs.'}
      </p>
      <CopyBlock label={way() === 'widget' ? 'Widget snippet' : `${way()} snippet`} text={text()} />
    </div>
  )
}

function Invite(props: { serviceId: string }) {
  return (
    <div class="form">
      <p class="quiet">Write as a customer would. The step ticks itself off when your message is on the board.</p>
      <div class="row wrap">
        <a class="btn primary" href={`/demo?service=${props.serviceId}`} target="_blank" rel="noopener">
          Open the demo page
        </a>
        <span class="meta row" role="status">
          <span class="spin" aria-hidden="true" />
          Waiting for the first message
        </span>
      </div>
    </div>
  )
}
