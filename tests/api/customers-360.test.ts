import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ServiceView } from '../../domain/wire.ts'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import type { Caller } from '../builders/caller.ts'
import { secondWorkspace } from '../builders/second-workspace.ts'

let baton: Running
let ada: Human
let ann: Human
/** Sees the shop alone. */
let lia: Human
let shop: ServiceView
let help: ServiceView
beforeAll(async () => {
  baton = await startBaton()
  ada = await baton.admin()
  ann = await baton.human('Ann')
  lia = await baton.human('Lia')
  shop = await baton.service({ name: 'Shop' })
  help = await baton.service({ name: 'Help' })
  ;(await baton.key.post('/groups', { name: 'Shop', services: [shop.id], members: [lia.id] })).expect(201)
})
afterAll(() => baton.stop())

/** A session that a program opened. */
const session = async (customer: object, serviceId = shop.id, channel = 'api') =>
  (await baton.key.post('/conversations', { serviceId, customer, channel })).expect(201).body.id as string
/** The same, from a page that anybody can open. */
const visit = async (customer: object) =>
  (await baton.stranger.post('/widget/conversations', { serviceId: shop.id, customer })).expect(201).body.conversation
    .id as string
const patient = { timeout: 15_000, interval: 100 }
/** Whose it is, when it is known. */
const customerOf = (id: string, who: Caller = ann) =>
  vi.waitFor(async () => {
    const { customer } = (await who.get(`/conversations/${id}/customer`)).expect(200).body
    expect(customer).not.toBeNull()
    return customer as { id: string }
  }, patient)
const read = async (id: string, who: Caller = ann) => (await who.get(`/customers/${id}`)).expect(200).body
let names = 0
const unique = () => `u${++names}-${newId().slice(-8)}`

describe('A5: customers as records', () => {
  test('A5: sessions of one external id are one customer’s, over services and channels', async () => {
    const externalId = unique()
    const [web, phone] = [
      await session({ externalId, name: 'Ilse', email: 'ilse@example.com' }),
      await session({ externalId, phone: '+32 1' }, help.id, 'phone'),
    ]
    const { id } = await customerOf(web)
    expect((await customerOf(phone)).id).toBe(id)
    const record = await read(id)
    expect(record).toMatchObject({
      externalId,
      name: 'Ilse',
      email: 'ilse@example.com',
      verified: {},
      labels: [],
      version: 1,
    })
    expect(record.sessions.map((one: { id: string; channel: string }) => [one.id, one.channel])).toEqual([
      [phone, 'phone'],
      [web, 'api'],
    ])
  })

  test('A5: who gave nothing has no record', async () => {
    const nobody = await session({ location: { city: 'Ulm' } })
    await customerOf(await session({ name: unique() }))
    expect((await ann.get(`/conversations/${nobody}/customer`)).body).toEqual({ customer: null, claimed: false })
  })

  test('A5: the same address makes two people one only when somebody verified it', async () => {
    const email = `${unique()}@example.com`
    const first = await customerOf(await session({ name: 'Kim', email }))
    const second = await customerOf(await session({ name: 'Another Kim', email }))
    expect(second.id).not.toBe(first.id)
    expect((await read(first.id)).alike).toEqual([expect.objectContaining({ id: second.id })])
    ;(await ann.post(`/customers/${first.id}/verify`, { version: 1, fields: ['email'] })).expect(200)
    expect((await customerOf(await session({ email: email.toUpperCase() }))).id).toBe(first.id)
  })

  test('A5: what a visitor says of themselves is shown as not proven; what a program says is not', async () => {
    const externalId = unique()
    const proven = await session({ externalId, name: 'Ilse' })
    const { id } = await customerOf(proven)
    const claimed = await visit({ externalId, name: 'I am Ilse' })
    await customerOf(claimed)
    const { sessions } = await read(id)
    expect(sessions.map((one: { id: string; claimed: boolean }) => [one.id, one.claimed])).toEqual([
      [claimed, true],
      [proven, false],
    ])
  })

  test('A5: the session that a customer goes on in is the same customer’s', async () => {
    const first = await session({ name: unique() })
    const { id } = await customerOf(first)
    ;(await baton.key.post(`/conversations/${first}/resolve`, {})).expect(200)
    const next = (
      await baton.key.post(`/conversations/${first}/messages`, { role: 'customer', text: 'Me again' })
    ).expect(201)
    expect((await customerOf(next.body.conversation.id)).id).toBe(id)
  })
})

