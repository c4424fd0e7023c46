import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Connections, connect } from '../../db/connect.ts'
import { type End, endTasks, type Taken, takeTasks } from '../../db/tasks.ts'
import { createMetrics } from '../../server/metrics.ts'
import { createWorker } from '../../server/worker.ts'
import { type FreshDatabase, freshDatabase } from '../database.ts'

let database: FreshDatabase
let connections: Connections
const workspaceId = randomUUID()
const [me, other] = [randomUUID(), randomUUID()]
beforeAll(async () => {
  database = await freshDatabase()
  connections = connect(database.url, { max: 4 })
  await connections.sql`insert into workspaces (id, name) values (${workspaceId}, 'Ours')`
  await connections.sql`insert into heads (workspace_id) values (${workspaceId})`
})
beforeEach(async () => {
  await connections.sql`delete from tasks`
})
afterAll(async () => {
  await connections.end()
  await database.drop()
})

/** The first task of each lane is ready, as the commit leaves them. */
const add = (count: number, kind: string, lane: (i: number) => string) =>
  connections.sql`insert into tasks (workspace_id, lane, kind, payload, run_at, ready)
    select ${workspaceId}, l.lane, ${kind}, '{}', now(), l.i = 1 or not exists (
      select 1 from jsonb_array_elements_text(${JSON.stringify(Array.from({ length: count }, (_, i) => lane(i)))}::text::jsonb) with ordinality m(lane, i) where m.lane = l.lane and m.i < l.i)
    from jsonb_array_elements_text(${JSON.stringify(Array.from({ length: count }, (_, i) => lane(i)))}::text::jsonb) with ordinality l(lane, i) order by l.i`
const take = (room: Record<string, number>, worker = me) =>
  takeTasks(
    connections.sql,
    worker,
    Object.entries(room).map(([kind, room]) => ({ kind, room })),
  )
const endAll = (tasks: Taken[], end: End, worker = me) =>
  endTasks(
    connections.sql,
    worker,
    tasks.map((task) => ({ task, end })),
  )

describe('the worker', () => {
  test('L12: goes on to other tasks while the ends of those that it has done wait to be written', async () => {
    const begun = new Set<string>()
    const answer = async ({ messageId }: { messageId: string }) => {
      begun.add(messageId)
      return 'done' as const
    }
    const none = async () => 'done' as const
    await connections.sql`insert into tasks (workspace_id, lane, kind, payload, run_at, ready)
      select ${workspaceId}, 'answer:' || i, 'answer', jsonb_build_object('conversationId', i::text, 'messageId', i::text, 'turn', 1), now(), true
      from generate_series(1, 250) i`
    // As a commit does that waits for the disk: it has the workspace's counter.
    let release = () => {}
    const committing = connections.sql.begin(async (sql) => {
      await sql`select 1 from heads where workspace_id = ${workspaceId} for update`
      await new Promise<void>((resolve) => {
        release = resolve
      })
    })
    const worker = createWorker({
      sql: connections.sql,
      reactions: {
        answer,
        unanswered: none,
        wakeFlags: none,
        endSilence: none,
        route: none,
        offerOver: none,
        waitOver: none,
        lapse: none,
        notify: none,
        dropUpload: none,
      },
      metrics: createMetrics(pino({ level: 'silent' })),
    })
    worker.wake()
    await expect.poll(() => begun.size, { timeout: 3_000 }).toBe(250)
    expect(await connections.sql`select 1 from tasks`).toHaveLength(250)
    release()
    await committing
    await expect.poll(() => connections.sql`select 1 from tasks`, { timeout: 5_000 }).toHaveLength(0)
    await worker.stop()
  })

  test('L3: taking and ending wait for no disk, and what the same connection commits next does', async () => {
    const one = connect(database.url, { max: 1 })
    await add(1, 'answer', () => 'answer:one')
    const taken = await takeTasks(one.sql, me, [{ kind: 'answer', room: 1 }])
    expect(await one.sql`show synchronous_commit`).toEqual([{ synchronous_commit: 'on' }])
    expect(
      await endTasks(
        one.sql,
        me,
        taken.map((task) => ({ task, end: { how: 'done' } })),
      ),
    ).toEqual(new Set(taken.map(({ id }) => id)))
    expect(await one.sql`show synchronous_commit`).toEqual([{ synchronous_commit: 'on' }])
    await one.end()
  })
})

