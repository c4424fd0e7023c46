import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConversationView, MessageView, type ServiceView } from '../../domain/wire.ts'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import { listen } from '../builders/listener.ts'

let baton: Running
let service: ServiceView
let ann: Human
let ben: Human
beforeAll(async () => {
  baton = await startBaton()
  service = await baton.service()
  ann = await baton.human('Ann')
  ben = await baton.human('Ben')
})
afterAll(() => baton.stop())

const begin = (text?: string) => baton.begin(service.id, text)
const send = (id: string, body: object) => baton.key.post(`/conversations/${id}/messages`, body)
const types = async (id: string): Promise<string[]> =>
  (await baton.key.get(`/conversations/${id}/events`)).body.items.map(({ type }: { type: string }) => type)

describe('POST /conversations/{id}/messages', () => {
  test('201 with the message and the conversation, in the documented shapes', async () => {
    const { id } = await begin()
    const { body } = (await send(id, { id: newId(), role: 'customer', text: 'Hello?\nAnybody there? 👋' })).expect(201)
    expect(Object.keys(body).toSorted()).toEqual(['conversation', 'message'])
    expect(MessageView.strict().parse(body.message)).toEqual(body.message)
    expect(ConversationView.strict().parse(body.conversation)).toEqual(body.conversation)
    expect(body.message).toMatchObject({ role: 'customer', text: 'Hello?\nAnybody there? 👋', author: null, turn: 1 })
    expect(body.conversation).toEqual(await baton.read(id))
    expect(body.conversation).toMatchObject({ messageCount: 2, openingQuestion: 'Where is my parcel?' })
  })

  test('H8: what its words raise stands in the same answer, with the message that raised it and why', async () => {
    const { id } = await begin()
    const { body } = (await send(id, { role: 'customer', text: 'This is useless, let me talk to a human!' })).expect(
      201,
    )
    expect(body.conversation.needsAttention).toBe(true)
    expect(body.conversation.flags).toContainEqual({
      kind: 'help_requested',
      messageId: body.message.id,
      at: body.message.at,
      state: 'open',
      because: null,
      until: null,
      why: {
        quote: expect.stringContaining('talk to a human'),
        cues: expect.any(Array),
        score: expect.any(Number),
        by: 'detector',
      },
    })
    expect(body.conversation.status).toBe('ai_active')
  })

  test('what the caller says overrides the detectors', async () => {
    const { id, turn } = await begin()
    const plain = (await send(id, { role: 'customer', text: 'Fine.', sentiment: 'angry' })).expect(201)
    expect(plain.body.conversation.flags).toMatchObject([
      { kind: 'negative_feedback', why: { by: 'caller', score: 1 } },
    ])
    const other = await begin()
    const reply = { role: 'ai', turn, text: 'I am sorry, I do not know the answer to that.' }
    expect((await send(other.id, reply)).expect(201).body.conversation.flags).toMatchObject([{ kind: 'non_answer' }])
    const third = await begin()
    expect((await send(third.id, { ...reply, nonAnswer: false })).expect(201).body.conversation.flags).toEqual([])
  })

  test('H5: the AI replies with the turn that it answers', async () => {
    const { id, turn } = await begin()
    const { body } = (await send(id, { role: 'ai', text: 'On its way.', turn, agent: 'Parcels' })).expect(201)
    expect(body.message).toMatchObject({ role: 'ai', author: 'Parcels', turn })
    expect(body.conversation.agent).toBe('Parcels')
  })

  test('L2: a reply without a turn is refused before anything', async () => {
    const { id } = await begin()
    ;(await send(id, { role: 'ai', text: 'Hello' })).refused(422, 'invalid_input', {
      errors: [{ path: 'turn', message: expect.any(String) }],
    })
    expect(await types(id)).toHaveLength(2)
  })

  test('L2, B1: after a takeover a reply is 409 stale_turn, and its text is kept as a draft', async () => {
    const { id, turn } = await begin()
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    const messageId = newId()
    ;(await send(id, { id: messageId, role: 'ai', text: 'Too late', turn })).refused(409, 'stale_turn', {
      turn: 2,
      draftId: messageId,
      owner: { id: ann.id, name: 'Ann' },
    })
    const { items } = (await ann.get(`/conversations/${id}/events`)).body
    expect(items.at(-1)).toMatchObject({
      type: 'reply.drafted',
      data: { draft: { id: messageId, text: 'Too late' }, turn, because: 'stale_turn' },
    })
  })

  test('L2, H6: with people in control, a reply to the present turn is 409 ai_paused', async () => {
    const human = await baton.service({ mode: 'human_only' })
    const { id, turn } = await baton.begin(human.id)
    ;(await send(id, { role: 'ai', text: 'Beep', turn })).refused(409, 'ai_paused', {
      turn,
      draftId: expect.any(String),
    })
    expect((await types(id)).at(-1)).toBe('reply.drafted')
    expect((await baton.read(id)).messageCount).toBe(1)
  })

  test('H10: an operator’s message to an unowned conversation claims it, by any route', async () => {
    const first = await begin()
    const byPerson = (
      await ann.post(`/conversations/${first.id}/messages`, { role: 'operator', text: 'Here I am.' })
    ).expect(201)
    expect(byPerson.body.conversation).toMatchObject({ status: 'paused', owner: { id: ann.id, name: 'Ann' } })
    expect(byPerson.body.message).toMatchObject({ role: 'operator', author: 'Ann', turn: 2 })
    const second = await begin()
    const byKey = (await send(second.id, { role: 'operator', text: 'Here I am.', operatorId: ben.id })).expect(201)
    expect(byKey.body.conversation.owner).toEqual({ id: ben.id, name: 'Ben' })
  })

  test('L1: in a colleague’s conversation it is refused with the name', async () => {
    const { id } = await begin()
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    const answer = (await ben.post(`/conversations/${id}/messages`, { role: 'operator', text: 'Me too' })).refused(
      409,
      'already_claimed',
    )
    expect(answer.body).toMatchObject({ owner: { id: ann.id, name: 'Ann' }, since: (await baton.read(id)).ownerSince })
  })

  test('L10: a key names an operator of the workspace, a person nobody else', async () => {
    const { id } = await begin()
    ;(await send(id, { role: 'operator', text: 'Hello' })).refused(422, 'operator_required')
    ;(await send(id, { role: 'operator', text: 'Hello', operatorId: newId() })).refused(422, 'operator_required')
    ;(await ann.post(`/conversations/${id}/messages`, { role: 'operator', text: 'Hello', operatorId: ben.id })).refused(
      403,
      'forbidden',
    )
    ;(await ann.post(`/conversations/${id}/messages`, { role: 'customer', text: 'Hello' })).refused(403, 'forbidden')
    ;(await ann.post(`/conversations/${id}/messages`, { role: 'ai', text: 'Hello', turn: 1 })).refused(403, 'forbidden')
    expect(await types(id)).toHaveLength(2)
  })

  test('after the end neither AI nor operator writes', async () => {
    const { id, turn } = await begin()
    ;(await baton.key.post(`/conversations/${id}/resolve`)).expect(200)
    ;(await send(id, { role: 'ai', text: 'Hello', turn: turn + 1 })).refused(409, 'ended')
    ;(await ann.post(`/conversations/${id}/messages`, { role: 'operator', text: 'Hello' })).refused(409, 'ended')
  })
})

