import type { Actor } from '../domain/actor.ts'
import type { NewTask } from '../domain/tasks.ts'
import type { Sql } from './connect.ts'

/** One decided command, as the SQL function `commit` takes it (its head in migrations/0001_commit.sql says what each means). */
export interface Entry {
  i: number
  ws: string
  id: string
  h: string
  conv: string | null
  v: number
  svc: string | null
  mv: number | null
  n: number
  e: { type: string; actor: Actor; data: unknown; mid: string | null; pub: number | null }[]
  row: {
    service_id: string
    open: boolean
    owner_id: string | null
    flags: string[]
    started_at: string
    search: string
    state: unknown
  } | null
  ss: { id: string; v: number; deleted: boolean; state: unknown }[] | null
  r: unknown
  t: NewTask[]
  done: { id: number; by: string; lane: string } | null
}

/** `broken` is the gate's own: the database could not hold what the command says. */
export type Outcome = 'ok' | 'duplicate' | 'reused' | 'stale' | 'service' | 'lease' | 'taken' | 'broken'

export interface Committed {
  i: number
  outcome: Outcome
  /** The number of the command's last event; for a duplicate, that of its first time. */
  seq: number | null
  /** RFC 3339; the time of every event of the batch's workspace. */
  at: string
  result: unknown
  cur: unknown
}

/** One round trip, one statement: see the SQL. A `null` member comes back for entries whose workspace does not exist: none. */
export const commit = async (sql: Sql, entries: Entry[], nowMark: string): Promise<Committed[]> =>
  sql<
    Committed[]
  >`select i, outcome, seq, at, result, cur from commit(${JSON.stringify(entries)}::text::jsonb, ${nowMark})`

/** The first answers to commands by their ids: what a retry gets, and what is looked up after an unknown outcome (L3, L4). */
export const answered = async (
  sql: Sql,
  keys: { ws: string; id: string }[],
): Promise<{ ws: string; id: string; hash: string; seq: number; at: string; result: unknown }[]> =>
  sql`select c.workspace_id as ws, c.id, c.body_hash as hash, c.seq, c.result,
        to_char(c.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
      from jsonb_to_recordset(${JSON.stringify(keys)}::text::jsonb) k(ws uuid, id uuid)
      join commands c on c.workspace_id = k.ws and c.id = k.id`
