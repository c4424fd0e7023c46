import { createHash, randomBytes } from 'node:crypto'
import type { Sql } from '../../db/connect.ts'

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url')
const fresh = () => `vt_${randomBytes(32).toString('base64url')}`

/** A visitor token for a conversation: the browser's way to a new customer token when the hour is over. */
export async function makeVisitor(
  sql: Sql,
  at: { workspaceId: string; id: string; conversationId: string },
): Promise<string> {
  const token = fresh()
  await sql`insert into visitors (workspace_id, id, conversation_id, hash) values (${at.workspaceId}, ${at.id}, ${at.conversationId}, ${hashOf(token)})
    on conflict (workspace_id, id) do update set hash = excluded.hash, previous_hash = visitors.hash, used_at = now()`
  return token
}

/**
 * Takes a visitor token and gives the next one; the one before stays good until the new one was used, since an answer
 * may be lost on the way. It leads to the newest session of the customer's. Null for what is unknown.
 */
export async function renewVisitor(
  sql: Sql,
  token: string,
): Promise<{ workspaceId: string; conversationId: string; token: string } | null> {
  const given = hashOf(token)
  const next = fresh()
  const rows = await sql<{ workspace_id: string; id: string; conversation_id: string }[]>`
    update visitors set previous_hash = ${given}, hash = ${hashOf(next)}, used_at = now()
    where hash = ${given} or previous_hash = ${given}
    returning workspace_id, id, conversation_id`
  const row = rows[0]
  if (!row) return null
  const conversationId = await newest(sql, row.workspace_id, row.conversation_id)
  if (conversationId !== row.conversation_id)
    await sql`update visitors set conversation_id = ${conversationId} where workspace_id = ${row.workspace_id} and id = ${row.id}`
  return { workspaceId: row.workspace_id, conversationId, token: next }
}

/** The last of the sessions that continue one another and exist. */
async function newest(sql: Sql, workspaceId: string, id: string): Promise<string> {
  const rows = await sql<{ id: string }[]>`
    with recursive chain(id, next, depth) as (
      select id, (state ->> 'nextId')::uuid, 0 from conversations where workspace_id = ${workspaceId} and id = ${id}
      union all
      select c.id, (c.state ->> 'nextId')::uuid, depth + 1 from chain join conversations c on c.workspace_id = ${workspaceId} and c.id = chain.next where depth < 1000)
    select id from chain order by depth desc limit 1`
  return rows[0]?.id ?? id
}
