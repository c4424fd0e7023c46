import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newSecret } from '../../client/widget/ids.ts'
import { CustomerConversation, CustomerEvent, type ServiceView } from '../../domain/wire.ts'
import { customerTokens } from '../../server/identity/customer-token.ts'
import { type Human, newId, type Running, SECRET, startBaton } from '../builders/baton.ts'
import { type Heard, listen } from '../builders/listener.ts'

let baton: Running
let service: ServiceView
let ann: Human
let ben: Human
beforeAll(async () => {
  baton = await startBaton()
  service = await baton.service({ instructions: 'secret instructions' })
  ann = await baton.human('Ann')
  ben = await baton.human('Ben')
})
afterAll(() => baton.stop())

/** A conversation in which everything happened that a customer must not see; the words of the team say “secret”. */
async function eventful() {
  const begun = await baton.begin(service.id, 'This is terrible. Let me talk to a human!')
  const { id } = begun
  const say = (body: object) => baton.key.post(`/conversations/${id}/messages`, body)
  const { message } = (await say({ role: 'ai', text: 'I am not sure about that.', turn: 1 })).expect(201).body
  await baton.key.post(`/conversations/${id}/feedback`, { messageId: message.id, rating: 'down' })
  await ann.post(`/conversations/${id}/flags`, { as: 'snoozed' })
  await baton.key.post(`/conversations/${id}/handoff`, {
    trigger: 'manual',
    reason: 'secret reason',
    summary: 'secret summary',
    sentiment: 'angry',
  })
  await ann.post(`/conversations/${id}/takeover`)
  await ann.post(`/conversations/${id}/notes`, { text: 'secret note' })
  ;(await say({ role: 'ai', text: 'secret draft', turn: 1 })).refused(409, 'stale_turn')
  await ann.post(`/conversations/${id}/messages`, { role: 'operator', text: 'How can I help?' })
  await ann.post(`/conversations/${id}/assign`, { operatorId: ben.id })
  await ben.post(`/conversations/${id}/release`)
  await ben.post(`/conversations/${id}/resume`)
  await say({ role: 'customer', text: 'Thanks' })
  await ben.post(`/conversations/${id}/resolve`)
  await begun.customer.post(`/conversations/${id}/messages`, { role: 'customer', text: 'And another thing' })
  return begun
}
const seen = [
  ['conversation.opened', null],
  ['message.added', 'This is terrible. Let me talk to a human!'],
  ['message.added', 'I am not sure about that.'],
  [
    'message.added',
    'You are being transferred to a person. Nobody is here at this moment; your messages are kept, and a person answers here.',
  ],
  ['message.added', 'Ann has joined the conversation.'],
  ['message.added', 'How can I help?'],
  ['message.added', 'Ben has joined the conversation.'],
  ['message.added', 'The AI assistant is answering again.'],
  ['message.added', 'Thanks'],
  ['conversation.resolved', null],
  ['conversation.continued', null],
]
const asSeen = (events: CustomerEvent[]) =>
  events.map(({ type, data }) => [type, (data as { message?: { text: string } }).message?.text ?? null])

function private_(text: string) {
  for (const word of [
    'secret',
    'flag',
    'score',
    'cue',
    'snooz',
    'epoch',
    'turn',
    'version',
    'mode',
    ann.id,
    ben.id,
    ann.email,
    ben.email,
    'handoff',
    'sentiment',
    'Bootstrap',
    baton.workspaceId,
    service.id,
  ])
    expect(text).not.toContain(word)
}

