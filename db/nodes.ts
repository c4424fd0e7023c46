import type { Sql } from './connect.ts'

/** A person who has a console open. */
export interface Present {
  workspaceId: string
  userId: string
}

/** A person who looks at a conversation, and for how many milliseconds that still counts; null for one who looks no more. */
export interface Look extends Present {
  name: string
  conversationId: string | null
  left: number
}

/**
 * Says that a node lives for so many milliseconds more, and who is here on it; forgets nodes that are long gone. One
 * round trip.
 * @returns how many nodes live
 */
export async function beat(sql: Sql, node: string, lease: number, present: readonly Present[]): Promise<number> {
  const [row] = await sql<{ others: number }[]>`
    with here as materialized (select distinct "workspaceId" as workspace_id, "userId" as user_id
        from jsonb_to_recordset(${JSON.stringify(present)}::text::jsonb) x("workspaceId" uuid, "userId" text)),
      me as (insert into nodes (id, until) values (${node}, clock_timestamp() + ${lease}::int * interval '1 millisecond')
        on conflict (id) do update set until = excluded.until),
      gone as (delete from presence p where p.node_id = ${node}
        and not exists (select from here h where h.workspace_id = p.workspace_id and h.user_id = p.user_id)),
      come as (insert into presence (workspace_id, user_id, node_id) select workspace_id, user_id, ${node} from here
        on conflict do nothing),
      dead as (delete from nodes where id <> ${node} and until < now() - interval '10 minutes'),
      past as (delete from looks where until < now() - interval '10 minutes')
    select count(*)::int as others from nodes where id <> ${node} and until > now()`
  return (row?.others ?? 0) + 1
}

/** A node ends: its people are gone, its tasks are free. */
export async function leave(sql: Sql, node: string): Promise<void> {
  await sql`delete from nodes where id = ${node}`
  await sql`update tasks set locked_by = null, locked_until = null where locked_by = ${node}`
}

/**
 * Frees the tasks of workers whose node's lease has lapsed.
 * @returns whether there were any
 */
export async function freeTasksOfTheDead(sql: Sql): Promise<boolean> {
  const rows = await sql`
    update tasks t set locked_by = null, locked_until = null from (
      select id from tasks x where x.locked_by is not null
        and not exists (select from nodes n where n.id = x.locked_by and n.until > now()) for update skip locked) d
    where t.id = d.id returning t.id`
  return rows.length > 0
}

/** Who is here on other nodes that live, and who looks where by the word of any node. */
export async function readPresence(sql: Sql, node: string): Promise<{ present: Present[]; looks: Look[] }> {
  const [row] = await sql<{ present: Present[] | null; looks: Look[] | null }[]>`
    select
      (select jsonb_agg(distinct jsonb_build_object('workspaceId', p.workspace_id, 'userId', p.user_id))
        from presence p join nodes n on n.id = p.node_id where n.until > now() and n.id <> ${node}) as present,
      (select jsonb_agg(jsonb_build_object('workspaceId', l.workspace_id, 'userId', l.user_id, 'name', u.name,
          'conversationId', l.conversation_id, 'left', extract(epoch from l.until - now()) * 1000))
        from looks l join users u on u.id = l.user_id where l.until > now()) as looks`
  return { present: row?.present ?? [], looks: row?.looks ?? [] }
}

/** Writes who looks where, of each person the last word. */
export async function writeLooks(sql: Sql, looks: readonly Look[]): Promise<void> {
  await sql`
    with given as materialized (select * from jsonb_to_recordset(${JSON.stringify(looks)}::text::jsonb)
        x("workspaceId" uuid, "userId" text, "conversationId" uuid, "left" int)),
      gone as (delete from looks l using given g where g."conversationId" is null
        and l.workspace_id = g."workspaceId" and l.user_id = g."userId")
    insert into looks (workspace_id, user_id, conversation_id, until)
    select "workspaceId", "userId", "conversationId", clock_timestamp() + "left" * interval '1 millisecond'
    from given where "conversationId" is not null
    order by 1, 2
    on conflict (workspace_id, user_id) do update set conversation_id = excluded.conversation_id, until = excluded.until`
}
