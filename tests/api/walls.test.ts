import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ConversationView, EventView, ServiceView } from '../../domain/wire.ts'
import { type Begun, type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import type { Answer, Caller } from '../builders/caller.ts'
import { listen, listenSocket } from '../builders/listener.ts'
import { apiRoutes } from '../builders/routes.ts'
import { secondWorkspace } from '../builders/second-workspace.ts'

let baton: Running
let theirs: { id: string; key: Caller }
let ann: Human
let ourService: ServiceView
let ours: Begun
let theirService: string
let theirCustomer: string
let their: { id: string; token: string; messageId: string }
beforeAll(async () => {
  baton = await startBaton()
  ann = await baton.human('Ann')
  ourService = await baton.service({ name: 'Ours' })
  ours = await baton.begin(ourService.id, 'A word that only we have: zanzibar. Get me a human!')
  theirs = await secondWorkspace(baton)
  theirService = (await theirs.key.post('/services', { name: 'Theirs' })).expect(201).body.id
  const opened = (
    await theirs.key.post('/conversations', { serviceId: theirService, customer: { name: 'Lee' } })
  ).expect(201).body
  const said = await theirs.key.post(`/conversations/${opened.id}/messages`, {
    role: 'customer',
    text: 'Their secret: marmalade. Get me a human!',
  })
  theirCustomer = await vi.waitFor(
    async () => {
      const { customer } = (await theirs.key.get(`/conversations/${opened.id}/customer`)).expect(200).body
      expect(customer).toMatchObject({ name: 'Lee' })
      return customer.id
    },
    { timeout: 15_000, interval: 100 },
  )
  their = { id: opened.id, token: opened.customerToken, messageId: said.expect(201).body.message.id }
})
afterAll(() => baton.stop())

const without = (answer: Answer) => {
  const { requestId: _id, ...rest } = answer.body
  return { status: answer.status, ...rest }
}

/** What each route with an id in its path would be sent, were the thing ours. */
const bodies: Record<string, () => object | undefined> = {
  'POST /conversations/:id/messages': () => ({ role: 'customer', text: 'Hello' }),
  'POST /conversations/:id/feedback': () => ({ messageId: their.messageId, rating: 'down' }),
  'POST /conversations/:id/handoff': () => ({ trigger: 'manual' }),
  'POST /conversations/:id/assign': () => ({ operatorId: ann.id }),
  'POST /conversations/:id/force-takeover': () => ({ reason: 'The shift ended', operatorId: ann.id }),
  'POST /conversations/:id/whispers': () => ({ text: 'Hello', operatorId: ann.id }),
  'POST /conversations/:id/notes': () => ({ text: 'Hello', operatorId: ann.id }),
  'POST /conversations/:id/flags': () => ({ as: 'seen', operatorId: ann.id }),
  'POST /conversations/:id/typing': () => ({}),
  'PATCH /services/:id': () => ({ name: 'Taken over' }),
  'PUT /services/:id/mode': () => ({ mode: 'ai_only' }),
  'PATCH /users/:id': () => ({ name: 'Taken over' }),
  'PATCH /customers/:id': () => ({ version: 1, name: 'Taken over' }),
  'POST /customers/:id/verify': () => ({ version: 1, fields: ['name'] }),
  'POST /customers/:id/merge': () => ({ from: newId() }),
  'POST /customers/:id/unmerge': () => ({ from: newId() }),
}
const acting = ['takeover', 'release', 'resume', 'resolve', 'reopen', 'discard', 'decline']

describe('L7: nothing of one workspace is reached from another', () => {
  const routes = apiRoutes().filter((route) => route.includes(':id') && !route.includes('/widget/'))

  test.each(routes)('L7: %s: a foreign id and an unknown one are told the same, and nothing happens', async (route) => {
    const [method = '', path = ''] = route.split(' ')
    const foreign = { services: theirService, conversations: their.id, customers: theirCustomer }[
      path.split('/')[1] ?? ''
    ]
    if (foreign === undefined) return
    const body = bodies[route]?.() ?? (acting.some((act) => path.endsWith(act)) ? { operatorId: ann.id } : undefined)
    const before = await theirs.key.get('/board')
    const ask = (id: string) => baton.key.call(method, path.replace(':id', id).replace(/:\w+/, newId()), body)
    const [there, nowhere] = [await ask(foreign), await ask(newId())]
    there.refused(404, 'not_found')
    expect(without(there)).toEqual(without(nowhere))
    expect((await theirs.key.get('/board')).body).toEqual(before.body)
  })

  test('L7: people and keys of another workspace', async () => {
    const key = (await theirs.key.post('/keys', { name: 'Theirs too' })).expect(201).body
    const user = {
      name: 'Lea',
      email: `lea-${newId()}@example.com`,
      password: 'correct horse battery',
      role: 'operator',
    }
    const lea = (await theirs.key.post('/users', user)).expect(201).body
    ;(await baton.key.delete(`/keys/${key.id}`)).refused(404, 'not_found')
    ;(await baton.key.get(`/users/${lea.id}`)).refused(404, 'not_found')
    ;(await baton.key.patch(`/users/${lea.id}`, { password: 'a new one for Lea' })).refused(404, 'not_found')
    ;(await baton.key.delete(`/users/${lea.id}`)).refused(404, 'not_found')
    ;(await baton.bearer(key.key).get('/me')).expect(200)
    expect((await baton.key.get('/users')).text).not.toContain('Lea')
    expect((await baton.key.get('/keys')).text).not.toContain('Theirs')
    const { id } = await baton.begin(ourService.id)
    for (const [path, body] of [
      ['takeover', { operatorId: lea.id }],
      ['assign', { operatorId: lea.id }],
      ['notes', { text: 'x', operatorId: lea.id }],
    ] as const)
      (await baton.key.post(`/conversations/${id}/${path}`, body)).refused(422, 'operator_required')
  })

  test('L7: a person signs in to the own workspace alone', async () => {
    const email = `max-${newId()}@example.com`
    await theirs.key.post('/users', { name: 'Max', email, password: 'correct horse battery', role: 'admin' })
    const max = await baton.signIn(email, 'correct horse battery')
    expect((await max.get('/me')).expect(200).body.workspace.id).toBe(theirs.id)
    expect((await max.get('/services')).body.items.map(({ name }: ServiceView) => name)).toEqual(['Theirs'])
    ;(await max.get(`/conversations/${ours.id}`)).refused(404, 'not_found')
  })

  test('L7: a conversation cannot be opened in a foreign service, nor a foreign mode undone', async () => {
    const open = (serviceId: string) => baton.key.post('/conversations', { serviceId })
    const [there, nowhere] = [await open(theirService), await open(newId())]
    there.refused(404, 'unknown_service')
    expect(without(there)).toEqual(without(nowhere))
    const { body } = (await theirs.key.put(`/services/${theirService}/mode`, { mode: 'human_only' })).expect(200)
    ;(await baton.key.post('/modes/undo', { changeId: body.before.changeId })).refused(409, 'nothing_to_undo')
    ;(await theirs.key.post('/modes/undo', { changeId: body.before.changeId })).expect(200)
  })

  test('L7: “Set all services” stops at the wall', async () => {
    ;(await baton.key.put('/modes', { mode: 'ai_only' })).expect(200)
    expect((await theirs.key.get(`/services/${theirService}`)).body.mode).toBe('human_supported')
    ;(await baton.key.put('/modes', { mode: 'human_supported' })).expect(200)
  })

  test('L7: lists, filters, searches, boards and counters hold the own alone', async () => {
    const list = async (who: Caller, query: string) =>
      (await who.get(`/conversations?${query}`)).expect(200).body.items.map(({ id }: ConversationView) => id)
    expect(await list(baton.key, 'q=marmalade')).toEqual([])
    expect(await list(theirs.key, 'q=marmalade')).toEqual([their.id])
    expect(await list(theirs.key, 'q=zanzibar')).toEqual([])
    expect(await list(baton.key, `serviceId=${theirService}`)).toEqual([])
    expect(await list(theirs.key, 'flag=help_requested')).toEqual([their.id])
    expect(await list(theirs.key, '')).toEqual([their.id])
    const board = (await theirs.key.get('/board')).expect(200).body
    expect(board.conversations.map(({ id }: ConversationView) => id)).toEqual([their.id])
    expect(board.services.map(({ id }: ServiceView) => id)).toEqual([theirService])
    expect((await theirs.key.get('/stats')).body).toMatchObject({ activeConversations: 1, needsAttention: 1 })
  })

  test('L7: a stream carries the own events alone, by both ways', async () => {
    const mine = await listen(baton.key)
    const socket = await listenSocket(ann)
    const foreign = await listen(theirs.key)
    await theirs.key.post(`/conversations/${their.id}/messages`, { role: 'customer', text: 'theirs' })
    await theirs.key.post(`/conversations/${their.id}/typing`, { role: 'ai', text: 'theirs too' })
    await baton.key.post(`/conversations/${ours.id}/messages`, { role: 'customer', text: 'ours' })
    await theirs.key.post(`/conversations/${their.id}/messages`, { role: 'customer', text: 'theirs at last' })
    await Promise.all([mine.untilText('ours'), socket.untilText('ours'), foreign.untilText('theirs at last')])
    for (const [stream, word] of [
      [mine, 'theirs'],
      [socket, 'theirs'],
      [foreign, 'ours'],
    ] as const) {
      expect(JSON.stringify(stream.heard)).not.toContain(`"${word}`)
      stream.close()
    }
    ;(await baton.key.get(`/conversations/${their.id}/stream`)).refused(404, 'not_found')
  })

  test('L7: the same ids may stand in two workspaces, and are two things', async () => {
    const [id, messageId, idempotency] = [newId(), newId(), newId()]
    for (const [key, serviceId, name] of [
      [baton.key, ourService.id, 'ours'],
      [theirs.key, theirService, 'theirs'],
    ] as const) {
      ;(
        await key.post('/conversations', { id, serviceId, customer: { name } }, { 'idempotency-key': idempotency })
      ).expect(201)
      ;(await key.post(`/conversations/${id}/messages`, { id: messageId, role: 'customer', text: name })).expect(201)
    }
    expect((await baton.key.get(`/conversations/${id}`)).body.customer.name).toBe('ours')
    expect((await theirs.key.get(`/conversations/${id}`)).body.customer.name).toBe('theirs')
    const { items } = (await theirs.key.get(`/conversations/${id}/events`)).body
    expect(items.map((event: EventView) => JSON.stringify(event.data)).join()).not.toContain('ours')
  })

  test('L7: a customer’s token is of one workspace: the same conversation id elsewhere is not opened by it', async () => {
    const id = newId()
    const mine = (await baton.key.post('/conversations', { id, serviceId: ourService.id })).expect(201).body
    ;(await theirs.key.post('/conversations', { id, serviceId: theirService, customer: { name: 'Lee' } })).expect(201)
    const { body } = (await baton.bearer(mine.customerToken).get(`/conversations/${id}`)).expect(200)
    expect(body.service).toBe('Ours')
  })

  test('L5: each workspace counts its own events from 1', async () => {
    const rows = await baton.sql<
      { seq: string }[]
    >`select seq from events where workspace_id = ${theirs.id} order by seq`
    expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_row, i) => i + 1))
  })
})
