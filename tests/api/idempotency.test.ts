import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { EventView, ServiceView } from '../../domain/wire.ts'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import type { Answer, Caller } from '../builders/caller.ts'
import { apiRoutes } from '../builders/routes.ts'

let baton: Running
let service: ServiceView
let ann: Human
let ada: Human
beforeAll(async () => {
  baton = await startBaton()
  service = await baton.service()
  ann = await baton.human('Ann')
  ada = await baton.admin()
})
afterAll(() => baton.stop())

const head = async () => (await baton.key.get('/stats')).expect(200).body.cursor
const begin = async (text?: string) => (await baton.begin(service.id, text)).id
const group = async (): Promise<string> => (await ada.post('/groups', { name: 'Lamps' })).expect(201).body.id
/** A customer's record, as a session makes one. */
async function record(): Promise<string> {
  const customer = { externalId: newId(), name: 'Kim', phone: '+32 1' }
  const { id } = (await baton.key.post('/conversations', { serviceId: service.id, customer })).expect(201).body
  return vi.waitFor(async () => (await baton.key.get(`/conversations/${id}/customer`)).expect(200).body.customer.id, {
    timeout: 15_000,
    interval: 100,
  })
}
const log = async (id: string): Promise<EventView[]> => (await baton.key.get(`/conversations/${id}/events`)).body.items

/** Everything of an answer but what is made anew for each: times of tokens, ids of requests, how long a session lasts so far. */
function said(answer: Answer): unknown {
  const { requestId: _id, customerToken: _token, ...rest } = answer.body ?? {}
  return [answer.status, JSON.parse(JSON.stringify(rest, (key, value) => (key === 'controlTime' ? 'runs on' : value)))]
}

interface Saying {
  who: () => Caller
  method: string
  path: string
  body: object
  other: object
}