describe('F15: the customer writes after the end', () => {
  test('F15: 201 with the new conversation, its previousId and its token; the old stream ends with conversation.continued', async () => {
    const { id, customer } = await begin()
    const old = await listen(customer, `/conversations/${id}/stream`)
    ;(await baton.key.post(`/conversations/${id}/resolve`)).expect(200)
    const { body } = (
      await customer.post(`/conversations/${id}/messages`, { role: 'customer', text: 'One more thing' })
    ).expect(201)
    expect(body.conversation).toMatchObject({ status: 'open', previousId: id })
    expect(body.conversation.id).not.toBe(id)
    expect(body.message).toMatchObject({ role: 'customer', text: 'One more thing' })

    const next = baton.bearer(body.customerToken)
    ;(
      await next.post(`/conversations/${body.conversation.id}/messages`, { role: 'customer', text: 'And another' })
    ).expect(201)
    ;(await next.get(`/conversations/${id}`)).refused(404, 'not_found')
    const last = await old.until(({ event }) => event === 'conversation.continued')
    expect(last.data.data).toEqual({ conversationId: body.conversation.id })
    expect(old.events().map(({ event }) => event)).toEqual([
      'conversation.opened',
      'message.added',
      'conversation.resolved',
      'conversation.continued',
    ])
    old.close()
  })

  test('F15: it is linked both ways, the same customer, from the start with the AI under the present mode', async () => {
    const { id } = await begin()
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    ;(await ann.post(`/conversations/${id}/resolve`)).expect(200)
    const { body } = (await send(id, { role: 'customer', text: 'Hello again' })).expect(201)
    expect(body.customerToken).toMatch(/^ct_/)
    expect(body.conversation).toMatchObject({
      previousId: id,
      status: 'ai_active',
      owner: null,
      turn: 1,
      customer: { name: 'Kim' },
      openingQuestion: 'Hello again',
    })
    expect((await baton.read(id)).nextId).toBe(body.conversation.id)
  })

  test('F15: whoever writes to any session of the chain comes out in the newest open one', async () => {
    const first = await begin()
    ;(await baton.key.post(`/conversations/${first.id}/resolve`)).expect(200)
    const second = (await send(first.id, { role: 'customer', text: 'two' })).expect(201).body.conversation.id
    expect((await send(first.id, { role: 'customer', text: 'still two' })).expect(201).body.conversation.id).toBe(
      second,
    )
    ;(await baton.key.post(`/conversations/${second}/resolve`)).expect(200)
    const third = (await send(first.id, { role: 'customer', text: 'three' })).expect(201).body.conversation
    expect(third).toMatchObject({ previousId: second, messageCount: 1 })
  })

  test('F15: many messages at once to a session that ended open one new session, and each stands once', async () => {
    const { id, customer } = await begin()
    ;(await baton.key.post(`/conversations/${id}/resolve`)).expect(200)
    const texts = Array.from({ length: 8 }, (_, i) => `message ${i}`)
    const answers = await Promise.all(
      texts.map((text) => customer.post(`/conversations/${id}/messages`, { role: 'customer', text })),
    )
    const ids = new Set(answers.map((answer) => answer.expect(201).body.conversation.id))
    expect(ids.size).toBe(1)
    const [next = ''] = ids
    const { items } = (await baton.key.get(`/conversations/${next}/events`)).body
    const stood = items.flatMap((item: { type: string; data: { message: { text: string } } }) =>
      item.type === 'message.added' ? [item.data.message.text] : [],
    )
    expect(stood.toSorted()).toEqual(texts)
  })

  test('to a session of a deleted service there is nothing to go on with', async () => {
    const gone = await baton.service()
    const { id, customer } = await baton.begin(gone.id)
    ;(await baton.key.delete(`/services/${gone.id}`)).expect(204)
    ;(await customer.post(`/conversations/${id}/messages`, { role: 'customer', text: 'Hello?' })).refused(
      409,
      'service_gone',
    )
  })
})

