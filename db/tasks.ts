import type { NewTask } from '../domain/tasks.ts'
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

/**
 * Takes ready and due tasks, each from another lane, for 60 s: one whose worker died comes back by itself.
 * @param room how many at most, by kind; kinds that are not named are left to a node that knows them
 */
export const takeTasks = async (sql: Sql, worker: string, room: { kind: string; room: number }[]): Promise<Taken[]> =>
  sql`select id, "workspaceId", lane, kind, payload, attempts from take_tasks(${JSON.stringify(room)}::text::jsonb, ${worker})`

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

/** How a task ends by itself: it is done, comes again after `wait` milliseconds, or is dead and waits for a person. */
export type End =
  | { how: 'done' }
  | { how: 'again'; wait: number; why: string }
  /** `name` is the id by which people know it, `next` the task that it leaves behind. */
  | { how: 'dead'; why: string; name: string; next: Omit<NewTask, 'delay'> | null }

/** Ends tasks in one statement. @returns the ids of those whose lease was still held: the others stay as they are */
export async function endTasks(sql: Sql, worker: string, ends: { task: Taken; end: End }[]): Promise<Set<number>> {
  const d = ends.map(({ task, end }) => ({
    ws: task.workspaceId,
    id: task.id,
    ...end,
    ...('wait' in end && { wait: Math.round(end.wait) }),
  }))
  const rows = await sql<{ id: number }[]>`select id from end_tasks(${JSON.stringify(d)}::text::jsonb, ${worker})`
  return new Set(rows.map((row) => row.id))
}

export const countTasks = async (sql: Sql): Promise<{ ready: number; dead: number }> => {
  const [row] = await sql<{ ready: number; dead: number }[]>`
    select count(*) filter (where ready and run_at <= now())::int as ready, count(*) filter (where dead)::int as dead from tasks`
  return row ?? { ready: 0, dead: 0 }
}

/**
 * Whether a later task of the same lane is about one of these messages, and therefore answers for all.
 * @param messageIds of customers, which answer tasks name
 */
export async function isLeftToLater(
  sql: Sql,
  workspaceId: string,
  { id, lane }: { id: number; lane: string },
  messageIds: string[],
): Promise<boolean> {
  const rows = await sql`select 1 from tasks
    where workspace_id = ${workspaceId} and lane = ${lane} and id > ${id} and not dead
      and payload ->> 'messageId' in (select jsonb_array_elements_text(${JSON.stringify(messageIds)}::text::jsonb)) limit 1`
  return rows.length > 0
}