describe('A5: edit and verify, with history', () => {
  test('A5, L10: who changed what, when, from what to what; the log names the fields and no value', async () => {
    const { id } = await customerOf(await session({ name: 'Kim', email: `${unique()}@example.com` }))
    const edited = (
      await ann.patch(`/customers/${id}`, {
        version: 1,
        name: 'Kim Secretname',
        address: 'Ghent 9000',
        labels: ['Trade', 'Trade', 'Batch 7'],
        data: [{ key: 'Order', value: 'LW-20418' }],
      })
    ).expect(200).body
    expect(edited).toMatchObject({
      name: 'Kim Secretname',
      address: 'Ghent 9000',
      labels: ['Trade', 'Batch 7'],
      version: 2,
    })
    expect(edited.data).toEqual([expect.objectContaining({ key: 'Order', value: 'LW-20418', by: 'Ann' })])
    const verified = (await ann.post(`/customers/${id}/verify`, { version: 2, fields: ['name', 'phone'] })).expect(
      200,
    ).body
    expect(verified.verified).toEqual({ name: { by: 'Ann', at: expect.any(String) } })
    const again = (
      await ada.patch(`/customers/${id}`, { version: 3, name: 'Kim B', data: [{ key: 'Order', value: null }] })
    ).expect(200).body
    expect(again).toMatchObject({ verified: {}, data: [] })
    expect(
      again.history.map((h: Record<string, unknown>) => [
        (h.by as { name: string }).name,
        h.what,
        h.field,
        h.from,
        h.to,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['Ann', 'edited', 'name', 'Kim', 'Kim Secretname'],
        ['Ann', 'edited', 'address', null, 'Ghent 9000'],
        ['Ann', 'edited', 'Order', null, 'LW-20418'],
        ['Ann', 'verified', 'name', null, 'Kim Secretname'],
        ['Ada', 'edited', 'name', 'Kim Secretname', 'Kim B'],
        ['Ada', 'edited', 'Order', 'LW-20418', null],
      ]),
    )
    const log =
      await baton.sql`select type, data, actor from events where type like 'customer.%' and data ->> 'customerId' = ${id} order by seq`
    expect(log.map(({ type }) => type)).toEqual(['customer.updated', 'customer.verified', 'customer.updated'])
    expect(JSON.stringify(log)).not.toContain('Secretname')
    const [kept] = await baton.sql`select count(*)::int as count from commands where result::text like '%Secretname%'`
    expect(kept?.count).toBe(0)
  })

  test('A5: of two who edit at once, the second is told, and nothing is overwritten', async () => {
    const { id } = await customerOf(await session({ name: unique() }))
    ;(await ann.patch(`/customers/${id}`, { version: 1, phone: '+49 1' })).expect(200)
    ;(await ada.patch(`/customers/${id}`, { version: 1, phone: '+49 2' })).refused(409, 'changed_since', { version: 2 })
    expect((await read(id)).phone).toBe('+49 1')
  })

  test('L4: said twice under one key it happens once', async () => {
    const { id } = await customerOf(await session({ name: unique() }))
    const say = (body: object) => ann.patch(`/customers/${id}`, body, { 'idempotency-key': `edit-${id}` })
    for (const _ of [1, 2]) expect((await say({ version: 1, phone: '+49 7' })).expect(200).body.version).toBe(2)
    ;(await say({ version: 1, phone: '+49 8' })).refused(409, 'id_reused')
    expect((await read(id)).history).toHaveLength(1)
  })

  test('laws, Bad input: what is no address, no field, no version is refused', async () => {
    const { id } = await customerOf(await session({ name: unique() }))
    for (const body of [
      { version: 1, email: 'kim' },
      { version: 1, colour: 'red' },
      { name: 'x' },
      { version: 1, name: ' ' },
    ])
      (await ann.patch(`/customers/${id}`, body)).refused(422, 'invalid_input')
    ;(await ann.post(`/customers/${id}/verify`, { version: 1, fields: ['shoes'] })).refused(422, 'invalid_input')
  })
})

