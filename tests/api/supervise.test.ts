import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CustomerEvent, EventView, ServiceView } from '../../domain/wire.ts'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'

let baton: Running
let service: ServiceView
let ann: Human
let ben: Human
let ada: Human
beforeAll(async () => {
  baton = await startBaton()
  service = await baton.service()
  ann = await baton.human('Ann')
  ben = await baton.human('Ben')
  ada = await baton.human('Ada', 'admin')
})
afterAll(() => baton.stop())

const reason = 'Ann’s shift is over'
const person = ({ id, name }: Human) => ({ id, name })
const log = async (id: string): Promise<EventView[]> => (await baton.key.get(`/conversations/${id}/events`)).body.items

/** A conversation that Ann holds. */
async function held() {
  const begun = await baton.begin(service.id)
  ;(await ann.post(`/conversations/${begun.id}/takeover`)).expect(200)
  return begun
}

describe('B12: forced takeover', () => {
  test('B12, L1: a supervisor takes what another holds, and the log says who, from whom and why', async () => {
    const { id } = await held()
    const after = (await ada.post(`/conversations/${id}/force-takeover`, { reason })).expect(200).body
    expect(after).toMatchObject({ owner: person(ada), turn: 3, forced: { from: person(ann), by: person(ada), reason } })
    expect(await baton.read(id)).toEqual(after)
    expect((await log(id)).findLast(({ type }) => type === 'conversation.claimed')).toMatchObject({
      actor: { kind: 'operator', ...person(ada), via: 'console' },
      data: { owner: person(ada), from: person(ann), reason },
    })
    ;(await ann.post(`/conversations/${id}/messages`, { role: 'operator', text: 'Still me' })).refused(
      409,
      'already_claimed',
      { owner: person(ada) },
    )
  })

  test('L8: the customer hears who joined, and neither of the reason nor of who lost it', async () => {
    const { id, customer } = await held()
    ;(await ada.post(`/conversations/${id}/force-takeover`, { reason })).expect(200)
    const seen = (await customer.get(`/conversations/${id}/events`)).expect(200).body.items as CustomerEvent[]
    expect(seen.slice(-1)).toMatchObject([{ data: { message: { text: 'Ada has joined the conversation.' } } }])
    const shown = (await customer.get(`/conversations/${id}`)).expect(200)
    for (const text of [JSON.stringify(seen), shown.text]) expect(text).not.toMatch(/shift|forced|claimed/)
  })

  test('who may not supervise does not, and changes nothing', async () => {
    const { id } = await held()
    ;(await ben.post(`/conversations/${id}/force-takeover`, { reason })).refused(403, 'forbidden')
    ;(await ben.post(`/conversations/${id}/assign`, { operatorId: ben.id, reason })).refused(403, 'forbidden')
    ;(await ben.post(`/conversations/${id}/assign`, { operatorId: ben.id })).refused(409, 'already_claimed')
    expect((await baton.read(id)).owner).toEqual(person(ann))
  })

  test.each([
    ['no reason', {}],
    ['a blank one', { reason: ' \u200b ' }],
    ['one of several lines', { reason: 'Her shift\nis over' }],
    ['one that turns the writing round', { reason: 'Her \u202eshift' }],
    ['a long one', { reason: 'x'.repeat(501) }],
  ])('%s is refused by its field', async (_what, body) => {
    const { id } = await held()
    const { errors } = (await ada.post(`/conversations/${id}/force-takeover`, body)).refused(422, 'invalid_input').body
    expect(errors).toMatchObject([{ path: 'reason' }])
  })

  test('B12, F12: Assign of another’s is the same, to oneself or to a colleague', async () => {
    const { id } = await held()
    ;(await ada.post(`/conversations/${id}/assign`, { operatorId: ben.id })).refused(409, 'already_claimed')
    const after = (await ada.post(`/conversations/${id}/assign`, { operatorId: ben.id, reason })).expect(200).body
    expect(after).toMatchObject({ owner: person(ben), forced: { from: person(ann), by: person(ada), reason } })
  })

  test('L4: said twice it happens once, and the second hears the same', async () => {
    const { id } = await held()
    const key = newId()
    const say = () => ada.post(`/conversations/${id}/force-takeover`, { reason }, { 'idempotency-key': key })
    const first = (await say()).expect(200).body
    ;(await ada.post(`/conversations/${id}/release`)).expect(200)
    expect((await say()).expect(200).body.turn).toBe(first.turn)
    expect((await log(id)).filter(({ type }) => type === 'conversation.claimed')).toHaveLength(2)
  })

  test('H4: 409 mode_forbids in AI Only, also of what its owner may still finish', async () => {
    const own = await baton.service()
    const { id } = await baton.begin(own.id)
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    ;(await baton.key.put(`/services/${own.id}/mode`, { mode: 'ai_only' })).expect(200)
    ;(await ada.post(`/conversations/${id}/force-takeover`, { reason })).refused(409, 'mode_forbids', {
      mode: 'ai_only',
    })
    expect((await baton.read(id)).owner).toEqual(person(ann))
  })
})

