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
