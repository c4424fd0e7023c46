import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { EventView, ServiceView } from '../../domain/wire.ts'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import { listen } from '../builders/listener.ts'

/** Stands in everything that a person says or gives; nothing of it may be left. */
const MARK = 'zanzibar'
let baton: Running
let ada: Human
let ann: Human
let shop: ServiceView
beforeAll(async () => {
  baton = await startBaton()
  ada = await baton.admin()
  ann = await baton.human('Ann')
  shop = await baton.service({ name: 'Shop' })
})
afterAll(() => baton.stop())
const patient = { timeout: 15_000, interval: 100 }

/** A session with everything in it that can hold a person's words, resolved and reopened. */
async function saidAll(externalId: string): Promise<{ id: string; token: string; messageId: string }> {
  const customer = {
    externalId,
    name: `Kim ${MARK}`,
    email: `${MARK}@example.com`,
    phone: `+49 ${MARK}`,
    location: { city: MARK },
  }
  const opened = (await baton.key.post('/conversations', { serviceId: shop.id, customer })).expect(201).body
  const at = `/conversations/${opened.id}`
  const messageId = newId()
  const say = (body: object) => baton.key.post(`${at}/messages`, body)
  ;(await say({ id: messageId, role: 'customer', text: `Get me a human, this ${MARK} is terrible` })).expect(201)
  ;(await say({ role: 'ai', text: `Dear ${MARK}`, turn: 1 })).expect(201)
  ;(await say({ role: 'ai', text: `Too late, ${MARK}`, turn: 0 })).refused(409, 'stale_turn')
  ;(
    await baton.key.post(`${at}/handoff`, { trigger: 'manual', reason: `of ${MARK}`, summary: `It is ${MARK}` })
  ).expect(200)
  ;(await ann.post(`${at}/takeover`)).expect(200)
  // Said again it changes nothing, and its answer is kept whole.
  ;(await ann.post(`${at}/takeover`)).expect(200)
  ;(await ann.post(`${at}/messages`, { role: 'operator', text: `Hello ${MARK}` })).expect(201)
  ;(await ann.post(`${at}/notes`, { text: `${MARK} is upset` })).expect(200)
  ;(await ann.post(`${at}/resolve`)).expect(200)
  ;(await ann.post(`${at}/reopen`)).expect(200)
  ;(await ada.post(`${at}/force-takeover`, { reason: `${MARK} asked for me` })).expect(200)
  return { id: opened.id, token: opened.customerToken, messageId }
}
const customerOf = (id: string) =>
  vi.waitFor(async () => {
    const { customer } = (await ann.get(`/conversations/${id}/customer`)).expect(200).body
    expect(customer).not.toBeNull()
    return customer.id as string
  }, patient)

/** Each table in which the mark stands, as the database itself would write it out. */
async function marked(): Promise<string[]> {
  const tables = await baton.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await baton.sql`select 1 from ${baton.sql(name)} t where t::text ilike ${`%${MARK}%`} limit 1`
    if (rows.length > 0) found.push(name)
  }
  return found.toSorted()
}

