import type { Conversation } from '../domain/conversation.ts'
import type { Service } from '../domain/service.ts'
import type { Sql } from './connect.ts'

/** The folds of conversations by (workspace, id): what `decide` needs and the cache does not have. */
export const readConversations = async (
  sql: Sql,
  keys: { ws: string; id: string }[],
): Promise<{ ws: string; state: Conversation }[]> =>
  sql`select c.workspace_id as ws, c.state from jsonb_to_recordset(${JSON.stringify(keys)}::text::jsonb) k(ws uuid, id uuid)
      join conversations c on c.workspace_id = k.ws and c.id = k.id`

/** All services of a workspace, the deleted ones too. */
export const readServices = async (sql: Sql, workspaceId: string): Promise<Service[]> =>
  (await sql<{ state: Service }[]>`select state from services where workspace_id = ${workspaceId}`).map((row) =>
    upToDate(row.state),
  )

/** What a service of an older Baton lacks is filled in, as the fold does it. */
const upToDate = (state: Service): Service => ({ ...state, webhookUrl: state.webhookUrl ?? null })

/** What a node starts from: the head and the open conversations of one instant. */
export async function readBoard(
  sql: Sql,
  workspaceId: string,
): Promise<{ generation: number; seq: number; services: Service[]; conversations: Conversation[] } | null> {
  const rows = await sql<
    { generation: number; seq: number; services: Service[] | null; conversations: Conversation[] | null }[]
  >`
    select h.generation, h.seq,
      (select jsonb_agg(s.state) from services s where s.workspace_id = h.workspace_id and not s.deleted) as services,
      (select jsonb_agg(c.state) from conversations c join services s on s.workspace_id = c.workspace_id and s.id = c.service_id
        where c.workspace_id = h.workspace_id and c.open and not s.deleted) as conversations
    from heads h where h.workspace_id = ${workspaceId}`
  const row = rows[0]
  return row ? { ...row, services: (row.services ?? []).map(upToDate), conversations: row.conversations ?? [] } : null
}
