import type { Attachment } from '../domain/attachment.ts'
import type { Sql } from './connect.ts'

export type Side = 'customer' | 'team'

/** An uploaded file, without its bytes. */
export interface Uploaded extends Attachment {
  conversationId: string
  side: Side
}

interface Upload extends Uploaded {
  bytes: Uint8Array
}

/** Under the same id it stands once. @returns the one that stands there, and whether it holds the same bytes */
export async function writeAttachment(
  sql: Sql,
  workspaceId: string,
  { id, conversationId, side, name, type, size, bytes }: Upload,
): Promise<{ same: boolean }> {
  await sql`insert into attachments (workspace_id, id, conversation_id, side, name, type, size, bytes)
    values (${workspaceId}, ${id}, ${conversationId}, ${side}, ${name}, ${type}, ${size}, ${bytes as Buffer}) on conflict do nothing`
  const [row] = await sql<
    { same: boolean }[]
  >`select conversation_id = ${conversationId} and side = ${side} and name = ${name}
      and sha256(bytes) = sha256(${bytes as Buffer}::bytea) as same
    from attachments where workspace_id = ${workspaceId} and id = ${id}`
  return { same: row?.same ?? false }
}

/** How many files a conversation holds. */
export const countAttachments = async (sql: Sql, workspaceId: string, conversationId: string): Promise<number> => {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from attachments
    where workspace_id = ${workspaceId} and conversation_id = ${conversationId}`
  return row?.count ?? 0
}

const list = (ids: readonly string[]) => JSON.stringify(ids)

/** Those of these ids that this side has brought to one of these conversations. */
export const readAttachments = async (
  sql: Sql,
  workspaceId: string,
  ids: readonly string[],
  side: Side,
  conversationIds: readonly string[],
): Promise<Uploaded[]> =>
  sql`select id, conversation_id as "conversationId", side, name, type, size from attachments
    where workspace_id = ${workspaceId} and side = ${side}
      and id in (select jsonb_array_elements_text(${list(ids)}::text::jsonb)::uuid)
      and conversation_id in (select jsonb_array_elements_text(${list(conversationIds)}::text::jsonb)::uuid)`

// What a message of the log names stands there for ever.
const isSent = (sql: Sql) => sql`exists (select 1 from events e
    where e.workspace_id = a.workspace_id and e.conversation_id = a.conversation_id and e.type = 'message.added'
      and e.data -> 'message' -> 'attachments' @> jsonb_build_array(jsonb_build_object('id', a.id)))`

/** What was brought to a session that ended goes along with the message into the next one. */
export const moveAttachments = async (
  sql: Sql,
  workspaceId: string,
  ids: readonly string[],
  from: string,
  to: string,
): Promise<unknown> =>
  sql`update attachments a set conversation_id = ${to} where a.workspace_id = ${workspaceId} and a.conversation_id = ${from}
    and a.id in (select jsonb_array_elements_text(${list(ids)}::text::jsonb)::uuid) and not ${isSent(sql)}`

/** A file of a conversation with its bytes. @param side who asks: what the other side has not sent is not there */
export async function readAttachment(
  sql: Sql,
  workspaceId: string,
  conversationId: string,
  id: string,
  side: Side,
): Promise<Upload | null> {
  const [row] = await sql<
    Upload[]
  >`select a.id, a.conversation_id as "conversationId", a.side, a.name, a.type, a.size, a.bytes
    from attachments a where a.workspace_id = ${workspaceId} and a.conversation_id = ${conversationId} and a.id = ${id}
      and (a.side = ${side} or ${isSent(sql)})`
  return row ?? null
}

/** An upload that no message names is gone. */
export const dropUnsent = async (sql: Sql, workspaceId: string, id: string): Promise<unknown> =>
  sql`delete from attachments a where a.workspace_id = ${workspaceId} and a.id = ${id} and not ${isSent(sql)}`

/** With a customer's words their files go, too. */
export const eraseAttachments = async (
  sql: Sql,
  workspaceId: string,
  conversationIds: readonly string[],
): Promise<unknown> =>
  sql`delete from attachments where workspace_id = ${workspaceId}
    and conversation_id in (select jsonb_array_elements_text(${list(conversationIds)}::text::jsonb)::uuid)`
