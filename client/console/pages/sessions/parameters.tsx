import { createResource, onCleanup, Show } from 'solid-js'
import type { ConversationView } from '../../../../domain/wire.ts'
import { Tag } from '../../../ui/index.ts'
import { placeOf } from '../../conversation/card-facts.ts'
import { api } from '../../live/api.ts'
import type { Brief } from '../customer/record.ts'

/** How long a session that was just begun may wait for its record, in milliseconds, before it is looked for again. */
const RECORD = 2_000

/** “Parameters & results”: what is known of the customer, and what became of the session (A5). */
export function Parameters(props: { card: ConversationView }) {
  const customer = () => props.card.customer
  const [linked, { refetch }] = createResource(
    () => props.card.id,
    (id) => api<{ customer: Brief | null; claimed: boolean }>(`/conversations/${id}/customer`).catch(() => null),
  )
  const record = () => (linked.state === 'ready' || linked.state === 'refreshing' ? linked.latest : null)
  // A record is made about a second after a session began.
  const timer = setInterval(() => known() && !record()?.customer && !linked.loading && void refetch(), RECORD)
  onCleanup(() => clearInterval(timer))
  const known = () => Boolean(customer().name || customer().email || customer().phone || customer().externalId)
  return (
    <section class="params" aria-label="Parameters & results">
      <h3>Parameters &amp; results</h3>
      <div class="contact">
        <h4>
          Contact info
          <Show when={record()?.claimed}>
            <Tag tone="open" title="By what the visitor said of themselves; nobody proved it">
              not proven
            </Tag>
          </Show>
          <Show when={record()?.customer}>
            {(customer) => (
              <a class="link push" href={`/customers/${customer().id}`} target="_blank" rel="noopener">
                Open in 360
              </a>
            )}
          </Show>
        </h4>
        <Show when={known()} fallback={<p class="meta">No contact info found</p>}>
          <dl>
            <Fact name="Name" value={customer().name} />
            <Fact name="E-mail" value={customer().email} />
            <Fact name="Phone" value={customer().phone} />
            <Fact name="Location" value={placeOf(props.card)} />
            <Fact name="External id" value={customer().externalId} />
          </dl>
        </Show>
      </div>
    </section>
  )
}

function Fact(props: { name: string; value: string | null | undefined }) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd dir="auto">
        <Show when={props.value} fallback={<span class="meta">not given yet</span>}>
          {props.value}
        </Show>
      </dd>
    </>
  )
}
