import { createMemo, For, type JSX, Show } from 'solid-js'
import { modeLabel } from '../../../../domain/mode.ts'
import type { Service } from '../../../../domain/service.ts'
import { lengthOf, TEXT_LIMIT } from '../../../../domain/text.ts'
import { Banner, Button, Field, ModeKey, number, Sheet, SwitchRow } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { UnsavedGuard } from '../../parts/unsaved-guard.tsx'
import { widgetSnippet } from '../setup/snippets.ts'
import { AiChoice, aiLabel } from './ai-choice.tsx'
import { createCapabilities } from './capabilities.ts'
import { showProblem } from './checks.ts'
import { CopyBlock, CopyLine } from './copy.tsx'
import { createDraft, type Draft } from './draft.ts'
import type { Section } from './frame.tsx'
import { isRoutingField, type RoutingFields, routingChanges, routingFields, routingLabel } from './routing-fields.ts'
import { RoutingSheet } from './routing-sheet.tsx'
import { createSending } from './sending.ts'
import { WebhookAddress, WebhookSecret } from './webhook.tsx'

/** The parts of the form, as the page lists them. */
export const serviceSections: readonly Section[] = [
  { id: 'service', title: 'Service' },
  { id: 'instructions', title: 'Instructions' },
  { id: 'routing', title: 'Routing' },
  { id: 'mode', title: 'Mode' },
  { id: 'widget', title: 'Widget' },
  { id: 'delete', title: 'Delete' },
]

/** What of a service is changed here. The mode is changed where its conversations are seen. */
type Fields = Pick<Service, 'name' | 'ai' | 'agent' | 'instructions' | 'allowHandoff' | 'webhookUrl'> & RoutingFields

const fieldLabel: Record<keyof Fields, string> = {
  name: 'Name',
  ai: 'Who answers',
  agent: 'Agent badge',
  instructions: 'Instructions',
  allowHandoff: 'Allow human handoff',
  webhookUrl: 'Your bot’s address',
  ...routingLabel,
}

/** One service: name, who answers, badge, instructions, handoff; its mode and its widget to look up; deleting it. */
export function ServiceForm(props: { service: Service; onSaved: (service: Service) => void; onDelete: () => void }) {
  const saved = createMemo((): Fields => {
    const { name, ai, agent, instructions, allowHandoff, webhookUrl } = props.service
    return { name, ai, agent, instructions, allowHandoff, webhookUrl, ...routingFields(props.service) }
  })
  const draft = createDraft(saved)
  const saving = createSending(async () => {
    // What a colleague saved a moment ago must be seen before it is overwritten.
    props.onSaved(await api<Service>(`/services/${props.service.id}`))
    if (draft.conflicts().length > 0 || !draft.changed()) return
    props.onSaved(
      await api<Service>(`/services/${props.service.id}`, { method: 'PATCH', body: bodyOf(draft.changes()) }),
    )
  })
  let form!: HTMLFormElement
  const save = async () => {
    const accepted = await saving.send()
    if (!accepted) showProblem(form)
    return accepted && !draft.changed()
  }
  const discard = () => {
    draft.discard()
    saving.clear()
  }
  const conflicts = () => draft.conflicts()

  return (
    <>
      <form
        ref={form}
        class="form"
        aria-label={props.service.name}
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <For each={conflicts()}>{(field) => <Conflict field={field} draft={draft} />}</For>
        <Sheet id="service" title="Service">
          <Field label="Name" error={saving.error('name')}>
            {(field) => (
              <input
                {...field}
                class="input"
                name="name"
                maxlength={80}
                value={draft.values.name}
                onInput={(event) => draft.set('name', event.currentTarget.value)}
              />
            )}
          </Field>
          <AiChoice value={draft.values.ai} error={saving.error('ai')} onChoose={(ai) => draft.set('ai', ai)} />
          <Show when={draft.values.ai === 'webhook' || saving.error('webhookUrl')}>
            <WebhookAddress
              value={draft.values.webhookUrl ?? ''}
              error={saving.error('webhookUrl')}
              onInput={(address) => draft.set('webhookUrl', address.trim() || null)}
            />
            <WebhookSecret serviceId={props.service.id} />
          </Show>
          <Field
            label="Agent badge"
            hint="The name of the AI specialist on each card, such as Tech Support."
            error={saving.error('agent')}
          >
            {(field) => (
              <input
                {...field}
                class="input"
                name="agent"
                maxlength={60}
                value={draft.values.agent}
                onInput={(event) => draft.set('agent', event.currentTarget.value)}
              />
            )}
          </Field>
        </Sheet>
        <Sheet
          id="instructions"
          title="Instructions"
          aside={`${number(lengthOf(draft.values.instructions))} of ${number(TEXT_LIMIT)} characters`}
        >
          <Field
            label="What this agent does, and how it speaks"
            error={saving.error('instructions')}
            hint={instructionsHint(draft.values.ai)}
          >
            {(field) => (
              <textarea
                {...field}
                class="input"
                name="instructions"
                rows={5}
                // The browser counts an emoji twice, the server once: who writes more is told by the server.
                maxlength={2 * TEXT_LIMIT}
                value={draft.values.instructions}
                onInput={(event) => draft.set('instructions', event.currentTarget.value)}
              />
            )}
          </Field>
          <SwitchRow
            label="Allow human handoff"
            hint="The AI may pass a conversation to a person: when the customer asks for one, or when it cannot help. Operators can take over in any case, as the mode allows. Baton recognises such requests, anger and missing answers by itself in English only."
            checked={draft.values.allowHandoff}
            onChange={(allow) => draft.set('allowHandoff', allow)}
          />
        </Sheet>
        <RoutingSheet
          values={draft.values}
          error={(field) => saving.error(`routing.${field}`)}
          set={(field, value) => draft.set(field, value as never)}
        />
      </form>
      <ModeSheet service={props.service} />
      <WidgetSheet service={props.service} />
      <Sheet id="delete" title="Delete this service">
        <div class="row wrap">
          <p class="quiet">Its open conversations end, and its widget stops. This cannot be undone.</p>
          <span class="push" />
          <Button icon="trash" onClick={() => props.onDelete()}>
            Delete…
          </Button>
        </div>
      </Sheet>
      <UnsavedGuard
        changed={draft.changed()}
        saving={saving.busy()}
        problem={conflicts().length > 0 ? 'Somebody else changed the same: see the top of the page.' : saving.aside()}
        reason={conflicts().length > 0 ? 'Say first whose change holds' : null}
        onSave={save}
        onDiscard={discard}
      />
    </>
  )
}