/** Each command once, ready to be said: on something of its own. */
const commands: Record<string, () => Promise<Saying>> = {
  'POST /conversations': async () => ({
    who: () => baton.key,
    method: 'POST',
    path: '/conversations',
    body: { serviceId: service.id, customer: { name: 'Kim' } },
    other: { serviceId: service.id, customer: { name: 'Lee' } },
  }),
  'POST /conversations/:id/messages': async () => ({
    who: () => baton.key,
    method: 'POST',
    path: `/conversations/${await begin()}/messages`,
    body: { role: 'customer', text: 'Hello' },
    other: { role: 'customer', text: 'Goodbye' },
  }),
  'POST /conversations/:id/feedback': async () => {
    const { id, turn } = await baton.begin(service.id)
    const reply = await baton.key.post(`/conversations/${id}/messages`, { role: 'ai', text: 'Hello', turn })
    const messageId = reply.expect(201).body.message.id
    return {
      who: () => baton.key,
      method: 'POST',
      path: `/conversations/${id}/feedback`,
      body: { messageId, rating: 'down' },
      other: { messageId, rating: 'up' },
    }
  },
  'POST /conversations/:id/handoff': async () => ({
    who: () => ann,
    method: 'POST',
    path: `/conversations/${await begin()}/handoff`,
    body: { trigger: 'manual' },
    other: { trigger: 'manual', reason: 'Another' },
  }),
  'POST /conversations/:id/takeover': async () => ({
    who: () => baton.key,
    method: 'POST',
    path: `/conversations/${await begin()}/takeover`,
    body: { operatorId: ann.id },
    other: { operatorId: ada.id },
  }),
  'POST /conversations/:id/release': async () => {
    const id = await begin()
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    return {
      who: () => baton.key,
      method: 'POST',
      path: `/conversations/${id}/release`,
      body: { operatorId: ann.id },
      other: { operatorId: ada.id },
    }
  },
  'POST /conversations/:id/resume': async () => {
    const id = await begin()
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    return {
      who: () => baton.key,
      method: 'POST',
      path: `/conversations/${id}/resume`,
      body: { operatorId: ann.id },
      other: { operatorId: ada.id },
    }
  },
  'POST /conversations/:id/resolve': async () => ({
    who: () => baton.key,
    method: 'POST',
    path: `/conversations/${await begin()}/resolve`,
    body: {},
    other: { operatorId: ann.id },
  }),
  'POST /conversations/:id/reopen': async () => {
    const id = await begin()
    ;(await ann.post(`/conversations/${id}/resolve`)).expect(200)
    return {
      who: () => baton.key,
      method: 'POST',
      path: `/conversations/${id}/reopen`,
      body: { operatorId: ann.id },
      other: { operatorId: ada.id },
    }
  },
  'POST /conversations/:id/assign': async () => ({
    who: () => ann,
    method: 'POST',
    path: `/conversations/${await begin()}/assign`,
    body: { operatorId: ann.id },
    other: { operatorId: ada.id },
  }),
  'POST /conversations/:id/force-takeover': async () => {
    const id = await begin()
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    return {
      who: () => ada,
      method: 'POST',
      path: `/conversations/${id}/force-takeover`,
      body: { reason: 'The shift ended' },
      other: { reason: 'Another' },
    }
  },
  'POST /conversations/:id/notes': async () => ({
    who: () => ann,
    method: 'POST',
    path: `/conversations/${await begin()}/notes`,
    body: { text: 'VIP' },
    other: { text: 'No VIP' },
  }),
  'POST /conversations/:id/whispers': async () => {
    const id = await begin()
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    return {
      who: () => ada,
      method: 'POST',
      path: `/conversations/${id}/whispers`,
      body: { text: 'Ten percent' },
      other: { text: 'Twenty percent' },
    }
  },
  'POST /conversations/:id/flags': async () => ({
    who: () => ann,
    method: 'POST',
    path: `/conversations/${await begin('Let me talk to a human.')}/flags`,
    body: { as: 'snoozed', minutes: 30 },
    other: { as: 'snoozed', minutes: 10 },
  }),
  'POST /conversations/:id/drafts/:draftId/discard': async () => ({
    who: () => baton.key,
    method: 'POST',
    path: `/conversations/${await begin()}/drafts/${newId()}/discard`,
    body: { operatorId: ann.id },
    other: { operatorId: ada.id },
  }),
  'POST /services': async () => ({
    who: () => ada,
    method: 'POST',
    path: '/services',
    body: { name: 'One' },
    other: { name: 'Two' },
  }),
  'PATCH /services/:id': async () => ({
    who: () => ada,
    method: 'PATCH',
    path: `/services/${(await baton.service()).id}`,
    body: { name: 'One' },
    other: { name: 'Two' },
  }),
  'PUT /services/:id/mode': async () => ({
    who: () => ada,
    method: 'PUT',
    path: `/services/${(await baton.service()).id}/mode`,
    body: { mode: 'ai_only' },
    other: { mode: 'human_only' },
  }),
  'PUT /modes': async () => {
    await baton.service()
    return {
      who: () => ada,
      method: 'PUT',
      path: '/modes',
      body: { mode: 'human_supported', claims: 'return' },
      other: { mode: 'ai_only' },
    }
  },
  'POST /modes/undo': async () => {
    const { id } = await baton.service()
    const { body } = (await ada.put(`/services/${id}/mode`, { mode: 'ai_only' })).expect(200)
    return {
      who: () => ada,
      method: 'POST',
      path: '/modes/undo',
      body: { changeId: body.before.changeId },
      other: { changeId: newId() },
    }
  },
  'POST /users': async () => {
    const user = { name: 'Cy', email: `${newId()}@example.com`, password: 'correct horse battery', role: 'operator' }
    return { who: () => baton.key, method: 'POST', path: '/users', body: user, other: { ...user, name: 'Di' } }
  },
  'PATCH /users/:id': async () => ({
    who: () => baton.key,
    method: 'PATCH',
    path: `/users/${(await baton.human('Cy')).id}`,
    body: { name: 'Cyd' },
    other: { name: 'Cyn' },
  }),
  'POST /keys': async () => ({
    who: () => baton.key,
    method: 'POST',
    path: '/keys',
    body: { name: 'Shop', scopes: ['analytics:read'] },
    other: { name: 'Shop', scopes: ['people:write'] },
  }),
  'PATCH /customers/:id': async () => ({
    who: () => ann,
    method: 'PATCH',
    path: `/customers/${await record()}`,
    body: { version: 1, name: 'Kim Lee' },
    other: { version: 1, name: 'Kim Ley' },
  }),
  'POST /customers/:id/verify': async () => ({
    who: () => ann,
    method: 'POST',
    path: `/customers/${await record()}/verify`,
    body: { version: 1, fields: ['name'] },
    other: { version: 1, fields: ['phone'] },
  }),
  'POST /customers/:id/merge': async () => {
    const [id, from, another] = [await record(), await record(), await record()]
    return { who: () => ann, method: 'POST', path: `/customers/${id}/merge`, body: { from }, other: { from: another } }
  },
  'POST /customers/:id/unmerge': async () => {
    const [id, from, another] = [await record(), await record(), await record()]
    for (const one of [from, another]) (await ann.post(`/customers/${id}/merge`, { from: one })).expect(200)
    return {
      who: () => ann,
      method: 'POST',
      path: `/customers/${id}/unmerge`,
      body: { from },
      other: { from: another },
    }
  },
  'PATCH /switches': async () => ({
    who: () => ada,
    method: 'PATCH',
    path: '/switches',
    body: { operator: false },
    other: { operator: true },
  }),
  'POST /groups': async () => ({
    who: () => ada,
    method: 'POST',
    path: '/groups',
    body: { name: 'Lamps', services: [service.id] },
    other: { name: 'Bulbs', services: [service.id] },
  }),
  'PATCH /groups/:id': async () => ({
    who: () => ada,
    method: 'PATCH',
    path: `/groups/${await group()}`,
    body: { name: 'Shades' },
    other: { name: 'Shades', description: 'Of glass' },
  }),
  'POST /canned-replies': async () => ({
    who: () => ada,
    method: 'POST',
    path: '/canned-replies',
    body: { shortcut: `one-${newId()}`, text: 'One' },
    other: { shortcut: 'two', text: 'Two' },
  }),
  'PATCH /canned-replies/:id': async () => ({
    who: () => ada,
    method: 'PATCH',
    path: `/canned-replies/${(await ada.post('/canned-replies', { shortcut: newId(), text: 'x' })).expect(201).body.id}`,
    body: { version: 1, text: 'One' },
    other: { version: 1, text: 'Two' },
  }),
  'POST /groups/:id/members': async () => ({
    who: () => ada,
    method: 'POST',
    path: `/groups/${await group()}/members`,
    body: { userId: (await baton.human('Cy')).id },
    other: { userId: (await baton.human('Di')).id },
  }),
}

