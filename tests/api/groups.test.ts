import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ConversationView, ServiceView } from '../../domain/wire.ts'
import { type Begun, type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import type { Caller } from '../builders/caller.ts'
import { type Listener, listen, listenSocket } from '../builders/listener.ts'
import { secondWorkspace } from '../builders/second-workspace.ts'

let baton: Running
let ada: Human
/** In no group. */
let ben: Human
/** The services and a conversation in each: `a` is for the group. */
let a: ServiceView
let b: ServiceView
let inA: Begun
let inB: Begun
beforeAll(async () => {
  baton = await startBaton()
  ada = await baton.admin()
  ben = await baton.human('Ben')
  a = await baton.service({ name: 'Billing' })
  b = await baton.service({ name: 'Sales' })
})
afterAll(() => baton.stop())
beforeEach(async () => {
  inA = await baton.begin(a.id, 'A word of billing')
  inB = await baton.begin(b.id, 'A word of sales')
})

const group = async (over: object = {}) => (await baton.key.post('/groups', { name: 'Team', ...over })).expect(201).body
const lastGroupEvent = async () =>
  (await baton.sql`select type, data, actor from events where type like 'group.%' order by seq desc limit 1`)[0]
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id)
/** Somebody new who sees the service `a` alone. */
async function limited(name = 'Lia'): Promise<Human & { groupId: string }> {
  const person = await baton.human(name)
  const { id } = await group({ services: [a.id], members: [person.id] })
  return { ...person, groupId: id }
}

