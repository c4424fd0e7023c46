import type { LiveState } from '../domain/routing/live.ts'
import type { Switches } from '../domain/routing/switches.ts'
import type { StoredSchedule } from '../domain/schedule.ts'
import type { Sql } from './connect.ts'

/** What somebody chose when they went Live. */
export interface Choice {
  state: LiveState
  services: string[]
  capacity: number
  tags: string[]
}

export interface LiveRow extends Choice {
  workspaceId: string
  userId: string
  name: string
  schedule: StoredSchedule | null
  run: string
  /** Milliseconds since 1970: since when they are Live without a break. */
  since: number
  /** Milliseconds until the lease is over; below zero when it is. */
  left: number
}

/**
 * Everybody who went Live at some time and still belongs to the team, with the time of the database.
 * @param workspaceId null for all workspaces
 */
export async function readLive(sql: Sql, workspaceId: string | null): Promise<{ rows: LiveRow[]; now: number }> {
  const [found] = await sql<{ rows: LiveRow[] | null; now: number }[]>`
    with t as materialized (select clock_timestamp() as now)
    select (extract(epoch from t.now) * 1000)::float8 as now, (
      select jsonb_agg(jsonb_build_object('workspaceId', l.workspace_id, 'userId', l.user_id, 'name', u.name, 'schedule', m.schedule,
        'state', l.state, 'services', l.services, 'capacity', l.capacity, 'tags', l.tags, 'run', l.run,
        'since', extract(epoch from l.since) * 1000, 'left', extract(epoch from l.until - t.now) * 1000) order by l.user_id)
      from live_operators l
      join members m on m.workspace_id = l.workspace_id and m.user_id = l.user_id
      join users u on u.id = l.user_id
      ${workspaceId === null ? sql`` : sql`where l.workspace_id = ${workspaceId}`}) as rows
    from t`
  return { rows: found?.rows ?? [], now: found?.now ?? 0 }
}

/**
 * Writes what somebody chose, and gives them a lease. `run` begins where they were offline.
 * @returns whether they belong to the team
 */
export async function writeLive(
  sql: Sql,
  { workspaceId, userId, state, services, capacity, tags }: Choice & { workspaceId: string; userId: string },
  run: string,
  lease: number,
): Promise<boolean> {
  const rows = await sql`
    insert into live_operators as l (workspace_id, user_id, state, services, capacity, tags, run, since, until)
    select m.workspace_id, m.user_id, ${state}, ${JSON.stringify(services)}::text::jsonb, ${capacity}, ${JSON.stringify(tags)}::text::jsonb,
      ${run}, clock_timestamp(), clock_timestamp() + ${state === 'offline' ? 0 : lease}::int * interval '1 millisecond'
    from members m where m.workspace_id = ${workspaceId} and m.user_id = ${userId}
    on conflict (workspace_id, user_id) do update set state = excluded.state, services = excluded.services,
      capacity = excluded.capacity, tags = excluded.tags, until = excluded.until,
      run = case when l.state = 'offline' then excluded.run else l.run end,
      since = case when l.state = 'live' and l.until > clock_timestamp() then l.since else excluded.since end
    returning user_id`
  return rows.length > 0
}

/** Renews the leases of those who are not offline. */
export async function beatLive(
  sql: Sql,
  people: readonly { workspaceId: string; userId: string }[],
  lease: number,
): Promise<void> {
  await sql`
    update live_operators l set until = clock_timestamp() + ${lease}::int * interval '1 millisecond'
    from jsonb_to_recordset(${JSON.stringify(people)}::text::jsonb) x("workspaceId" uuid, "userId" text)
    where l.workspace_id = x."workspaceId" and l.user_id = x."userId" and l.state <> 'offline'`
}

/** Ends a presence whose lease has been over for so long; one that beat in between goes on. @returns whether it ended */
export async function endLive(
  sql: Sql,
  { workspaceId, userId, run }: { workspaceId: string; userId: string; run: string },
  grace: number,
): Promise<boolean> {
  const rows = await sql`
    update live_operators set state = 'offline' where workspace_id = ${workspaceId} and user_id = ${userId} and run = ${run}
      and state <> 'offline' and until + ${grace}::int * interval '1 millisecond' <= clock_timestamp() returning user_id`
  return rows.length > 0
}

/** The schedules of a workspace's people who have one. */
export const readSchedules = async (
  sql: Sql,
  workspaceId: string,
): Promise<{ userId: string; schedule: StoredSchedule }[]> =>
  sql`select user_id as "userId", schedule from members where workspace_id = ${workspaceId} and schedule is not null`

/** Of these ids the people of the workspace, with their names. */
export const readNames = async (sql: Sql, workspaceId: string, ids: readonly string[]) =>
  sql<{ id: string; name: string }[]>`
    select u.id, u.name from members m join users u on u.id = m.user_id where m.workspace_id = ${workspaceId}
      and m.user_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`

/** What is switched, by workspace. */
export const readSwitches = async (
  sql: Sql,
  workspaceId: string | null,
): Promise<(Switches & { workspaceId: string })[]> =>
  sql`select workspace_id as "workspaceId", operator, presence from switches
    ${workspaceId === null ? sql`` : sql`where workspace_id = ${workspaceId}`}`

/** Changes of a workspace's switches come one after another. */
export const lockSwitches = async (sql: Sql, workspaceId: string): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`switches ${workspaceId}`}, 0))`

/** Whoever is Live where live routing is switched off is so no more. */
export async function writeSwitches(sql: Sql, workspaceId: string, { operator, presence }: Switches): Promise<void> {
  await sql`insert into switches (workspace_id, operator, presence) values (${workspaceId}, ${operator}, ${presence})
    on conflict (workspace_id) do update set operator = excluded.operator, presence = excluded.presence`
  if (!operator || !presence)
    await sql`update live_operators set state = 'offline' where workspace_id = ${workspaceId} and state <> 'offline'`
}

/** Milliseconds since 1970, by the clock that sets the timers. */
export const databaseNow = async (sql: Sql): Promise<number> => {
  const [row] = await sql<{ now: number }[]>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`
  return row?.now ?? 0
}