describe('H8: POST /conversations/{id}/feedback', () => {
  test('H8: a thumbs down raises its flag on that reply, once', async () => {
    const { id, turn, customer } = await begin()
    const reply = (await send(id, { role: 'ai', text: 'Try turning it off.', turn })).expect(201).body.message
    const rate = (rating: string) => customer.post(`/conversations/${id}/feedback`, { messageId: reply.id, rating })
    ;(await rate('down')).expect(200)
    ;(await rate('down')).expect(200)
    expect((await baton.read(id)).flags).toMatchObject([
      {
        kind: 'thumbs_down',
        messageId: reply.id,
        state: 'open',
        why: { quote: 'Try turning it off.', by: 'customer' },
      },
    ])
    ;(await rate('up')).expect(200)
    expect((await types(id)).filter((type) => type === 'feedback.given')).toHaveLength(3)
  })

  test('only an AI’s reply of this conversation can be rated', async () => {
    const { id, messageId, customer } = await begin()
    const other = await begin()
    const reply = (await send(other.id, { role: 'ai', text: 'Hello', turn: other.turn })).expect(201).body.message.id
    for (const wrong of [messageId, reply, newId()])
      (await customer.post(`/conversations/${id}/feedback`, { messageId: wrong, rating: 'down' })).refused(
        404,
        'unknown_message',
      )
  })
})

