import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServiceView } from '../../domain/wire.ts'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'

let baton: Running
let service: ServiceView
let other: ServiceView
let ada: Human
let lia: Human
beforeAll(async () => {
  baton = await startBaton()
  service = await baton.service()
  other = await baton.service({ name: 'Sales' })
  ada = await baton.human('Ada', 'admin')
  lia = await baton.human('Lia')
  ;(await baton.key.post('/groups', { name: 'Support', services: [service.id], members: [lia.id] })).expect(201)
})
afterAll(() => baton.stop())

const create = async (shortcut: string, more: object = {}) =>
  (await ada.post('/canned-replies', { shortcut, text: 'Hello {customer|there}.', ...more })).expect(201).body

describe('canned replies', () => {
  test('an administrator writes one; operators read it, and change nothing', async () => {
    const made = await create('Greeting')
    expect(made).toMatchObject({ shortcut: 'greeting', serviceId: null, version: 1 })
    expect((await lia.get('/canned-replies')).expect(200).body.items).toContainEqual(made)
    ;(await lia.post('/canned-replies', { shortcut: 'x', text: 'x' })).refused(403, 'forbidden')
    ;(await lia.patch(`/canned-replies/${made.id}`, { version: 1, text: 'x' })).refused(403, 'forbidden')
    ;(await lia.delete(`/canned-replies/${made.id}`)).refused(403, 'forbidden')
  })

  test('G1: those of a service are for whoever sees the service', async () => {
    const mine = await create('mine', { serviceId: service.id })
    const hidden = await create('hidden', { serviceId: other.id })
    const { items } = (await lia.get('/canned-replies')).body
    expect(items).toContainEqual(mine)
    expect(items).not.toContainEqual(hidden)
  })

  test('one shortcut once for each service, and once for every service', async () => {
    const first = await create('twice')
    await create('twice', { serviceId: service.id })
    const again = (await ada.post('/canned-replies', { shortcut: 'TWICE', text: 'x' })).refused(409, 'shortcut_taken')
    expect(again.body.detail).toMatch(/shortcut/)
    const own = await create('another')
    ;(await ada.patch(`/canned-replies/${own.id}`, { version: 1, shortcut: 'twice' })).refused(409, 'shortcut_taken')
    ;(await ada.patch(`/canned-replies/${first.id}`, { version: 1, shortcut: 'twice', text: 'y' })).expect(200)
  })

  test('of two who change one the second is shown the first’s change, and nothing of it is lost', async () => {
    const { id } = await create('shared')
    const first = (await ada.patch(`/canned-replies/${id}`, { version: 1, text: 'Ada’s' })).expect(200).body
    const late = (await baton.key.patch(`/canned-replies/${id}`, { version: 1, text: 'mine' })).refused(
      409,
      'changed_since',
    )
    expect(late.body.current).toEqual(first)
    ;(await baton.key.patch(`/canned-replies/${id}`, { version: first.version, text: 'mine' })).expect(200)
  })

  test('L10: each change stands in the log with its author; L4: said twice it happens once', async () => {
    const key = newId()
    const say = () => ada.post('/canned-replies', { shortcut: 'logged', text: 'x' }, { 'idempotency-key': key })
    const { id } = (await say()).expect(201).body
    expect((await say()).expect(201).body.id).toBe(id)
    ;(await ada.delete(`/canned-replies/${id}`)).expect(204)
    ;(await ada.delete(`/canned-replies/${id}`)).refused(404, 'not_found')
    const lines = await baton.sql`select type, actor->>'name' as who from events
      where data->>'cannedReplyId' = ${id} order by seq`
    expect([...lines]).toEqual([
      { type: 'canned_reply.created', who: 'Ada' },
      { type: 'canned_reply.deleted', who: 'Ada' },
    ])
  })

  test.each([
    ['a shortcut of two words', { shortcut: 'two words', text: 'x' }, 'shortcut'],
    ['a placeholder that is none', { shortcut: 'bad', text: 'Hello {name}' }, 'text'],
    ['a blank text', { shortcut: 'bad', text: ' \u200b' }, 'text'],
    ['a service that is none', { shortcut: 'bad', text: 'x', serviceId: 'no-id' }, 'serviceId'],
  ])('%s is refused by its field', async (_what, body, path) => {
    const { errors } = (await ada.post('/canned-replies', body)).refused(422, 'invalid_input').body
    expect(errors).toMatchObject([{ path }])
  })

  test('L7: a service of nowhere is unknown', async () => {
    ;(await ada.post('/canned-replies', { shortcut: 'bad', text: 'x', serviceId: newId() })).refused(
      404,
      'unknown_service',
    )
  })

  test('what belonged to a deleted service is not offered any more', async () => {
    const gone = await baton.service({ name: 'Gone' })
    const made = await create('gone', { serviceId: gone.id })
    ;(await ada.delete(`/services/${gone.id}`)).expect(204)
    expect((await ada.get('/canned-replies')).body.items).not.toContainEqual(made)
  })
})
