import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { natsMissing, presentNats } from '../../scripts/nats.mjs'
import { caller } from '../builders/caller.ts'
import { listenSocket } from '../builders/listener.ts'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { freshSeed, quiet } from './kit/suite.ts'
import { install } from './nodes/installation.ts'
import { nodesOn } from './nodes/nodes.ts'

const there = presentNats() !== undefined
if (!there) console.warn(`The proof of several nodes is skipped. ${natsMissing}`)

describe.skipIf(!there)('several nodes', () => {
  let database: FreshDatabase
  let another: FreshDatabase
  beforeAll(async () => {
    database = await freshDatabase()
    another = await freshDatabase()
  })
  afterAll(async () => {
    await database.drop()
    await another.drop()
  })

  it('L1, L2, L3, L4, L5, L12: two nodes and NATS are killed and frozen under load, and every promise holds on either node', async () => {
    const seed = freshSeed()
    const short = { faults: 3, seconds: 4, nodes: 2, nats: 1, corners: 4, within: 60_000 }
    const outcome = await nodesOn(database.url, quiet(seed, short))
    expect(outcome.broken, `seed ${seed}`).toEqual([])
    expect(outcome.faults).toEqual({ node: 1, 'NATS server': 1, 'frozen NATS server': 1 })
    expect(outcome.acknowledged).toBeGreaterThan(50)
  })

  it('L11, L12: a node that is killed for good leaves its people gone and its tasks to the other, long before a task’s lease', async () => {
    const password = 'correct horse battery'
    const pair = await install(
      another.url,
      { nodes: 2, nats: 1 },
      { BATON_ADMIN_EMAIL: 'ada@example.com', BATON_ADMIN_PASSWORD: password },
    )
    const [dying, staying] = pair.nodes
    if (!dying || !staying) throw new Error('two nodes were wanted')
    // A bot that never answers: its task stays with the node that took it.
    const { createServer } = await import('node:http')
    let asked = 0
    const bot = createServer((_request, response) => {
      if (++asked > 1) response.writeHead(200, { 'content-type': 'application/json' }).end('{"text":"Here I am."}')
    })
    await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve))
    const address = bot.address()
    const webhookUrl = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`
    try {
      const key = caller(() => dying.url, { authorization: `Bearer ${pair.key}` })
      const there = caller(() => staying.url, { authorization: `Bearer ${pair.key}` })
      const signedIn = await caller(() => dying.url, { origin: dying.url }).post('/api/auth/sign-in/email', {
        email: 'ada@example.com',
        password,
      })
      const cookie = signedIn
        .expect(200)
        .headers.getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ')
      await listenSocket(caller(() => dying.url, { cookie, origin: dying.url }))
      const online = async () => (await there.get('/board')).expect(200).body.operators[0].online as boolean
      await expect.poll(online, { timeout: 5_000 }).toBe(true)

      const service = (await key.post('/services', { name: 'Bot', ai: 'webhook', webhookUrl })).expect(201).body
      const { id } = (await key.post('/conversations', { serviceId: service.id })).expect(201).body
      ;(await key.post(`/conversations/${id}/messages`, { role: 'customer', text: 'Anybody?' })).expect(201)
      while (asked === 0) await sleep(20)
      const died = performance.now()
      await dying.killForGood()
      const answered = async () =>
        (await there.get(`/conversations/${id}/events`))
          .expect(200)
          .body.items.some(
            (event: { type: string; data: { message?: { text: string } } }) =>
              event.type === 'message.added' && event.data.message?.text === 'Here I am.',
          ) as boolean
      await expect.poll(answered, { timeout: 40_000, interval: 200 }).toBe(true)
      await expect.poll(online, { timeout: 10_000 }).toBe(false)
      expect(performance.now() - died).toBeLessThan(40_000)
    } finally {
      bot.closeAllConnections()
      bot.close()
      await pair.stop()
    }
  })
})
