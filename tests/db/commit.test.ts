import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Committed, commit, type Entry } from '../../db/commit.ts'
import { type Connections, connect } from '../../db/connect.ts'
import { takeTasks } from '../../db/tasks.ts'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { anyChunk, type Chunk, entriesOf, makeTwin, stranger, type Twin, tablesOf } from './twins.ts'

let database: FreshDatabase
let connections: Connections
beforeAll(async () => {
  database = await freshDatabase()
  connections = connect(database.url, { max: 2 })
})
afterAll(async () => {
  await connections.end()
  await database.drop()
})

const MARK = '@now'

describe('the two ways through a commit', () => {
  test('L4, L5, L12: what is committed one by one becomes what it becomes in a batch: outcomes, numbers, rows, answers and tasks', async () => {
    const { sql } = connections
    const met = new Map<string, number>()

    /** One at a time takes the plain statements, several at once the statement for batches; a stranger makes two of one. */
    async function put(twin: Twin, entries: Entry[], together: boolean): Promise<Committed[]> {
      const groups = together ? [entries.length > 1 ? entries : [...entries, stranger()]] : entries.map((one) => [one])
      const outcomes: Committed[] = []
      for (const group of groups) outcomes.push(...(await commit(sql, group, MARK)))
      twin.settle(entries, outcomes)
      return outcomes
    }

    async function run(chunks: Chunk[]): Promise<void> {
      const [alone, batched] = [await makeTwin(sql), await makeTwin(sql)]
      for (const chunk of chunks) {
        // The log is an hour ahead of the clock, as it is when the clock was put back.
        if (chunk.clockPutBack)
          await sql`update heads set at = date_trunc('milliseconds', clock_timestamp()) + interval '1 hour'
            where workspace_id in (${alone.workspaceId}, ${batched.workspaceId})`
        const plan = entriesOf(chunk, alone)
        const one = await put(alone, plan.for(alone, MARK), false)
        const other = await put(batched, plan.for(batched, MARK), true)
        expect(batched.told(other)).toEqual(alone.told(one))
        for (const { outcome } of one) met.set(outcome, (met.get(outcome) ?? 0) + 1)
      }
      expect(await tablesOf(sql, batched)).toEqual(await tablesOf(sql, alone))
    }

    await fc.assert(fc.asyncProperty(fc.array(anyChunk, { minLength: 1, maxLength: 10 }), run), { numRuns: 50 })
    // A run that never met one of them would say nothing about it.
    expect([...met.keys()].toSorted()).toEqual(['duplicate', 'ok', 'reused', 'service', 'stale', 'taken'])
  })
})