describe('G1: operator groups', () => {
  test('G1: Create Operator Group: name, description, services, members; read, edit, delete', async () => {
    const fields = { name: 'Clinical Intake', description: 'First calls', services: [a.id], members: [ben.id] }
    const made = (await ada.post('/groups', fields)).expect(201).body
    expect(made).toEqual({ ...fields, id: expect.any(String), createdAt: expect.any(String) })
    expect((await ada.get(`/groups/${made.id}`)).expect(200).body).toEqual(made)
    expect((await ada.get('/groups')).expect(200).body.items).toContainEqual(made)
    const edited = (await ada.patch(`/groups/${made.id}`, { name: 'Intake', services: [a.id, b.id] })).expect(200).body
    expect(edited).toEqual({ ...made, name: 'Intake', services: [a.id, b.id].toSorted() })
    ;(await ada.delete(`/groups/${made.id}`)).expect(204)
    ;(await ada.get(`/groups/${made.id}`)).refused(404, 'not_found')
    ;(await ada.delete(`/groups/${made.id}`)).refused(404, 'not_found')
    ;(await ada.patch(`/groups/${made.id}`, { name: 'x' })).refused(404, 'not_found')
  })

  test('G1: a name alone is enough, and less is not', async () => {
    expect(await group()).toMatchObject({ name: 'Team', description: '', services: [], members: [] })
    for (const body of [{}, { name: '' }, { name: 'x', colour: 'red' }, { name: 'x', services: ['x'] }])
      (await ada.post('/groups', body)).refused(422, 'invalid_input')
  })

  test('G1: Add Member, remove member; several groups a person; twice is once', async () => {
    const [one, two] = [await group(), await group()]
    const cy = await baton.human('Cy')
    for (const { id } of [one, one, two])
      expect((await ada.post(`/groups/${id}/members`, { userId: cy.id })).expect(200).body.members).toEqual([cy.id])
    ;(await ada.delete(`/groups/${one.id}/members/${cy.id}`)).expect(204)
    ;(await ada.delete(`/groups/${one.id}/members/${cy.id}`)).refused(404, 'not_found')
    expect((await ada.get(`/groups/${one.id}`)).body.members).toEqual([])
    expect((await ada.get(`/groups/${two.id}`)).body.members).toEqual([cy.id])
  })

  test('G1: members are people who may act as operators, services are there; else nothing is changed', async () => {
    const { id } = await group({ name: 'As it was', members: [ben.id] })
    ;(await ada.post(`/groups/${id}/members`, { userId: newId() })).refused(404, 'unknown_operator')
    ;(await ada.patch(`/groups/${id}`, { name: 'New', members: [newId()] })).refused(404, 'unknown_operator')
    ;(await ada.patch(`/groups/${id}`, { members: [], services: [newId()] })).refused(404, 'unknown_service')
    ;(await ada.post('/groups', { name: 'Not made', services: [a.id, newId()] })).refused(404, 'unknown_service')
    const items = (await ada.get('/groups')).body.items as { name: string; members: string[] }[]
    expect(items).toContainEqual(expect.objectContaining({ name: 'As it was', members: [ben.id] }))
    expect(items.map(({ name }) => name)).not.toContain('Not made')
    ;(await ada.delete(`/groups/${id}`)).expect(204)
  })

  test('G1: a deleted service and a removed person leave their groups; what was said there stays in sight', async () => {
    const gone = await baton.service()
    const said = await baton.begin(gone.id)
    const cy = await baton.human('Cy')
    const dan = await baton.human('Dan')
    const { id } = await group({ services: [a.id, gone.id], members: [cy.id, dan.id] })
    ;(await baton.key.delete(`/services/${gone.id}`)).expect(204)
    ;(await baton.key.delete(`/users/${cy.id}`)).expect(204)
    expect((await ada.get(`/groups/${id}`)).body).toMatchObject({ services: [a.id], members: [dan.id] })
    ;(await dan.get(`/conversations/${said.id}/events`)).expect(200)
  })

  test('L7: people, services and groups of another workspace are like unknown ones', async () => {
    const theirs = await secondWorkspace(baton)
    const service = (await theirs.key.post('/services', { name: 'Theirs' })).expect(201).body
    const lea = {
      name: 'Lea',
      email: `lea-${newId()}@example.com`,
      password: 'correct horse battery',
      role: 'operator',
    }
    const user = (await theirs.key.post('/users', lea)).expect(201).body
    const their = (await theirs.key.post('/groups', { name: 'Theirs' })).expect(201).body
    ;(await baton.key.post('/groups', { name: 'x', services: [service.id] })).refused(404, 'unknown_service')
    ;(await baton.key.post('/groups', { name: 'x', members: [user.id] })).refused(404, 'unknown_operator')
    ;(await baton.key.get(`/groups/${their.id}`)).refused(404, 'not_found')
    ;(await baton.key.patch(`/groups/${their.id}`, { name: 'Ours' })).refused(404, 'not_found')
    ;(await baton.key.post(`/groups/${their.id}/members`, { userId: ben.id })).refused(404, 'not_found')
    ;(await baton.key.delete(`/groups/${their.id}`)).refused(404, 'not_found')
    expect((await baton.key.get('/groups')).text).not.toContain('Theirs')
    const ours = await group()
    for (const rows of [
      baton.sql`insert into group_members (workspace_id, group_id, user_id) values (${baton.workspaceId}, ${ours.id}, ${user.id})`,
      baton.sql`insert into group_services (workspace_id, group_id, service_id) values (${baton.workspaceId}, ${ours.id}, ${service.id})`,
    ])
      await expect(rows).rejects.toThrow('foreign key')
  })

  test('G7, L10: every change is in the log, with who made it and whom it concerns; what is refused is not', async () => {
    const cy = await baton.human('Cy')
    const { id } = (await ben.post('/groups', { name: 'Night', members: [cy.id] })).expect(201).body
    expect(await lastGroupEvent()).toMatchObject({
      type: 'group.created',
      actor: { kind: 'operator', id: ben.id },
      data: { group: { id, name: 'Night', services: [], members: [cy.id] }, resighted: [cy.id] },
    })
    await ben.patch(`/groups/${id}`, { description: 'From ten to six' })
    const described = { changes: { description: 'From ten to six' }, resighted: [] }
    expect(await lastGroupEvent()).toMatchObject({ type: 'group.updated', data: { groupId: id, ...described } })
    await ben.patch(`/groups/${id}`, { name: 'Late', members: [cy.id] })
    expect(await lastGroupEvent()).toMatchObject({
      data: { changes: { name: 'Late', members: [cy.id] }, resighted: [] },
    })
    await ben.patch(`/groups/${id}`, { name: 'Night' })
    expect(await lastGroupEvent()).toMatchObject({ type: 'group.updated', data: { changes: { name: 'Night' } } })
    await baton.key.post(`/groups/${id}/members`, { userId: ada.id })
    expect(await lastGroupEvent()).toMatchObject({
      actor: { kind: 'key' },
      data: { changes: { members: [cy.id, ada.id].toSorted() }, resighted: [] },
    })
    await ben.post(`/groups/${id}/members`, { userId: newId() })
    await ben.delete(`/groups/${id}`)
    expect(await lastGroupEvent()).toMatchObject({ type: 'group.deleted', data: { groupId: id, resighted: [cy.id] } })
    expect(await baton.sql`select * from unrecorded`).toEqual([])
    const rows = await baton.sql`select type from events where data::text like ${`%${id}%`} order by seq`
    expect(rows.map(({ type }) => type)).toEqual(['group.created', ...Array(4).fill('group.updated'), 'group.deleted'])
  })

  test('G7, G1: who leaves their last group and sees every service from then on is named in the log', async () => {
    const [one, two] = [await limited('Cy'), await limited('Dan')]
    const other = await group({ services: [b.id], members: [one.id] })
    await baton.key.delete(`/groups/${one.groupId}/members/${one.id}`)
    expect((await lastGroupEvent())?.data).toMatchObject({ resighted: [one.id] })
    expect((await lastGroupEvent())?.data).not.toHaveProperty('unlimited')
    await baton.key.delete(`/groups/${other.id}/members/${one.id}`)
    expect((await lastGroupEvent())?.data).toMatchObject({ resighted: [one.id], unlimited: [one.id] })
    await baton.key.delete(`/groups/${two.groupId}`)
    expect(await lastGroupEvent()).toMatchObject({ type: 'group.deleted', data: { unlimited: [two.id] } })
  })

  test('L4: said twice under one key it happens once, also when twenty say it at once', async () => {
    const header = { 'idempotency-key': newId() }
    const body = { name: `Once ${newId()}` }
    const all = await Promise.all(Array.from({ length: 20 }, () => ada.post('/groups', body, header)))
    expect(new Set(all.map((answer) => answer.expect(201).body.id)).size).toBe(1)
    expect((await ada.get('/groups')).body.items.filter(({ name }: typeof body) => name === body.name)).toHaveLength(1)
    ;(await ada.post('/groups', { name: 'Another' }, header)).refused(409, 'id_reused')
  })

  test('L10, L4: a change that was cut off before its line in the log is told by the next start, once', async () => {
    const { id } = await group({ name: 'Cut off' })
    const commandId = newId()
    const line = { type: 'group.updated', data: { groupId: id, changes: { name: 'Cut off' }, resighted: [] } }
    await baton.sql`insert into unrecorded (workspace_id, command_id, body_hash, actor, event, answer) values
      (${baton.workspaceId}, ${commandId}, 'hash', ${baton.sql.json({ kind: 'rule', name: 'test', via: 'system' })},
       ${baton.sql.json(line)}, ${baton.sql.json({ id })})`
    await baton.restart()
    const rows = await baton.sql`select type, data from events where command_id = ${commandId}`
    expect(rows).toEqual([line])
    expect(await baton.sql`select * from unrecorded`).toEqual([])
  })
})