/** Said twice they do the same anyway, or their second time is a 404, or they are no command at all. */
const besides = [
  'DELETE /groups/:id',
  'DELETE /groups/:id/members/:userId',
  'DELETE /services/:id',
  'DELETE /canned-replies/:id',
  'DELETE /users/:id',
  'DELETE /customers/:id',
  'DELETE /push/subscription',
  'PUT /push/subscription',
  'PUT /push/choices',
  'PUT /presence',
  'POST /presence/beat',
  // With somebody who is Live: tests/api/routing.test.ts.
  'POST /next',
  'POST /conversations/:id/decline',
  'DELETE /keys/:id',
  // Not even a hash of a password is kept: tests/api/own-sessions.test.ts.
  'PUT /me/password',
  'DELETE /me/sessions',
  'DELETE /me/sessions/:id',
  'DELETE /users/:id/sessions',
  'DELETE /users/:id/two-factor',
  // What they answer is kept nowhere: codes are shown once.
  'POST /me/two-factor',
  'POST /me/two-factor/confirm',
  'POST /me/two-factor/off',
  'POST /me/two-factor/recovery-codes',
  'POST /tasks/:id/retry',
  'POST /sample',
  'DELETE /sample',
  'POST /presence',
  'POST /conversations/:id/typing',
  'POST /conversations/:id/attachments',
  'POST /setup',
  'POST /widget/token',
  'POST /widget/conversations',
]

test('every command of the API is tried here', () => {
  const commanding = apiRoutes().filter((route) => !route.startsWith('GET '))
  expect([...Object.keys(commands), ...besides].toSorted()).toEqual(commanding.toSorted())
})

