import type { Sql } from './connect.ts'
import type { Begun } from './customers.ts'

/** Where the search of a workspace stands, for the node that reads on. */
export interface SearchPlace {
  workspaceId: string
  key: number
  seq: number
  version: number
}

/**
 * Takes the workspaces whose log goes on beyond what can be searched, for this node alone and a while: of several nodes one
 * reads.
 * @param lease milliseconds
 */
export async function takeSearchPlaces(sql: Sql, node: string, lease: number): Promise<SearchPlace[]> {
  return sql<SearchPlace[]>`
    with new as (
      insert into search_places (workspace_id) select h.workspace_id from heads h
        where not exists (select from search_places p where p.workspace_id = h.workspace_id) on conflict do nothing)
    update search_places p set held_by = ${node}, held_until = clock_timestamp() + ${lease} * interval '1 millisecond'
    from heads h where h.workspace_id = p.workspace_id and h.seq > p.seq
      and (p.held_by is null or p.held_by = ${node} or p.held_until < clock_timestamp())
    returning p.workspace_id as "workspaceId", p.key, p.seq, p.version`
}

/** What of an event is read for the search. `text` is null where there is nothing to find in it. */
export interface Unread {
  seq: number
  conversationId: string | null
  text: string | null
  /** Of a conversation that began: whose it may be. */
  begun: Omit<Begun, 'conversationId'> | null
}

/**
 * The next events of a log, with the words in them: what was said, what operators noted, and what the customer gave of
 * themselves. Notices of Baton itself are the same everywhere, and found nowhere.
 */
export async function readUnread(sql: Sql, workspaceId: string, after: number, limit: number): Promise<Unread[]> {
  return sql<Unread[]>`
    select seq, conversation_id as "conversationId", case type
      when 'message.added' then case when data -> 'message' ->> 'role' <> 'system' then data -> 'message' ->> 'text' end
      when 'note.added' then data -> 'note' ->> 'text'
      when 'conversation.opened' then concat_ws(' ', data -> 'customer' ->> 'name', data -> 'customer' ->> 'email', data -> 'customer' ->> 'phone',
        data -> 'customer' ->> 'externalId', data -> 'customer' -> 'location' ->> 'city', data -> 'customer' -> 'location' ->> 'region')
      end as text, case type when 'conversation.opened' then jsonb_build_object('at', at, 'claimed', actor ->> 'via' = 'widget',
        'previousId', data -> 'previousId', 'externalId', data -> 'customer' -> 'externalId', 'name', data -> 'customer' -> 'name',
        'email', data -> 'customer' -> 'email', 'phone', data -> 'customer' -> 'phone') end as begun
    from events where workspace_id = ${workspaceId} and seq > ${after} order by seq limit ${limit}`
}

/**
 * Writes words and moves the place on, in one statement, only while nobody else did and nothing was taken away meanwhile.
 * @returns whether it was written
 */
export async function writeWords(
  sql: Sql,
  from: SearchPlace,
  to: number,
  rows: readonly { seq: number; conversation: string; words: string[] }[],
): Promise<boolean> {
  const [row] = await sql<{ moved: boolean }[]>`
    with place as (
      update search_places set seq = ${to} where workspace_id = ${from.workspaceId} and seq = ${from.seq} and version = ${from.version}
      returning key),
    made as (
      insert into session_words (workspace_id, seq, conversation_id, words)
      select ${from.workspaceId}, r.seq, r.conversation,
        array_to_tsvector(array(select place.key || ':' || word from jsonb_array_elements_text(r.words) word))
      from place, jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) r(seq bigint, conversation uuid, words jsonb)
      on conflict do nothing)
    select exists (select from place) as moved`
  return row?.moved ?? false
}

/** The key of a workspace's words, and how many events of its log cannot be searched yet. */
export async function readSearchPlace(sql: Sql, workspaceId: string): Promise<{ key: number; behind: number } | null> {
  const [row] = await sql<{ key: number | null; behind: number }[]>`
    select p.key, h.seq - coalesce(p.seq, 0) as behind from heads h left join search_places p on p.workspace_id = h.workspace_id
    where h.workspace_id = ${workspaceId}`
  return row ? { key: row.key ?? 0, behind: row.behind } : null
}
