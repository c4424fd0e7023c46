import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Connections, connect } from '../../db/connect.ts'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { makeProxy, type Proxy } from '../proof/kit/proxy.ts'

let database: FreshDatabase
let proxy: Proxy
let connections: Connections
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())
afterEach(async () => {
  await connections.end()
  await proxy.stop()
})

async function through(patience: number, max = 2): Promise<Connections['sql']> {
  const url = new URL(database.url)
  const target = { host: url.hostname, port: Number(url.port) }
  proxy = await makeProxy(() => target)
  url.hostname = '127.0.0.1'
  url.port = String(proxy.port)
  connections = connect(url.href, { max, patience: { serving: patience } })
  return connections.sql
}

describe('connections to the database', () => {
  it('L3: whatever is asked is answered or refused, however often all connections are reset under load', async () => {
    const sql = await through(2_000)
    let stopped = false
    let answers = 0
    const ask = async () => {
      while (!stopped)
        await sql`select 1`.then(
          () => answers++,
          () => {},
        )
    }
    const asking = Array.from({ length: 6 }, ask)
    for (let i = 0; i < 25; i++) {
      await sleep(40 + (i % 5) * 10)
      proxy.cut()
    }
    const before = answers
    await sleep(1_500)
    expect(answers).toBeGreaterThan(before)
    stopped = true
    // One that was never answered nor refused would keep its asker for ever.
    expect(await Promise.race([Promise.all(asking).then(() => 'all'), sleep(5_000, 'some wait for ever')])).toBe('all')
  })

  it('L3: a connection that falls silent is given up, and the next question goes to another', async () => {
    const sql = await through(400)
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
    expect(proxy.silence()).toBeGreaterThan(0)
    const asked = performance.now()
    expect(await sql`select 1`.catch((error: { code: string }) => error.code)).toBe('CONNECTION_CLOSED')
    expect(performance.now() - asked).toBeLessThan(1_500)
    expect(await sql`select 2 as two`).toEqual([{ two: 2 }])
  })

  it('L3: also the second of two questions is not waited for when silence falls between their answers', async () => {
    const sql = await through(600, 1)
    await sql`select 1`
    const first = sql`select 1`.execute()
    const second = sql`select pg_sleep(0.3)`.catch((error: { code: string }) => error.code)
    await first
    proxy.silence()
    expect(await Promise.race([second, sleep(3_000, 'waits for ever')])).toBe('CONNECTION_CLOSED')
  })

  it('a question that takes its time while bytes come, and a connection that is asked nothing, are left alone', async () => {
    const sql = await through(400, 1)
    const [{ pid }] = (await sql`select pg_backend_pid() as pid`) as unknown as [{ pid: number }]
    const rows = await sql`select pg_sleep(0.002), repeat('x', 2000) from generate_series(1, 500)`
    expect(rows).toHaveLength(500)
    await sleep(1_000)
    expect(await sql`select pg_backend_pid() as pid`).toEqual([{ pid }])
  })
})
