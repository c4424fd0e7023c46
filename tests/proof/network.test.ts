import { connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { makeProxy, type Proxy } from './kit/proxy.ts'
import { freshSeed, quiet } from './kit/suite.ts'
import { breakNetwork } from './network/network.ts'

describe('a network that fails', () => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database.drop())

  it('H1, L3, L4, L5: over a network that fails before the server and behind it, what was acknowledged is there once, and streams come back', async () => {
    const seed = freshSeed()
    const outcome = await breakNetwork(database.url, quiet(seed, { faults: 4, corners: 4, within: 60_000 }))
    expect(outcome.broken, `seed ${seed}`).toEqual([])
    expect(outcome.faults).toEqual({
      'cut, callers': 1,
      'silence, PostgreSQL': 1,
      'reset before the answer, callers': 1,
      'delay, PostgreSQL': 1,
    })
    expect(outcome.acknowledged).toBeGreaterThan(20)
  })
})

// A proxy that does nothing to connections would make every network look good.
describe('the proxy', () => {
  const echo = createServer((socket) => {
    socket.on('error', () => {})
    socket.pipe(socket)
  })
  let proxy: Proxy
  const open: Socket[] = []
  beforeAll(async () => {
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
    const address = echo.address()
    proxy = await makeProxy(() => ({
      host: '127.0.0.1',
      port: address && typeof address === 'object' ? address.port : 0,
    }))
  })
  afterAll(async () => {
    for (const socket of open) socket.destroy()
    await proxy.stop()
    await new Promise((resolve) => echo.close(resolve))
  })

  /** Somebody who says a word and hears it back. */
  async function caller() {
    const socket = connect({ host: '127.0.0.1', port: proxy.port })
    open.push(socket)
    let heard = ''
    let gone = false
    socket.on('data', (piece) => {
      heard += piece
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      gone = true
    })
    const say = (word: string) => socket.write(word)
    say('hello ')
    await expect.poll(() => heard).toBe('hello ')
    return { say, heard: () => heard, gone: () => gone }
  }
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

  it('cuts what is there, and lets others come', async () => {
    const one = await caller()
    expect(proxy.cut()).toBeGreaterThan(0)
    await expect.poll(one.gone).toBe(true)
    await caller()
  })
  it('falls silent without an end', async () => {
    const one = await caller()
    proxy.silence()
    one.say('anybody?')
    await pause(150)
    expect([one.heard(), one.gone()]).toEqual(['hello ', false])
    await caller()
  })
  it('lets a question through and resets before its answer', async () => {
    const one = await caller()
    proxy.swallow()
    one.say('and?')
    await expect.poll(one.gone).toBe(true)
    expect(one.heard()).toBe('hello ')
  })
  it('delays each piece, in both directions', async () => {
    const one = await caller()
    proxy.delay(60)
    const at = performance.now()
    one.say('slowly')
    await expect.poll(one.heard, { interval: 5 }).toBe('hello slowly')
    expect(performance.now() - at).toBeGreaterThan(110)
    proxy.delay(0)
  })
  it('takes nobody new when told so', async () => {
    proxy.refuse(true)
    const socket = connect({ host: '127.0.0.1', port: proxy.port })
    open.push(socket)
    socket.on('error', () => {})
    await new Promise((resolve) => socket.once('close', resolve))
    proxy.refuse(false)
    await caller()
  })
})