describe('F12: transfer with a note', () => {
  test('F12, F14: the note stands before the marker, in one commit, and the customer sees neither', async () => {
    const { id, customer } = await held()
    const note = 'He wants the blue one.'
    ;(await ann.post(`/conversations/${id}/assign`, { operatorId: ben.id, note })).expect(200)
    const lines = await baton.sql`select type, command_id, data from events where conversation_id = ${id} order by seq`
    const [noted, assigned] = lines.filter(({ type }) => type === 'note.added' || type === 'conversation.assigned')
    expect(noted).toMatchObject({
      type: 'note.added',
      data: { note: { text: note, author: person(ann), mentions: [person(ben)] } },
    })
    expect(assigned?.command_id).toBe(noted?.command_id)
    expect((await customer.get(`/conversations/${id}/events`)).text).not.toContain('blue')
  })

  test('L1: one that was refused leaves no note behind', async () => {
    const { id } = await held()
    ;(await ben.post(`/conversations/${id}/assign`, { operatorId: ben.id, note: 'Mine!' })).refused(
      409,
      'already_claimed',
    )
    expect((await log(id)).map(({ type }) => type)).not.toContain('note.added')
  })
})

describe('whispers', () => {
  test('L8: a colleague whispers to whoever holds it; the team reads it, the customer never', async () => {
    const { id, customer } = await held()
    ;(await ada.post(`/conversations/${id}/whispers`, { text: 'Offer him ten percent.' })).expect(200)
    expect((await log(id)).at(-1)).toMatchObject({
      type: 'operator.whispered',
      data: { whisper: { text: 'Offer him ten percent.', author: person(ada), to: person(ann) } },
    })
    expect((await customer.get(`/conversations/${id}/events`)).text).not.toMatch(/percent|whisper/)
  })

  test('there is somebody to whisper to, and it is not oneself', async () => {
    const { id } = await held()
    ;(await ann.post(`/conversations/${id}/whispers`, { text: 'Me?' })).refused(409, 'already_claimed')
    ;(await ann.post(`/conversations/${id}/release`)).expect(200)
    ;(await ada.post(`/conversations/${id}/whispers`, { text: 'You?' })).refused(409, 'not_claimed')
  })
})

describe('mentions in notes', () => {
  const mentions = async (id: string) =>
    ((await log(id)).at(-1) as EventView & { data: { note: { mentions?: object[] } } }).data.note.mentions

  test('who is named is in the event; who does not see the service is told nothing', async () => {
    const { id } = await held()
    const lia = await baton.human('Lia')
    ;(await baton.key.post('/groups', { name: 'Elsewhere', services: [], members: [lia.id] })).expect(201)
    ;(
      await ann.post(`/conversations/${id}/notes`, { text: 'Ask @Ben, or @Lia, or @Ann; mail kim@Ada.example' })
    ).expect(200)
    expect(await mentions(id)).toEqual([person(ben)])
    ;(await ann.post(`/conversations/${id}/notes`, { text: 'Nobody.' })).expect(200)
    expect(await mentions(id)).toBeUndefined()
  })
})
