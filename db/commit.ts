import type { Actor } from '../domain/actor.ts'
import type { NewTask } from '../domain/tasks.ts'
import type { Sql } from './connect.ts'

/** One decided command, as the SQL function `commit` takes it (the heads of migrations/0001_commit.sql and 0007_quick_commit.sql say what each means). */
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
  /** The answer to keep; where there is a `view`, without the conversation. */
  r: unknown
  /** What the answer shows of the conversation over its state. */
  view: Record<string, unknown> | null
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
  /** RFC 3339; the time of every event of the batch. */
  at: string
  result: unknown
}

/** One round trip, one statement: see the SQL. Entries whose workspace does not exist get no answer. */
export const commit = async (sql: Sql, entries: Entry[], nowMark: string): Promise<Committed[]> =>
  sql<Committed[]>`select i, outcome, seq, at, result
    from commit(${JSON.stringify(entries.map(onTheWire))}, ${arrayText(new Set(entries.map(({ ws }) => ws)))}::uuid[], ${nowMark})`

/** What there is nothing to say of is left out: most of what a commit costs is its text. */
const onTheWire = ({ row, ss, t, done, view, ...entry }: Entry) => ({
  ...entry,
  row: row ? { ...row, flags: arrayText(row.flags) } : undefined,
  mids: arrayText(entry.e.flatMap(({ mid }) => mid ?? [])),
  ss: ss ?? undefined,
  t: t.length > 0 ? t : undefined,
  done: done ?? undefined,
  view: view ?? undefined,
})

/** PostgreSQL's text of an array of plain words. */
const arrayText = (words: Iterable<string>): string => `{${[...words].join()}}`

/** The first answers to commands by their ids: what a retry gets, and what is looked up after an unknown outcome (L3, L4). */
export const answered = async (
  sql: Sql,
  keys: { ws: string; id: string }[],
): Promise<{ ws: string; id: string; hash: string; seq: number; at: string; result: unknown }[]> =>
  sql`select c.workspace_id as ws, c.id, c.body_hash as hash, c.seq, c.result,
        to_char(c.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
      from jsonb_to_recordset(${JSON.stringify(keys)}::text::jsonb) k(ws uuid, id uuid)
      join commands c on c.workspace_id = k.ws and c.id = k.id`
