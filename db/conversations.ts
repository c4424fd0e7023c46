import type { Conversation } from '../domain/conversation.ts'
import type { FlagKind } from '../domain/flags.ts'
import type { Sight } from '../domain/sight.ts'
import type { Sql } from './connect.ts'
import { conversationUpToDate } from './states.ts'

export interface ConversationFilter {
  status?: 'ai_active' | 'paused' | 'resolved' | undefined
  serviceId?: string | undefined
  /** Of these services alone. */
  services: Sight
  flag?: FlagKind | undefined
  /** An operator's id, or `none`. */
  owner?: string | undefined
  q?: string | undefined
  /** The last one of the page before. */
  after?: { startedAt: string; id: string } | undefined
  limit: number
}

/** Conversations of a workspace, newest first. What holds now is derived in the query as in domain/control.ts. */
export async function listConversations(
  sql: Sql,
  workspaceId: string,
  filter: ConversationFilter,
): Promise<Conversation[]> {
  const { status, serviceId, services, flag, owner, q, after, limit } = filter
  const held = sql`(c.owner_id is not null and (c.state ->> 'epoch')::bigint >= (s.state ->> 'epoch')::bigint)`
  const ended = sql`(not c.open or s.deleted)`
  const paused = sql`(not ${ended} and (${held} or s.state ->> 'mode' = 'human_only' or (s.state ->> 'mode' = 'human_supported'
    and c.state ->> 'control' = 'people' and (c.state ->> 'epoch')::bigint >= (s.state ->> 'epoch')::bigint)))`
  const rows = await sql<{ state: Conversation }[]>`
    select c.state from conversations c join services s on s.workspace_id = c.workspace_id and s.id = c.service_id
    where c.workspace_id = ${workspaceId}
      ${status === 'resolved' ? sql`and ${ended}` : status === 'paused' ? sql`and ${paused}` : status === 'ai_active' ? sql`and not ${ended} and not ${paused}` : sql``}
      ${serviceId === undefined ? sql`` : sql`and c.service_id = ${serviceId}`}
      ${services === null ? sql`` : sql`and c.service_id in (select jsonb_array_elements_text(${JSON.stringify([...services])}::text::jsonb)::uuid)`}
      ${flag === undefined ? sql`` : sql`and ${flag} = any(c.open_flags)`}
      ${owner === undefined ? sql`` : owner === 'none' ? sql`and not ${held}` : sql`and ${held} and not ${ended} and c.owner_id = ${owner}`}
      ${q === undefined ? sql`` : sql`and c.search like ${`%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`}`}
      ${after === undefined ? sql`` : sql`and (c.started_at, c.id) < (${after.startedAt}::timestamptz, ${after.id}::uuid)`}
    order by c.started_at desc, c.id desc limit ${limit}`
  return rows.map((row) => conversationUpToDate(row.state))
}
