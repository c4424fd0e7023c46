import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { standardChoices } from '../../domain/notification.ts'
import { type Human, type Running, startBaton } from '../builders/baton.ts'
import type { Caller } from '../builders/caller.ts'
import { type Browser, type PushService, pushService } from '../builders/push-service.ts'

let baton: Running
let vendor: PushService
let ann: Human
let ben: Human
let key: string
/** Of Ann and of Ben. */
let anns: Browser
let bens: Browser
let serviceId: string
beforeAll(async () => {
  vendor = await pushService()
  baton = await startBaton({ PUSH_SERVICE: vendor.url })
  ann = await baton.human('Ann')
  ben = await baton.human('Ben')
  key = (await ann.get('/push/key')).expect(200).body.publicKey
  serviceId = (await baton.service({ name: 'Customer Care' })).id
})
afterAll(async () => {
  await baton.stop()
  await vendor.stop()
})
beforeEach(async () => {
  vendor.arrived.length = 0
  anns = await allow(ann, `Ann’s ${randomUUID()}`)
  bens = await allow(ben, `Ben’s ${randomUUID()}`)
})
afterEach(() => expect(vendor.faults).toEqual([]))

async function allow(who: Caller, name: string): Promise<Browser> {
  const browser = vendor.browser(name, key)
  ;(await who.put('/push/subscription', browser.subscription)).expect(204)
  return browser
}
const assign = async (who: Caller, id: string, to: Human) =>
  (await who.post(`/conversations/${id}/assign`, { operatorId: to.id })).expect(200)
const say = async (id: string, text: string) =>
  (await baton.key.post(`/conversations/${id}/messages`, { role: 'customer', text })).expect(201)
/** A conversation that Ann has and that told of itself. */
async function annsConversation(): Promise<string> {
  const { id } = await baton.begin(serviceId)
  ;(await ann.post(`/conversations/${id}/takeover`, {})).expect(200)
  return id
}
/** All that was to be told was told, or will not be. */
const told = () =>
  expect
    .poll(async () => (await baton.sql`select 1 from tasks where kind = 'notify' and not dead`).length, {
      timeout: 15_000,
      interval: 20,
    })
    .toBe(0)
const titles = (browser: Browser) => vendor.of(browser.name).map(({ content }) => content.title)

test('F6: “You have new session assigned.” goes to the assignee alone, and to nobody who takes one', async () => {
  const { id } = await baton.begin(serviceId)
  await assign(ben, id, ann)
  const own = await baton.begin(serviceId)
  await assign(ben, own.id, ben)
  const taken = await baton.begin(serviceId)
  ;(await ann.post(`/conversations/${taken.id}/takeover`, {})).expect(200)
  await told()
  expect(vendor.of(bens.name)).toEqual([])
  expect(vendor.of(anns.name).map(({ content }) => content)).toEqual([
    {
      kind: 'assigned',
      conversationId: id,
      number: expect.any(Number),
      title: 'You have new session assigned.',
      body: 'Customer Care',
      silent: false,
    },
  ])
})

test('F6: what a program assigns, it assigns to whoever did not know of it', async () => {
  const { id } = await baton.begin(serviceId)
  ;(await baton.key.post(`/conversations/${id}/assign`, { operatorId: ann.id })).expect(200)
  await told()
  expect(titles(anns)).toEqual(['You have new session assigned.'])
  expect(titles(bens)).toEqual([])
})

test('F6: “New message: …” goes to the owner alone, for a customer’s message and no other', async () => {
  const id = await annsConversation()
  const { id: nobodys } = await baton.begin(serviceId)
  await say(nobodys, 'Is anybody there?')
  await say(id, 'It should have been here on Monday.')
  ;(await ann.post(`/conversations/${id}/messages`, { role: 'operator', text: 'I am looking.' })).expect(201)
  ;(await ben.post(`/conversations/${id}/notes`, { text: 'Ask the carrier.' })).expect(200)
  await told()
  expect(vendor.arrived.map(({ browser, content }) => [browser, content.title])).toEqual([
    [anns.name, 'New message: It should have been here on Monday.'],
  ])
  await assign(ann, id, ben)
  await say(id, 'Hello?')
  await told()
  expect(titles(bens)).toEqual(['You have new session assigned.', 'New message: Hello?'])
  expect(titles(anns)).toHaveLength(1)
})

test('L14, L8: what a customer wrote is text, and no more than its beginning goes out', async () => {
  const id = await annsConversation()
  await say(id, `<img src=x onerror=alert(1)>\n${'word '.repeat(1_000)}`)
  await told()
  const [title] = titles(anns)
  expect(title).toMatch(/^New message: <img src=x onerror=alert\(1\)> word .*…$/)
  expect(title?.length).toBeLessThan(140)
})

