import type { PendingQuery, Row } from 'postgres'
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
  /** Who holds it or, of one that ended, who held it last: a person's id, or `none`. */
  responsible?: string | undefined
  agent?: string | undefined
  channel?: string | undefined
  /** Whether it was ever handed to people. */
  handedOff?: boolean | undefined
  /** Begun at this time or later, and before that one: RFC 3339. */
  from?: string | undefined
  to?: string | undefined
  id?: string | undefined
  /** Those in which each of these was said or noted, as `readSearchPlace` and `wordsOf` have them: a search for words (A1). */
  words?: { key: number; words: readonly string[] } | undefined
  order?: ConversationOrder
  /** The last one of the page before. */
  after?: { startedAt: string; id: string; messageCount?: number | undefined } | undefined
  limit: number
}

export const conversationOrders = ['newest', 'oldest', 'messages'] as const
export type ConversationOrder = (typeof conversationOrders)[number]

/** Conversations of a workspace, newest first unless said. What holds now is derived in the query as in domain/control.ts. */
export async function listConversations(
  sql: Sql,
  workspaceId: string,
  filter: ConversationFilter,
): Promise<Conversation[]> {
  const { status, serviceId, services, flag, owner, q, limit } = filter
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
      ${rest(sql, workspaceId, filter, { held, ended })}
      ${placed(sql, filter)} limit ${limit}`
  return rows.map((row) => conversationUpToDate(row.state))
}

/** What the sessions screen asks beyond that (A1). */
function rest(
  sql: Sql,
  workspaceId: string,
  { responsible, agent, channel, handedOff, from, to, id, words }: ConversationFilter,
  { held, ended }: { held: Part; ended: Part },
): Part {
  const answers = sql`(${held} or (${ended} and c.owner_id is not null))`
  return sql`
    ${responsible === undefined ? sql`` : responsible === 'none' ? sql`and not ${answers}` : sql`and ${answers} and c.owner_id = ${responsible}`}
    ${agent === undefined ? sql`` : sql`and c.state ->> 'agent' = ${agent}`}
    ${channel === undefined ? sql`` : sql`and c.state ->> 'channel' = ${channel}`}
    ${handedOff === undefined ? sql`` : handedOff ? sql`and c.state ->> 'handoff' is not null` : sql`and c.state ->> 'handoff' is null`}
    ${from === undefined ? sql`` : sql`and c.started_at >= ${from}::timestamptz`}
    ${to === undefined ? sql`` : sql`and c.started_at < ${to}::timestamptz`}
    ${id === undefined ? sql`` : sql`and c.id = ${id}::uuid`}
    ${(words?.words ?? []).reduce(
      // A word that is begun finds those that begin with it; a single character would find half of all there is.
      (
        all,
        word,
      ) => sql`${all} and c.id in (select w.conversation_id from session_words w where w.workspace_id = ${workspaceId}
        and w.words @@ ${`'${words?.key}:${word}'${[...word].length > 1 ? ':*' : ''}`}::text::tsquery)`,
      sql``,
    )}`
}

/** The order, and where to go on in it. */
function placed(sql: Sql, { order = 'newest', after }: ConversationFilter): Part {
  switch (order) {
    case 'newest':
      return sql`${after === undefined ? sql`` : sql`and (c.started_at, c.id) < (${after.startedAt}::timestamptz, ${after.id}::uuid)`}
        order by c.started_at desc, c.id desc`
    case 'oldest':
      return sql`${after === undefined ? sql`` : sql`and (c.started_at, c.id) > (${after.startedAt}::timestamptz, ${after.id}::uuid)`}
        order by c.started_at, c.id`
    case 'messages':
      return sql`${after === undefined ? sql`` : sql`and ((c.state ->> 'messageCount')::int, c.id) < (${after.messageCount ?? 0}::int, ${after.id}::uuid)`}
        order by (c.state ->> 'messageCount')::int desc, c.id desc`
    default:
      return order satisfies never
  }
}

type Part = PendingQuery<Row[]>
