import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { connect } from '../../db/connect.ts'
import { noBus } from '../../server/bus/bus.ts'
import { systemClock } from '../../server/clock.ts'
import { holdDatabase } from '../../server/hold-database.ts'
import { createHub } from '../../server/hub/hub.ts'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { makeProxy } from '../proof/kit/proxy.ts'

const fresh: FreshDatabase[] = []
/** Each test has a database of its own: what they wait for goes on at once. */
async function ownDatabase(): Promise<string> {
  const made = await freshDatabase()
  fresh.push(made)
  return made.url
}
afterAll(async () => {
  await Promise.all(fresh.map(({ drop }) => drop()))
})

/** Longer than anybody on the serving path waits for a byte. */
const LONG = 5_500

const codeOf = (error: { code?: string }) => error.code
const nobody = () => {
  throw new Error('another one took the database')
}

/** Keeps a table from being read meanwhile, as a disk does that is busy with something else. */
async function lockedFor(url: string, ms: number, table: string): Promise<void> {
  const sql = postgres(url, { max: 1 })
  await sql.begin(async (held) => {
    await held`lock table ${held(table)} in access exclusive mode`
    await held`select pg_sleep(${ms / 1_000})`
  })
  await sql.end()
}

describe.concurrent('how long a question to the database may take', () => {
  it('L3: on the serving path a question that is silent for four seconds is given up', async () => {
    const connections = connect(await ownDatabase())
    const asked = performance.now()
    expect(await connections.sql`select pg_sleep(7)`.catch(codeOf)).toBe('CONNECTION_CLOSED')
    expect(performance.now() - asked).toBeLessThan(6_000)
    await connections.end()
  })

  it('H1: the board of a node that starts is waited for, though the database is long silent over it', async () => {
    const url = await ownDatabase()
    const connections = connect(url)
    const workspaceId = randomUUID()
    await connections.sql`insert into workspaces (id, name) values (${workspaceId}, 'Ours')`
    await connections.sql`insert into heads (workspace_id) values (${workspaceId})`
    const hub = createHub({ ...connections, clock: systemClock, bus: noBus })
    const locked = lockedFor(url, LONG, 'conversations')
    await sleep(300)
    expect((await hub.board(workspaceId))?.seq).toBe(0)
    hub.stop()
    await locked
    await connections.end()
  })

  it('L3: what may take long is given up too when the network has gone, and asked on another connection', async () => {
    const url = new URL(await ownDatabase())
    const target = { host: url.hostname, port: Number(url.port) }
    const proxy = await makeProxy(() => target)
    url.hostname = '127.0.0.1'
    url.port = String(proxy.port)
    const { slow, end } = connect(url.href, { patience: { serving: 300, reading: 1_500 } })
    expect(await slow`select 1 as one from pg_sleep(1)`).toEqual([{ one: 1 }])
    proxy.silence()
    expect(await slow`select 1`.catch(codeOf)).toBe('CONNECTION_CLOSED')
    expect(await slow`select 2 as two`).toEqual([{ two: 2 }])
    await end()
    await proxy.stop()
  })
})

describe.concurrent('a node that holds the database', () => {
  it.each([
    ['a node with the database to itself', false],
    ['a node among others', true],
  ])('%s waits while another one makes what there is once, though that takes seconds', async (_, shared) => {
    const url = await ownDatabase()
    const other = postgres(url, { max: 1 })
    await other`select pg_advisory_lock(4207003)`
    const held = await holdDatabase(url, { shared }, nobody)
    const order: string[] = []
    const waiting = held.alone(async () => void order.push('this one'))
    await sleep(LONG)
    order.push('the other one')
    await other.end()
    await waiting
    expect(order).toEqual(['the other one', 'this one'])
    await held.release()
  })

  it('waits five seconds for a killed predecessor, and takes over what it held', async () => {
    const url = await ownDatabase()
    const before = postgres(url, { max: 1 })
    await before`select pg_advisory_lock(4207002), pg_advisory_lock(4207003)`
    const taking = holdDatabase(url, { shared: false }, nobody)
    await sleep(4_500)
    await before.end()
    const held = await taking
    expect(await held.alone(async () => 'made')).toBe('made')
    await held.release()
  })

  it('of two that make something at once, one does it after the other', async () => {
    const url = await ownDatabase()
    const nodes = await Promise.all([1, 2, 3].map(() => holdDatabase(url, { shared: true }, nobody)))
    let making = 0
    let most = 0
    const make = async () => {
      most = Math.max(most, ++making)
      await sleep(150)
      making--
    }
    await Promise.all(nodes.map((node) => node.alone(make)))
    expect(most).toBe(1)
    await Promise.all(nodes.map((node) => node.release()))
  })
})
