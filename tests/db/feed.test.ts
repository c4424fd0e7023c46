import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openFeed } from '../../server/hub/feed.ts'
import type { Logged } from '../../server/hub/frames.ts'
import { createSpare } from '../../server/hub/spare.ts'
import { type FreshDatabase, freshDatabase } from '../database.ts'

const PATIENCE = 20

describe('L5: what another node committed before comes by itself, or is read', () => {
  let database: FreshDatabase
  let sql: postgres.Sql
  /** How often the log was read. */
  let reads = 0
  beforeAll(async () => {
    database = await freshDatabase()
    const debug = (_connection: number, query: string) => void (query.includes('from events e') && reads++)
    const int8 = { to: 20, from: [20], serialize: String, parse: Number }
    sql = postgres(database.url, { max: 1, onnotice: () => {}, debug, types: { int8 } }) as unknown as postgres.Sql
  })
  afterAll(async () => {
    await sql.end()
    await database.drop()
  })
  afterEach(() => void vi.useRealTimers())

  async function open() {
    const workspaceId = randomUUID()
    await sql`insert into workspaces (id, name) values (${workspaceId}, 'Lampwright')`
    await sql`insert into heads (workspace_id) values (${workspaceId})`
    const spare = createSpare(() => performance.now())
    const feed = await openFeed(
      { sql, slow: sql, spare },
      workspaceId,
      () => {},
      () => performance.now(),
      PATIENCE,
    )
    if (!feed) throw new Error('There is no such workspace.')
    const seen: number[] = []
    feed.onEvent(({ seq }) => seen.push(seq))
    reads = 0
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    return { feed, seen, workspaceId }
  }

  const actor = { kind: 'rule', name: 'a test', via: 'system' } as const
  const event = (seq: number) =>
    ({
      seq,
      conversationId: null,
      type: 'task.retried',
      actor,
      at: '2026-11-26T10:00:00.000Z',
      data: { taskId: randomUUID(), kind: 'answer', conversationId: null },
      publicSeq: null,
      serviceId: null,
    }) as Logged

  it('a number that comes within its time is taken in its place, and the log is not read', async () => {
    const { feed, seen } = await open()
    feed.publish([event(2)])
    feed.publish([event(1)])
    await vi.advanceTimersByTimeAsync(2 * PATIENCE)
    expect([seen, reads]).toEqual([[1, 2], 0])
  })

  it('a younger gap has its own time: that an older one was waited for is not held against it', async () => {
    const { feed, seen } = await open()
    feed.publish([event(2)])
    await vi.advanceTimersByTimeAsync(PATIENCE - 5)
    feed.publish([event(1)])
    feed.publish([event(4)])
    await vi.advanceTimersByTimeAsync(10)
    expect([seen, reads]).toEqual([[1, 2], 0])
    feed.publish([event(3)])
    await vi.advanceTimersByTimeAsync(2 * PATIENCE)
    expect([seen, reads]).toEqual([[1, 2, 3, 4], 0])
  })

  it('a number that does not come is read', async () => {
    const { feed, seen, workspaceId } = await open()
    for (const seq of [1, 2])
      await sql`insert into events (workspace_id, seq, type, actor, at, command_id, data)
        values (${workspaceId}, ${seq}, 'task.retried', ${sql.json(actor)}, now(), ${randomUUID()}, ${sql.json(event(seq).data as never)})`
    feed.publish([event(2)])
    await vi.advanceTimersByTimeAsync(PATIENCE + 1)
    vi.useRealTimers()
    await expect.poll(() => seen).toEqual([1, 2])
    expect(reads).toBeGreaterThan(0)
  })
})