test('F6: each browser is told for itself; a sign-out ends that of its session, a new subscription replaces the old', async () => {
  const id = await annsConversation()
  const second = await baton.signIn(ann.email, ann.password)
  const seconds = await allow(second, 'Ann’s phone')
  await say(id, 'One')
  await told()
  expect([titles(anns), titles(seconds)]).toEqual([['New message: One'], ['New message: One']])
  const newer = await allow(ann, 'Ann’s newer')
  ;(await second.post('/api/auth/sign-out', {})).expect(200)
  await say(id, 'Two')
  await told()
  expect([titles(anns).length, titles(seconds).length, titles(newer)]).toEqual([1, 1, ['New message: Two']])
  ;(await ann.delete('/push/subscription')).expect(204)
  ;(await ann.delete('/push/subscription')).expect(204)
  await say(id, 'Three')
  expect(await baton.sql`select 1 from tasks where kind = 'notify'`).toEqual([])
  expect(titles(newer)).toHaveLength(1)
})

test('L7: a browser in which somebody else signed in tells nothing of whoever had it before', async () => {
  const id = await annsConversation()
  ;(await ben.put('/push/subscription', anns.subscription)).expect(204)
  await say(id, 'For Ann alone')
  await told()
  expect(vendor.of(anns.name)).toEqual([])
})

test('L7: with the session that allowed it a browser’s notifications are over, also when it only ran out', async () => {
  const id = await annsConversation()
  await baton.sql`update sessions set expires_at = now() - interval '1 s' where user_id = ${ann.id}`
  await say(id, 'To whom?')
  await told()
  await baton.sql`update sessions set expires_at = now() + interval '1 d' where user_id = ${ann.id}`
  expect(vendor.of(anns.name)).toEqual([])
})

test('F6: each person chooses of what, whether with a sound, and when not at all; it is in the log (L10)', async () => {
  const id = await annsConversation()
  expect((await ann.get('/push/choices')).expect(200).body).toEqual(standardChoices)
  const choose = async (choices: object) =>
    expect((await ann.put('/push/choices', { ...standardChoices, ...choices })).expect(200).body).toMatchObject(choices)
  await choose({ message: false })
  await say(id, 'One')
  await choose({ sound: false })
  await say(id, 'Two')
  await told()
  // All of the day but a quarter of an hour that was over long ago.
  const from = (new Date().getUTCHours() + 12) % 24
  await choose({ quiet: { timeZone: 'UTC', from: from + 0.25, to: from } })
  await say(id, 'Three')
  await told()
  await choose({ quiet: { timeZone: 'UTC', from, to: from + 0.25 } })
  await say(id, 'Four')
  await told()
  expect(vendor.of(anns.name).map(({ content }) => [content.title, content.silent])).toEqual([
    ['New message: Two', true],
    ['New message: Four', false],
  ])
  expect((await ann.get('/push/choices')).expect(200).body.quiet).toEqual({ timeZone: 'UTC', from, to: from + 0.25 })
  await choose({ quiet: null })
  const [line] = await baton.sql`select actor, data from events where type = 'user.updated' order by seq desc limit 1`
  expect(line).toMatchObject({ actor: { id: ann.id }, data: { userId: ann.id, changed: ['notifications'] } })
})