describe('G1: what is in sight', () => {
  test('G1: who is in groups sees the services of those alone; in none every one; an administrator every one', async () => {
    const lia = await limited()
    await group({ services: [b.id], members: [ada.id] })
    const seen = async (who: Caller) => idsOf((await who.get('/services')).expect(200).body.items)
    expect(await seen(lia)).toEqual([a.id])
    for (const who of [ben, ada, baton.key]) expect(await seen(who)).toEqual(expect.arrayContaining([a.id, b.id]))
    const two = await group({ services: [b.id], members: [lia.id] })
    expect((await seen(lia)).toSorted()).toEqual([a.id, b.id].toSorted())
    await ada.delete(`/groups/${two.id}`)
    expect(await seen(lia)).toEqual([a.id])
    await ada.delete(`/groups/${lia.groupId}/members/${lia.id}`)
    expect(await seen(lia)).toEqual(expect.arrayContaining([a.id, b.id]))
  })

  test('G1: who is in a group without services sees none', async () => {
    const cy = await baton.human('Cy')
    await group({ members: [cy.id] })
    expect((await cy.get('/services')).expect(200).body.items).toEqual([])
    expect((await cy.get('/board')).body).toMatchObject({ services: [], conversations: [], opening: [] })
    expect((await cy.get('/stats')).body).toMatchObject({ activeConversations: 0 })
    ;(await cy.get(`/conversations/${inA.id}`)).refused(404, 'not_found')
  })

  test('L7, G1: lists, filters, searches, boards and counters hold what is in sight', async () => {
    const lia = await limited()
    const list = async (query: string) =>
      idsOf((await lia.get(`/conversations?limit=500&${query}`)).expect(200).body.items)
    expect(await list('')).toContain(inA.id)
    expect(await list('')).not.toContain(inB.id)
    expect(await list(`serviceId=${b.id}`)).toEqual([])
    expect(await list('q=word of sales')).toEqual([])
    const board = (await lia.get('/board')).expect(200).body
    const whole = (await ada.get('/board')).expect(200).body
    const ofA = (items: ConversationView[]) => items.filter(({ serviceId }) => serviceId === a.id)
    expect(idsOf(board.services)).toEqual([a.id])
    expect(board.conversations).toEqual(ofA(whole.conversations))
    expect(board.opening).toEqual(ofA(whole.opening))
    expect(board.stats.activeConversations).toBe(board.conversations.length)
    expect((await lia.get('/stats')).body).toMatchObject(board.stats)
    expect(board.stats.activeConversations).toBeLessThan(whole.stats.activeConversations)
  })

  const acts: [method: string, path: string, body?: object][] = [
    ['GET', ''],
    ['GET', '/events'],
    ['GET', '/stream'],
    ['POST', '/messages', { role: 'operator', text: 'Hello' }],
    ['POST', '/typing', {}],
    ['POST', '/takeover', {}],
    ['POST', '/release', {}],
    ['POST', '/resume', {}],
    ['POST', '/resolve', {}],
    ['POST', '/assign', { operatorId: 'me' }],
    ['POST', '/handoff', { trigger: 'manual' }],
    ['POST', '/notes', { text: 'Hello' }],
    ['POST', '/flags', { as: 'seen' }],
    ['POST', `/drafts/${newId()}/discard`, {}],
  ]
  test.each(acts)(
    'L7, G1: %s /conversations/:id%s: out of sight is like unknown, and nothing happens',
    async (method, path, body) => {
      const lia = await limited()
      const before = (await baton.key.get(`/conversations/${inB.id}/events`)).body
      const said = body && 'operatorId' in body ? { operatorId: lia.id } : body
      const ask = (id: string) => lia.call(method, `/conversations/${id}${path}`, said)
      const [there, nowhere] = [await ask(inB.id), await ask(newId())]
      const { requestId: _a, ...first } = there.refused(404, 'not_found').body
      const { requestId: _b, ...second } = nowhere.refused(404, 'not_found').body
      expect(first).toEqual(second)
      expect((await baton.key.get(`/conversations/${inB.id}/events`)).body.items).toEqual(before.items)
    },
  )

  test('L7, G1: nor is one looked at that is out of sight, an ended one neither; nor its service', async () => {
    const lia = await limited()
    ;(await lia.post('/presence', { conversationId: inA.id })).expect(200)
    ;(await lia.post('/presence', { conversationId: inB.id })).refused(404, 'not_found')
    ;(await lia.get(`/services/${b.id}`)).refused(404, 'not_found')
    await baton.key.post(`/conversations/${inB.id}/resolve`, {})
    ;(await lia.get(`/conversations/${inB.id}`)).refused(404, 'not_found')
    ;(await lia.post(`/conversations/${inB.id}/notes`, { text: 'x' })).refused(404, 'not_found')
  })

  test('G1: what is in sight can be handled', async () => {
    const lia = await limited()
    ;(await lia.post(`/conversations/${inA.id}/takeover`)).expect(200)
    ;(await lia.post(`/conversations/${inA.id}/messages`, { role: 'operator', text: 'Hello' })).expect(201)
  })

  test('G1: a conversation is given to nobody who cannot see it, by a colleague as little as by a program', async () => {
    const lia = await limited()
    for (const who of [ben, baton.key])
      (await who.post(`/conversations/${inB.id}/assign`, { operatorId: lia.id })).refused(422, 'operator_required')
    ;(await baton.key.post(`/conversations/${inB.id}/takeover`, { operatorId: lia.id })).refused(
      422,
      'operator_required',
    )
    ;(await ben.post(`/conversations/${inA.id}/assign`, { operatorId: lia.id })).expect(200)
  })

  test('G1: nobody gives sight of what they do not see: not to others, not to themselves', async () => {
    const lia = await limited()
    const other = await group({ services: [b.id] })
    ;(await lia.patch(`/groups/${lia.groupId}`, { services: [a.id, b.id] })).refused(404, 'unknown_service')
    ;(await lia.post(`/groups/${other.id}/members`, { userId: lia.id })).refused(403, 'forbidden')
    ;(await lia.delete(`/groups/${lia.groupId}/members/${lia.id}`)).refused(403, 'forbidden')
    ;(await lia.delete(`/groups/${lia.groupId}`)).refused(403, 'forbidden')
    expect(idsOf((await lia.get('/services')).body.items)).toEqual([a.id])
    ;(await lia.patch(`/groups/${lia.groupId}`, { name: 'Renamed' })).expect(200)
    ;(await lia.post('/groups', { name: 'Own', services: [a.id], members: [lia.id] })).expect(201)
  })

  test('L7, G1: services out of sight are not named in groups, and stay in a group that is changed by one who does not see them', async () => {
    const lia = await limited()
    const { id } = await group({ services: [a.id, b.id] })
    const seen = (await lia.get('/groups')).expect(200)
    expect(seen.body.items).toContainEqual(expect.objectContaining({ id, services: [a.id] }))
    expect(seen.text).not.toContain(b.id)
    expect((await lia.get(`/groups/${id}`)).expect(200).body.services).toEqual([a.id])
    expect((await lia.patch(`/groups/${id}`, { services: [] })).expect(200).body.services).toEqual([])
    expect((await baton.key.get(`/groups/${id}`)).body.services).toEqual([b.id])
    ;(await lia.patch(`/groups/${id}`, { services: [b.id] })).refused(404, 'unknown_service')
    expect((await lia.patch(`/groups/${id}`, { services: [a.id] })).expect(200).body.services).toEqual([a.id])
    expect((await baton.key.get(`/groups/${id}`)).body.services).toEqual([a.id, b.id].toSorted())
  })

  test('G1: who is limited while a change of theirs waits gives sight of nothing that they do not see any more', async () => {
    const [cy, dan] = [await baton.human('Cy'), await limited('Dan')]
    const narrow = await group({ services: [a.id] })
    let given: Promise<{ status: number }> | undefined
    // Another change is under way, past this one’s look at who asks.
    await baton.sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtextextended(${`groups ${baton.workspaceId}`}, 0))`
      given = cy.patch(`/groups/${dan.groupId}`, { services: [b.id] })
      await expect
        .poll(async () => (await baton.sql`select from pg_locks where locktype = 'advisory' and not granted`).length)
        .toBe(1)
      await tx`insert into group_members (workspace_id, group_id, user_id) values (${baton.workspaceId}, ${narrow.id}, ${cy.id})`
    })
    expect((await given)?.status).toBe(404)
    expect(idsOf((await dan.get('/services')).body.items)).toEqual([a.id])
  })

  test('G1, L1: what somebody holds out of their new sight is released by rule, and others can take it over', async () => {
    const cy = await baton.human('Cy')
    for (const { id } of [inA, inB]) (await cy.post(`/conversations/${id}/takeover`)).expect(200)
    await group({ services: [a.id], members: [cy.id] })
    expect((await baton.read(inA.id)).owner?.id).toBe(cy.id)
    expect(await baton.read(inB.id)).toMatchObject({ owner: null, status: 'paused' })
    ;(await ben.post(`/conversations/${inB.id}/takeover`)).expect(200)
  })

  test('G1: an administrator who becomes an operator is limited from then on, and the other way round', async () => {
    const cy = await baton.human('Cy', 'admin')
    await group({ services: [a.id], members: [cy.id] })
    ;(await cy.get(`/conversations/${inB.id}`)).expect(200)
    ;(await baton.key.patch(`/users/${cy.id}`, { role: 'operator' })).expect(200)
    ;(await cy.get(`/conversations/${inB.id}`)).refused(404, 'not_found')
    ;(await baton.key.patch(`/users/${cy.id}`, { role: 'admin' })).expect(200)
    ;(await cy.get(`/conversations/${inB.id}`)).expect(200)
  })
})

describe.each([
  ['Server-Sent Events', (who: Caller, after?: string) => listen(who, `/stream${after ? `?after=${after}` : ''}`)],
  ['WebSocket', (who: Caller, after?: string): Promise<Listener> => listenSocket(who, after)],
])('L5, L6: streams of what is in sight: %s', (_way, open) => {
  const say = (begun: Begun, text: string) =>
    baton.key.post(`/conversations/${begun.id}/messages`, { role: 'customer', text })
  const text = (listener: Listener) => JSON.stringify(listener.heard)

  test('G1, L7: events and moments out of sight are not sent, mode changes neither; the heartbeat carries the head', async () => {
    const lia = await limited()
    const stream = await open(lia)
    await say(inB, 'out of sight')
    await baton.key.post(`/conversations/${inB.id}/typing`, { role: 'ai', text: 'out of sight' })
    await ben.post('/presence', { conversationId: inB.id })
    await baton.key.put(`/services/${b.id}/mode`, { mode: 'human_only' })
    await baton.key.put(`/services/${b.id}/mode`, { mode: 'human_supported' })
    await baton.key.post(`/conversations/${inA.id}/typing`, { role: 'ai', text: 'in sight' })
    await say(inA, 'the end')
    await stream.untilText('the end')
    await stream.until(({ event }) => event === 'ai.writing')
    const { cursor } = (await baton.key.get('/stats')).body
    await stream.until(({ event, data }) => event === 'heartbeat' && data.cursor === cursor)
    expect(text(stream)).not.toContain(b.id)
    expect(text(stream)).not.toContain(inB.id)
    expect(text(stream)).not.toContain('out of sight')
    expect(stream.heard.map(({ event }) => event)).not.toContain('reset')
    stream.close()
  })

  test('G1, L7: nobody is told of a group’s services out of sight, neither as it happens nor after a cursor', async () => {
    const lia = await limited()
    const { cursor } = (await lia.get('/stats')).body
    const [live, whole] = [await open(lia), await open(ben)]
    const { id } = await group({ name: 'Mergers', services: [a.id, b.id] })
    ;(await baton.key.patch(`/groups/${id}`, { services: [b.id] })).expect(200)
    const changed = ({ event }: { event: string }) => event === 'group.updated'
    await Promise.all([live.until(changed), whole.until(changed)])
    const late = await open(lia, cursor)
    await late.until(changed)
    for (const stream of [live, late]) {
      expect(text(stream)).not.toContain(b.id)
      const made = stream.events().find(({ event }) => event === 'group.created')
      expect(made?.data.data.group).toMatchObject({ name: 'Mergers', services: [a.id] })
    }
    expect(text(whole)).toContain(b.id)
    for (const stream of [live, whole, late]) stream.close()
  })

  test('L5, L7: who comes back with a cursor gets what was missed in sight, and no more', async () => {
    const lia = await limited()
    const { cursor } = (await lia.get('/stats')).body
    await say(inB, 'missed out of sight')
    await say(inA, 'missed in sight')
    const stream = await open(lia, cursor)
    await stream.untilText('missed in sight')
    expect(text(stream)).not.toContain('missed out of sight')
    expect(stream.events()).toHaveLength(1)
    stream.close()
  })

  test('G1, L6: a changed group resets the streams of whom it concerns within a second; then they hear what they see now', async () => {
    const [lia, mia] = [await limited(), await limited('Mia')]
    const [hers, others, admins] = [await open(lia), await open(mia), await open(ada)]
    const began = performance.now()
    await ada.patch(`/groups/${lia.groupId}`, { services: [b.id] })
    const reset = await hers.until(({ event }) => event === 'reset')
    expect(performance.now() - began).toBeLessThan(1_000)
    const board = (await lia.get('/board')).body
    expect(idsOf(board.services)).toEqual([b.id])
    expect(Number(board.cursor.split('.')[1])).toBeGreaterThanOrEqual(Number(reset.data.cursor.split('.')[1]))
    const seen = hers.heard.length
    await say(inA, 'not hers any more')
    await say(inB, 'hers now')
    await hers.untilText('hers now')
    await others.untilText('not hers any more')
    await admins.untilText('hers now')
    expect(JSON.stringify(hers.heard.slice(seen))).not.toContain('not hers any more')
    expect(text(others)).not.toContain('hers now')
    for (const other of [others, admins]) expect(other.heard.map(({ event }) => event)).not.toContain('reset')
    for (const stream of [hers, others, admins]) stream.close()
  })

  test('L6: a cursor of before a change of groups gets reset, however long ago; one of after it does not', async () => {
    const lia = await limited()
    const { cursor } = (await lia.get('/stats')).body
    await ada.patch(`/groups/${lia.groupId}`, { services: [a.id, b.id] })
    await say(inA, 'something')
    const stream = await open(lia, cursor)
    await stream.until(({ event }) => event === 'reset')
    expect(stream.events()).toEqual([])
    const fresh = (await lia.get('/board')).body.cursor
    const next = await open(lia, fresh)
    await say(inB, 'goes on')
    await next.untilText('goes on')
    expect(next.heard.map(({ event }) => event)).not.toContain('reset')
    for (const one of [stream, next]) one.close()
  })

  test('G1: a change of role resets, too', async () => {
    const cy = await baton.human('Cy', 'admin')
    await group({ services: [a.id], members: [cy.id] })
    const stream = await open(cy)
    await baton.key.patch(`/users/${cy.id}`, { role: 'operator' })
    await stream.until(({ event }) => event === 'reset')
    await say(inB, 'out of sight')
    await say(inA, 'in sight')
    await stream.untilText('in sight')
    expect(text(stream)).not.toContain('out of sight')
    stream.close()
  })

  test('G1: what was changed past the program is seen within a second all the same', async () => {
    const lia = await limited()
    const stream = await open(lia)
    await baton.sql`insert into group_services (workspace_id, group_id, service_id) values (${baton.workspaceId}, ${lia.groupId}, ${b.id})`
    await stream.until(({ event }) => event === 'reset', 3_000)
    await say(inB, 'now in sight')
    await stream.untilText('now in sight')
    stream.close()
  })
})

test('G1: the stream of a conversation ends when that is out of sight, and is not opened again', async () => {
  const lia = await limited()
  const stream = await listen(lia, `/conversations/${inA.id}/stream`)
  await ada.patch(`/groups/${lia.groupId}`, { services: [b.id] })
  await stream.ended
  await expect(listen(lia, `/conversations/${inA.id}/stream`)).rejects.toThrow('404')
})

test('L7: a stream whose right ends between the look at it and its beginning does not begin', async () => {
  const gone = await baton.service()
  const { id } = await baton.begin(gone.id)
  ;(await baton.key.delete(`/services/${gone.id}`)).expect(204)
  const other = await group({ services: [b.id] })
  const cy = await baton.human('Cy')
  let opened: Promise<unknown> = Promise.resolve()
  // The service of a session that ended is read from its table, which waits here.
  await baton.sql.begin(async (tx) => {
    await tx`lock table services in access exclusive mode`
    opened = listen(cy, `/conversations/${id}/stream`).then(
      (stream) => stream.close(),
      (error: Error) => error.message,
    )
    await baton.sql`insert into group_members (workspace_id, group_id, user_id) values (${baton.workspaceId}, ${other.id}, ${cy.id})`
    await expect.poll(async () => idsOf((await cy.get('/services')).body.items), { timeout: 5_000 }).toEqual([b.id])
  })
  expect(await opened).toContain('404')
})

test('B9: nobody is live for a service that nobody who is here can see', async () => {
  const service = await baton.service({ name: 'Nobody’s' })
  const lia = await limited()
  const stream = await listen(lia)
  const begun = await baton.begin(service.id)
  ;(await baton.key.post(`/conversations/${begun.id}/handoff`, { trigger: 'manual' })).expect(200)
  const notice = async (id: string) =>
    JSON.stringify((await baton.key.get(`/conversations/${id}/events`)).body.items.at(-1).data.message.text)
  const unseen = await notice(begun.id)
  ;(await baton.key.post(`/conversations/${inA.id}/handoff`, { trigger: 'manual' })).expect(200)
  expect(unseen).not.toBe(await notice(inA.id))
  stream.close()
})
