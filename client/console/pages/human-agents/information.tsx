import { A } from '@solidjs/router'
import { createMemo, createResource, For, type JSX, Show } from 'solid-js'
import type { Trigger } from '../../../../domain/conversation.ts'
import { type CustomerRecord, contactFields } from '../../../../domain/customer.ts'
import { modeLabel } from '../../../../domain/mode.ts'
import type { ConversationView } from '../../../../domain/wire.ts'
import { Icon, Ribbon, Tag, Time, when } from '../../../ui/index.ts'
import { placeOf } from '../../conversation/card-facts.ts'
import { createCustomerOf } from '../../conversation/customer-of.ts'
import type { LiveLog } from '../../conversation/live-log.ts'
import { api } from '../../live/api.ts'
import { useLive } from '../../live/live.tsx'
import { sharesOf, stretchesOf } from './minutes.ts'

/** F9: what is known of the customer and of the conversation: contact, summary, parameters, results. */
export function Information(props: { card: ConversationView; log: LiveLog; hrefOf: (id: string) => string }) {
  const { board } = useLive()
  const whose = createCustomerOf(() => props.card)
  const [full] = createResource(
    () => whose.record()?.id ?? null,
    (id) => api<Full>(`/customers/${id}`).catch(() => null),
  )
  // One that belongs to another session is not shown meanwhile.
  const record = () => (full.state === 'ready' && full.latest?.id === whose.record()?.id ? full.latest : null)
  const customer = () => props.card.customer
  const handoff = () => props.card.handoff
  const service = () => board.service(props.card.serviceId)
  const contact = () =>
    facts([
      ['Name', customer().name],
      ['E-mail', customer().email],
      ['Phone', customer().phone],
      ['Place', placeOf(props.card)],
      ['Customer id', customer().externalId],
    ])
  const parameters = () =>
    facts([
      ['Service', service()?.name],
      ['Mode', service() && modeLabel[service()?.mode ?? 'human_supported']],
      ['AI agent', props.card.agent],
      ['Channel', props.card.channel],
      ['Started', when(props.card.startedAt)],
      ['Messages', String(props.card.messageCount)],
      ['Past sessions', pastOf(record(), props.card.id)],
      ['Handoff', handoff() && triggers[handoff()?.trigger ?? 'manual']],
      ['Reason', handoff()?.reason],
    ])
  return (
    <>
      <Part
        title="Contact info"
        aside={
          <Show when={whose.record()}>
            {(customer) => (
              <a class="link" href={`/customers/${customer().id}`} target="_blank" rel="noopener">
                Open in 360
              </a>
            )}
          </Show>
        }
      >
        <Facts of={contact()} none="No contact info found" verified={(value) => isVerified(record(), value)} />
        <Show when={whose.claimed() && whose.known()}>
          <p>
            <Tag tone="open" title="By what the visitor said of themselves; nobody proved it">
              not proven
            </Tag>
          </p>
        </Show>
      </Part>
      <Part
        title="AI Summary"
        aside={
          <Show when={handoff()?.summary ? handoff() : null}>
            {(given) => (
              <>
                AI · <Time at={given().at} />
              </>
            )}
          </Show>
        }
      >
        <Show
          when={handoff()?.summary}
          fallback={
            <p class="meta">
              {handoff()
                ? 'No summary was given with the handoff. Read the chat.'
                : 'No summary: the AI has not handed this conversation over.'}
            </p>
          }
        >
          {(summary) => (
            <p class="quiet" dir="auto">
              {summary()} <Mood card={props.card} />
            </p>
          )}
        </Show>
        <Shares card={props.card} log={props.log} />
      </Part>
      <Part title="Parameters">
        <Facts of={parameters()} none="Nothing is known" />
        <Show when={props.card.previousId}>
          {(id) => (
            <p>
              <A class="link" href={props.hrefOf(id())}>
                Earlier session of this customer
              </A>
            </p>
          )}
        </Show>
      </Part>
      <Part title="Results">
        <Facts
          of={record()?.data.map(({ key, value }) => [key, value] as const) ?? []}
          none="Nothing was collected from this customer yet."
        />
      </Part>
    </>
  )
}

/** `GET /customers/{id}`, as far as it is shown here. */
type Full = CustomerRecord & {
  data: { key: string; value: string }[]
  sessions: Pick<ConversationView, 'id' | 'status'>[]
}

const isVerified = (record: Full | null, value: string): boolean =>
  record !== null && contactFields.some((field) => record.verified[field] !== undefined && record[field] === value)

/** “2, none open” */
function pastOf(record: Full | null, id: string): string | null {
  const others = record?.sessions.filter((session) => session.id !== id) ?? []
  if (others.length === 0) return null
  const open = others.filter(({ status }) => status !== 'resolved').length
  return `${others.length}, ${open === 0 ? 'none' : open} open`
}

const triggers: Record<Trigger, string> = {
  manual: 'By a person',
  automatic: 'By the AI',
  customer_request: 'The customer asked',
}

function Part(props: { title: string; aside?: JSX.Element; children: JSX.Element }) {
  return (
    <section aria-label={props.title}>
      <h3>
        {props.title}
        <span class="meta push">{props.aside}</span>
      </h3>
      {props.children}
    </section>
  )
}

type Fact = readonly [name: string, value: string]
const facts = (all: readonly (readonly [string, string | null | undefined])[]): Fact[] =>
  all.flatMap(([name, value]) => (value ? [[name, value] as const] : []))

function Facts(props: { of: readonly Fact[]; none: string; verified?: (value: string) => boolean }) {
  return (
    <Show when={props.of.length > 0} fallback={<p class="meta">{props.none}</p>}>
      <dl>
        <For each={props.of}>
          {([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd dir="auto">
                {value}
                <Show when={props.verified?.(value)}>
                  {' '}
                  <Icon name="check" small label="Verified" />
                </Show>
              </dd>
            </>
          )}
        </For>
      </dl>
    </Show>
  )
}

function Mood(props: { card: ConversationView }) {
  const words = () => ({ angry: 'Angry', happy: 'Happy', neutral: null })[props.card.handoff?.sentiment ?? 'neutral']
  return <Show when={words()}>{(mood) => <b class="strong">{mood()} at handoff.</b>}</Show>
}

/** The rail laid flat: how long it was with the AI, waiting, with people. */
function Shares(props: { card: ConversationView; log: LiveLog }) {
  const { board, time } = useLive()
  const stretches = createMemo(() => stretchesOf(props.log.events(), board.modesOf(props.card.serviceId)))
  const minutes = () =>
    sharesOf(stretches(), props.card.resolvedAt ? Date.parse(props.card.resolvedAt) : time.ticking())
  const whole = () => minutes().map(({ control, share }) => ({ control, minutes: Math.round(share / 60_000) }))
  const label = () =>
    whole()
      .map(({ control, minutes }) => `${minutes} ${names[control]}`)
      .join(', ')
  return (
    <Show when={minutes().some(({ share }) => share > 0)}>
      <div class="row">
        <Ribbon parts={minutes()} label={`Minutes: ${label()}`} />
        <span class="meta num">
          {whole()
            .map(({ minutes }) => minutes)
            .join(' · ')}{' '}
          min
        </span>
      </div>
    </Show>
  )
}

const names = { ai: 'with AI', waiting: 'waiting', people: 'with people' } as const