describe('L12: the outside is a task', () => {
  test('L12: what fails comes again under the same number and topic, and is told once', async () => {
    const id = await annsConversation()
    const asked = vendor.asked()
    vendor.plan(503, 429)
    await say(id, 'Again and again')
    await told()
    expect(vendor.asked() - asked).toBe(3)
    expect(titles(anns)).toEqual(['New message: Again and again'])
    const topics = vendor.of(anns.name).map(({ headers }) => headers['topic'])
    await say(id, 'Another one')
    await told()
    const [first, second] = vendor.of(anns.name)
    expect(second?.headers['topic']).not.toBe(topics[0])
    expect(second?.content.number).toBeGreaterThan(first?.content.number ?? 0)
    expect(first?.headers).toMatchObject({ urgency: 'high', ttl: '14400' })
  })

  test('L12, L3: what was committed is told after a restart, with the same keys', async () => {
    const id = await annsConversation()
    vendor.plan(...Array.from({ length: 3 }, () => 500))
    await say(id, 'Before the restart')
    await baton.restart()
    await told()
    expect(titles(anns)).toEqual(['New message: Before the restart'])
    expect((await ann.get('/push/key')).expect(200).body.publicKey).toBe(key)
    await say(id, 'After it')
    await told()
    expect(titles(anns)).toEqual(['New message: Before the restart', 'New message: After it'])
  })

  test.each([404, 410])(
    'F6: a browser that its push service does not know any more (%i) is forgotten',
    async (status) => {
      const id = await annsConversation()
      vendor.plan(status)
      await say(id, 'Anybody?')
      await told()
      expect(await baton.sql`select 1 from push_subscriptions where user_id = ${ann.id}`).toEqual([])
      expect(await baton.sql`select 1 from tasks where kind = 'notify' and dead`).toEqual([])
    },
  )

  test.each([400, 302])(
    'L12: what a push service refuses for good (%i) is tried once and seen as failed work',
    async (status) => {
      const id = await annsConversation()
      const asked = vendor.asked()
      vendor.plan(status)
      await say(id, 'No')
      await told()
      expect(vendor.asked() - asked).toBe(1)
      const { items } = (await (await baton.admin()).get('/tasks')).expect(200).body
      expect(items[0]).toMatchObject({
        kind: 'notify',
        conversationId: id,
        why: expect.stringContaining(String(status)),
      })
      expect(JSON.stringify(items[0])).not.toContain(new URL(anns.subscription.endpoint).pathname)
    },
  )

  test('L7: nothing is told to whom it does not concern any more when it is delivered', async () => {
    const cy = await baton.human('Cy')
    const cys = await allow(cy, 'Cy’s')
    const [given, closed, outOfSight, gone] = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const { id } = await baton.begin(serviceId)
        ;(await cy.post(`/conversations/${id}/takeover`, {})).expect(200)
        return id
      }),
    )
    vendor.plan(503, 503)
    await Promise.all([say(given ?? '', 'Given away'), say(closed ?? '', 'Resolved')])
    ;(await cy.post(`/conversations/${given}/release`)).expect(200)
    ;(await cy.post(`/conversations/${closed}/resolve`)).expect(200)
    await told()
    vendor.plan(503)
    await say(outOfSight ?? '', 'Out of sight')
    const { body: group } = (await baton.key.post('/groups', { name: 'None', members: [cy.id] })).expect(201)
    await told()
    ;(await baton.key.delete(`/groups/${group.id}`)).expect(204)
    ;(await baton.key.post(`/conversations/${gone}/takeover`, { operatorId: cy.id })).expect(200)
    vendor.plan(503)
    await say(gone ?? '', 'Gone')
    ;(await baton.key.delete(`/users/${cy.id}`)).expect(204)
    await told()
    expect(vendor.of(cys.name)).toEqual([])
    expect(await baton.sql`select 1 from push_subscriptions where user_id = ${cy.id}`).toEqual([])
  })

  test('F6: who has no browser to tell makes no task, and no commit waits for a push service', async () => {
    const di = await baton.human('Di')
    const { id } = await baton.begin(serviceId)
    await assign(ann, id, di)
    await say(id, 'Hello')
    expect(await baton.sql`select 1 from tasks where kind = 'notify' and payload ->> 'conversationId' = ${id}`).toEqual(
      [],
    )
  })
})

describe('laws, Bad input: a subscription', () => {
  test.each([
    ['an address inside', { endpoint: 'https://192.168.1.1/x' }, 'endpoint'],
    ['plain HTTP', { endpoint: 'http://push.example/x' }, 'endpoint'],
    ['no address', { endpoint: 'x' }, 'endpoint'],
    ['a key that is no point', { keys: { p256dh: 'AAAA', auth: 'BTBZMqHH6r4Tts7J_aSIgg' } }, 'keys.p256dh'],
    ['a short secret', { keys: { p256dh: '', auth: 'BTBZ' } }, 'keys.auth'],
    ['a field that nobody knows', { more: true }, 'more'],
  ])('with %s is refused, and says why', async (_what, over: Record<string, unknown>, path) => {
    const { subscription } = vendor.browser('x', key)
    const given = { ...subscription, ...over } as typeof subscription
    if (given.keys.p256dh === '') given.keys = { ...given.keys, p256dh: subscription.keys.p256dh }
    const { body } = (await ann.put('/push/subscription', given)).refused(422, 'invalid_input')
    expect(body.errors).toEqual([{ path, message: expect.any(String) }])
  })

  test('and choices that are none are refused', async () => {
    for (const over of [{ quiet: { timeZone: 'UTC', from: 8, to: 8 } }, { sound: 'loud' }, { more: 1 }])
      (await ann.put('/push/choices', { ...standardChoices, ...over })).refused(422, 'invalid_input')
  })

  test('of a program there is none', async () => {
    ;(await baton.key.get('/push/key')).refused(403, 'forbidden')
    ;(await baton.key.put('/push/subscription', anns.subscription)).refused(403, 'forbidden')
  })
})
