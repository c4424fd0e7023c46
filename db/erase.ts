import type { Actor } from '../domain/actor.ts'
import type { Conversation } from '../domain/conversation.ts'
import type { Sql } from './connect.ts'

/** All that is written when a person is erased: made outside, and written only where the conversations are as they were read. */
export interface Erasure {
  workspaceId: string
  customerId: string
  commandId: string
  bodyHash: string
  actor: Actor
  answer: unknown
  /** Each conversation as it was read, and as it is to be. */
  conversations: { id: string; version: number; search: string; state: Conversation }[]
  events: { seq: number; data: unknown }[]
}

/**
 * The one privileged function (laws.md, Erasure): under the counter's lock it nulls what stands in events, rows, records and the
 * search, appends `customer.erased` for each conversation and begins a new generation.
 * @returns `stale` when something moved on since it was read, and nothing was done
 */
export async function eraseCustomer(sql: Sql, erasure: Erasure): Promise<'ok' | 'stale' | 'unknown'> {
  const { workspaceId, customerId, commandId, bodyHash } = erasure
  const json = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`
  const [row] = await sql<{ outcome: 'ok' | 'stale' | 'unknown' }[]>`
    select erase_customer(${workspaceId}::uuid, ${customerId}::uuid, ${commandId}::uuid, ${bodyHash}::text, ${json(erasure.actor)},
      ${json({ recorded: erasure.answer })}, ${json(erasure.conversations)}, ${json(erasure.events)}) as outcome`
  return row?.outcome ?? 'unknown'
}

/** Kept answers that tell of these conversations as a whole, not only what the log cannot tell. */
export const readWholeAnswers = async (
  sql: Sql,
  workspaceId: string,
  ids: readonly string[],
): Promise<{ id: string; result: Record<string, unknown> }[]> =>
  sql`select id, result from commands where workspace_id = ${workspaceId}
    and result -> 'conversation' ->> 'id' in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`

export const writeAnswers = async (
  sql: Sql,
  workspaceId: string,
  answers: readonly { id: string; result: unknown }[],
): Promise<unknown> =>
  sql`update commands k set result = x.result from jsonb_to_recordset(${JSON.stringify(answers)}::text::jsonb) x(id uuid, result jsonb)
    where k.workspace_id = ${workspaceId} and k.id = x.id`

/** What tasks of these conversations say of what went wrong may quote the person. */
export const clearTasks = async (sql: Sql, workspaceId: string, ids: readonly string[]): Promise<unknown> =>
  sql`update tasks set error = null, payload = case when jsonb_exists(payload, 'why') then jsonb_set(payload, '{why}', '""') else payload end
    where workspace_id = ${workspaceId}
      and payload ->> 'conversationId' in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`
