import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Begun, type Human, newId, type Running, startBaton } from '../builders/baton.ts'

const ROUNDS = 8
const TAKEOVERS = 12

let baton: Running
let ben: Human
let serviceId: string
beforeAll(async () => {
  baton = await startBaton()
  ben = await baton.human('Ben')
  serviceId = (await baton.service()).id
})
afterAll(() => baton.stop())

const begin = (count: number): Promise<Begun[]> =>
  Promise.all(Array.from({ length: count }, () => baton.begin(serviceId)))
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const heldBy = async (id: string) =>
  (await baton.key.get(`/conversations?owner=${id}&limit=500`)).expect(200).body.items as object[]
/** The last of a conversation’s log: who has it, and by whom. */
const lines = async (id: string) =>
  (await baton.key.get(`/conversations/${id}/events`)).body.items as { type: string; actor: object }[]

/** Takeovers of a person, by the console and by a program that names them, each at a moment of its own. */
function reach(person: Human, begun: Begun[], within: number) {
  return begun.map(async ({ id }, i) => {
    await pause(Math.random() * within)
    return i % 2 === 0
      ? person.post(`/conversations/${id}/takeover`)
      : baton.key.post(`/conversations/${id}/takeover`, { operatorId: person.id })
  })
}

describe('L1, L10: nobody who is gone owns a conversation', () => {
  test('L1, L10: of twelve takeovers under way while their operator is removed none stays owned by who is gone', async () => {
    let [won, refused] = [0, 0]
    for (let round = 0; round < ROUNDS; round++) {
      const cy = await baton.human('Cy')
      const begun = await begin(TAKEOVERS)
      const taking = reach(cy, begun, 30)
      await pause(Math.random() * 15)
      ;(await baton.key.delete(`/users/${cy.id}`)).expect(204)
      const [left, answers] = [await heldBy(cy.id), await Promise.all(taking)]
      // What the log has by the time of the answer is all: nothing is owned by them after it, not for a moment.
      expect(left).toEqual([])
      expect(await heldBy(cy.id)).toEqual([])
      for (const { status } of answers) expect([200, 401, 403, 404, 422]).toContain(status)
      won += answers.filter(({ status }) => status === 200).length
      refused += answers.filter(({ status }) => status !== 200).length
      for (const { id } of begun) {
        const owners = (await lines(id)).filter(({ type }) => /claimed|released/.test(type))
        expect(['conversation.released', undefined]).toContain(owners.at(-1)?.type)
        if (owners.length > 0) expect(owners.at(-1)?.actor).toMatchObject({ kind: 'rule', name: 'user removed' })
      }
      ;(await ben.post(`/conversations/${begun[0]?.id}/takeover`)).expect(200)
    }
    // Else nothing raced.
    expect(won).toBeGreaterThan(ROUNDS)
    expect(refused).toBeGreaterThan(ROUNDS)
  })

  test('L1, G1: of takeovers under way while their operator’s sight ends none stays theirs', async () => {
    const other = await baton.service({ name: 'Sales' })
    for (let round = 0; round < ROUNDS / 2; round++) {
      const dan = await baton.human('Dan', round % 2 === 0 ? 'operator' : 'admin')
      const begun = await begin(TAKEOVERS)
      const group = { name: 'Sales', services: [other.id], members: [dan.id] }
      if (round % 2 === 1) (await baton.key.post('/groups', group)).expect(201)
      const taking = reach(dan, begun, 30)
      await pause(Math.random() * 15)
      if (round % 2 === 0) (await baton.key.post('/groups', group)).expect(201)
      else (await baton.key.patch(`/users/${dan.id}`, { role: 'operator' })).expect(200)
      expect(await heldBy(dan.id)).toEqual([])
      await Promise.all(taking)
      expect(await heldBy(dan.id)).toEqual([])
    }
  })

  test('F4, L10: an administrator who becomes an operator changes nothing as one after that stands in the log', async () => {
    for (let round = 0; round < ROUNDS / 2; round++) {
      const eve = await baton.human('Eve', 'admin')
      const service = await baton.service({ name: 'Switched' })
      const changes = Array.from({ length: TAKEOVERS }, async (_, i) => {
        await pause(Math.random() * 30)
        return eve.put(`/services/${service.id}/mode`, { mode: i % 2 === 0 ? 'human_only' : 'human_supported' })
      })
      await pause(Math.random() * 15)
      ;(await baton.key.patch(`/users/${eve.id}`, { role: 'operator' })).expect(200)
      for (const { status } of await Promise.all(changes)) expect([200, 403]).toContain(status)
      const told = await baton.sql`select type from events where type = 'mode.changed' and actor ->> 'id' = ${eve.id}
        and seq > (select max(seq) from events where type = 'user.updated' and data ->> 'userId' = ${eve.id})`
      expect(told).toEqual([])
    }
  })

  test('L1: a claim that an undo would give back to who is gone is released', async () => {
    const service = await baton.service({ name: 'Undone' })
    const fay = await baton.human('Fay')
    const { id } = await baton.begin(service.id)
    ;(await fay.post(`/conversations/${id}/takeover`)).expect(200)
    ;(await baton.key.put(`/services/${service.id}/mode`, { mode: 'ai_only', claims: 'return' })).expect(200)
    ;(await baton.key.delete(`/users/${fay.id}`)).expect(204)
    const [changed] = await baton.sql`select data ->> 'changeId' as id from events where type = 'mode.changed'
      and data ->> 'serviceId' = ${service.id} order by seq desc limit 1`
    ;(await baton.key.post('/modes/undo', { changeId: changed?.id })).expect(200)
    await expect.poll(async () => (await baton.read(id)).owner, { timeout: 5_000 }).toBeNull()
  })

  test('L1: what somebody holds who left past the program is released within a second', async () => {
    const gil = await baton.human('Gil')
    const { id } = await baton.begin(serviceId)
    ;(await gil.post(`/conversations/${id}/takeover`)).expect(200)
    await baton.sql`delete from members where user_id = ${gil.id}`
    await expect.poll(async () => (await baton.read(id)).owner, { timeout: 5_000 }).toBeNull()
  })

  test('L1: a start finds what is owned by nobody who is there', async () => {
    const { id } = await baton.begin(serviceId)
    const gone = { id: newId(), name: 'Gone' }
    ;(await ben.post(`/conversations/${id}/takeover`)).expect(200)
    await baton.sql`update conversations set owner_id = ${gone.id}, state = jsonb_set(state, '{owner}', ${baton.sql.json(gone)})
      where id = ${id}`
    await baton.restart()
    expect(await baton.read(id)).toMatchObject({ owner: null, status: 'paused' })
  })
})
