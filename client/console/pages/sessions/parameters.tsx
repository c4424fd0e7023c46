import { Show } from 'solid-js'
import type { ConversationView } from '../../../../domain/wire.ts'
import { Tag } from '../../../ui/index.ts'
import { placeOf } from '../../conversation/card-facts.ts'
import { createCustomerOf } from '../../conversation/customer-of.ts'

/** “Parameters & results”: what is known of the customer, and what became of the session (A5). */
export function Parameters(props: { card: ConversationView }) {
  const customer = () => props.card.customer
  const { record, claimed, known } = createCustomerOf(() => props.card)
  return (
    <section class="params" aria-label="Parameters & results">
      <h3>Parameters &amp; results</h3>
      <div class="contact">
        <h4>
          Contact info
          <Show when={claimed()}>
            <Tag tone="open" title="By what the visitor said of themselves; nobody proved it">
              not proven
            </Tag>
          </Show>
          <Show when={record()}>
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
