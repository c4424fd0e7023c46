import type { Actor } from '../domain/actor.ts'
import type { Names } from '../domain/audit.ts'
import type { Event, EventType } from '../domain/events.ts'
import type { Sql } from './connect.ts'
import { said } from './log.ts'

/** What of the log the audit is asked for, the latest first. */
export interface AuditQuestion {
  types: readonly EventType[]
  /** What acted. Customers and AIs are found in one conversation alone. */
  kinds: readonly Actor['kind'][]
  /** One who acted: the id of a person, or the name of a rule. Not with `key`. */
  who?: string | undefined
  /** The key that acted, or with which somebody did. */
  key?: string | undefined
  conversationId?: string | undefined
  serviceId?: string | undefined
  /** The services that the reader sees; null for every one. */
  services: readonly string[] | null
  /** Numbers of the log: from this one on, and before that one. */
  from?: number | undefined
  before?: number | undefined
  limit: number
}

export type AuditRow = Event & { serviceId: string | null }

/** How many lines one answer examines where no index has exactly what is asked for. */
const EXAMINED = 1_000

/**
 * Lines of the audit. What is asked for by type, by who acted, or by conversation comes out of an index that has just that, whatever
 * else is in the log; a key and a service are looked for among the next thousand of those, so that no answer reads a whole
 * log. It may come back with fewer than `limit`, then, and more to come.
 * @returns `next`: the number before which it goes on, or null at the end
 */
export async function readAudit(
  sql: Sql,
  workspaceId: string,
  question: AuditQuestion,
): Promise<{ rows: AuditRow[]; next: number | null }> {
  const { types, kinds, who, key, conversationId, serviceId, services, from = 0, before, limit } = question
  const within = sql`and e.seq >= ${from} ${before === undefined ? sql`` : sql`and e.seq < ${before}`}`
  const sifted = key !== undefined || serviceId !== undefined || services !== null
  const examined = sifted || conversationId !== undefined ? Math.max(EXAMINED, limit + 1) : limit + 1
  const list = JSON.stringify(types)
  const candidates =
    conversationId === undefined
      ? // A look into the index for each kind and type, and never more than is asked for out of each.
        sql`select x.seq from jsonb_array_elements_text(${list}::text::jsonb) t(type)
            ${who === undefined ? sql`cross join jsonb_array_elements_text(${JSON.stringify(kinds)}::text::jsonb) k(kind)` : sql``}
            cross join lateral (select e.seq from events e
              where e.workspace_id = ${workspaceId} and e.type = t.type and ${byTheTeam(sql)}
                ${who === undefined ? sql`and e.actor ->> 'kind' = k.kind` : sql`and ${actingOf(sql)} = ${who}`} ${within}
              order by e.seq desc limit ${examined}) x
            order by x.seq desc limit ${examined}`
      : sql`select e.seq from events e where e.workspace_id = ${workspaceId} and e.conversation_id = ${conversationId} ${within}
            order by e.seq desc limit ${examined}`
  const service = sql`coalesce(c.service_id::text, e.data ->> 'serviceId', e.data -> 'service' ->> 'id')`
  const rows = await sql<(AuditRow & { lowest: number | null; examined: number })[]>`
    with candidates as materialized (${candidates}),
      all_of_them as (select min(seq) as lowest, count(*)::int as examined from candidates)
    select a.lowest, a.examined, f.* from all_of_them a left join lateral (
      select e.seq, e.conversation_id as "conversationId", e.type, e.actor, ${said(sql, sql`e.at`)} as at, e.data, ${service} as "serviceId"
      -- One look for each, however few the log has: a plan made for a small one reads a large one whole.
      from candidates x
        cross join lateral (select * from events where workspace_id = ${workspaceId} and seq = x.seq limit 1) e
        left join lateral (select service_id from conversations
          where workspace_id = ${workspaceId} and id = e.conversation_id limit 1) c on true
      where ${conversationId === undefined ? sql`true` : sql`e.type in (select jsonb_array_elements_text(${list}::text::jsonb))`}
          and e.actor ->> 'kind' in (select jsonb_array_elements_text(${JSON.stringify(kinds)}::text::jsonb))
        ${conversationId === undefined || who === undefined ? sql`` : sql`and ${actingOf(sql)} = ${who}`}
        ${key === undefined ? sql`` : sql`and (e.actor -> 'key' ->> 'id' = ${key} or (e.actor ->> 'kind' = 'key' and e.actor ->> 'id' = ${key}))`}
        ${serviceId === undefined ? sql`` : sql`and ${service} = ${serviceId}`}
        ${services === null ? sql`` : sql`and (${service} is null or ${service} in (select jsonb_array_elements_text(${JSON.stringify(services)}::text::jsonb)))`}
      order by e.seq desc limit ${limit + 1}) f on true
    order by f.seq desc`
  const found = rows.filter(({ seq }) => seq !== null)
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const [bounds] = rows
  const next = found.length > limit && last ? last.seq : bounds && bounds.examined === examined ? bounds.lowest : null
  return { rows: shown.map(({ lowest: _lowest, examined: _examined, ...row }) => row as AuditRow), next }
}