describe.each(Object.keys(commands))('L4: %s', (name) => {
  test('said twice with the same Idempotency-Key and body, it happens once, and gets the first answer again', async () => {
    const { who, method, path, body } = await (commands[name] as () => Promise<Saying>)()
    const key = { 'idempotency-key': newId() }
    const first = await who().call(method, path, body, key)
    expect(first.status, first.text).toBeLessThan(300)
    const before = await head()
    const second = await who().call(method, path, body, key)
    expect(said(second)).toEqual(said(first))
    expect(await head()).toBe(before)
  })

  test('with the same key and another body it is 409, and nothing happens', async () => {
    const { who, method, path, body, other } = await (commands[name] as () => Promise<Saying>)()
    const key = { 'idempotency-key': newId() }
    const first = await who().call(method, path, body, key)
    expect(first.status, first.text).toBeLessThan(300)
    const before = await head()
    ;(await who().call(method, path, other, key)).refused(409, 'id_reused')
    expect(await head()).toBe(before)
  })

  test('said five times at once it happens once', async () => {
    const { who, method, path, body } = await (commands[name] as () => Promise<Saying>)()
    const before = Number((await head()).split('.')[1])
    const key = { 'idempotency-key': newId() }
    const answers = await Promise.all(Array.from({ length: 5 }, () => who().call(method, path, body, key)))
    const [first] = answers
    expect(first?.status, first?.text).toBeLessThan(300)
    for (const answer of answers) expect(said(answer)).toEqual(said(first as Answer))
    const [row] = await baton.sql<
      { n: number }[]
    >`select count(distinct command_id)::int as n from events where seq > ${before}`
    expect(row?.n).toBe(1)
  })
})

describe('L4: the id in the body is as good as the header', () => {
  test('of a message', async () => {
    const id = await begin()
    const body = { id: newId(), role: 'customer', text: 'Hello' }
    const first = (await baton.key.post(`/conversations/${id}/messages`, body)).expect(201)
    expect(first.body.message.id).toBe(body.id)
    expect(said((await baton.key.post(`/conversations/${id}/messages`, body)).expect(201))).toEqual(said(first))
    ;(await baton.key.post(`/conversations/${id}/messages`, { ...body, text: 'Other' })).refused(409, 'id_reused')
    expect(await log(id)).toHaveLength(3)
  })

  test('of a conversation, with a token that opens it each time', async () => {
    const body = { id: newId(), serviceId: service.id }
    const first = (await baton.key.post('/conversations', body)).expect(201)
    const second = (await baton.key.post('/conversations', body)).expect(201)
    expect(said(second)).toEqual(said(first))
    ;(await baton.bearer(second.body.customerToken).get(`/conversations/${body.id}`)).expect(200)
    ;(await baton.key.post('/conversations', { ...body, channel: 'phone' })).refused(409, 'id_reused')
  })

  test('of a note, and of a service', async () => {
    const id = await begin()
    const note = { id: newId(), text: 'VIP' }
    for (let i = 0; i < 2; i++) (await ann.post(`/conversations/${id}/notes`, note)).expect(200)
    expect(await log(id)).toHaveLength(3)
    const made = { id: newId(), name: 'Sales' }
    for (let i = 0; i < 2; i++) expect((await ada.post('/services', made)).expect(201).body.version).toBe(1)
  })

  test('the order of the fields in a body is none of its content', async () => {
    const id = await begin()
    const key = { 'idempotency-key': newId() }
    const first = (
      await baton.key.post(`/conversations/${id}/messages`, { role: 'customer', text: 'Hello' }, key)
    ).expect(201)
    expect(
      said(await baton.key.post(`/conversations/${id}/messages`, { text: 'Hello', role: 'customer' }, key)),
    ).toEqual(said(first))
  })

  test('a message’s id stands once in a workspace, whoever sends it, to whatever conversation', async () => {
    const [one, two] = [await begin(), await begin()]
    const body = { id: newId(), role: 'customer', text: 'Hello' }
    ;(await baton.key.post(`/conversations/${one}/messages`, body)).expect(201)
    ;(await baton.key.post(`/conversations/${two}/messages`, body)).refused(409, 'id_taken')
    expect(await log(two)).toHaveLength(2)
  })
})

test('L4: a deletion that is said again with its key gets its first answer, not a 404', async () => {
  const user = await baton.human('Cy')
  const made = (await baton.key.post('/keys', { name: 'Shop' })).expect(201).body
  for (const path of [`/services/${(await baton.service()).id}`, `/users/${user.id}`, `/keys/${made.id}`]) {
    const key = { 'idempotency-key': newId() }
    ;(await baton.key.delete(path, key)).expect(204)
    const before = await head()
    ;(await baton.key.delete(path, key)).expect(204)
    expect(await head()).toBe(before)
    ;(await baton.key.delete(path)).refused(404, 'not_found')
  }
})

