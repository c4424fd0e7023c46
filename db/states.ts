import type { Conversation } from '../domain/conversation.ts'
import type { Service } from '../domain/service.ts'
import type { Sql } from './connect.ts'

/** The folds of conversations by (workspace, id): what `decide` needs and the cache does not have. */
export const readConversations = async (
  sql: Sql,
  keys: { ws: string; id: string }[],
): Promise<{ ws: string; state: Conversation }[]> => {
  const rows = await sql<
    { ws: string; state: Conversation }[]
  >`select c.workspace_id as ws, c.state from jsonb_to_recordset(${JSON.stringify(keys)}::text::jsonb) k(ws uuid, id uuid)
      join conversations c on c.workspace_id = k.ws and c.id = k.id`
  return rows.map(({ ws, state }) => ({ ws, state: conversationUpToDate(state) }))
}

/** What a conversation of an older Baton lacks is filled in from what it has. */
export const conversationUpToDate = (state: Conversation): Conversation =>
  state.movedAt === undefined || state.lastReplyId === undefined
    ? {
        ...state,
        movedAt: state.movedAt ?? state.ownerSince ?? state.pausedAt ?? state.startedAt,
        lastReplyId: state.lastMessage && state.lastMessage.role !== 'customer' ? state.lastMessage.id : null,
      }
    : state

/** All services of a workspace, the deleted ones too. */
export const readServices = async (sql: Sql, workspaceId: string): Promise<Service[]> =>
  (await sql<{ state: Service }[]>`select state from services where workspace_id = ${workspaceId}`).map((row) =>
    upToDate(row.state),
  )

/** What a service of an older Baton lacks is filled in, as the fold does it. */
const upToDate = (state: Service): Service => ({ ...state, webhookUrl: state.webhookUrl ?? null })

/**
 * What a node starts from: the head and the open conversations of one instant. Row by row, since one value that held them
 * all would be seconds in the making, and the connection silent meanwhile.
 */
export async function readBoard(
  sql: Sql,
  workspaceId: string,
): Promise<{
  generation: number
  erasures: number
  seq: number
  services: Service[]
  conversations: Conversation[]
} | null> {
  const rows = await sql<
    {
      generation: number | null
      erasures: number | null
      seq: number | null
      service: Service | null
      conversation: Conversation | null
    }[]
  >`
    select h.generation, h.erasures, h.seq, null::jsonb as service, null::jsonb as conversation from heads h where h.workspace_id = ${workspaceId}
    union all
    select null, null, null, s.state, null from services s where s.workspace_id = ${workspaceId} and not s.deleted
    union all
    select null, null, null, null, c.state from conversations c join services s on s.workspace_id = c.workspace_id and s.id = c.service_id
      where c.workspace_id = ${workspaceId} and c.open and not s.deleted`
  const head = rows.find(({ seq }) => seq !== null)
  if (head?.generation == null || head.seq === null) return null
  return {
    generation: head.generation,
    erasures: head.erasures ?? 0,
    seq: head.seq,
    services: rows.flatMap(({ service }) => (service ? [upToDate(service)] : [])),
    conversations: rows.flatMap(({ conversation }) => (conversation ? [conversationUpToDate(conversation)] : [])),
  }
}