describe('taking', () => {
  test('of each kind as many as there is room for: a thousand slow ones that are due hold up no quick one', async () => {
    await add(1_000, 'answer', (i) => `answer:${i}`)
    await add(3, 'wakeFlags', (i) => `snooze:${i}`)
    const kinds = (await take({ answer: 5, wakeFlags: 10 })).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'answer')).toHaveLength(5)
    expect(kinds.filter((kind) => kind === 'wakeFlags')).toHaveLength(3)
    expect(await take({ wakeFlags: 10 })).toEqual([])
  })

  test('what a node does not know is left to one that does', async () => {
    await add(2, 'ofTomorrow', (i) => `lane:${i}`)
    expect(await take({ answer: 5 })).toEqual([])
    expect(await take({ ofTomorrow: 5 })).toHaveLength(2)
  })

  test('two nodes that take at once never take the same', async () => {
    await add(400, 'answer', (i) => `answer:${i}`)
    const taken = (await Promise.all([me, other, me, other].map((worker) => take({ answer: 100 }, worker)))).flat()
    expect(new Set(taken.map(({ id }) => id)).size).toBe(400)
  })

  test('behind a hundred thousand tasks of ten lanes that are stuck it looks at ten of them', async () => {
    // One connection, so that its plan is the one that was made for an empty table, and its counts are told at once.
    const one = connect(database.url, { max: 1 })
    const takeHere = () => takeTasks(one.sql, me, [{ kind: 'answer', room: 50 }])
    const scanned = async () => {
      await one.sql`select pg_stat_force_next_flush()`
      const [row] = await one.sql<{ read: number }[]>`
        select coalesce(seq_tup_read, 0)::float8 as read from pg_stat_user_tables where relname = 'tasks'`
      return row?.read ?? 0
    }
    for (let i = 0; i < 8; i++) expect(await takeHere()).toEqual([])
    await add(100_000, 'answer', (i) => `answer:${i % 10}`)
    expect(await takeHere()).toHaveLength(10)
    await add(1, 'answer', () => 'answer:free')
    const before = await scanned()
    expect((await takeHere()).map(({ lane }) => lane)).toEqual(['answer:free'])
    expect(await scanned()).toBe(before)
    await one.end()
  })
})

describe('ending', () => {
  test('many in one statement: each lane goes on with its next one', async () => {
    await add(60, 'answer', (i) => `answer:${i % 20}`)
    for (const _ of [1, 2, 3]) {
      const taken = await take({ answer: 100 })
      expect(new Set(taken.map(({ lane }) => lane)).size).toBe(20)
      expect(taken).toHaveLength(20)
      expect((await endAll(taken, { how: 'done' })).size).toBe(20)
    }
    expect(await connections.sql`select 1 from tasks`).toHaveLength(0)
  })

  test('nothing happens to a task whose lease went to another', async () => {
    await add(2, 'answer', (i) => `answer:${i}`)
    const [lost, kept] = await take({ answer: 2 })
    if (!lost || !kept) throw new Error('nothing was taken')
    await connections.sql`update tasks set locked_by = ${other} where id = ${lost.id}`
    for (const end of [
      { how: 'dead', why: 'x', name: randomUUID(), next: null },
      { how: 'again', wait: 0, why: 'x' },
      { how: 'done' },
    ] satisfies End[])
      expect(await endAll([lost], end)).toEqual(new Set())
    expect(await endAll([lost, kept], { how: 'done' })).toEqual(new Set([kept.id]))
    expect(await connections.sql`select id, error from tasks`).toEqual([{ id: lost.id, error: null }])
  })

  test('what comes again keeps its lane until then, and is not taken before', async () => {
    await add(2, 'answer', () => 'answer:one')
    await endAll(await take({ answer: 5 }), { how: 'again', wait: 60_000, why: 'not now' })
    expect(await take({ answer: 5 })).toEqual([])
    await connections.sql`update tasks set run_at = now() where ready`
    expect((await take({ answer: 5 })).map(({ attempts }) => attempts)).toEqual([2])
  })

  test('L12: a dead one has a name and a time, its lane goes on, and what it leaves behind is there in the same statement', async () => {
    await add(2, 'answer', () => 'answer:one')
    const name = randomUUID()
    const next = {
      lane: 'unanswered:one',
      kind: 'unanswered',
      payload: { conversationId: 'one', messageId: 'm', turn: 1, why: 'x' },
    } as const
    await endAll(await take({ answer: 5 }), { how: 'dead', why: 'x', name, next })
    expect(await connections.sql`select dead_id, error, died_at is not null as timed from tasks where dead`).toEqual([
      { dead_id: name, error: 'x', timed: true },
    ])
    expect((await take({ answer: 5, unanswered: 5 })).map(({ kind }) => kind).toSorted()).toEqual([
      'answer',
      'unanswered',
    ])
  })
})