test('L4: the log of commands keeps no password and no key', async () => {
  const password = `a password that nobody else has ${newId()}`
  const user = { name: 'Cy', email: `${newId()}@example.com`, password, role: 'operator' }
  ;(await baton.key.post('/users', user, { 'idempotency-key': newId() })).expect(201)
  const { key } = (await baton.key.post('/keys', { name: 'Shop' }, { 'idempotency-key': newId() })).expect(201).body
  const [row] = await baton.sql<{ n: number }[]>`
    select count(*)::int as n from commands where commands::text like ${`%${password}%`} or commands::text like ${`%${key}%`}`
  expect(row?.n).toBe(0)
})

describe('L4: what the same id counts within', () => {
  test('each caller has ids of its own', async () => {
    const { id, customer } = await baton.begin(service.id)
    const key = { 'idempotency-key': 'the same for all' }
    const path = `/conversations/${id}/messages`
    ;(await baton.key.post(path, { role: 'customer', text: 'from the program' }, key)).expect(201)
    ;(await customer.post(path, { role: 'customer', text: 'from the customer' }, key)).expect(201)
    ;(await ann.post(path, { role: 'operator', text: 'from Ann' }, key)).expect(201)
    expect((await log(id)).filter(({ type }) => type === 'message.added')).toHaveLength(5)
  })

  test('each route has ids of its own', async () => {
    const [one, two] = [await begin(), await begin()]
    const key = { 'idempotency-key': newId() }
    for (const id of [one, two]) (await ann.post(`/conversations/${id}/takeover`, {}, key)).expect(200)
    ;(await ann.post(`/conversations/${one}/release`, {}, key)).expect(200)
    expect(await baton.read(one)).toMatchObject({ owner: null })
    expect(await baton.read(two)).toMatchObject({ owner: { id: ann.id } })
  })

  test('a key that is none is refused', async () => {
    const id = await begin()
    for (const wrong of ['x'.repeat(201), 'tab\there'])
      (await ann.post(`/conversations/${id}/takeover`, {}, { 'idempotency-key': wrong })).refused(422, 'invalid_input')
  })
})

