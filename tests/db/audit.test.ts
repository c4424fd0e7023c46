import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AuditQuestion, readAudit, seqAt } from '../../db/audit.ts'
import { type Connections, connect } from '../../db/connect.ts'
import { auditTypes } from '../../domain/audit.ts'
import { type FreshDatabase, freshDatabase } from '../database.ts'

const MANY = 30_000
const began = Date.parse('2026-01-01T00:00:00Z')
const workspaceId = randomUUID()
const [ann, bob, key] = [randomUUID(), randomUUID(), randomUUID()]
let database: FreshDatabase
let connections: Connections
/** The queries that were asked, to be explained. */
let asked: { text: string; parameters: unknown[] }[] = []
let watched: postgres.Sql
beforeAll(async () => {
  database = await freshDatabase()
  connections = connect(database.url, { max: 2 })
  const { sql } = connections
  await sql`insert into workspaces (id, name) values (${workspaceId}, 'Ours')`
  await sql`insert into heads (workspace_id, seq) values (${workspaceId}, ${MANY})`
  // A line each second: nearly all a customer's, a thirtieth Bob's replies, and of Ann one in ten thousand.
  await connections.slow`insert into events (workspace_id, seq, type, actor, at, command_id, data)
    select ${workspaceId}, n, case when n % 10000 = 7 then 'user.updated' else 'message.added' end,
      case when n % 10000 = 7 then jsonb_build_object('kind', 'operator', 'id', ${ann}::text, 'name', 'Ann', 'via', 'console')
        when n % 30 = 0 then jsonb_build_object('kind', 'operator', 'id', ${bob}::text, 'name', 'Bob', 'via', 'console')
        else jsonb_build_object('kind', 'customer', 'via', 'api', 'key', jsonb_build_object('id', ${key}::text, 'name', 'Shop')) end,
      '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 s', gen_random_uuid(),
      case when n % 10000 = 7 then jsonb_build_object('userId', ${bob}::text, 'changed', '["role"]'::jsonb)
        else jsonb_build_object('message', jsonb_build_object('role', 'operator')) end
    from generate_series(1, ${MANY}) n`
  await connections.slow`analyze events`
  watched = postgres(database.url, {
    max: 1,
    fetch_types: false,
    types: { int8: { to: 20, from: [20], serialize: String, parse: Number } },
    onnotice: () => {},
    debug: (_connection, text, parameters) => asked.push({ text, parameters }),
  })
}, 60_000)
afterAll(async () => {
  await watched.end()
  await connections.end()
  await database.drop()
})

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: Plan[]
}
/** How many lines of the log a query touched. */
function touched(plan: Plan): number {
  const own =
    plan['Relation Name'] === 'events'
      ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
      : 0
  return own + (plan.Plans ?? []).reduce((sum, inner) => sum + touched(inner), 0)
}
/** How the first query that was asked is answered. */
async function plan(): Promise<Plan> {
  const [one] = asked
  const [row] = await connections.sql.unsafe<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>(
    `explain (analyze, format json) ${one?.text}`,
    one?.parameters as never[],
  )
  if (!row) throw new Error('nothing was asked')
  return row['QUERY PLAN'][0].Plan
}
async function read(question: Partial<AuditQuestion>) {
  asked = []
  const kinds = ['operator', 'key', 'rule'] as const
  const found = await readAudit(watched, workspaceId, {
    types: auditTypes(),
    kinds,
    services: null,
    limit: 50,
    ...question,
  })
  return { ...found, touched: touched(await plan()) }
}

test('L10: in a long log the audit touches about as many lines as it shows, whatever it is asked for', async () => {
  const all = await read({})
  expect(all.rows).toHaveLength(50)
  expect(all.touched).toBeLessThan(300)
  const anns = await read({ who: ann })
  expect(anns.rows.map(({ seq }) => seq)).toEqual([20_007, 10_007, 7])
  expect(anns.next).toBe(null)
  expect(anns.touched).toBeLessThan(20)
  const ofAKind = await read({ types: auditTypes('people') })
  expect(ofAKind.rows).toHaveLength(3)
  expect(ofAKind.touched).toBeLessThan(20)
  const bobs = await read({ who: bob, before: 15_000 })
  expect(bobs.rows[0]?.seq).toBe(14_970)
  expect(bobs.touched).toBeLessThan(300)
})

test('L10: a key or a service that did nothing costs a piece of the log at a time, and comes to its end', async () => {
  let before: number | undefined
  let answers = 0
  do {
    const found = await read({ key: randomUUID(), ...(before !== undefined && { before }) })
    expect(found.rows).toEqual([])
    expect(found.touched).toBeLessThan(5_000)
    before = found.next ?? undefined
    answers++
  } while (before !== undefined)
  expect(answers).toBe(Math.ceil((MANY / 30 + 3) / 1_000))
})

test('L10: a time is found in the log by halves', async () => {
  const at = (second: number) => new Date(began + second * 1_000).toISOString()
  asked = []
  expect(await seqAt(watched, workspaceId, at(21_234))).toBe(21_234)
  expect(await seqAt(watched, workspaceId, new Date(began + 21_234_001).toISOString())).toBe(21_235)
  expect(await seqAt(watched, workspaceId, at(0))).toBe(1)
  expect(await seqAt(watched, workspaceId, at(MANY + 5))).toBe(MANY + 1)
  expect(await seqAt(watched, randomUUID(), at(0))).toBe(1)
  expect(touched(await plan())).toBeLessThan(50)
})
