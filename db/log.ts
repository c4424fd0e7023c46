import type { Actor } from '../domain/actor.ts'
import type { Event, EventData, EventType } from '../domain/events.ts'
import { serviceOf } from '../domain/evolve.ts'
import type { Sql } from './connect.ts'

interface Row {
  seq: number
  conversation_id: string | null
  type: EventType
  actor: Actor
  at: string
  data: unknown
  public_seq: number | null
}

/** An event of the log with its number among those that the conversation's customer may see, or null. */
export type Logged = Event & { publicSeq: number | null }

// Recorded events never change their meaning: a new shape of an old type is brought up to date here, on reading.
const upcast = (row: Row): Logged =>
  ({
    seq: row.seq,
    conversationId: row.conversation_id,
    type: row.type,
    actor: row.actor,
    at: row.at,
    data: row.data,
    publicSeq: row.public_seq,
  }) as Logged

/** A time as the API writes it; `at` of an event unless another one is named. */
export const said = (sql: Sql, time = sql`at`) =>
  sql`to_char(${time} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** A workspace's events after a number, in order, at most `limit` of them, each with the service that it belongs to, or null. */
export async function readLog(
  sql: Sql,
  workspaceId: string,
  after: number,
  limit: number,
): Promise<(Logged & { serviceId: string | null })[]> {
  const rows = await sql<
    (Row & { service_id: string | null })[]
  >`select e.seq, e.conversation_id, e.type, e.actor, ${said(sql)} as at, e.data, e.public_seq, c.service_id from events e
    left join conversations c on c.workspace_id = e.workspace_id and c.id = e.conversation_id
    where e.workspace_id = ${workspaceId} and e.seq > ${after} order by e.seq limit ${limit}`
  return rows.map((row) => {
    const event = upcast(row)
    return { ...event, serviceId: row.service_id ?? serviceOf(event) }
  })
}

/** One conversation's events after a number of the workspace's log. */
export async function readConversation(
  sql: Sql,
  workspaceId: string,
  id: string,
  after: number,
  limit: number,
): Promise<Logged[]> {
  const rows = await sql<
    Row[]
  >`select seq, conversation_id, type, actor, ${said(sql)} as at, data, public_seq from events
    where workspace_id = ${workspaceId} and conversation_id = ${id} and seq > ${after} order by seq limit ${limit}`
  return rows.map(upcast)
}

/** Of these conversations the events of some types, in order. */
export async function readOfTypes(
  sql: Sql,
  workspaceId: string,
  ids: readonly string[],
  types: readonly EventType[],
): Promise<Logged[]> {
  const rows = await sql<
    Row[]
  >`select seq, conversation_id, type, actor, ${said(sql)} as at, data, public_seq from events
    where workspace_id = ${workspaceId}
      and conversation_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid)
      and type in (select jsonb_array_elements_text(${JSON.stringify(types)}::text::jsonb)) order by seq`
  return rows.map(upcast)
}

/** The changes of services' modes since a time (RFC 3339), in order. */
export async function readModeChanges(
  sql: Sql,
  workspaceId: string,
  since: string,
): Promise<{ at: string; data: EventData<'mode.changed'> }[]> {
  return sql`select ${said(sql)} as at, data from events
    where workspace_id = ${workspaceId} and type = 'mode.changed' and at >= ${since}::timestamptz order by seq`
}

/** The events of the conversation that the event by this number is about, up to that one, each with the command that it came of. */
export async function readUpTo(
  sql: Sql,
  workspaceId: string,
  seq: number,
): Promise<(Logged & { commandId: string })[]> {
  const rows = await sql<
    (Row & { command_id: string })[]
  >`select seq, conversation_id, type, actor, ${said(sql)} as at, data, public_seq, command_id from events
    where workspace_id = ${workspaceId} and seq <= ${seq} and conversation_id =
      (select conversation_id from events where workspace_id = ${workspaceId} and seq = ${seq}) order by seq`
  return rows.map((row) => ({ ...upcast(row), commandId: row.command_id }))
}

/** One conversation's newest events, oldest first, at most `limit` of them. */
export async function readRecent(sql: Sql, workspaceId: string, id: string, limit: number): Promise<Logged[]> {
  const rows = await sql<
    Row[]
  >`select seq, conversation_id, type, actor, ${said(sql)} as at, data, public_seq from events
    where workspace_id = ${workspaceId} and conversation_id = ${id} order by seq desc limit ${limit}`
  return rows.map(upcast).reverse()
}

/** One conversation's public events after a number among those: what its customer may read (L8). */
export async function readPublic(
  sql: Sql,
  workspaceId: string,
  id: string,
  after: number,
  limit: number,
): Promise<Logged[]> {
  const rows = await sql<
    Row[]
  >`select seq, conversation_id, type, actor, ${said(sql)} as at, data, public_seq from events
    where workspace_id = ${workspaceId} and conversation_id = ${id} and public_seq > ${after}::bigint order by seq limit ${limit}`
  return rows.map(upcast)
}

/** How many events of a conversation its customer may read. */
export async function countPublic(sql: Sql, workspaceId: string, id: string): Promise<number> {
  const rows = await sql<{ count: number | null }[]>`
    select max(public_seq) as count from events where workspace_id = ${workspaceId} and conversation_id = ${id}`
  return rows[0]?.count ?? 0
}

/** The message by that id in a conversation, or null. */
export async function readMessage(
  sql: Sql,
  workspaceId: string,
  conversationId: string,
  messageId: string,
): Promise<Logged | null> {
  const rows = await sql<
    Row[]
  >`select seq, conversation_id, type, actor, ${said(sql)} as at, data, public_seq from events
    where workspace_id = ${workspaceId} and message_id = ${messageId} and conversation_id = ${conversationId}`
  return rows[0] ? upcast(rows[0]) : null
}

/** How far the logs of these workspaces are written; also a sign of life of the database. */
export const readHeads = async (
  sql: Sql,
  ids: readonly string[],
): Promise<{ workspaceId: string; generation: number; erasures: number; seq: number }[]> =>
  sql`select workspace_id as "workspaceId", generation, erasures, seq from heads
      where workspace_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid)`

/** The place up to which a workspace's log is written. */
export async function readHead(sql: Sql, workspaceId: string): Promise<{ generation: number; seq: number } | null> {
  const rows = await sql<
    { generation: number; seq: number }[]
  >`select generation, seq from heads where workspace_id = ${workspaceId}`
  return rows[0] ?? null
}