describe('L8: private stays private', () => {
  test('L8: the log as the customer may read it: their words, replies, notices and the end, numbered for themselves', async () => {
    const { id, customer } = await eventful()
    const answer = (await customer.get(`/conversations/${id}/events`)).expect(200)
    const { items, head } = answer.body
    expect(asSeen(items)).toEqual(seen)
    items.forEach((item: CustomerEvent, i: number) => {
      expect(CustomerEvent.strict().parse(item)).toEqual(item)
      expect(item).toMatchObject({ cursor: `c1.${i + 1}`, seq: i + 1 })
    })
    expect(head).toBe(`c1.${seen.length}`)
    private_(answer.text)
  })

  test('L8: the stream carries exactly the same, live as afterwards', async () => {
    const begun = await baton.begin(service.id, 'Hello')
    const live = await listen(begun.customer, `/conversations/${begun.id}/stream`)
    await ann.post(`/conversations/${begun.id}/takeover`)
    await ann.post(`/conversations/${begun.id}/notes`, { text: 'secret note' })
    await ann.post(`/conversations/${begun.id}/typing`, { typing: true })
    await ann.post(`/presence`, { conversationId: begun.id })
    await baton.key.post(`/conversations/${begun.id}/messages`, { role: 'ai', text: 'secret draft', turn: 1 })
    await baton.key.post(`/conversations/${begun.id}/typing`, { role: 'ai', text: 'secret draft' })
    await ann.post(`/conversations/${begun.id}/messages`, { role: 'operator', text: 'Here' })
    await live.untilText('Here')
    const later = await listen(begun.customer, `/conversations/${begun.id}/stream`)
    await later.untilText('Here')
    const { items } = (await begun.customer.get(`/conversations/${begun.id}/events`)).body
    const carried = (stream: { events(): Heard[] }) => stream.events().map(({ data }) => data)
    expect(carried(live)).toEqual(items)
    expect(carried(later)).toEqual(items)
    expect(new Set(live.heard.map(({ event }) => event))).toEqual(
      new Set(['conversation.opened', 'message.added', 'heartbeat', 'typing']),
    )
    for (const { id, data } of live.events()) expect(id).toBe(data.cursor)
    private_(JSON.stringify(live.heard.filter(({ event }) => event !== 'typing')))
    private_(JSON.stringify(live.heard).replaceAll(begun.id, ''))
    live.close()
    later.close()
  })

  test('L8: each answer to a customer is in the customer’s shape', async () => {
    const { id, customer } = await baton.begin(service.id, 'Get me a human!')
    const read = (await customer.get(`/conversations/${id}`)).expect(200)
    expect(CustomerConversation.strict().parse(read.body)).toEqual(read.body)
    const sent = (await customer.post(`/conversations/${id}/messages`, { role: 'customer', text: 'Hello?' })).expect(
      201,
    )
    expect(CustomerConversation.strict().parse(sent.body.conversation)).toEqual(sent.body.conversation)
    expect(Object.keys(sent.body.message).toSorted()).toEqual(['at', 'author', 'id', 'role', 'text'])
    const { message } = (await baton.key.post(`/conversations/${id}/messages`, { role: 'ai', text: 'Hm', turn: 1 }))
      .body
    const rated = (
      await customer.post(`/conversations/${id}/feedback`, { messageId: message.id, rating: 'down' })
    ).expect(200)
    expect(CustomerConversation.strict().parse(rated.body)).toEqual(rated.body)
    for (const answer of [read, sent, rated]) private_(answer.text)
  })

  test('L8: a customer’s refusals tell nothing of the team', async () => {
    const { id, customer } = await baton.begin(service.id)
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    for (const body of [
      { role: 'ai', text: 'I am the AI', turn: 1 },
      { role: 'operator', text: 'I am the operator' },
      { role: 'operator', text: 'I am Ann', operatorId: ann.id },
    ])
      private_((await customer.post(`/conversations/${id}/messages`, body)).refused(403, 'forbidden').text)
    expect((await baton.key.get(`/conversations/${id}/events`)).body.items).toHaveLength(4)
  })

  test('L8: what a customer says of itself beyond the words is not taken', async () => {
    const { id, customer } = await baton.begin(service.id)
    const text = 'This is terrible, get me a human.'
    for (const extra of [
      { sentiment: 'happy' },
      { nonAnswer: false },
      { agent: 'Boss' },
      { turn: 1 },
      { operatorId: ann.id },
    ])
      (await customer.post(`/conversations/${id}/messages`, { role: 'customer', text, ...extra })).refused(
        422,
        'invalid_input',
      )
    expect(await baton.read(id)).toMatchObject({ agent: 'Assistant' })
  })

  test('L8: the times of a customer’s cursor tell nothing of how busy the others are', async () => {
    const { id, customer } = await baton.begin(service.id)
    for (let i = 0; i < 5; i++) await baton.begin(service.id)
    await customer.post(`/conversations/${id}/messages`, { role: 'customer', text: 'two' })
    expect((await customer.get(`/conversations/${id}/events`)).body.items.map(({ seq }: CustomerEvent) => seq)).toEqual(
      [1, 2, 3],
    )
  })
})

