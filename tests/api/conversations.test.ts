import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConversationView, EventView, ServiceView } from '../../domain/wire.ts'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'

let baton: Running
let service: ServiceView
let ann: Human
beforeAll(async () => {
  baton = await startBaton()
  service = await baton.service({ agent: 'Returns' })
  ann = await baton.human('Ann')
})
afterAll(() => baton.stop())

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

describe('POST /conversations', () => {
  test('H7: 201 with the conversation, and here only its customer’s token', async () => {
    const customer = {
      externalId: 'c-7',
      name: 'Kim',
      email: 'kim@example.com',
      phone: '+49 1',
      location: { city: 'Bonn', region: 'NRW', country: 'DE' },
    }
    const { body } = (
      await baton.key.post('/conversations', { serviceId: service.id, customer, channel: 'phone' })
    ).expect(201)
    const { customerToken, ...conversation } = body
    expect(ConversationView.strict().parse(conversation)).toEqual(conversation)
    expect(conversation).toMatchObject({
      id: expect.stringMatching(uuidV7),
      serviceId: service.id,
      status: 'ai_active',
      turn: 1,
      owner: null,
      agent: 'Returns',
      flags: [],
      needsAttention: false,
      messageCount: 0,
      openingQuestion: null,
      startedAt: expect.stringMatching(rfc3339),
      channel: 'phone',
      customer,
    })
    expect(customerToken).toMatch(/^ct_/)
    expect(await baton.read(conversation.id)).toEqual(conversation)
    expect((await baton.bearer(customerToken).get(`/conversations/${conversation.id}`)).expect(200).body.id).toBe(
      conversation.id,
    )
  })

  test('a caller may choose the id and the agent', async () => {
    const id = newId().toUpperCase()
    const { body } = (await baton.key.post('/conversations', { id, serviceId: service.id, agent: 'Billing' })).expect(
      201,
    )
    expect(body).toMatchObject({ id: id.toLowerCase(), agent: 'Billing', channel: 'api' })
  })

  test('an id that another conversation has is refused', async () => {
    const { id } = await baton.begin(service.id)
    ;(await baton.key.post('/conversations', { id, serviceId: service.id })).refused(409, 'id_taken')
  })

  test('L7: a service that is not there, or that was deleted, is unknown', async () => {
    const gone = await baton.service()
    ;(await baton.key.delete(`/services/${gone.id}`)).expect(204)
    for (const serviceId of [newId(), gone.id])
      (await baton.key.post('/conversations', { serviceId })).refused(404, 'unknown_service')
  })
})