// Both as the indexes `events_audit` and `events_audit_who` have them.
const byTheTeam = (sql: Sql) => sql`e.actor ->> 'kind' in ('operator', 'key', 'rule')`
const actingOf = (sql: Sql) => sql`coalesce(e.actor ->> 'id', e.actor ->> 'name')`

/**
 * The number of the first line at or after a time: numbers and times of a log rise together, so it is found by halves, with some twenty
 * looks at the primary key.
 */
export async function seqAt(sql: Sql, workspaceId: string, at: string): Promise<number> {
  const [row] = await sql<{ seq: number }[]>`
    with recursive half(low, high) as (
      select 1::bigint, seq + 1 from heads where workspace_id = ${workspaceId}
      union all
      select case when e.at < ${at}::timestamptz then e.seq + 1 else low end,
        case when e.at < ${at}::timestamptz then greatest(high, e.seq + 1) else (low + high) / 2 end
      from half left join lateral (
        select seq, at from events where workspace_id = ${workspaceId} and seq >= (low + high) / 2 order by seq limit 1) e on true
      where low < high)
    select low as seq from half order by high - low limit 1`
  return row?.seq ?? 1
}

/**
 * What the things are called that these ids name, also those that are gone: their names are in the log. Nothing of another workspace
 * is found (L7).
 */
export async function readNames(
  sql: Sql,
  workspaceId: string,
  ids: Record<keyof Names, readonly string[]>,
): Promise<Record<keyof Names, Map<string, string>>> {
  const among = (what: keyof Names) =>
    sql`in (select jsonb_array_elements_text(${JSON.stringify(ids[what])}::text::jsonb))`
  const rows = await sql<{ what: keyof Names; id: string; name: string }[]>`
    select 'person' as what, u.id, u.name from members m join users u on u.id = m.user_id
      where m.workspace_id = ${workspaceId} and u.id ${among('person')}
    union all select 'service', id::text, state ->> 'name' from services
      where workspace_id = ${workspaceId} and id::text ${among('service')}
    union all select 'key', id::text, name from api_keys where workspace_id = ${workspaceId} and id::text ${among('key')}
    union all select 'group', id::text, name from operator_groups
      where workspace_id = ${workspaceId} and id::text ${among('group')}`
  const names = { person: new Map(), service: new Map(), group: new Map(), key: new Map() } as Record<
    keyof Names,
    Map<string, string>
  >
  for (const { what, id, name } of rows) names[what].set(id, name)
  const gone = (what: keyof Names) => ids[what].filter((id) => !names[what].has(id))
  const [people, groups] = [gone('person'), gone('group')]
  if (people.length + groups.length === 0) return names
  const before = await sql<{ what: keyof Names; id: string; name: string }[]>`
    select 'person' as what, e.data ->> 'userId' as id, e.data ->> 'name' as name from events e
      where e.workspace_id = ${workspaceId} and e.type = 'user.created' and ${byTheTeam(sql)}
        and e.data ->> 'userId' in (select jsonb_array_elements_text(${JSON.stringify(people)}::text::jsonb))
    union all select 'group', e.data -> 'group' ->> 'id', e.data -> 'group' ->> 'name' from events e
      where e.workspace_id = ${workspaceId} and e.type = 'group.created' and ${byTheTeam(sql)}
        and e.data -> 'group' ->> 'id' in (select jsonb_array_elements_text(${JSON.stringify(groups)}::text::jsonb))`
  for (const { what, id, name } of before) names[what].set(id, name)
  return names
}
