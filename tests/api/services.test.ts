import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConversationView, ServiceView } from '../../domain/wire.ts'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import { secondWorkspace } from '../builders/second-workspace.ts'

let baton: Running
let ada: Human
let ann: Human
beforeAll(async () => {
  baton = await startBaton()
  ada = await baton.admin()
  ann = await baton.human('Ann')
})
afterAll(() => baton.stop())

const shape = (body: unknown): ServiceView => {
  expect(ServiceView.strict().parse(body)).toEqual(body)
  return body as ServiceView
}

describe('services', () => {
  test('POST /services: 201; through the API nothing answers until a program does, and it is Human-Supported AI', async () => {
    const made = shape((await ada.post('/services', { name: ' Tech Support ' })).expect(201).body)
    expect(made).toMatchObject({
      name: 'Tech Support',
      mode: 'human_supported',
      ai: 'external',
      agent: 'Assistant',
      instructions: '',
      allowHandoff: true,
      deleted: false,
    })
    expect(shape((await ann.get(`/services/${made.id}`)).expect(200).body)).toEqual(made)
    expect((await ann.get('/services')).expect(200).body).toEqual({ items: [made], nextCursor: null })
    ;(await ada.delete(`/services/${made.id}`)).expect(204)
  })

  test('POST /services: with everything said', async () => {
    const all = {
      id: newId(),
      name: 'Sales',
      ai: 'builtin',
      agent: 'Seller',
      instructions: 'Be\nbrief.',
      allowHandoff: false,
      mode: 'ai_only',
    }
    expect(shape((await ada.post('/services', all)).expect(201).body)).toMatchObject(all)
    ;(await ada.post('/services', { ...all, name: 'Another' })).refused(409, 'id_reused')
    ;(await baton.key.post('/services', { ...all, name: 'Another' })).refused(409, 'id_taken')
  })

  test('L7: the public id of a service belongs to one workspace', async () => {
    const made = await baton.service()
    const other = await secondWorkspace(baton)
    ;(await other.key.post('/services', { id: made.id, name: 'Mine' })).refused(409, 'id_taken')
    ;(await other.key.post('/services', { name: 'Mine' })).expect(201)
    expect((await baton.stranger.get(`/widget/services/${made.id}`)).expect(200).body.name).toBe(made.name)
  })

  test('POST /services: the id of a service that was deleted is taken, whoever looked at it last', async () => {
    const made = await baton.service()
    const begun = await baton.begin(made.id)
    ;(await ada.delete(`/services/${made.id}`)).expect(204)
    ;(await ada.post('/services', { id: made.id, name: 'Again' })).refused(409, 'id_taken')
    // In one batch with a command that brings the deleted service back to mind.
    const note = ada.post(`/conversations/${begun.id}/notes`, { text: 'It was deleted.' })
    const again = ada.post('/services', { id: made.id, name: 'Again' })
    ;(await note).expect(200)
    ;(await again).refused(409, 'id_taken')
  })

  test('POST /services: an AI that this installation does not have is refused with what to do', async () => {
    const answer = (await ada.post('/services', { name: 'X', ai: 'model' })).refused(422, 'invalid_input')
    expect(answer.body.detail).toContain('AI_BASE_URL')
    ;(await ada.post('/services', { name: 'X', ai: 'webhook' })).refused(422, 'invalid_input')
  })

  test('PATCH /services/{id}: changes what it names', async () => {
    const made = await baton.service()
    const changes = { name: 'Support', agent: 'Bo', instructions: '', allowHandoff: false }
    expect(shape((await ada.patch(`/services/${made.id}`, changes)).expect(200).body)).toEqual({
      ...made,
      ...changes,
      version: 2,
    })
    ;(await ada.patch(`/services/${made.id}`, {})).refused(422, 'invalid_input')
    ;(await ada.patch(`/services/${made.id}`, { mode: 'ai_only' })).refused(422, 'invalid_input')
    ;(await ada.patch(`/services/${newId()}`, changes)).refused(404, 'not_found')
  })

  test('DELETE /services/{id}: gone from every list, its conversations ended, the log keeps them', async () => {
    const made = await baton.service()
    const { id } = await baton.begin(made.id)
    const before = (await ann.get('/stats')).body
    ;(await ada.delete(`/services/${made.id}`)).expect(204)
    ;(await ann.get(`/services/${made.id}`)).refused(404, 'not_found')
    ;(await ada.delete(`/services/${made.id}`)).refused(404, 'not_found')
    expect((await ann.get('/stats')).body.activeConversations).toBe(before.activeConversations - 1)
    expect(await baton.read(id)).toMatchObject({ status: 'resolved' })
    expect((await ann.get(`/conversations/${id}/events`)).expect(200).body.items).toHaveLength(2)
    const listed = (await ann.get(`/conversations?serviceId=${made.id}&status=resolved`)).expect(200).body.items
    expect(listed.map((one: ConversationView) => one.id)).toEqual([id])
    ;(await ann.post(`/conversations/${id}/takeover`)).refused(409, 'ended')
  })
})