/** Routing is one part of a service for the server, and six fields here. */
function bodyOf(changes: Partial<Fields>): object {
  const routing = routingChanges(changes)
  const rest = Object.fromEntries(Object.entries(changes).filter(([field]) => !isRoutingField(field)))
  return { ...rest, ...(routing && { routing }) }
}

const instructionsHint = (ai: Service['ai']): string | undefined => {
  if (ai === 'builtin') return 'Built-in articles answer word for word: they do not read instructions. A model will.'
  if (ai === 'external' || ai === 'webhook')
    return 'For your program to read through the API; Baton itself does not act on it.'
  return undefined
}

/** Two people changed the same field: both values, and whose holds. */
function Conflict(props: { field: keyof Fields; draft: Draft<Fields> }) {
  return (
    <Banner tone="warn" boxed>
      <b>Somebody else changed “{fieldLabel[props.field]}” in the meantime.</b> It is now{' '}
      {inWords(props.field, props.draft.theirs(props.field))}.
      <div class="row wrap answers">
        <Button size="sm" onClick={() => props.draft.takeTheirs(props.field)}>
          Take theirs
        </Button>
        <Button size="sm" onClick={() => props.draft.keepMine(props.field)}>
          Keep mine
        </Button>
      </div>
    </Banner>
  )
}

function inWords(field: keyof Fields, value: Fields[keyof Fields]): JSX.Element {
  if (field === 'ai') return `“${aiLabel[value as Fields['ai']]}”`
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return !value ? 'empty' : `“${value}”`
}

/** The mode is set beside the conversations that it moves, where its preview is (B3). */
function ModeSheet(props: { service: Service }) {
  return (
    <Sheet id="mode" title="Mode">
      <div class="row wrap">
        <ModeKey mode={props.service.mode} on />
        <b class="strong">{modeLabel[props.service.mode]}</b>
        <span class="push" />
        <a class="link" href="/handoff">
          Change it in Human Handoff
        </a>
      </div>
    </Sheet>
  )
}

function WidgetSheet(props: { service: Service }) {
  const capabilities = createCapabilities()
  return (
    <Sheet id="widget" title="Widget">
      <p class="quiet">
        Paste this line into your page, before the closing body tag. Customers then write to {props.service.name} from
        there.
      </p>
      <CopyBlock label="Widget snippet" text={widgetSnippet(capabilities().publicUrl, props.service.id)} />
      <div class="field">
        <span class="label">Service id, for the API</span>
        <CopyLine label="service id" text={props.service.id} />
      </div>
      <p>
        <a class="link" href={`/demo?service=${props.service.id}`} target="_blank" rel="noopener">
          Try it on the demo page
        </a>
      </p>
    </Sheet>
  )
}
