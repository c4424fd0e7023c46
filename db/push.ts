import { NotificationChoices } from '../domain/notification.ts'
import type { Sql } from './connect.ts'
import { noted, type Unrecorded } from './groups.ts'

/** Where one browser is told, and with which keys (RFC 8291). */
export interface PushSubscription {
  id: string
  userId: string
  endpoint: string
  /** Both base64url. */
  p256dh: string
  auth: string
}

/** Which person has which subscriptions, in every workspace. */
export const listSubscribers = async (sql: Sql): Promise<{ workspaceId: string; userId: string; ids: string[] }[]> =>
  sql`select workspace_id as "workspaceId", user_id as "userId", jsonb_agg(id order by id) as ids
    from push_subscriptions group by workspace_id, user_id`

/** A subscription with what its person wants to be told, while the session of its browser lives; else null. */
export async function readSubscription(
  sql: Sql,
  workspaceId: string,
  id: string,
): Promise<(PushSubscription & { choices: NotificationChoices | null }) | null> {
  const [row] = await sql<(PushSubscription & { choices: NotificationChoices | null })[]>`
    select p.id, p.user_id as "userId", p.endpoint, p.p256dh, p.auth, m.notifications as choices
    from push_subscriptions p
    join members m on m.workspace_id = p.workspace_id and m.user_id = p.user_id
    join sessions s on s.id = p.session_id and s.expires_at > now()
    where p.workspace_id = ${workspaceId} and p.id = ${id}`
  return row ?? null
}

/**
 * The browser of this session has this subscription from now on, and no other session has it: a browser that another person
 * signed in to tells nobody else's.
 * @returns its id, or null when the session is over
 */
export async function writeSubscription(
  sql: Sql,
  {
    workspaceId,
    sessionId,
    id,
    userId,
    endpoint,
    p256dh,
    auth,
  }: PushSubscription & {
    workspaceId: string
    sessionId: string
  },
): Promise<string | null> {
  await sql`delete from push_subscriptions where workspace_id = ${workspaceId} and endpoint = ${endpoint} and session_id <> ${sessionId}`
  const [row] = await sql<{ id: string }[]>`
    insert into push_subscriptions (workspace_id, id, user_id, session_id, endpoint, p256dh, auth)
    select m.workspace_id, ${id}, m.user_id, s.id, ${endpoint}, ${p256dh}, ${auth}
    from sessions s join members m on m.workspace_id = ${workspaceId} and m.user_id = s.user_id
    where s.id = ${sessionId} and s.user_id = ${userId}
    on conflict (workspace_id, session_id) do update
      set endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth
    returning id`
  return row?.id ?? null
}

/** Nothing is told to the browser of this session any more. */
export const removeSubscriptionOf = async (sql: Sql, workspaceId: string, sessionId: string): Promise<unknown> =>
  sql`delete from push_subscriptions where workspace_id = ${workspaceId} and session_id = ${sessionId}`

/** A push service does not know it any more; unless the browser has another one by now. */
export const removeDeadSubscription = async (
  sql: Sql,
  workspaceId: string,
  { id, endpoint }: Pick<PushSubscription, 'id' | 'endpoint'>,
): Promise<unknown> =>
  sql`delete from push_subscriptions where workspace_id = ${workspaceId} and id = ${id} and endpoint = ${endpoint}`

/** What a person wants to be told of; null for somebody who chose nothing. */
export async function readChoices(sql: Sql, workspaceId: string, userId: string): Promise<NotificationChoices | null> {
  const [row] = await sql<{ choices: unknown }[]>`
    select notifications as choices from members where workspace_id = ${workspaceId} and user_id = ${userId}`
  return NotificationChoices.nullable().parse(row?.choices ?? null)
}

/** @returns whether there is such a person. The line for the log is written with it (L10). */
export async function writeChoices(
  sql: Sql,
  workspaceId: string,
  userId: string,
  choices: NotificationChoices,
  line: Unrecorded,
): Promise<boolean> {
  const rows = await sql`
    with changed as (update members set notifications = ${JSON.stringify(choices)}::text::jsonb
      where workspace_id = ${workspaceId} and user_id = ${userId} returning user_id)
      ${noted(sql, line, 'changed')}
    select user_id from changed`
  return rows.length > 0
}