describe('H3, B3: modes', () => {
  const mode = (id: string, body: object) => ada.put(`/services/${id}/mode`, body)

  test('H3, L9: PUT /services/{id}/mode is one event, obeyed from its commit on', async () => {
    const made = await baton.service()
    const { id } = await baton.begin(made.id)
    expect(shape((await mode(made.id, { mode: 'human_only' })).expect(200).body)).toMatchObject({
      mode: 'human_only',
      before: { mode: 'human_supported' },
    })
    expect(await baton.read(id)).toMatchObject({ status: 'paused', turn: 1 })
    expect((await ann.get(`/conversations/${id}/events`)).body.items).toHaveLength(2)
    const [event] = await baton.sql`select type, data, actor from events order by seq desc limit 1`
    expect(event).toMatchObject({
      type: 'mode.changed',
      data: { serviceId: made.id, mode: 'human_only', previous: 'human_supported', claims: 'finish', undo: false },
      actor: { kind: 'operator', name: 'Ada', via: 'console' },
    })
  })

  test('a mode that is set already is no change', async () => {
    const made = await baton.service()
    const before = (await ann.get('/stats')).body.cursor
    expect((await mode(made.id, { mode: 'human_supported' })).expect(200).body).toEqual(made)
    expect((await ann.get('/stats')).body.cursor).toBe(before)
  })

  test('B3: a colleague’s change in the meantime is not overwritten', async () => {
    const made = await baton.service()
    ;(await mode(made.id, { mode: 'ai_only', expected: 'human_supported' })).expect(200)
    ;(await mode(made.id, { mode: 'human_only', expected: 'human_supported' })).refused(409, 'mode_changed_since', {
      mode: 'ai_only',
    })
  })

  test('L10: a service says since when its mode is so, who set it and what became of claims, as the log has it', async () => {
    const made = await baton.service()
    expect(made.modeSet).toBeUndefined()
    const { body } = (await mode(made.id, { mode: 'human_only', claims: 'return' })).expect(200)
    expect(body.modeSet).toEqual({ at: expect.any(String), by: 'Ada', claims: 'return', undo: false })
    expect(Math.abs(Date.now() - Date.parse(body.modeSet.at))).toBeLessThan(60_000)
    const { services } = (await ann.get('/board')).expect(200).body
    const { modeSet } = services.find(({ id }: { id: string }) => id === made.id)
    expect(modeSet).toEqual(body.modeSet)
    const undone = (await ada.post('/modes/undo', { changeId: body.before.changeId })).expect(200).body
    expect(undone.items).toContainEqual(
      expect.objectContaining({ id: made.id, modeSet: expect.objectContaining({ by: 'Ada', undo: true }) }),
    )
  })

  test('B3: claims finish or return, and undo brings them back', async () => {
    const made = await baton.service()
    const { id } = await baton.begin(made.id)
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    ;(await mode(made.id, { mode: 'ai_only' })).expect(200)
    expect(await baton.read(id)).toMatchObject({ status: 'paused', owner: { id: ann.id } })
    const { body } = (await mode(made.id, { mode: 'ai_only', claims: 'return' })).expect(200)
    expect(await baton.read(id)).toMatchObject({ status: 'ai_active', owner: null, claimedBy: { id: ann.id } })
    const undone = (await ada.post('/modes/undo', { changeId: body.before.changeId })).expect(200).body
    expect(undone.items).toContainEqual(expect.objectContaining({ id: made.id, mode: 'ai_only', before: null }))
    expect(await baton.read(id)).toMatchObject({ status: 'paused', owner: { id: ann.id } })
    ;(await ada.post('/modes/undo', { changeId: body.before.changeId })).refused(409, 'nothing_to_undo')
    ;(await ada.post('/modes/undo', { changeId: newId() })).refused(409, 'nothing_to_undo')
  })

  test('H3, B3: PUT /modes sets all services at once, and one undo sets each back', async () => {
    const [first, second] = [await baton.service(), await baton.service({ mode: 'ai_only' })]
    const { items } = (await ada.put('/modes', { mode: 'human_only' })).expect(200).body
    for (const item of items) expect(shape(item).mode).toBe('human_only')
    const changed = items.filter(({ id }: ServiceView) => id === first.id || id === second.id)
    const changeId = changed[0].before.changeId
    expect(changed.map((one: ServiceView) => one.before?.changeId)).toEqual([changeId, changeId])
    const rows =
      await baton.sql`select distinct command_id from events where type = 'mode.changed' and data ->> 'changeId' = ${changeId}`
    expect(rows).toHaveLength(1)
    ;(await ada.post('/modes/undo', { changeId })).expect(200)
    expect((await ann.get(`/services/${first.id}`)).body.mode).toBe('human_supported')
    expect((await ann.get(`/services/${second.id}`)).body.mode).toBe('ai_only')
  })

  test('L9: many changes at once: each is whole, and the board and the log say the same', async () => {
    const made = await baton.service()
    const wishes = ['ai_only', 'human_only', 'human_supported', 'ai_only', 'human_only', 'human_supported']
    const answers = await Promise.all(
      wishes.map((wish, i) => (i % 2 ? ada.put('/modes', { mode: wish }) : mode(made.id, { mode: wish }))),
    )
    for (const answer of answers) answer.expect(200)
    const [last] =
      await baton.sql`select data ->> 'mode' as mode from events where type = 'mode.changed' and data ->> 'serviceId' = ${made.id} order by seq desc limit 1`
    const [row] = await baton.sql`select state ->> 'mode' as mode from services where id = ${made.id}`
    const { body } = await ann.get(`/services/${made.id}`)
    expect([row?.mode, body.mode]).toEqual([last?.mode, last?.mode])
  })

  test('L2, L9: a mode change and replies at once: no AI message after its commit', async () => {
    const made = await baton.service()
    const begun = await Promise.all(Array.from({ length: 6 }, () => baton.begin(made.id)))
    await Promise.all([
      ...begun.flatMap(({ id, turn }) =>
        Array.from({ length: 5 }, () =>
          baton.key.post(`/conversations/${id}/messages`, { role: 'ai', text: 'Hello', turn }),
        ),
      ),
      mode(made.id, { mode: 'human_only' }),
    ])
    const late = await baton.sql`
      select e.seq from events e where e.type = 'message.added' and e.data -> 'message' ->> 'role' = 'ai'
        and e.conversation_id = any(${begun.map(({ id }) => id)}::uuid[])
        and e.seq > (select max(seq) from events where type = 'mode.changed' and data ->> 'serviceId' = ${made.id})`
    expect(late).toEqual([])
  })

  test('unknown services and modes are refused', async () => {
    ;(await mode(newId(), { mode: 'ai_only' })).refused(404, 'not_found')
    const made = await baton.service()
    for (const body of [{}, { mode: 'off' }, { mode: 'ai_only', claims: 'keep' }, { mode: 'ai_only', at: 'noon' }])
      (await mode(made.id, body)).refused(422, 'invalid_input')
  })
})