test('laws, Erasure: of an erased person no word is left in any table, on any board, in any answer; number, type, author and time stay', async () => {
  const externalId = `u-${MARK}`
  const [one, two] = [await saidAll(externalId), await saidAll(externalId)]
  const other = await baton.begin(shop.id, 'Another person says something')
  const id = await customerOf(one.id)
  expect(await customerOf(two.id)).toBe(id)
  ;(
    await ann.patch(`/customers/${id}`, {
      version: 1,
      address: MARK,
      labels: [MARK],
      data: [{ key: 'Order', value: MARK }],
    })
  ).expect(200)
  await vi.waitFor(async () => {
    const { items, behind } = (await ann.get(`/sessions?text=${MARK}`)).expect(200).body
    expect({ found: items.length, behind }).toEqual({ found: 2, behind: 0 })
  }, patient)
  const shape = () => baton.sql`select seq, type, actor, at, conversation_id, public_seq from events order by seq`
  const before = await shape()
  // The test itself can see: without this an empty answer would prove nothing.
  expect(await marked()).toEqual(
    [
      'commands',
      'conversations',
      'customer_data',
      'customer_history',
      'customers',
      'events',
      'session_words',
    ].toSorted(),
  )
  const cursor = (await ann.get('/stats')).expect(200).body.cursor as string
  const operators = await listen(ann, '/stream')
  const visitor = await listen(baton.bearer(two.token), `/conversations/${two.id}/stream`)

  ;(await ann.delete(`/customers/${id}`)).refused(403, 'forbidden')
  const key = { 'idempotency-key': newId() }
  ;(await ada.delete(`/customers/${id}`, key)).expect(204)
  // L4: said twice it happens once.
  ;(await ada.delete(`/customers/${id}`, key)).expect(204)

  expect(await marked()).toEqual([])
  const after = await shape()
  expect(after.slice(0, before.length)).toEqual(before)
  expect(
    after
      .slice(before.length)
      .map(({ type, conversation_id }) => [type, conversation_id])
      .toSorted(),
  ).toEqual([one.id, two.id].map((at) => ['customer.erased', at]).toSorted())
  expect(after.at(-1)?.actor).toMatchObject({ kind: 'operator', name: 'Ada' })
  expect(after.map(({ seq }) => Number(seq))).toEqual(after.map((_, n) => n + 1))

  // What is answered from memory, from the log, and again to whoever says the command again.
  for (const path of [
    '/board',
    '/sessions',
    `/customers/${id}`,
    `/conversations/${one.id}`,
    `/conversations/${one.id}/events`,
  ])
    expect((await ada.get(path)).expect(200).text.toLowerCase(), path).not.toContain(MARK)
  expect((await ann.get(`/sessions?text=${MARK}`)).expect(200).body.items).toEqual([])
  const again = await baton.key.post(`/conversations/${one.id}/messages`, {
    id: one.messageId,
    role: 'customer',
    text: `Get me a human, this ${MARK} is terrible`,
  })
  expect(again.expect(201).text).not.toContain(MARK)

  // L6: the row is the fold of what is left, and another person's words are where they were.
  const { items } = (await ada.get(`/conversations/${other.id}/events`)).expect(200).body
  expect(items.map(({ data }: EventView) => JSON.stringify(data)).join()).toContain('Another person says something')

  // Every reader is cut, and comes back to a reset.
  await Promise.all([operators.ended, visitor.ended])
  const back = await listen(ann, `/stream?after=${encodeURIComponent(cursor)}`)
  await back.until(({ event }) => event === 'reset')
  back.close()

  // Life goes on: the session is still Ada's, and can be written in.
  ;(await ada.post(`/conversations/${one.id}/messages`, { role: 'operator', text: 'We go on' })).expect(201)
})

test('L5, L3: while a busy customer is erased nothing that was accepted is lost, and the log has no hole', async () => {
  const begun = await saidAll(`busy-${newId()}`)
  const id = await customerOf(begun.id)
  let going = true
  const accepted: string[] = []
  const writing = (async () => {
    while (going) {
      const said = await baton.key.post(`/conversations/${begun.id}/messages`, { role: 'customer', text: 'And on' })
      if (said.status === 201) accepted.push(said.body.message.id)
    }
  })()
  await vi.waitFor(() => expect(accepted.length).toBeGreaterThan(3), patient)
  const done = await ada.delete(`/customers/${id}`)
  going = false
  await writing
  expect([204, 503]).toContain(done.status)
  const { items } = (await ada.get(`/conversations/${begun.id}/events?limit=500`)).expect(200).body
  const there = new Set(
    items.flatMap(({ type, data }: EventView) =>
      type === 'message.added' ? [(data as { message: { id: string } }).message.id] : [],
    ),
  )
  expect(accepted.filter((each) => !there.has(each))).toEqual([])
  const [row] = await baton.sql`select count(*)::int as count, max(seq)::int as last from events`
  expect(row?.count).toBe(row?.last)
})