describe('GET /conversations', () => {
  const kinds = { flagged: '', paused: '', mine: '', ended: '' }
  let shop: ServiceView
  let all: string[]
  const list = async (query: string) => (await ann.get(`/conversations?serviceId=${shop.id}&${query}`)).expect(200).body
  const ids = async (query: string): Promise<string[]> =>
    (await list(query)).items.map((item: ConversationView) => item.id)

  beforeAll(async () => {
    shop = await baton.service({ name: 'Shop' })
    const quiet = await baton.begin(shop.id, 'Do you have 50% off_today in Łódź?')
    kinds.flagged = (await baton.begin(shop.id, 'Get me a human agent please!')).id
    kinds.paused = (await baton.begin(shop.id)).id
    kinds.mine = (await baton.begin(shop.id)).id
    kinds.ended = (await baton.begin(shop.id)).id
    ;(await ann.post(`/conversations/${kinds.paused}/handoff`, { trigger: 'manual' })).expect(200)
    ;(await ann.post(`/conversations/${kinds.mine}/takeover`)).expect(200)
    ;(await ann.post(`/conversations/${kinds.ended}/resolve`)).expect(200)
    all = [kinds.ended, kinds.mine, kinds.paused, kinds.flagged, quiet.id]
  })

  test('A1: all of them, newest first, each in the documented shape', async () => {
    const { items, nextCursor } = await list('')
    expect(items.map((item: ConversationView) => item.id)).toEqual(all)
    expect(nextCursor).toBe(null)
    for (const item of items) expect(item).toEqual(await baton.read(item.id))
  })

  test.each([
    ['status=ai_active', () => [kinds.flagged, all[4]]],
    ['status=paused', () => [kinds.mine, kinds.paused]],
    ['status=resolved', () => [kinds.ended]],
    ['flag=help_requested', () => [kinds.flagged]],
    ['flag=thumbs_down', () => []],
    ['owner=none', () => [kinds.ended, kinds.paused, kinds.flagged, all[4]]],
    ['q=50%25%20off_today', () => [all[4]]],
    ['q=%C5%82%C3%B3d%C5%BA', () => [all[4]]],
    ['q=PARCEL', () => [kinds.ended, kinds.mine, kinds.paused]],
    ['q=50_', () => []],
    ['q=nothing%20of%20that%20kind', () => []],
  ])('A1: filtered by %s', async (query, expected) => {
    expect(await ids(query)).toEqual(expected())
  })

  test('A1: filtered by owner', async () => {
    expect(await ids(`owner=${ann.id}`)).toEqual([kinds.mine])
    expect(await ids(`owner=${ann.id.toUpperCase()}`)).toEqual([kinds.mine])
    expect(await ids(`owner=${newId()}`)).toEqual([])
  })

  test('A1: page by page, nothing twice and nothing missed', async () => {
    const seen: string[] = []
    let cursor = ''
    for (let page = 0; page < 10; page++) {
      const { items, nextCursor } = await list(`limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...items.map((item: ConversationView) => item.id))
      if (nextCursor === null) break
      expect(items).toHaveLength(2)
      cursor = nextCursor
    }
    expect(seen).toEqual(all)
  })

  test('L9: the filter obeys the mode at once, in both directions', async () => {
    ;(await baton.key.put(`/services/${shop.id}/mode`, { mode: 'human_only' })).expect(200)
    expect(await ids('status=paused')).toEqual(all.slice(1))
    ;(await baton.key.put(`/services/${shop.id}/mode`, { mode: 'ai_only' })).expect(200)
    expect(await ids('status=paused')).toEqual([kinds.mine])
    ;(await baton.key.put(`/services/${shop.id}/mode`, { mode: 'ai_only', claims: 'return' })).expect(200)
    expect(await ids('status=paused')).toEqual([])
    expect(await ids(`owner=${ann.id}`)).toEqual([])
    for (const status of ['ai_active', 'paused', 'resolved'])
      for (const id of await ids(`status=${status}`)) expect((await baton.read(id)).status).toBe(status)
  })

  test('A1: a cursor, a limit, a status or a filter that is none is refused', async () => {
    for (const query of [
      'limit=0',
      'limit=501',
      'limit=x',
      'status=open',
      'flag=angry',
      'serviceId=x',
      'owner=x',
      'owner=None',
      `owner=${ann.id}x`,
      'unknown=1',
      'q=',
    ])
      (await ann.get(`/conversations?${query}`)).refused(422, 'invalid_input')
    expect((await ann.get('/conversations?owner=x')).body.detail).toBe('`owner` must be an operator’s id, or “none”.')
    for (const cursor of ['x', '%00', 'W10', 'eyJhIjoxfQ', 'WyJub3cgb3IgbmV2ZXIiLCJ4Il0'])
      (await ann.get(`/conversations?cursor=${cursor}`)).refused(422, 'cursor_invalid')
    ;(await ann.get('/conversations?limit=500')).expect(200)
  })

  // A time that zod takes and PostgreSQL does not, or that no cursor of ours has, is bad input and never a 500.
  test.each([
    '0000-01-01T00:00:00.000Z',
    '0000-02-29T23:59:59.999Z',
    '2026-02-30T00:00:00.000Z',
    '2026-01-01T00:00:00.000+14:00',
    '+275760-09-13T00:00:00.000Z',
    '294277-01-01T00:00:00.000Z',
    '2026-01-01T00:00:60.000Z',
    `2026-01-01T00:00:00.${'9'.repeat(60)}Z`,
    'infinity',
    'now',
    '',
    0,
    null,
  ])('a forged cursor at %j is refused, wherever cursors are taken', async (time) => {
    for (const [path, place] of [
      ['/conversations', { startedAt: time, id: newId() }],
      ['/tasks', { since: time, id: newId() }],
    ] as const) {
      const cursor = Buffer.from(JSON.stringify(place)).toString('base64url')
      ;(await baton.key.get(`${path}?cursor=${cursor}`)).refused(422, 'cursor_invalid')
    }
  })

  test('a forged cursor at the first or the last time that there is gives a page', async () => {
    for (const time of ['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])
      for (const [path, place] of [
        ['/conversations', { startedAt: time, id: newId() }],
        ['/tasks', { since: time, id: newId() }],
      ] as const) {
        const cursor = Buffer.from(JSON.stringify(place)).toString('base64url')
        ;(await baton.key.get(`${path}?cursor=${cursor}`)).expect(200)
      }
  })
})

describe('GET /conversations/{id}', () => {
  test('L7: an id that is none, unknown or foreign is not found', async () => {
    for (const id of ['x', newId(), '%2e%2e', '00000000-0000-0000-0000-000000000000'])
      (await ann.get(`/conversations/${id}`)).refused(404, 'not_found')
  })

  test('an id is found in capitals too', async () => {
    const { id } = await baton.begin(service.id)
    expect((await ann.get(`/conversations/${id.toUpperCase()}`)).expect(200).body.id).toBe(id)
  })
})

describe('GET /conversations/{id}/events', () => {
  test('L5: the log of one conversation, in order, in the shape that streams carry, with the head', async () => {
    const { id } = await baton.begin(service.id)
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    const { items, head } = (await ann.get(`/conversations/${id}/events`)).expect(200).body
    for (const item of items) {
      expect(EventView.strict().parse(item)).toEqual(item)
      expect(item).toMatchObject({ conversationId: id, cursor: `1.${item.seq}`, at: expect.stringMatching(rfc3339) })
    }
    expect(items.map(({ type }: EventView) => type)).toEqual([
      'conversation.opened',
      'message.added',
      'conversation.claimed',
      'message.added',
    ])
    expect(head).toBe(items.at(-1).cursor)
    expect((await baton.key.get('/stats')).body.cursor).toBe(head)
  })

  test('L5: after a cursor, only what came after; with a limit, the first of it', async () => {
    const { id } = await baton.begin(service.id)
    for (const text of ['one', 'two', 'three'])
      await baton.key.post(`/conversations/${id}/messages`, { role: 'customer', text })
    const { items } = (await ann.get(`/conversations/${id}/events`)).body
    const after = (await ann.get(`/conversations/${id}/events?after=${items[1].cursor}`)).expect(200).body
    expect(after.items).toEqual(items.slice(2))
    const page = (await ann.get(`/conversations/${id}/events?after=${items[1].cursor}&limit=2`)).expect(200).body
    expect(page.items).toEqual(items.slice(2, 4))
    for (const cursor of ['x', 'c1.1', '-1', '1', '9999999999.1', '1.9999999999999999', '1.1e3', '1.-1', '999999999.1'])
      (await ann.get(`/conversations/${id}/events?after=${cursor}`)).refused(422, 'cursor_invalid')
    for (const limit of ['0', '501', 'all'])
      (await ann.get(`/conversations/${id}/events?limit=${limit}`)).refused(422, 'invalid_input')
  })

  test('L5: a cursor beyond the head is refused, never answered with nothing; the head itself is a place', async () => {
    const { id, customer } = await baton.begin(service.id)
    for (const [caller, mark] of [
      [ann, ''],
      [customer, 'c'],
    ] as const) {
      const path = `/conversations/${id}/events`
      const { head } = (await caller.get(path)).expect(200).body
      expect((await caller.get(`${path}?after=${head}`)).expect(200).body).toEqual({ items: [], head })
      const [generation, seq] = head.slice(mark.length).split('.').map(Number)
      for (const beyond of [seq + 1, 999_999, 999_999_999_999_999])
        (await caller.get(`${path}?after=${mark}${generation}.${beyond}`)).refused(422, 'cursor_invalid')
    }
  })

  test('L10: each line says who and from where', async () => {
    const { id } = await baton.begin(service.id)
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    ;(await baton.key.post(`/conversations/${id}/release`, { operatorId: ann.id })).expect(200)
    const { items } = (await ann.get(`/conversations/${id}/events`)).body
    const key = { id: expect.any(String), name: 'Bootstrap key' }
    expect(items.map(({ type, actor }: EventView) => [type, actor])).toEqual([
      ['conversation.opened', { kind: 'customer', via: 'api', key }],
      ['message.added', { kind: 'customer', via: 'api', key }],
      ['conversation.claimed', { kind: 'operator', id: ann.id, name: 'Ann', via: 'console' }],
      ['message.added', { kind: 'rule', name: 'notice', via: 'system' }],
      ['conversation.released', { kind: 'operator', id: ann.id, name: 'Ann', via: 'api', key }],
    ])
  })
})