describe('a customer’s token', () => {
  const make = (claim: { conversationId: string; workspaceId?: string }, { at = Date.now(), secret = SECRET } = {}) =>
    baton.bearer(customerTokens(secret, () => at).make({ workspaceId: baton.workspaceId, ...claim }))

  test('opens its conversation for an hour', async () => {
    const { id } = await baton.begin(service.id)
    ;(await make({ conversationId: id }).get(`/conversations/${id}`)).expect(200)
    ;(await make({ conversationId: id }, { at: Date.now() - 3_590_000 }).get(`/conversations/${id}`)).expect(200)
    ;(await make({ conversationId: id }, { at: Date.now() - 3_601_000 }).get(`/conversations/${id}`)).refused(
      401,
      'unauthorized',
    )
  })

  test('that was forged, cut or changed opens nothing', async () => {
    const { id, token } = await baton.begin(service.id)
    const [body = '', mark = ''] = token.slice(3).split('.')
    const changed = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), x: Date.now() * 2 }),
    ).toString('base64url')
    ;(
      await make({ conversationId: id }, { secret: 'another secret, as long as the right one' }).get(
        `/conversations/${id}`,
      )
    ).refused(401, 'unauthorized')
    for (const wrong of [
      `ct_${changed}.${mark}`,
      token.slice(0, -1),
      `${token}x`,
      `ct_${body}`,
      `ct_${body}.`,
      `ct_.${mark}`,
      'ct_',
      `ct_${body}.${mark.toLowerCase()}`,
    ])
      (await baton.bearer(wrong).get(`/conversations/${id}`)).refused(401, 'unauthorized')
  })

  test('for what is not there finds nothing', async () => {
    const id = newId()
    ;(await make({ conversationId: id }).get(`/conversations/${id}`)).refused(404, 'not_found')
    ;(await make({ conversationId: id, workspaceId: newId() }).get(`/conversations/${id}`)).refused(404, 'not_found')
  })
})

