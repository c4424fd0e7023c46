import type { Sql } from './connect.ts'

/** A task that failed for good (L12). `why` is what was thrown last, `since` RFC 3339. */
export interface DeadTask {
  id: string
  kind: string
  conversationId: string | null
  why: string
  since: string
  attempts: number
}

/** What it takes to run one again, and to end it in the commit that does. */
export interface TakenDead extends DeadTask {
  lane: string
  payload: Record<string, unknown>
  number: number
}

const shown = (
  sql: Sql,
) => sql`dead_id as id, kind, payload ->> 'conversationId' as "conversationId", coalesce(error, '') as why,
  to_char(died_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since, attempts`

/** A workspace's dead tasks, the latest first. */
export const listDeadTasks = async (
  sql: Sql,
  workspaceId: string,
  { after, limit }: { after?: { since: string; id: string } | undefined; limit: number },
): Promise<DeadTask[]> =>
  sql`select ${shown(sql)} from tasks where workspace_id = ${workspaceId} and dead
    ${after === undefined ? sql`` : sql`and (died_at, dead_id) < (${after.since}::timestamptz, ${after.id}::uuid)`}
    order by died_at desc nulls last, dead_id desc nulls last limit ${limit}`

/**
 * Takes a dead task for whoever has it run again, for longer than the gate needs: of two who ask at once one has it.
 * @returns null when there is none by that id, or somebody else has just taken it
 */
export async function takeDeadTask(
  sql: Sql,
  workspaceId: string,
  id: string,
  taker: string,
): Promise<TakenDead | null> {
  const [row] = await sql<TakenDead[]>`update tasks set locked_by = ${taker}, locked_until = now() + interval '10 s'
    where workspace_id = ${workspaceId} and dead and dead_id = ${id} and (locked_until is null or locked_until < now())
    returning ${shown(sql)}, lane, payload, id as number`
  return row ?? null
}