describe('several commands about one conversation in one batch', () => {
  const said = (text: string, mid: string) => ({
    type: 'message.added',
    actor: { kind: 'customer', via: 'api' } as never,
    data: { text },
    mid,
    pub: null,
  })
  const entry = (twin: Twin, i: number, conv: string, v: number, mids: string[]): Entry => ({
    ...stranger(),
    i,
    ws: twin.workspaceId,
    conv,
    svc: twin.serviceId,
    mv: 0,
    v,
    n: mids.length,
    e: mids.map((mid, k) => said(`${i}.${k}`, mid)),
    row: {
      service_id: twin.serviceId,
      open: true,
      owner_id: `${i}`,
      flags: [],
      started_at: MARK,
      search: '',
      state: { text: `${i}` },
    },
    r: { i },
  })
  const ids = (count: number) => Array.from({ length: count }, () => randomUUID())
  const rowOf = async (conv: string) => {
    const { sql } = connections
    const [row] = await sql`select version, owner_id, state from conversations where id = ${conv}`
    const events =
      await sql`select seq, data ->> 'text' as text from events where conversation_id = ${conv} order by seq`
    return { ...row, events: events.map(({ seq, text }) => [seq, text]) }
  }

  test('L5, L6: the row is what the last one left, and the log has the events of all, in order', async () => {
    const twin = await makeTwin(connections.sql)
    const [conv, other] = ids(2) as [string, string]
    const batch = [
      entry(twin, 7, conv, 0, ids(2)),
      entry(twin, 3, other, 0, ids(1)),
      entry(twin, 8, conv, 2, ids(1)),
      entry(twin, 9, conv, 3, []),
    ]
    const outcomes = await commit(connections.sql, batch, MARK)
    expect(outcomes.map(({ i, outcome, seq }) => [i, outcome, seq])).toEqual([
      [7, 'ok', 2],
      [3, 'ok', 3],
      [8, 'ok', 4],
      [9, 'ok', 4],
    ])
    expect(await rowOf(conv)).toEqual({
      version: 3,
      owner_id: '8',
      state: { text: '8' },
      events: [
        [1, '7.0'],
        [2, '7.1'],
        [4, '8.0'],
      ],
    })
  })

  test('L1, L4: where one does not go in, those that were decided after it do not either', async () => {
    const { sql } = connections
    const twin = await makeTwin(sql)
    const [conv, mid] = ids(2) as [string, string]
    await commit(sql, [entry(twin, 1, conv, 0, [mid])], MARK)
    const batch = [
      entry(twin, 2, conv, 1, ids(1)),
      entry(twin, 3, conv, 2, [mid]),
      // On nothing of the one before, but decided after it.
      { ...entry(twin, 4, conv, 3, ids(1)), n: 1 },
      entry(twin, 5, randomUUID(), 0, ids(1)),
    ]
    const outcomes = await commit(sql, batch, MARK)
    expect(outcomes.map(({ i, outcome }) => [i, outcome])).toEqual([
      [2, 'ok'],
      [3, 'taken'],
      [4, 'stale'],
      [5, 'ok'],
    ])
    expect(await rowOf(conv)).toMatchObject({ version: 2, owner_id: '2', state: { text: '2' } })
  })
})

describe('when the database’s clock was put back an hour', () => {
  test.each([
    ['alone', false],
    ['in a batch', true],
  ])('L5, L12: %s, tasks are due by the clock, while the times of the log never run backwards', async (_, together) => {
    const { sql } = connections
    await sql`delete from tasks`
    const twin = await makeTwin(sql)
    const [head] = await sql<
      { at: string }[]
    >`update heads set at = date_trunc('milliseconds', clock_timestamp()) + interval '1 hour'
      where workspace_id = ${twin.workspaceId} returning to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`
    const entry: Entry = {
      ...stranger(),
      ws: twin.workspaceId,
      conv: randomUUID(),
      svc: twin.serviceId,
      mv: 0,
      n: 1,
      e: [{ type: 'note.added', actor: { kind: 'customer', via: 'api' } as never, data: {}, mid: null, pub: null }],
      row: {
        service_id: twin.serviceId,
        open: true,
        owner_id: null,
        flags: [],
        started_at: MARK,
        search: '',
        state: { startedAt: MARK },
      },
      t: [
        { lane: 'now', kind: 'endSilence', payload: { conversationId: 'a' }, delay: 0 },
        { lane: 'later', kind: 'endSilence', payload: { conversationId: 'b' }, delay: 90_000 },
      ],
    }
    const outcomes = await commit(sql, together ? [entry, stranger()] : [entry], MARK)
    expect(outcomes).toMatchObject([{ outcome: 'ok', at: head?.at }])
    const taken = await takeTasks(sql, randomUUID(), [{ kind: 'endSilence', room: 5 }])
    expect(taken.map(({ lane }) => lane)).toEqual(['now'])
    const [left] = await sql<{ ms: number }[]>`
      select (extract(epoch from run_at - clock_timestamp()) * 1000)::float8 as ms from tasks where lane = 'later'`
    expect(left?.ms).toBeGreaterThan(60_000)
    expect(left?.ms).toBeLessThanOrEqual(90_000)
  })
})
