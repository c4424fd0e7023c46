import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NatsServer, startNats } from '../../cluster/nats.ts'
import { natsMissing, presentNats } from '../../scripts/nats.mjs'
import { readConfig } from '../../server/config.ts'
import { start } from '../../server/main.ts'
import { newId, type Running, startBaton } from '../builders/baton.ts'
import type { Answer, Caller } from '../builders/caller.ts'
import { flakyWire } from '../builders/flaky-wire.ts'
import { listen, listenSocket } from '../builders/listener.ts'
import { type PushService, pushService } from '../builders/push-service.ts'
import { type Node, startNode } from '../builders/second-node.ts'
import { freePort } from '../proof/kit/server.ts'

const path = presentNats()
if (!path) console.warn(`Tests of several nodes are skipped. ${natsMissing}`)

describe.skipIf(!path)('two nodes on one database and one NATS', () => {
  let nats: NatsServer
  let baton: Running
  let other: Node
  let vendor: PushService
  let environment: { NATS_URL: string; PUSH_SERVICE: string }
  beforeAll(async () => {
    nats = await startNats(path ?? '', await freePort())
    vendor = await pushService()
    environment = { NATS_URL: nats.url, PUSH_SERVICE: vendor.url }
    baton = await startBaton(environment)
    other = await startNode(baton, environment)
  })
  afterAll(async () => {
    await other?.stop()
    await baton?.stop()
    await nats?.kill()
    await vendor?.stop()
  })

  it('L3, L5: what one node accepts is in the streams of the other, at once', async () => {
    const stream = await listen(other.as(baton.key))
    const service = await baton.service()
    const began = performance.now()
    const { id } = await baton.begin(service.id, 'Hello from the first node')
    const frame = await stream.untilText('Hello from the first node', 5_000)
    expect(frame.data.conversationId).toBe(id)
    expect(performance.now() - began).toBeLessThan(900)
    stream.close()
  })

  it('L1, L10: of takeovers at both nodes while one removes their operator none stays owned by who is gone', async () => {
    const service = await baton.service()
    for (let round = 0; round < 3; round++) {
      const cy = await baton.human('Cy')
      const begun = await Promise.all(Array.from({ length: 12 }, () => baton.begin(service.id)))
      const taking = begun.map(async ({ id }, i) => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 30))
        const way = i % 3 === 0 ? other.as(cy) : i % 3 === 1 ? other.as(baton.key) : baton.key
        return way.post(`/conversations/${id}/takeover`, i % 3 === 0 ? {} : { operatorId: cy.id })
      })
      ;(await baton.key.delete(`/users/${cy.id}`)).expect(204)
      await Promise.all(taking)
      const held = async () => (await baton.key.get(`/conversations?owner=${cy.id}`)).expect(200).body.items
      await expect.poll(held, { timeout: 5_000 }).toEqual([])
    }
  })

  it('G4, L11: handoffs at both nodes are offered to nobody beyond their capacity, and a beat at either node counts', async () => {
    const service = await baton.service()
    const [ann, key] = [await baton.human('Ann'), other.as(baton.key)]
    ;(await baton.key.patch('/switches', { presence: true })).expect(200)
    const choice = { state: 'live', services: [service.id], capacity: 3 }
    const live = async (who: Caller) => (await who.put('/presence', choice)).status
    // The other node hears of the switch.
    await expect.poll(() => live(other.as(ann)), { timeout: 5_000 }).toBe(200)
    const begun = await Promise.all(Array.from({ length: 12 }, () => baton.begin(service.id)))
    await Promise.all(
      begun.map(async ({ id }, i) => {
        const way = i % 2 === 0 ? key : baton.key
        return (await way.post(`/conversations/${id}/handoff`, { trigger: 'manual' })).expect(200)
      }),
    )
    const offers = async () => {
      const { items } = (await baton.key.get(`/conversations?serviceId=${service.id}&limit=500`)).expect(200).body
      return items.filter(({ offer }: { offer?: object }) => offer).length
    }
    await expect.poll(offers, { timeout: 10_000 }).toBe(3)
    const [most] = await baton.sql`select count(*)::int as offered from events
      where type = 'conversation.offered' and data -> 'to' ->> 'id' = ${ann.id}`
    expect(most?.offered).toBe(3)
    expect((await ann.post('/presence/beat', {})).expect(200).body.mine).toMatchObject({ state: 'live', atRisk: false })
    ;(await ann.put('/presence', { state: 'offline' })).expect(200)
    ;(await baton.key.patch('/switches', { presence: false })).expect(200)
  })

  it('L4: a change of identity that is said to both nodes at once, under one key, happens once and is no bug', async () => {
    const admin = await baton.admin()
    const both = async (say: (who: Caller, header: Record<string, string>) => Promise<Answer>) => {
      const header = { 'idempotency-key': newId() }
      return Promise.all([admin, other.as(admin), admin, other.as(admin)].map((who) => say(who, header)))
    }
    for (let round = 0; round < 10; round++) {
      const email = `${newId()}@example.com`
      const person = { name: 'Di', email, password: 'correct horse battery', role: 'operator' }
      const made = await both((who, header) => who.post('/users', person, header))
      const [id = '', ...others] = new Set(made.map((answer) => answer.expect(201).body.id as string))
      expect(others).toEqual([])
      const renamed = await both((who, header) => who.patch(`/users/${id}`, { name: 'Do' }, header))
      for (const answer of renamed) expect(answer.expect(200).body).toMatchObject({ id, name: 'Do' })
      const keys = await both((who, header) => who.post('/keys', { name: email }, header))
      // The node that made it shows it; the other one says that it was made.
      for (const { status } of keys) expect([201, 409]).toContain(status)
      expect(new Set(keys.map(({ body }) => body.id ?? body.keyId)).size).toBe(1)
      for (const answer of await both((who, header) => who.delete(`/users/${id}`, header))) answer.expect(204)
      const rows = await baton.sql`select type from events where data ->> 'userId' = ${id} order by seq`
      expect(rows.map(({ type }) => type)).toEqual(['user.created', 'user.updated', 'user.deleted'])
    }
  })

  it('L7, G1: a node that is cut off from the database and hears the others ends whom they tell of', async () => {
    const wire = await flakyWire(baton.databaseUrl)
    const cut = await startNode({ databaseUrl: wire.url }, environment)
    const [ann, ben, lia] = [await baton.human('Ann'), await baton.human('Ben'), await baton.human('Lia')]
    const { body: made } = (await baton.key.post('/keys', { name: 'Shop', scopes: ['conversation:read'] })).expect(201)
    const streams = await Promise.all([ann, lia, baton.bearer(made.key), ben].map((who) => listen(cut.as(who))))
    wire.freeze()
    ;(await ann.post('/api/auth/sign-out', {})).expect(200)
    ;(await baton.key.delete(`/keys/${made.id}`)).expect(204)
    ;(await baton.key.post('/groups', { name: 'None', members: [lia.id] })).expect(201)
    await Promise.all(streams.slice(0, 3).map(({ ended }) => ended))
    expect(streams[3]?.isOver()).toBe(false)
    streams[3]?.close()
    await wire.mend()
    await cut.stop()
    await wire.stop()
  }, 40_000)

  it('L1: what one node was told counts at the other in the next request, of whatever kind', async () => {
    const there = other.as(baton.key)
    const ann = await baton.human('Ann')
    const ben = await baton.human('Ben')
    for (let i = 0; i < 20; i++) {
      const service = await baton.service()
      const id = newId()
      ;(await there.post('/conversations', { id, serviceId: service.id })).expect(201)
      ;(await baton.key.get(`/conversations/${id}`)).expect(200)
      const said = (await baton.key.post(`/conversations/${id}/messages`, { role: 'customer', text: 'Hm?' })).expect(
        201,
      )
      expect((await there.get(`/conversations/${id}`)).expect(200).body.turn).toBe(said.body.conversation.turn)
      ;(await baton.key.post(`/conversations/${id}/takeover`, { operatorId: ann.id })).expect(200)
      ;(await there.post(`/conversations/${id}/takeover`, { operatorId: ben.id })).refused(409, 'already_claimed')
      ;(await there.post(`/conversations/${id}/messages`, { role: 'operator', operatorId: ann.id, text: 'Hi' })).expect(
        201,
      )
      ;(await baton.key.post(`/conversations/${id}/release`, { operatorId: ann.id })).expect(200)
      ;(await there.post(`/conversations/${id}/takeover`, { operatorId: ben.id })).expect(200)
      ;(await baton.key.post(`/conversations/${id}/resolve`, { operatorId: ben.id })).expect(200)
    }
  })

  it('L5: a stream that resumes at the other node misses nothing, and is not reset', async () => {
    const service = await baton.service()
    const { id } = await baton.begin(service.id)
    for (let i = 0; i < 30; i++) {
      const here = i % 2 ? baton.key : other.as(baton.key)
      const there = i % 2 ? other.as(baton.key) : baton.key
      const before = await listen(here)
      ;(await here.post(`/conversations/${id}/messages`, { role: 'customer', text: `Number ${i}` })).expect(201)
      await before.untilText(`Number ${i}`)
      before.close()
      const cursor = before.cursor()
      const after = await listen(there, `/stream?after=${cursor}`)
      expect(after.heard.filter(({ event }) => event === 'reset')).toEqual([])
      expect(after.events()).toEqual([])
      after.close()
    }
  })

  it('a moment at one node is a moment at the other: typing, and who looks', async () => {
    const service = await baton.service()
    const { id, customer } = await baton.begin(service.id)
    const ann = await baton.human('Ann')
    const stream = await listenSocket(other.as(ann))
    ;(await customer.post(`/conversations/${id}/typing`, { typing: true })).expect(204)
    await stream.until(({ event, data }) => event === 'typing' && data.conversationId === id, 2_000)
    ;(await ann.post('/presence', { conversationId: id })).expect(200)
    const looks = await stream.until(({ event, data }) => event === 'viewers' && data.conversationId === id, 2_000)
    expect(looks.data.viewers).toEqual([{ id: ann.id, name: 'Ann' }])
    // The console's next word may reach another node: a person looks at one place.
    ;(await other.as(ann).post('/presence', { conversationId: null })).expect(200)
    await stream.until(({ event, data }) => event === 'viewers' && data.viewers.length === 0, 2_000)
    stream.close()
  })

  it('a person counts as live on every node while a console is open on one', async () => {
    const ann = await baton.human('Ann')
    const online = async (who = baton.key) =>
      (await who.get('/board')).expect(200).body.operators.find((one: { id: string }) => one.id === ann.id).online
    const stream = await listen(baton.key)
    const console_ = await listenSocket(other.as(ann))
    const isHere =
      (is: boolean) => (frame: { event: string; data: { operators: { id: string; online: boolean }[] } }) =>
        frame.event === 'operators' && frame.data.operators.some((one) => one.id === ann.id && one.online === is)
    await stream.until(isHere(true), 3_000)
    expect(await online()).toBe(true)
    console_.close()
    await stream.until(
      (frame) => stream.heard.indexOf(frame) > stream.heard.findIndex(isHere(true)) && isHere(false)(frame),
      3_000,
    )
    expect(await online()).toBe(false)
    stream.close()
  })

  it('L7: a key that is revoked at one node, and a person who is removed, hold at the other no longer', async () => {
    const made = (await baton.key.post('/keys', { name: 'Soon gone', scopes: ['conversation:read'] })).expect(201).body
    const there = other.as(baton.bearer(made.key))
    ;(await there.get('/stats')).expect(200)
    ;(await baton.key.delete(`/keys/${made.id}`)).expect(204)
    await new Promise((resolve) => setTimeout(resolve, 100))
    ;(await there.get('/stats')).refused(401, 'unauthorized')
    const cleo = await baton.human('Cleo')
    ;(await other.as(cleo).get('/stats')).expect(200)
    ;(await baton.key.delete(`/users/${cleo.id}`)).expect(204)
    await new Promise((resolve) => setTimeout(resolve, 100))
    ;(await other.as(cleo).get('/stats')).refused(401, 'unauthorized')
  })

  it('F6, L12: a browser that was enabled at one node is told of what happens at the other, also by a node that outlives both', async () => {
    const third = await startNode(baton, environment)
    const fay = await baton.human('Fay')
    const { body } = (await third.as(fay).get('/push/key')).expect(200)
    expect((await fay.get('/push/key')).expect(200).body).toEqual(body)
    const browser = vendor.browser('Fay’s', body.publicKey)
    ;(await third.as(fay).put('/push/subscription', browser.subscription)).expect(204)
    const titles = () => vendor.of('Fay’s').map(({ content }) => content.title)
    const { id } = await baton.begin((await baton.service()).id)
    // The bus tells the other nodes within moments.
    const assign = async () => {
      const { id: given } = await baton.begin((await baton.service()).id)
      ;(await other.as(baton.key).post(`/conversations/${given}/assign`, { operatorId: fay.id })).expect(200)
      return titles().length
    }
    await expect.poll(assign, { timeout: 10_000, interval: 100 }).toBeGreaterThan(0)
    ;(await fay.post(`/conversations/${id}/takeover`, {})).expect(200)
    vendor.plan(503, 503)
    ;(await third.as(baton.key).post(`/conversations/${id}/messages`, { role: 'customer', text: 'Hello?' })).expect(201)
    await third.stop()
    await expect.poll(titles, { timeout: 20_000 }).toContain('New message: Hello?')
    expect(titles().filter((title) => title === 'New message: Hello?')).toHaveLength(1)
    expect(vendor.faults).toEqual([])
  })

  it('a node without NATS_URL is refused with a sentence, and nothing is changed', async () => {
    await expect(startNode(baton, {})).rejects.toThrow(
      'Another Baton uses this database. Stop it, or join them with a message bus: the same NATS_URL for each; nothing was changed.',
    )
  })

  it('L5: while NATS is away streams stay open, commits go on, and the nodes hear of each other through the database', async () => {
    const service = await baton.service()
    const { id } = await baton.begin(service.id)
    const stream = await listen(other.as(baton.key))
    await nats.kill()
    for (let i = 0; i < 5; i++) {
      const said = performance.now()
      ;(await baton.key.post(`/conversations/${id}/messages`, { role: 'customer', text: `Without NATS ${i}` })).expect(
        201,
      )
      await stream.untilText(`Without NATS ${i}`, 2_000)
      expect(performance.now() - said).toBeLessThan(1_500)
    }
    await nats.start()
    const metric = async () => (await fetch(`${other.url}/metrics`)).text()
    await expect.poll(metric, { timeout: 5_000 }).toContain('baton_bus_up 1')
    ;(await baton.key.post(`/conversations/${id}/messages`, { role: 'customer', text: 'NATS is back' })).expect(201)
    await stream.untilText('NATS is back', 2_000)
    expect(stream.isOver()).toBe(false)
    stream.close()
  })
})

describe('a database that one node has to itself', () => {
  it('refuses a node with NATS_URL with a sentence, and NATS need not be there for it', async () => {
    const baton = await startBaton()
    await expect(startNode(baton, { NATS_URL: 'nats://127.0.0.1:1' })).rejects.toThrow(
      'Another Baton without NATS_URL has this database to itself. Stop it, or give it the same NATS_URL; nothing was changed.',
    )
    await baton.stop()
  })

  it.skipIf(!path)('prints the same link for the first administrator at each of several nodes', async () => {
    const nats = await startNats(path ?? '', await freePort())
    const { freshDatabase } = await import('../database.ts')
    const database = await freshDatabase()
    const config = readConfig({ PORT: '0', DATABASE_URL: database.url, NATS_URL: nats.url, LOG_LEVEL: 'silent' })
    const nodes = await Promise.all([start(config), start(config), start(config)])
    const links = nodes.map(({ setupUrl }) => setupUrl && new URL(setupUrl).searchParams.get('token'))
    expect(links[0]).toMatch(/^[\w-]{43}$/)
    expect(new Set(links).size).toBe(1)
    await Promise.all(nodes.map((node) => node.stop()))
    await database.drop()
    await nats.kill()
  })
})