describe('L4: refusals are not remembered', () => {
  test('what was refused once may succeed when it is sent again', async () => {
    const id = await begin()
    const ben = await baton.human('Ben')
    ;(await ben.post(`/conversations/${id}/takeover`)).expect(200)
    const key = { 'idempotency-key': newId() }
    ;(await ann.post(`/conversations/${id}/takeover`, {}, key)).refused(409, 'already_claimed')
    ;(await ben.post(`/conversations/${id}/release`)).expect(200)
    ;(await ann.post(`/conversations/${id}/takeover`, {}, key)).expect(200)
  })

  test('what had succeeded gets its first answer, though it would be refused by now', async () => {
    const id = await begin()
    const key = { 'idempotency-key': newId() }
    const first = (await ann.post(`/conversations/${id}/takeover`, {}, key)).expect(200)
    ;(await ann.post(`/conversations/${id}/resolve`)).expect(200)
    expect(said((await ann.post(`/conversations/${id}/takeover`, {}, key)).expect(200))).toEqual(said(first))
    ;(await ann.post(`/conversations/${id}/takeover`)).refused(409, 'ended')
  })

  test('an answer is the first one, whatever came of the conversation and its service since', async () => {
    const service = await baton.service()
    const { id } = await baton.begin(service.id)
    const mode = async (body: object) => (await ada.put(`/services/${service.id}/mode`, body)).expect(200)
    const asks: (() => Promise<Answer>)[] = []
    const firsts: unknown[] = []
    const ask = async (who: Caller, method: string, path: string, body: object) => {
      const key = { 'idempotency-key': newId() }
      asks.push(() => who.call(method, `/conversations/${id}${path}`, body, key))
      const first = await who.call(method, `/conversations/${id}${path}`, body, key)
      expect(first.status, first.text).toBeLessThan(300)
      firsts.push(said(first))
      return first.body
    }
    await ask(baton.key, 'POST', '/messages', { role: 'customer', text: 'I want to talk to a human' })
    await ask(ann, 'POST', '/takeover', {})
    await ask(ann, 'POST', '/messages', { role: 'operator', text: 'Here I am.' })
    // Ann’s claim is returned; the log still names her.
    await mode({ mode: 'ai_only', claims: 'return' })
    const { conversation } = await ask(baton.key, 'POST', '/messages', { role: 'customer', text: 'And now?' })
    expect(conversation).toMatchObject({ owner: null, claimedBy: { name: 'Ann' }, status: 'ai_active' })
    await mode({ mode: 'human_only' })
    await ask(baton.key, 'POST', '/messages', { role: 'customer', text: 'Nobody there?' })
    await ask(ann, 'POST', '/takeover', {})
    await ask(ann, 'POST', '/resolve', {})
    for (const [i, again] of asks.entries()) expect(said(await again())).toEqual(firsts[i])
    expect(await Promise.all(asks.map(async (again) => said(await again())))).toEqual(firsts)
    // Before 0011 an answer was kept whole.
    const [kept] = await baton.sql<{ result: { view: object } }[]>`
      select k.result from commands k join events e on e.workspace_id = k.workspace_id and e.command_id = k.id
      where e.conversation_id = ${id} and e.type = 'conversation.resolved'`
    expect(kept?.result).toEqual({ view: { status: 'resolved', needsAttention: false, owner: null } })
    const whole = { conversation: { id, of: 'an older program' } }
    await baton.sql`update commands set result = ${JSON.stringify(whole)}::text::jsonb
      where id = (select command_id from events where conversation_id = ${id} and type = 'conversation.resolved')`
    expect((await asks.at(-1)?.())?.body).toMatchObject({ of: 'an older program' })
  })

  test('what changed nothing the first time changes nothing when it is said again later', async () => {
    const { id } = await baton.begin((await baton.service()).id)
    const ann = await baton.human('Ann')
    const takeOver = (key: string) => ann.post(`/conversations/${id}/takeover`, {}, { 'idempotency-key': key })
    ;(await takeOver('first')).expect(200)
    const first = (await takeOver('second')).expect(200)
    ;(await ann.post(`/conversations/${id}/release`, {})).expect(200)
    expect((await takeOver('second')).expect(200).body).toEqual(first.body)
    expect((await baton.read(id)).owner).toBe(null)

    const service = await baton.service()
    const set = (mode: string, key: string) =>
      baton.key.put(`/services/${service.id}/mode`, { mode }, { 'idempotency-key': key })
    ;(await set('human_supported', 'same')).expect(200)
    ;(await set('human_only', 'other')).expect(200)
    ;(await set('human_supported', 'same')).expect(200)
    expect((await baton.key.get(`/services/${service.id}`)).expect(200).body.mode).toBe('human_only')
  })

  test('the one exception: a late AI reply is kept once and is 409 always, with the same words', async () => {
    const { id, turn } = await baton.begin(service.id)
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    const body = { id: newId(), role: 'ai', text: 'Late', turn }
    const send = () => baton.key.post(`/conversations/${id}/messages`, body)
    const first = (await send()).refused(409, 'stale_turn')
    ;(await ann.post(`/conversations/${id}/resume`)).expect(200)
    const answers = await Promise.all([send(), send(), send()])
    for (const answer of answers) expect(said(answer.refused(409, 'stale_turn'))).toEqual(said(first))
    expect((await log(id)).filter(({ type }) => type === 'reply.drafted')).toHaveLength(1)
    ;(await baton.key.post(`/conversations/${id}/messages`, { ...body, turn: turn + 2 })).refused(409, 'id_reused')
  })

  test('F15: a message to a session that ended opens the next one once, also when its answer was lost', async () => {
    const { id, customer } = await baton.begin(service.id)
    ;(await baton.key.post(`/conversations/${id}/resolve`)).expect(200)
    const send = () =>
      customer.post(`/conversations/${id}/messages`, { id: messageId, role: 'customer', text: 'One more' })
    const messageId = newId()
    const answers = [await send(), ...(await Promise.all([send(), send(), send()]))]
    for (const answer of answers) expect(said(answer.expect(201))).toEqual(said(answers[0] as Answer))
    const next = answers[0]?.body.conversation.id
    expect((await log(next)).map(({ type }) => type)).toEqual(['conversation.opened', 'message.added'])
    const { customerToken } = answers[2]?.body ?? {}
    ;(await baton.bearer(customerToken).get(`/conversations/${next}`)).expect(200)
  })

  test('a message that was taken before the end is not said again in the next session', async () => {
    const { id, customer } = await baton.begin(service.id)
    const body = { id: newId(), role: 'customer', text: 'Hello' }
    const first = (await customer.post(`/conversations/${id}/messages`, body)).expect(201)
    ;(await baton.key.post(`/conversations/${id}/resolve`)).expect(200)
    const again = (await customer.post(`/conversations/${id}/messages`, body)).expect(201)
    expect(again.body.message).toEqual(first.body.message)
    expect((await baton.read(id)).nextId).toBe(null)
  })
})