describe('A5: merge of duplicates', () => {
  test('A5: two records are one from both sides, and undone they are as they were', async () => {
    const email = `${unique()}@example.com`
    const [one, two] = [await session({ name: 'Kim', email }), await session({ name: 'K.', email, phone: '+49 5' })]
    const [a, b] = [await customerOf(one), await customerOf(two)]
    const before = await read(b.id)
    const merged = (await ann.post(`/customers/${a.id}/merge`, { from: b.id })).expect(200).body
    expect(merged).toMatchObject({
      id: a.id,
      name: 'Kim',
      alike: [],
      merged: [expect.objectContaining({ id: b.id, name: 'K.' })],
    })
    expect(merged.sessions.map((s: { id: string }) => s.id).toSorted()).toEqual([one, two].toSorted())
    expect((await read(b.id)).id).toBe(a.id)
    expect((await customerOf(two)).id).toBe(a.id)
    ;(await ann.post(`/customers/${a.id}/merge`, { from: b.id })).refused(409, 'same_customer')
    ;(await ann.post(`/customers/${a.id}/unmerge`, { from: b.id })).expect(200)
    expect({ ...(await read(b.id)), history: [] }).toMatchObject({ ...before, history: [], sessions: [{ id: two }] })
    expect((await read(a.id)).sessions.map((s: { id: string }) => s.id)).toEqual([one])
    ;(await ann.post(`/customers/${a.id}/unmerge`, { from: b.id })).refused(404, 'not_found')
  })

  test('A5: a family of three comes apart where it was put together', async () => {
    const [a, b, c] = [
      await customerOf(await session({ name: unique() })),
      await customerOf(await session({ name: unique() })),
      await customerOf(await session({ name: unique() })),
    ]
    ;(await ann.post(`/customers/${b.id}/merge`, { from: c.id })).expect(200)
    ;(await ann.post(`/customers/${a.id}/merge`, { from: b.id })).expect(200)
    expect((await read(c.id)).id).toBe(a.id)
    ;(await ann.post(`/customers/${a.id}/unmerge`, { from: b.id })).expect(200)
    expect((await read(c.id)).id).toBe(b.id)
    expect((await read(a.id)).merged).toEqual([])
  })
})

describe('L7: who sees a customer', () => {
  test('L7: an operator sees one by sessions in sight alone, and nothing of what was said out of it', async () => {
    const externalId = unique()
    const hidden = await session({ externalId, name: 'Ilse' }, help.id)
    const { id } = await customerOf(hidden)
    ;(await ann.post(`/conversations/${hidden}/notes`, { text: 'A note of the help desk' })).expect(200)
    for (const path of [`/customers/${id}`, `/conversations/${hidden}/customer`])
      (await lia.get(path)).refused(404, 'not_found')
    ;(await lia.patch(`/customers/${id}`, { version: 1, name: 'x' })).refused(404, 'not_found')
    const own = await session({ externalId })
    await customerOf(own, lia)
    const seen = await read(id, lia)
    expect(seen.sessions.map((s: { id: string }) => s.id)).toEqual([own])
    expect(seen.notes).toEqual([])
    expect((await read(id)).notes).toHaveLength(1)
    const other = await customerOf(await session({ name: unique() }, help.id))
    ;(await lia.post(`/customers/${id}/merge`, { from: other.id })).refused(404, 'not_found')
  })

  test('L7: to another workspace there is no such customer', async () => {
    const { id } = await customerOf(await session({ name: unique() }))
    const { key: theirs } = await secondWorkspace(baton)
    const unknown = newId()
    for (const at of [id, unknown]) {
      ;(await theirs.get(`/customers/${at}`)).refused(404, 'not_found')
      ;(await theirs.patch(`/customers/${at}`, { version: 1, name: 'x' })).refused(404, 'not_found')
      ;(await theirs.get(`/customers/${at}/export`)).refused(404, 'not_found')
    }
  })
})

describe('A5: export of one person’s data', () => {
  test('A5, L10: all of it as JSON, for administrators alone, and that it was handed out stands in the log', async () => {
    const id = await session({ name: 'Kim', email: `${unique()}@example.com` })
    ;(await baton.key.post(`/conversations/${id}/messages`, { role: 'customer', text: 'A word of my own' })).expect(201)
    const customer = await customerOf(id)
    ;(await ann.get(`/customers/${customer.id}/export`)).refused(403, 'forbidden')
    const answer = (await ada.get(`/customers/${customer.id}/export`)).expect(200)
    expect(answer.headers.get('content-disposition')).toContain('attachment')
    expect(answer.body.records).toEqual([expect.objectContaining({ name: 'Kim' })])
    expect(answer.body.sessions[0].events.map((e: { type: string }) => e.type)).toEqual([
      'conversation.opened',
      'message.added',
    ])
    expect(answer.text).toContain('A word of my own')
    const [line] =
      await baton.sql`select actor from events where type = 'customer.exported' and data ->> 'customerId' = ${customer.id}`
    expect(line?.actor).toMatchObject({ name: 'Ada' })
  })
})
