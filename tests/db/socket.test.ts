import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Connections, connect } from '../../db/connect.ts'
import { wholeAnswers } from '../../db/messages.ts'
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

  it('L3: what came of an answer that was cut off is no part of the next one', async () => {
    const sql = await through(2_000, 1)
    const many = sql`select n, pg_sleep(0.002), repeat('x', 2000) from generate_series(1, 500) n`.catch(
      (error: { code: string }) => error.code,
    )
    await expect.poll(() => proxy.answered()).toBeGreaterThan(50_000)
    proxy.cut()
    expect(await many).toMatch(/^(CONNECTION_CLOSED|ECONNRESET)$/)
    expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }])
    expect(await sql`select n from generate_series(1, 3) n`).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
  })

  it('L3: nor is what came of an answer before it failed', async () => {
    const sql = await through(2_000, 1)
    const many = sql`select 1 / (400 - n), repeat('x', 2000) from generate_series(1, 500) n`
    expect(await many.catch((error: { code: string }) => error.code)).toBe('22012')
    expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }])
  })

  it('L3: a backend that is ended refuses what it was asked, and nothing that is asked after', async () => {
    const sql = await through(4_000, 1)
    for (const params of [false, true]) {
      const [{ pid }] = (await sql`select pg_backend_pid() as pid`) as unknown as [{ pid: number }]
      const asked = (params ? sql`select pg_sleep(${5})` : sql`select pg_sleep(5)`).catch(
        (error: { code: string }) => error.code,
      )
      await expect
        .poll(async () => {
          const found = await connections.slow`select pg_terminate_backend(pid) from pg_stat_activity
            where pid = ${pid} and state = 'active' and query like 'select pg_sleep%'`
          return found.length
        })
        .toBe(1)
      expect(await asked).toBe('CONNECTION_CLOSED')
      for (const n of [1, 2, 3]) expect([...(await sql`select ${n}::int as n`)]).toEqual([{ n }])
    }
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

describe('answers as postgres.js is given them', () => {
  const said = (letter: string, body = 0) => {
    const bytes = Buffer.alloc(5 + body, '.')
    bytes.write(letter, 0)
    bytes.writeUInt32BE(4 + body, 1)
    return bytes
  }
  const through = (pieces: readonly Buffer[], owes = true) => {
    const given: Uint8Array[] = []
    const types: string[] = []
    const answers = wholeAnswers(
      (piece) => given.push(Buffer.from(piece)),
      () => owes,
      (type) => types.push(String.fromCharCode(type)),
    )
    for (const piece of pieces) answers.take(piece)
    const before = Buffer.concat(given).toString('latin1')
    answers.cut()
    return { before, after: Buffer.concat(given).toString('latin1'), types: types.join('') }
  }
  const READY = said('Z', 1)
  const END = 'C\0\0\0\rSELECT 0\0'

  it('are what the database sent, however it was cut into pieces', () => {
    const all = Buffer.concat([
      said('T', 9),
      said('D', 300),
      said('D'),
      said('C', 9),
      said('Z', 1),
      said('D', 7),
      said('C'),
      said('Z', 1),
    ])
    for (let at = 0; at <= all.length; at++) {
      const seen = through([all.subarray(0, at), all.subarray(at, at + 3), all.subarray(at + 3)])
      expect(seen).toEqual({ before: all.toString('latin1'), after: all.toString('latin1'), types: 'TDDCZDCZ' })
    }
  })
  it('have an end where the connection ended among their rows, and nothing of a message that was begun', () => {
    const whole = Buffer.concat([said('T', 9), said('D', 30)]).toString('latin1')
    for (const begun of [0, 1, 5, 20]) {
      const seen = through([Buffer.concat([said('T', 9), said('D', 30), said('D', 40).subarray(0, begun)])])
      expect(seen).toEqual({ before: whole, after: whole + END, types: 'TD' })
    }
    expect(through([Buffer.concat([said('D', 30), said('C', 9)])]).after).not.toContain(END)
  })
  it('have an end before the next may begin, where an error came among their rows', () => {
    const [rows, ready] = [Buffer.concat([READY, said('D', 30), said('E', 12)]), said('Z', 1)]
    const wanted = rows.toString('latin1') + END + ready.toString('latin1')
    const next = Buffer.concat([said('D', 5), said('C', 3), ready])
    const all = Buffer.concat([rows, ready, next])
    for (let at = 0; at <= all.length; at++) {
      const seen = through([all.subarray(0, at), all.subarray(at)])
      expect(seen.after).toEqual(wanted + next.toString('latin1'))
    }
  })
  it('take their error with them, where the connection ended before they did', () => {
    const begun = through([Buffer.concat([READY, said('E', 12)])])
    expect(begun.after).toBe(READY.toString('latin1'))
    const failed = Buffer.concat([READY, said('E', 12), READY])
    expect(through([failed]).after).toBe(failed.toString('latin1'))
  })
  it('tell an error at once that is waited for, and one of the greeting; and of the end of the connection nothing but that', () => {
    const waited = Buffer.concat([READY, said('E', 12)])
    expect(through([waited], false).after).toBe(waited.toString('latin1'))
    expect(through([said('E', 12)]).after).toBe(said('E', 12).toString('latin1'))
    const fatal = Buffer.from('E\0\0\0\x1aSFATAL\0VFATAL\0C57P01\0\0', 'latin1')
    expect(fatal.readUInt32BE(1)).toBe(fatal.length - 1)
    for (const owes of [true, false]) expect(through([READY, fatal], owes).after).toBe(READY.toString('latin1'))
  })
})
