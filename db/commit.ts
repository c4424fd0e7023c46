import type { Actor } from '../domain/actor.ts'
import type { NewTask } from '../domain/tasks.ts'
import type { Sql } from './connect.ts'

/** One decided command, as the SQL takes it (the heads of migrations/0001_commit.sql, 0011 and 0012 say what each means). */
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
  /** What to keep of the answer. */
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
  /** RFC 3339; the time of every event of the batch. */
  at: string
  result: unknown
}

/**
 * One round trip, one statement: see the SQL. One command about one conversation takes the plain statements of `commit_one`, all else
 * the arrays of `commit_batch`, by the same rules. Entries whose workspace does not exist get no answer.
 */
export const commit = (sql: Sql, entries: Entry[], nowMark: string): Promise<Committed[]> => {
  const [one] = entries
  return one?.conv && !one.ss && !one.done && entries.length === 1
    ? commitOne(sql, { ...one, conv: one.conv }, nowMark)
    : commitBatch(sql, entries, nowMark)
}

async function commitOne(sql: Sql, one: Entry & { conv: string }, nowMark: string): Promise<Committed[]> {
  const { i, ws, id, h, conv, v, svc, mv, e, row, r, t } = one
  const outcomes = await sql<Committed[]>`select outcome, seq, at, result from commit_one(
    ${ws}, ${nowMark}, ${id}, ${h}, ${conv}, ${v}, ${svc}, ${mv}, ${JSON.stringify(r)},
    ${row && row.open}, ${row && row.owner_id}, ${row && plain(row.flags)}, ${row && row.started_at}, ${row && row.search},
    ${row && JSON.stringify(row.state)}, ${plain(e.map(({ type }) => type))}, ${json(e.map(({ actor }) => actor))},
    ${plain(e.map(({ mid }) => mid))}, ${plain(e.map(({ pub }) => pub))}, ${json(e.map(({ data }) => data))},
    ${t.length > 0 ? JSON.stringify(t) : null})`
  for (const outcome of outcomes) outcome.i = i
  return outcomes
}

async function commitBatch(sql: Sql, entries: Entry[], nowMark: string): Promise<Committed[]> {
  const workspaces = [...new Set(entries.map(({ ws }) => ws))]
  const rows = entries.map(({ row }) => row)
  const events = entries.flatMap(({ e }, o) => e.map((event, k) => ({ ...event, o: o + 1, k: k + 1 })))
  const outcomes = await sql<Committed[]>`select i, outcome, seq, at, result from commit_batch(
    ${plain(workspaces)}::uuid[], ${nowMark}, ${plain(entries.map(({ ws }) => workspaces.indexOf(ws) + 1))}::int[],
    ${plain(entries.map(({ id }) => id))}::uuid[], ${texts(entries.map(({ h }) => h))}::text[],
    ${plain(entries.map(({ conv }) => conv))}::uuid[], ${plain(entries.map(({ v }) => v))}::bigint[],
    ${plain(entries.map(({ svc }) => svc))}::uuid[], ${plain(entries.map(({ mv }) => mv))}::bigint[],
    ${plain(entries.map(({ n }) => n))}::int[], ${json(entries.map(({ r }) => r))},
    ${plain(rows.map((row) => row && row.open))}::boolean[], ${texts(rows.map((row) => row && row.owner_id))},
    ${texts(rows.map((row) => row && plain(row.flags)))}::text[], ${texts(rows.map((row) => row && row.started_at))},
    ${texts(rows.map((row) => row && row.search))}, ${json(rows.map((row) => row && row.state))},
    ${plain(events.map(({ o }) => o))}::int[], ${plain(events.map(({ k }) => k))}::int[],
    ${texts(events.map(({ type }) => type))}::text[], ${json(events.map(({ actor }) => actor))},
    ${plain(events.map(({ mid }) => mid))}::uuid[], ${plain(events.map(({ pub }) => pub))}::int[],
    ${json(events.map(({ data }) => data))}, ${more(entries)})`
  for (const outcome of outcomes) outcome.i = entries[outcome.i - 1]?.i ?? -1
  return outcomes
}

/** What is rare, of those entries that have it. */
function more(entries: Entry[]): string | null {
  const some = entries.flatMap(({ ss, t, done }, o) =>
    ss || done || t.length > 0
      ? [{ o: o + 1, ss: ss ?? undefined, t: t.length > 0 ? t : undefined, done: done ?? undefined }]
      : [],
  )
  return some.length > 0 ? JSON.stringify(some) : null
}

/** PostgreSQL's text of an array: of words without anything to quote. */
const plain = (words: readonly (string | number | boolean | null)[]): string =>
  `{${words.map((word) => word ?? 'NULL').join()}}`

/** … of any texts. */
const texts = (words: readonly (string | null)[]): string =>
  `{${words.map((word) => (word === null ? 'NULL' : `"${word.replace(/["\\]/g, '\\$&')}"`)).join()}}`

/** The JSON of values one after another, nothing for null. A control character never stands in JSON, and so nothing is quoted twice. */
const json = (values: readonly unknown[]): string =>
  values.map((value) => (value === null ? '' : JSON.stringify(value))).join('\u0001')

/** The first answers to commands by their ids: what a retry gets, and what is looked up after an unknown outcome (L3, L4). */
export const answered = async (
  sql: Sql,
  keys: { ws: string; id: string }[],
): Promise<{ ws: string; id: string; hash: string; seq: number; at: string; result: unknown }[]> =>
  sql`select c.workspace_id as ws, c.id, c.body_hash as hash, c.seq, c.result,
        to_char(c.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
      from jsonb_to_recordset(${JSON.stringify(keys)}::text::jsonb) k(ws uuid, id uuid)
      join commands c on c.workspace_id = k.ws and c.id = k.id`