describe('B13: typing', () => {
  test('B13: what the AI has written so far is the team’s; the customer sees that it types', async () => {
    const { id, customer } = await begin()
    const team = await listen(ann)
    const shown = await listen(customer, `/conversations/${id}/stream`)
    await baton.key.post(`/conversations/${id}/typing`, { role: 'ai', text: 'Your parc' })
    expect((await team.until(({ event }) => event === 'ai.writing')).data).toMatchObject({
      conversationId: id,
      text: 'Your parc',
      done: false,
    })
    expect((await shown.until(({ event }) => event === 'typing')).data).toMatchObject({ who: 'ai', typing: true })
    expect(shown.heard.some(({ event }) => event === 'ai.writing')).toBe(false)
    team.close()
    shown.close()
  })

  test('B13: the customer’s typing reaches the team, the operator’s the customer; none of it is kept', async () => {
    const { id, customer } = await begin()
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    const before = await types(id)
    const team = await listen(ann)
    const shown = await listen(customer, `/conversations/${id}/stream`)
    ;(await customer.post(`/conversations/${id}/typing`, { typing: true })).expect(204)
    expect((await team.until(({ event }) => event === 'typing')).data).toMatchObject({ who: 'customer', typing: true })
    ;(await ann.post(`/conversations/${id}/typing`, { typing: true })).expect(204)
    expect((await shown.until(({ event }) => event === 'typing')).data).toMatchObject({
      who: 'operator',
      name: 'Ann',
      typing: true,
    })
    expect(await types(id)).toEqual(before)
    team.close()
    shown.close()
  })

  test.each<[string, (id: string) => Promise<unknown>]>([
    ['H10: while a person has the conversation', (id) => ann.post(`/conversations/${id}/takeover`)],
    ['A2: while it waits for a person', (id) => ann.post(`/conversations/${id}/handoff`, { trigger: 'manual' })],
    [
      'H6: in Human Only',
      (id) =>
        baton.read(id).then(({ serviceId }) => baton.key.put(`/services/${serviceId}/mode`, { mode: 'human_only' })),
    ],
  ])('%s the customer sees no AI typing', async (_when, hold) => {
    const own = await baton.service()
    const { id, customer } = await baton.begin(own.id)
    await hold(id)
    const shown = await listen(customer, `/conversations/${id}/stream`)
    ;(await baton.key.post(`/conversations/${id}/typing`, { role: 'ai', text: 'Let me' })).expect(204)
    ;(await send(id, { role: 'customer', text: 'Well?' })).expect(201)
    await shown.untilText('Well?')
    expect(shown.heard.filter(({ event }) => event === 'typing')).toEqual([])
    shown.close()
  })

  test('L8, H10: a colleague who may not write there is not seen to type either', async () => {
    const { id, customer } = await begin()
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    const shown = await listen(customer, `/conversations/${id}/stream`)
    ;(await ben.post(`/conversations/${id}/typing`, { typing: true })).expect(204)
    ;(await ann.post(`/conversations/${id}/typing`, { typing: true })).expect(204)
    expect((await shown.until(({ event }) => event === 'typing')).data.name).toBe('Ann')
    shown.close()
  })
})
