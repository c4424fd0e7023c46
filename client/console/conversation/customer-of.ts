import { type Accessor, createResource, onCleanup } from 'solid-js'
import type { CustomerRecord } from '../../../domain/customer.ts'
import type { ConversationView } from '../../../domain/wire.ts'
import { api } from '../live/api.ts'

/** How long a session that was just begun may wait for its record, in milliseconds, before it is looked for again. */
const RECORD = 2_000
/** So often; what has none by then was never made one. */
const TRIES = 10

/** The record of the customer whose a session is (A5). */
export interface CustomerOf {
  /** Null where there is none, or not yet. */
  record: Accessor<Pick<CustomerRecord, 'id'> | null>
  /** It rests on what the visitor said of themselves; nobody proved it. */
  claimed: Accessor<boolean>
  /** The customer gave anything by which a record could be found. */
  known: Accessor<boolean>
}

export function createCustomerOf(card: Accessor<ConversationView>): CustomerOf {
  const [linked, { refetch }] = createResource(
    () => card().id,
    (id) =>
      api<{ customer: CustomerRecord | null; claimed: boolean }>(`/conversations/${id}/customer`).catch(() => null),
  )
  const found = () => (linked.state === 'ready' || linked.state === 'refreshing' ? linked.latest : null)
  const known = () => {
    const { name, email, phone, externalId } = card().customer
    return Boolean(name || email || phone || externalId)
  }
  // A record is made about a second after a session began.
  let tries = 0
  const timer = setInterval(() => {
    if (!known() || found()?.customer || linked.loading || ++tries > TRIES) return
    void refetch()
  }, RECORD)
  onCleanup(() => clearInterval(timer))
  return { record: () => found()?.customer ?? null, claimed: () => found()?.claimed ?? false, known }
}
