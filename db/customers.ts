import type { Person } from '../domain/actor.ts'
import type { Conversation } from '../domain/conversation.ts'
import type { ContactField, CustomerChange, CustomerRecord, DataRecord } from '../domain/customer.ts'
import type { Sql } from './connect.ts'
import { conversationUpToDate } from './states.ts'

const said = (sql: Sql, column: string) =>
  sql`to_char(${sql(column)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** A conversation that began, with what its customer gave of themselves. */
export interface Begun {
  conversationId: string
  at: string
  externalId: string | null
  name: string | null
  email: string | null
  phone: string | null
  previousId: string | null
  /** By what a visitor said of themselves, which nobody proved. */
  claimed: boolean
}

/**
 * Whose a conversation is: by the customer's id in the caller's system, else by the session that it goes on from, else by an
 * address or a number that somebody verified. Who gives anything else begins a record of their own; who gives nothing has none.
 * Done again it changes nothing.
 * @param place how the log was read: where somebody was erased since, nothing is done
 * @param newId for the record, if there is to be one
 */
export async function linkCustomer(
  sql: Sql,
  place: { workspaceId: string; version: number },
  begun: Begun,
  newId: string,
): Promise<void> {
  const { workspaceId, version } = place
  const { conversationId, at, externalId, name, email, phone, previousId, claimed } = begun
  const gave = Boolean(externalId || name || email || phone)
  await sql`
    with place as materialized (
      select from search_places where workspace_id = ${workspaceId} and version = ${version} for share),
    found as (
      select f.id from (
        select c.id, 1 as rank from customers c where c.workspace_id = ${workspaceId} and c.external_id = ${externalId}
        union all
        select c.id, 2 from customer_sessions s join customers c on c.workspace_id = s.workspace_id and c.id = s.customer_id
          where s.workspace_id = ${workspaceId} and s.conversation_id = ${previousId}
            and (c.external_id is null or ${externalId}::text is null or c.external_id = ${externalId})
        union all
        select c.id, 3 from customers c where c.workspace_id = ${workspaceId} and jsonb_exists(c.verified, 'email')
          and lower(c.email) = lower(${email}) and (c.external_id is null or ${externalId}::text is null)
        union all
        select c.id, 4 from customers c where c.workspace_id = ${workspaceId} and jsonb_exists(c.verified, 'phone')
          and c.phone = ${phone} and (c.external_id is null or ${externalId}::text is null)) f
      order by f.rank, f.id limit 1),
    made as (
      insert into customers (workspace_id, id, external_id, name, email, phone, created_at, root_id)
      select ${workspaceId}, ${newId}, ${externalId}, ${name}, ${email}, ${phone}, ${at}::timestamptz, ${newId}
      where ${gave} and exists (select from place) and not exists (select from found)
        and not exists (select from customer_sessions s where s.workspace_id = ${workspaceId} and s.conversation_id = ${conversationId})
      on conflict do nothing returning id)
    insert into customer_sessions (workspace_id, conversation_id, customer_id, claimed)
    select ${workspaceId}, ${conversationId}, x.id, ${claimed} from (select id from found union all select id from made) x
    where exists (select from place)
    on conflict do nothing`
}

/** A record as it stands in the table. */
export interface StoredCustomer extends CustomerRecord {
  mergedInto: string | null
  rootId: string
}

const columns = (
  sql: Sql,
) => sql`c.id, c.external_id as "externalId", c.name, c.email, c.phone, c.address, c.verified, c.labels,
  ${said(sql, 'created_at')} as "createdAt", c.version, c.merged_into as "mergedInto", c.root_id as "rootId"`

/** The record by that id and all that stand for the same person: the one that all were merged into first. */
export async function readFamily(sql: Sql, workspaceId: string, id: string, lock = false): Promise<StoredCustomer[]> {
  return sql<StoredCustomer[]>`select ${columns(sql)} from customers c
    where c.workspace_id = ${workspaceId}
      and c.root_id = (select root_id from customers where workspace_id = ${workspaceId} and id = ${id})
    order by c.id <> c.root_id, c.id ${lock ? sql`for update` : sql``}`
}

/** Whose a conversation is, or null. */
export async function readCustomerOf(
  sql: Sql,
  workspaceId: string,
  conversationId: string,
): Promise<{ id: string; claimed: boolean } | null> {
  const [row] = await sql<{ id: string; claimed: boolean }[]>`
    select c.root_id as id, s.claimed from customer_sessions s
    join customers c on c.workspace_id = s.workspace_id and c.id = s.customer_id
    where s.workspace_id = ${workspaceId} and s.conversation_id = ${conversationId}`
  return row ?? null
}

/** The sessions of these records, newest first, at most `limit` of them. */
export async function readCustomerSessions(
  sql: Sql,
  workspaceId: string,
  ids: readonly string[],
  limit: number,
): Promise<{ conversation: Conversation; claimed: boolean }[]> {
  const rows = await sql<{ state: Conversation; claimed: boolean }[]>`
    select c.state, s.claimed from customer_sessions s
    join conversations c on c.workspace_id = s.workspace_id and c.id = s.conversation_id
    where s.workspace_id = ${workspaceId} and s.customer_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid)
    order by c.started_at desc, c.id desc limit ${limit}`
  return rows.map(({ state, claimed }) => ({ conversation: conversationUpToDate(state), claimed }))
}

export const readCustomerData = async (sql: Sql, workspaceId: string, ids: readonly string[]): Promise<DataRecord[]> =>
  sql<
    DataRecord[]
  >`select key, value, ${said(sql, 'at')} as at, by, conversation_id as "conversationId" from customer_data
    where workspace_id = ${workspaceId} and customer_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid)
    order by at desc, key`

export const readCustomerHistory = async (
  sql: Sql,
  workspaceId: string,
  ids: readonly string[],
): Promise<CustomerChange[]> =>
  sql<CustomerChange[]>`select id, ${said(sql, 'at')} as at, by, what, field, "from", "to" from customer_history
    where workspace_id = ${workspaceId} and customer_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid)
    order by customer_history.at desc, id desc limit 200`

/** Records of others that share an address or a number with one: they may be the same person. */
export const readAlike = async (sql: Sql, workspaceId: string, record: StoredCustomer): Promise<StoredCustomer[]> =>
  sql<StoredCustomer[]>`select ${columns(sql)} from customers c
    where c.workspace_id = ${workspaceId} and c.merged_into is null and c.root_id <> ${record.rootId}
      and (lower(c.email) = lower(${record.email}) or c.phone = ${record.phone}) order by c.id limit 20`

/** Sets fields of a record, and its version. */
export const writeCustomer = async (
  sql: Sql,
  workspaceId: string,
  record: Pick<StoredCustomer, 'id' | 'verified' | 'labels' | 'version'> & Record<ContactField, string | null>,
): Promise<unknown> =>
  sql`update customers set name = ${record.name}, email = ${record.email}, phone = ${record.phone}, address = ${record.address},
      verified = ${JSON.stringify(record.verified)}::text::jsonb, labels = ${JSON.stringify(record.labels)}::text::jsonb, version = ${record.version}
    where workspace_id = ${workspaceId} and id = ${record.id}`

export const setCustomerData = async (
  sql: Sql,
  workspaceId: string,
  customerIds: readonly string[],
  { key, value, at, by }: { key: string; value: string | null; at: string; by: string },
): Promise<void> => {
  await sql`delete from customer_data where workspace_id = ${workspaceId} and key = ${key}
    and customer_id in (select jsonb_array_elements_text(${JSON.stringify(customerIds)}::text::jsonb)::uuid)`
  if (value !== null)
    await sql`insert into customer_data (workspace_id, customer_id, key, value, at, by)
      values (${workspaceId}, ${customerIds[0] ?? ''}, ${key}, ${value}, ${at}::timestamptz, ${by})`
}

export const writeHistory = async (
  sql: Sql,
  workspaceId: string,
  customerId: string,
  changes: readonly (Omit<CustomerChange, 'by'> & { by: Person | null })[],
): Promise<unknown> =>
  sql`insert into customer_history (workspace_id, customer_id, id, at, by, what, field, "from", "to")
    select ${workspaceId}, ${customerId}, x.id, x.at, x.by, x.what, x.field, x."from", x."to"
    from jsonb_to_recordset(${JSON.stringify(changes)}::text::jsonb)
      x(id uuid, at timestamptz, by jsonb, what text, field text, "from" text, "to" text)`

/** Merges one record, with all that were merged into it, into another. Neither is changed otherwise, so that it can be undone. */
export const mergeCustomer = async (sql: Sql, workspaceId: string, from: string, into: string): Promise<void> => {
  await sql`update customers set merged_into = ${into} where workspace_id = ${workspaceId} and id = ${from}`
  await sql`update customers set root_id = ${into} where workspace_id = ${workspaceId} and root_id = ${from}`
}

/** Takes a merged record out again, with those that had been merged into it. */
export const unmergeCustomer = async (sql: Sql, workspaceId: string, id: string): Promise<void> => {
  await sql`
    with recursive family as (
      select id from customers where workspace_id = ${workspaceId} and id = ${id}
      union all select c.id from customers c join family f on c.merged_into = f.id where c.workspace_id = ${workspaceId})
    update customers c set root_id = ${id}, merged_into = case when c.id = ${id} then null else c.merged_into end
    from family f where c.workspace_id = ${workspaceId} and c.id = f.id`
}