describe('the widget', () => {
  const open = (body: object = {}) => baton.stranger.post('/widget/conversations', { serviceId: service.id, ...body })
  const renew = (visitorToken: string) => baton.stranger.post('/widget/token', { visitorToken })

  test('a page opens a conversation without a key, and gets a token for it and one to come back with', async () => {
    const { body } = (await open({ customer: { name: 'Kim', email: 'kim@example.com' } })).expect(201)
    expect(Object.keys(body).toSorted()).toEqual(['conversation', 'customerToken', 'visitorToken'])
    expect(CustomerConversation.strict().parse(body.conversation)).toEqual(body.conversation)
    expect(body.visitorToken).toMatch(/^vt_[\w-]{43}$/)
    const customer = baton.bearer(body.customerToken)
    ;(
      await customer.post(`/conversations/${body.conversation.id}/messages`, { role: 'customer', text: 'Hello' })
    ).expect(201)
    expect(await baton.read(body.conversation.id)).toMatchObject({
      channel: 'web',
      customer: { name: 'Kim', email: 'kim@example.com' },
    })
  })

  test('a page is shown the service’s name and agent, and nothing else', async () => {
    const { body } = (await baton.stranger.get(`/widget/services/${service.id}`)).expect(200)
    expect(body).toEqual({ id: service.id, name: service.name, agent: service.agent })
    ;(await baton.stranger.get(`/widget/services/${newId()}`)).refused(404, 'not_found')
    ;(await open({ serviceId: newId() })).refused(404, 'unknown_service')
  })

  test('L4: opening it twice under one id opens it once', async () => {
    const mine = { id: newId(), secret: newSecret() }
    const [one, two] = [(await open(mine)).expect(201).body, (await open(mine)).expect(201).body]
    expect(two.conversation).toEqual(one.conversation)
    ;(await open({ ...mine, customer: { name: 'Eve' } })).refused(409, 'id_reused')
    const other = await baton.begin(service.id)
    ;(await open({ ...mine, id: other.id })).refused(409, 'id_taken')
  })

  test('L8: who knows a conversation’s id alone gets no token for it, and its visitor’s tokens stay good', async () => {
    const mine = { id: newId(), secret: newSecret() }
    const { visitorToken, conversation } = (await open(mine)).expect(201).body
    const keyed = (await open()).expect(201).body
    for (const id of [conversation.id, keyed.conversation.id]) {
      ;(await open({ id })).refused(422, 'invalid_input')
      ;(await open({ id, secret: 'short' })).refused(422, 'invalid_input')
      const answer = await open({ id, secret: newSecret() })
      answer.refused(409, 'id_reused')
      expect(answer.text).not.toContain('ct_')
      expect(answer.text).not.toContain('vt_')
    }
    const again = (await open(mine)).expect(201).body
    expect(again.conversation.id).toBe(conversation.id)
    ;(await open(mine)).expect(201)
    for (const token of [visitorToken, again.visitorToken, keyed.visitorToken]) (await renew(token)).expect(200)
    const rows = await baton.sql`select c::text as text from commands c union all select e::text from events e`
    for (const { text } of rows) expect(text).not.toContain(mine.secret)
  })

  test('L4: opening it twice under one Idempotency-Key, which nobody can guess, opens it once', async () => {
    const opening = (key: string, body: object = {}) =>
      baton.stranger.call(
        'POST',
        '/widget/conversations',
        { serviceId: service.id, ...body },
        { 'idempotency-key': key },
      )
    const key = newSecret()
    const one = (await opening(key)).expect(201).body
    expect((await opening(key)).expect(201).body.conversation).toEqual(one.conversation)
    ;(await opening(key, { customer: { name: 'Eve' } })).refused(409, 'id_reused')
    expect((await opening(newSecret())).expect(201).body.conversation.id).not.toBe(one.conversation.id)
    ;(await opening('1')).refused(422, 'invalid_input')
    ;(await renew(one.visitorToken)).expect(200)
  })

  test('two tabs that renew one visitor token at once both get one that is good', async () => {
    const { visitorToken } = (await open()).expect(201).body
    const both = await Promise.all([renew(visitorToken), renew(visitorToken), renew(visitorToken)])
    const next = new Set<string>(both.map((answer) => answer.expect(200).body.visitorToken))
    const after = await Promise.all([...next, ...next].map(renew))
    for (const answer of after) (await renew(answer.expect(200).body.visitorToken)).expect(200)
    ;(await renew(visitorToken)).refused(401, 'unauthorized')
  })

  test('a visitor token changes at each use; the one before is good until the new one was used', async () => {
    const { visitorToken: first, conversation } = (await open()).expect(201).body
    const second = (await renew(first)).expect(200).body
    expect(second.visitorToken).not.toBe(first)
    expect(second.conversation.id).toBe(conversation.id)
    const third = (await renew(first)).expect(200).body.visitorToken
    ;(await renew(third)).expect(200)
    ;(await renew(first)).refused(401, 'unauthorized')
    ;(await baton.bearer(second.customerToken).get(`/conversations/${conversation.id}`)).expect(200)
    ;(await renew(`vt_${'x'.repeat(43)}`)).refused(401, 'unauthorized')
    ;(await renew('x')).refused(422, 'invalid_input')
  })

  test('F15: it leads to the newest session of the visitor’s', async () => {
    const { visitorToken, conversation, customerToken } = (await open()).expect(201).body
    const customer = baton.bearer(customerToken)
    const say = (text: string) =>
      customer.post(`/conversations/${conversation.id}/messages`, { role: 'customer', text })
    ;(await say('one')).expect(201)
    ;(await baton.key.post(`/conversations/${conversation.id}/resolve`)).expect(200)
    const next = (await say('two')).expect(201).body.conversation.id
    expect((await renew(visitorToken)).expect(200).body.conversation.id).toBe(next)
  })

  test('it works from any page, and carries no cookie', async () => {
    const preflight = await baton.stranger.call('OPTIONS', '/widget/conversations', undefined, {
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,authorization',
    })
    expect(preflight.status).toBe(204)
    const { id, customer } = await baton.begin(service.id)
    const answers = [
      preflight,
      await open(),
      await customer.get(`/conversations/${id}`, { origin: 'https://shop.example' }),
    ]
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-allow-credentials')).toBe(null)
    }
    expect(
      (await baton.key.get('/services', { origin: 'https://shop.example' })).headers.get('access-control-allow-origin'),
    ).toBe(null)
    const stream = await fetch(customer.at(`/conversations/${id}/stream`), {
      headers: { ...customer.headers, origin: 'https://shop.example' },
    })
    expect(stream.headers.get('access-control-allow-origin')).toBe('*')
    await stream.body?.cancel()
  })

  test('what else a page sends is refused: no place of its own making, no unknown field', async () => {
    for (const body of [
      { customer: { location: { city: 'Rome' } } },
      { agent: 'Boss' },
      { channel: 'phone' },
      { customer: { admin: true } },
    ])
      (await open(body)).refused(422, 'invalid_input')
  })

  test('too many from one address are told to wait', async () => {
    let answer = await open()
    for (let i = 0; i < 60 && answer.status === 201; i++) answer = await open()
    answer.refused(429, 'too_many_requests')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
