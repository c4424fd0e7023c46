import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConversationView, type CustomerEvent, type EventView, type ServiceView } from '../../domain/wire.ts'
import { type Begun, type Human, type Running, startBaton } from '../builders/baton.ts'
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

const person = ({ id, name }: Human) => ({ id, name })
const log = async (id: string): Promise<EventView[]> => (await baton.key.get(`/conversations/${id}/events`)).body.items
const onBoard = async (id: string) =>
  (await ann.get('/board')).body.conversations.find((one: ConversationView) => one.id === id)

async function over(serviceId = service.id): Promise<Begun> {
  const begun = await baton.begin(serviceId)
  ;(await ann.post(`/conversations/${begun.id}/takeover`)).expect(200)
  ;(await ann.post(`/conversations/${begun.id}/resolve`)).expect(200)
  return begun
}
const write = (who: Human, id: string, text = 'One more thing') =>
  who.post(`/conversations/${id}/messages`, { role: 'operator', text })
const goesOn = async ({ id, customer }: Begun): Promise<string> =>
  (await customer.post(`/conversations/${id}/messages`, { role: 'customer', text: 'It broke again' })).expect(201).body
    .conversation.id

describe('laws.md, an operator writes after resolve', () => {
  test('it is refused with what is left: to reopen; once the customer went on, the session where they are', async () => {
    const begun = await over()
    ;(await write(ben, begun.id)).refused(409, 'ended', { reopen: true, nextId: null })
    const nextId = await goesOn(begun)
    ;(await write(ben, begun.id)).refused(409, 'ended', { reopen: false, nextId })
    ;(await ben.post(`/conversations/${begun.id}/reopen`)).refused(409, 'went_on', { nextId })
  })

  test('L1, L10: who reopens it owns it, on the board and in the log, writes, and a second one is told who has it', async () => {
    const { id } = await over()
    const { body } = (await ben.post(`/conversations/${id}/reopen`)).expect(200)
    expect(ConversationView.strict().parse(body)).toEqual(body)
    expect(body).toMatchObject({ status: 'paused', owner: person(ben) })
    expect(await onBoard(id)).toEqual(body)
    ;(await ann.post(`/conversations/${id}/reopen`)).refused(409, 'already_claimed', { owner: person(ben) })
    ;(await write(ben, id)).expect(201)
    const events = await log(id)
    expect(events.find(({ type }) => type === 'conversation.reopened')).toMatchObject({
      actor: { kind: 'operator', ...person(ben) },
      data: { by: person(ben) },
    })
  })

  test('L8: the customer, whose token and stream go on, is told who joined, and sees no more of it', async () => {
    const { id, customer } = await over()
    const heard = await listen(customer, `/conversations/${id}/stream`)
    ;(await ben.post(`/conversations/${id}/reopen`)).expect(200)
    ;(await write(ben, id)).expect(201)
    ;(await customer.post(`/conversations/${id}/messages`, { role: 'customer', text: 'Good' })).expect(201)
    await heard.untilText('Good')
    heard.close()
    expect(
      heard
        .events()
        .slice(-4)
        .map(({ event }) => event),
    ).toEqual(['conversation.resolved', 'message.added', 'message.added', 'message.added'])
    const seen = (await customer.get(`/conversations/${id}/events`)).body.items as CustomerEvent[]
    expect(
      seen.slice(-4).map(({ type, data }) => (data as { message?: { text: string } }).message?.text ?? type),
    ).toEqual(['conversation.resolved', 'Ben has joined the conversation.', 'One more thing', 'Good'])
    expect((await customer.get(`/conversations/${id}`)).body).toMatchObject({ status: 'open', person: 'Ben' })
  })

  test('after the end again it can be reopened again, and the customer’s next message still opens a session', async () => {
    const begun = await over()
    for (const who of [ann, ben]) {
      ;(await who.post(`/conversations/${begun.id}/reopen`)).expect(200)
      ;(await who.post(`/conversations/${begun.id}/resolve`)).expect(200)
    }
    expect(await goesOn(begun)).not.toBe(begun.id)
  })

  test('H4: not in AI Only, and not once the service is gone', async () => {
    const closing = await baton.service()
    const { id } = await over(closing.id)
    ;(await baton.key.put(`/services/${closing.id}/mode`, { mode: 'ai_only' })).expect(200)
    ;(await ann.post(`/conversations/${id}/reopen`)).refused(409, 'mode_forbids')
    ;(await baton.key.delete(`/services/${closing.id}`)).expect(204)
    ;(await ann.post(`/conversations/${id}/reopen`)).refused(409, 'service_gone')
  })

  test('a key says for whom', async () => {
    const { id } = await over()
    ;(await baton.key.post(`/conversations/${id}/reopen`)).refused(422, 'operator_required')
    ;(await baton.key.post(`/conversations/${id}/reopen`, { operatorId: ben.id })).expect(200)
  })

  test('L6: reopened in the moment in which it ends, the stream says what the log says: every time in it is known', async () => {
    const ids = await Promise.all(Array.from({ length: 24 }, async () => (await baton.begin(service.id)).id))
    const stream = await listen(ann)
    await Promise.all(
      ids.flatMap((id) => [
        baton.key.post(`/conversations/${id}/resolve`, { operatorId: ann.id }),
        baton.key.post(`/conversations/${id}/reopen`, { operatorId: ben.id }),
      ]),
    )
    const made = (await Promise.all(ids.map(log))).flat().filter(({ type }) => type === 'conversation.reopened')
    expect(made.length).toBeGreaterThan(0)
    for (const event of made) expect((await stream.until(({ id }) => id === event.cursor)).data).toEqual(event)
    stream.close()
  })
})
