import type { Sql } from './connect.ts'

/** A task that a worker has taken for a time. */
export interface Taken {
  id: number
  workspaceId: string
  lane: string
  kind: string
  payload: Record<string, unknown>
  attempts: number
}

/** Takes ready and due tasks, each from another lane, for 60 s: one whose worker died comes back by itself. */
export const takeTasks = async (sql: Sql, worker: string, most: number): Promise<Taken[]> =>
  sql`with d as materialized (select id from tasks where ready and run_at <= now() and (locked_until is null or locked_until < now())
        order by run_at, id limit ${most} for update skip locked)
      update tasks t set locked_by = ${worker}, locked_until = now() + interval '60 s', attempts = attempts + 1 from d where t.id = d.id
      returning t.id, t.workspace_id as "workspaceId", t.lane, t.kind, t.payload, t.attempts`

/** Gives back what a killed predecessor had taken: for a node that has the database to itself. */
export const freeTasks = async (sql: Sql): Promise<void> => {
  await sql`update tasks set locked_by = null, locked_until = null where locked_by is not null`
}

/** Holds on to tasks that take longer. @returns the ids that are still this worker's */
export const renewTasks = async (sql: Sql, worker: string, ids: number[]): Promise<Set<number>> => {
  const rows = await sql<
    { id: number }[]
  >`update tasks set locked_until = now() + interval '60 s' where locked_by = ${worker}
      and id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::bigint) returning id`
  return new Set(rows.map((row) => row.id))
}

/** Ends a task: it is done, comes again after `wait` milliseconds, or is dead and waits for a person. */
export const endTask = async (
  sql: Sql,
  task: Taken,
  worker: string,
  how: 'done' | 'again' | 'dead',
  wait = 0,
  why: string | null = null,
): Promise<void> => {
  await sql`select end_task(${task.workspaceId}, ${task.id}, ${worker}, ${how}, ${Math.round(wait)}, ${why})`
}

export const countTasks = async (sql: Sql): Promise<{ ready: number; dead: number }> => {
  const [row] = await sql<{ ready: number; dead: number }[]>`
    select count(*) filter (where ready and run_at <= now())::int as ready, count(*) filter (where dead)::int as dead from tasks`
  return row ?? { ready: 0, dead: 0 }
}
