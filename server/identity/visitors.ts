import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { Sql } from '../../db/connect.ts'

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url')

/** The token after this one. The row's id, which never leaves the database, is its key; so renewals at once give one token. */
const after = (token: string, id: string) => `vt_${createHmac('sha256', id).update(token).digest('base64url')}`

/** Another visitor token for a conversation: the browser's way to a new customer token when the hour is over. Those before stay good. */
export async function makeVisitor(sql: Sql, at: { workspaceId: string; conversationId: string }): Promise<string> {
  const token = `vt_${randomBytes(32).toString('base64url')}`
  await sql`insert into visitors (workspace_id, id, conversation_id, hash) values (${at.workspaceId}, ${randomUUID()}, ${at.conversationId}, ${hashOf(token)})`
  return token
}

/**
 * Takes a visitor token and gives the next one; the one before stays good until the new one was used, since an answer
 * may be lost on the way, and two tabs may ask at once: both get the same one. It leads to the newest session of the customer's. Null for what is unknown.
 */
export async function renewVisitor(
  sql: Sql,
  token: string,
): Promise<{ workspaceId: string; conversationId: string; token: string } | null> {
  const given = hashOf(token)
  const [known] = await sql<{ workspace_id: string; id: string }[]>`
    select workspace_id, id from visitors where hash = ${given} or previous_hash = ${given}`
  if (!known) return null
  const next = after(token, known.id)
  const [row] = await sql<{ workspace_id: string; id: string; conversation_id: string }[]>`
    update visitors set previous_hash = ${given}, hash = ${hashOf(next)}, used_at = now()
    where workspace_id = ${known.workspace_id} and id = ${known.id} and (hash = ${given} or previous_hash = ${given})
    returning workspace_id, id, conversation_id`
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
