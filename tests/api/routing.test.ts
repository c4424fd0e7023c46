import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { EventView, OperatorView } from '../../domain/wire.ts'
import { type Begun, type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import type { Caller } from '../builders/caller.ts'
import { listen } from '../builders/listener.ts'

let baton: Running
let ada: Human
let ann: Human
let ben: Human
let service: { id: string }
beforeAll(async () => {
  baton = await startBaton()
  ada = await baton.admin()
  ann = await baton.human('Ann')
  ben = await baton.human('Ben')
})
afterAll(() => baton.stop())
beforeEach(async () => {
  for (const who of [ann, ben, ada]) await who.put('/presence', { state: 'offline' })
  ;(await ada.patch('/switches', { operator: true, presence: true })).expect(200)
  // With it end its conversations: nobody holds or is offered anything.
  for (const { id } of (await ada.get('/services')).expect(200).body.items) await ada.delete(`/services/${id}`)
  service = await baton.service({ name: 'Tech Support' })
})

const eventually = (look: () => Promise<unknown>) => expect.poll(look, { timeout: 15_000, interval: 30 })
const goLive = async (who: Caller, over: object = {}) =>
  (await who.put('/presence', { state: 'live', services: [service.id], capacity: 3, tags: [], ...over })).expect(200)
    .body.mine
const handOff = async ({ id }: Begun, over: object = {}) =>
  (await baton.key.post(`/conversations/${id}/handoff`, { trigger: 'customer_request', ...over })).expect(200).body
const waiting = async (text?: string) => {
  const begun = await baton.begin(service.id, text)
  await handOff(begun, { trigger: 'manual' })
  return begun
}
const offerOf = async (id: string) => (await baton.read(id)).offer?.to.name ?? null
const log = async (id: string): Promise<EventView[]> =>
  (await baton.key.get(`/conversations/${id}/events?limit=500`)).expect(200).body.items
const types = async (id: string) => (await log(id)).map(({ type }) => type)
const settings = async (routing: object) =>
  (await ada.patch(`/services/${service.id}`, { routing })).expect(200).body.routing
/** The timers of this kind are due now: the clock is the database's. */
const ring = (kind: string) => baton.sql`update tasks set run_at = clock_timestamp() where kind = ${kind}`
/** Their browser has been silent for so many seconds. */
async function silent(who: Human, seconds: number): Promise<void> {
  await baton.sql`update live_operators set until = clock_timestamp() + ${75 - seconds}::int * interval '1 second' where user_id = ${who.id}`
  await ring('lapse')
}

describe('G2: going Live', () => {
  test('G2: one chooses among the services that one sees, and the team sees it', async () => {
    const cyd = await baton.human('Cyd')
    const other = await baton.service({ name: 'Sales' })
    const group = { name: newId(), services: [service.id], members: [cyd.id] }
    ;(await baton.key.post('/groups', group)).expect(201)
    ;(await cyd.put('/presence', { state: 'live', services: [other.id] })).refused(404, 'unknown_service')
    ;(await cyd.put('/presence', { state: 'live', services: [] })).refused(422, 'invalid_input')
    const stream = await listen(ada)
    expect(await goLive(cyd, { capacity: 2, tags: ['Dutch'] })).toMatchObject({
      state: 'live',
      services: [service.id],
      capacity: 2,
      tags: ['Dutch'],
      atRisk: false,
    })
    const seen = await stream.until(
      ({ event, data }) =>
        event === 'operators' && data.operators.some(({ id, live }: OperatorView) => id === cyd.id && live),
    )
    const view = seen.data.operators.find(({ id }: OperatorView) => id === cyd.id)
    expect(view.live).toMatchObject({ state: 'live', capacity: 2, atRisk: false })
    stream.close()
    const board = (await ada.get('/board')).expect(200).body
    expect(board.operators.find(({ id }: OperatorView) => id === cyd.id).live).toEqual(view.live)
    ;(await cyd.put('/presence', { state: 'offline' })).expect(200)
  })

  test('G11: where live operators are switched off nobody goes Live, and nobody switches on one without the other', async () => {
    ;(await ada.patch('/switches', { operator: false })).refused(422, 'invalid_input', {
      errors: [{ path: 'operator', message: expect.stringContaining('presence') }],
    })
    await goLive(ann)
    ;(await ada.patch('/switches', { presence: false })).expect(200)
    expect((await ann.get('/presence')).expect(200).body).toMatchObject({
      switches: { operator: true, presence: false },
    })
    ;(await ann.put('/presence', { state: 'live', services: [service.id] })).refused(409, 'switched_off')
    ;(await ada.patch('/switches', { operator: false })).expect(200)
    ;(await ada.patch('/switches', { presence: true })).refused(422, 'invalid_input')
    ;(await ann.patch('/switches', { presence: true })).refused(403, 'forbidden')
    const [last] = await baton.sql`select data from events where type = 'workspace.switched' order by seq desc limit 1`
    expect(last?.data).toEqual({ operator: false, presence: false })
    const { id } = await waiting()
    expect(await offerOf(id)).toBe(null)
  })

  test('G8: who is Live, on what, holding what', async () => {
    await goLive(ann)
    const { id } = await baton.begin(service.id)
    ;(await ann.post(`/conversations/${id}/takeover`, {})).expect(200)
    const { items } = (await ada.get('/live')).expect(200).body
    expect(items).toEqual([
      expect.objectContaining({ id: ann.id, name: 'Ann', state: 'live', services: [service.id], holding: [id] }),
    ])
  })
})

describe('G4: live routing', () => {
  test('G4: a handoff is offered to who is Live, and accepted by taking over; the customer sees nothing of the offer', async () => {
    await goLive(ann)
    const begun = await baton.begin(service.id)
    await handOff(begun)
    await eventually(() => offerOf(begun.id)).toBe('Ann')
    const { offer, owner, status } = await baton.read(begun.id)
    expect({ owner, status, for: offer?.for }).toEqual({ owner: null, status: 'paused', for: 'waiting' })
    const shown = (await begun.customer.get(`/conversations/${begun.id}/events`)).expect(200)
    expect(shown.text).not.toMatch(/offer|Ann/)
    ;(await ann.post(`/conversations/${begun.id}/takeover`, {})).expect(200)
    expect(await baton.read(begun.id)).toMatchObject({ owner: { name: 'Ann' } })
    expect((await baton.read(begun.id)).offer).toBeUndefined()
  })

  test('G4: an offer that nobody answers moves on to the next one, one that is declined at once', async () => {
    await goLive(ann)
    const { id } = await waiting()
    await eventually(() => offerOf(id)).toBe('Ann')
    await goLive(ben)
    await ring('offerOver')
    await eventually(() => offerOf(id)).toBe('Ben')
    ;(await ann.post(`/conversations/${id}/decline`, {})).refused(409, 'not_offered')
    ;(await ben.post(`/conversations/${id}/decline`, {})).expect(200)
    expect((await log(id)).filter(({ type }) => type === 'conversation.offer_ended').map(({ data }) => data)).toEqual([
      { to: { id: ann.id, name: 'Ann' }, because: 'unanswered' },
      { to: { id: ben.id, name: 'Ben' }, because: 'declined' },
    ])
    // Everybody was asked: it waits, and who comes back is asked anew.
    expect(await baton.read(id)).toMatchObject({ status: 'paused', owner: null })
    ;(await ann.put('/presence', { state: 'away' })).expect(200)
    await goLive(ann)
    await eventually(() => offerOf(id)).toBe('Ann')
  })

  test('G4: who goes away has their offers move on', async () => {
    await goLive(ann)
    const { id } = await waiting()
    await eventually(() => offerOf(id)).toBe('Ann')
    await goLive(ben)
    ;(await ann.put('/presence', { state: 'away' })).expect(200)
    await eventually(() => offerOf(id)).toBe('Ben')
  })

  test('G4: nobody is offered more than their capacity, and room that comes free pulls the most urgent one first', async () => {
    await goLive(ann, { capacity: 1 })
    const first = await waiting()
    await eventually(() => offerOf(first.id)).toBe('Ann')
    const calm = await waiting('A question about the colour.')
    const urgent = await waiting('This is the worst service ever, I am furious!')
    ;(await ann.post(`/conversations/${first.id}/takeover`, {})).expect(200)
    expect([await offerOf(calm.id), await offerOf(urgent.id)]).toEqual([null, null])
    ;(await ann.post(`/conversations/${first.id}/resolve`, {})).expect(200)
    await eventually(() => offerOf(urgent.id)).toBe('Ann')
    expect(await offerOf(calm.id)).toBe(null)
  })

  test('G4: only who has the skills that the service needs is asked', async () => {
    await settings({ needs: ['Spanish'] })
    await goLive(ann)
    const { id } = await waiting()
    await goLive(ben, { tags: ['spanish', 'refunds'] })
    await eventually(() => offerOf(id)).toBe('Ben')
  })

  test('F5, G4: who is Live outside their schedule is not asked', async () => {
    const day = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'][
      new Date(Date.now() + 2 * 86_400_000).getUTCDay()
    ]
    const schedule = { timeZone: 'UTC', shifts: [{ day, from: 9, to: 17 }] }
    const cyd = await baton.human('Cyd')
    ;(await ada.patch(`/users/${cyd.id}`, { schedule })).expect(200)
    await goLive(cyd)
    const { id } = await waiting()
    await goLive(ann)
    await eventually(() => offerOf(id)).toBe('Ann')
    ;(await ada.delete(`/users/${cyd.id}`)).expect(204)
  })

  test('L1: of operators who all take over what is offered one has it, and it is offered to nobody any more', async () => {
    await goLive(ann)
    const { id } = await waiting()
    await eventually(() => offerOf(id)).toBe('Ann')
    const answers = await Promise.all([ann, ben, ada].map((who) => who.post(`/conversations/${id}/takeover`, {})))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
    await ring('offerOver')
    const ended = await types(id)
    expect(ended.filter((type) => type === 'conversation.claimed')).toHaveLength(1)
    expect(ended).not.toContain('conversation.offer_ended')
  })

  test('L3: an offer is in the log, and moves on after a restart', async () => {
    await goLive(ann)
    const { id } = await waiting()
    await eventually(() => offerOf(id)).toBe('Ann')
    await goLive(ben)
    await baton.restart()
    expect(await offerOf(id)).toBe('Ann')
    await ring('offerOver')
    await eventually(() => offerOf(id)).toBe('Ben')
  })
})

describe('G4: new conversations', () => {
  test('G4: where the service says so a new conversation is offered first, and the AI answers when nobody takes it', async () => {
    service = await baton.service({ name: 'Care', ai: 'builtin', agent: 'Lumi' })
    await settings({ newConversations: true })
    await goLive(ann)
    const begun = await baton.begin(service.id, 'How do I return a lamp?')
    await eventually(() => offerOf(begun.id)).toBe('Ann')
    ;(await baton.key.post(`/conversations/${begun.id}/messages`, { role: 'customer', text: 'Hello?' })).expect(201)
    expect(await baton.read(begun.id)).toMatchObject({ status: 'ai_active', offer: { for: 'new' } })
    ;(await ann.post(`/conversations/${begun.id}/decline`, {})).expect(200)
    const replied = async () => (await baton.read(begun.id)).lastMessage?.role
    await eventually(replied).toBe('ai')
    const said = await types(begun.id)
    expect(said.slice(0, 2)).toEqual(['conversation.opened', 'message.added'])
    expect(said).toContain('conversation.left_to_ai')
    expect(
      (await log(begun.id)).filter(({ data }) => (data as { message?: { role: string } }).message?.role === 'ai'),
    ).toHaveLength(1)
  })

  test('G4: nobody live, the AI answers as usual', async () => {
    service = await baton.service({ name: 'Care', ai: 'builtin', agent: 'Lumi' })
    await settings({ newConversations: true })
    const { id } = await baton.begin(service.id, 'How do I return a lamp?')
    await eventually(async () => (await baton.read(id)).lastMessage?.role).toBe('ai')
    expect(await types(id)).not.toContain('conversation.offered')
  })
})

describe('laws.md: where a handoff goes', () => {
  test('F2: to the least loaded default operator, whether anybody is Live or not', async () => {
    await settings({ defaultOperators: [ann.id, ben.id] })
    const busy = await baton.begin(service.id)
    ;(await ann.post(`/conversations/${busy.id}/takeover`, {})).expect(200)
    const { id } = await baton.begin(service.id)
    expect(await handOff({ id } as Begun)).toMatchObject({ status: 'paused', owner: { id: ben.id } })
    expect((await types(id)).slice(-6)).toEqual([
      'flag.raised',
      'conversation.handed_off',
      'message.added',
      'conversation.assigned',
      'flag.closed',
      'message.added',
    ])
  })

  test('B9: with presence on and nobody live the AI goes on, the flag stays, and the customer hears when somebody is back', async () => {
    const begun = await baton.begin(service.id)
    const after = await handOff(begun, { text: 'I get you a colleague at once.' })
    expect(after).toMatchObject({ status: 'ai_active', needsAttention: true })
    const { items } = (await begun.customer.get(`/conversations/${begun.id}/events`)).expect(200).body
    const text = items.at(-1).data.message.text
    expect(text).toMatch(/^Nobody can join at this moment\. Leave an e-mail address/)
    expect(text).not.toContain('colleague')
    const day =
      ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'][
        new Date(Date.now() + 2 * 86_400_000).getUTCDay()
      ] ?? ''
    const schedule = { timeZone: 'UTC', shifts: [{ day, from: 9, to: 17 }] }
    ;(await ada.patch(`/users/${ben.id}`, { schedule })).expect(200)
    const again = await baton.begin(service.id)
    await handOff(again)
    const said = (await again.customer.get(`/conversations/${again.id}/events`)).expect(200).body.items.at(-1).data
    expect(said.message.text.toLowerCase()).toContain(`on ${day} at 09:00 (utc)`)
    ;(await ada.patch(`/users/${ben.id}`, { schedule: null })).expect(200)
  })

  test('laws.md: with presence off a handoff stops the AI and waits unassigned', async () => {
    ;(await ada.patch('/switches', { presence: false })).expect(200)
    const begun = await baton.begin(service.id)
    expect(await handOff(begun)).toMatchObject({ status: 'paused', owner: null })
  })

  test('laws.md: a wait that nobody claimed goes back to the AI where the service says after how long', async () => {
    await settings({ backToAiMinutes: 10 })
    const { id } = await waiting()
    await ring('waitOver')
    await eventually(async () => (await baton.read(id)).status).toBe('ai_active')
  })
})

describe('L11: presence is a lease', () => {
  const held = async () => {
    const { id } = await baton.begin(service.id)
    ;(await ann.post(`/conversations/${id}/takeover`, {})).expect(200)
    ;(await ann.post(`/conversations/${id}/messages`, { role: 'operator', text: 'One moment.' })).expect(201)
    return id
  }
  const annIs = async () =>
    (await ada.get('/board')).expect(200).body.operators.find(({ id }: OperatorView) => id === ann.id).live ?? null

  test('L11: a browser that is silent is at risk, and back with its next beat', async () => {
    await goLive(ann)
    const id = await held()
    await silent(ann, 80)
    await eventually(async () => (await annIs())?.atRisk).toBe(true)
    expect((await baton.read(id)).owner?.name).toBe('Ann')
    const beat = (await ann.post('/presence/beat', {})).expect(200).body.mine
    expect(beat).toMatchObject({ state: 'live', atRisk: false })
    await eventually(async () => (await annIs())?.atRisk).toBe(false)
    // Beats are written together: it is in the table before the next test makes time pass.
    const left = () => baton.sql`select 1 from live_operators where user_id = ${ann.id} and until > clock_timestamp()`
    await eventually(async () => (await left()).length).toBe(1)
  })

  test('L11: after the grace what they hold is released, still paused, urgent, and offered to them first when they are back', async () => {
    await goLive(ann)
    const id = await held()
    await goLive(ben, { capacity: 5 })
    await silent(ann, 75 + 125)
    await eventually(async () => (await baton.read(id)).owner).toBe(null)
    expect(await baton.read(id)).toMatchObject({ status: 'paused', lostBy: { id: ann.id } })
    await eventually(annIs).toBe(null)
    await eventually(() => offerOf(id)).toBe('Ben')
    await goLive(ann)
    ;(await ben.post(`/conversations/${id}/decline`, {})).expect(200)
    await eventually(() => offerOf(id)).toBe('Ann')
  })

  test('L11: the grace is shorter where the customer waits for an answer', async () => {
    await goLive(ann)
    const [calm, waits] = [await held(), await held()]
    ;(await baton.key.post(`/conversations/${waits}/messages`, { role: 'customer', text: 'And?' })).expect(201)
    await silent(ann, 75 + 40)
    await eventually(async () => (await baton.read(waits)).owner).toBe(null)
    expect((await baton.read(calm)).owner?.name).toBe('Ann')
  })

  test('laws.md: claims of people who are not Live stay', async () => {
    const id = await held()
    await goLive(ann)
    ;(await ann.put('/presence', { state: 'offline' })).expect(200)
    await silent(ann, 75 + 300)
    const left = () => baton.sql`select id from tasks where kind = 'lapse' and payload ->> 'userId' = ${ann.id}`
    await eventually(async () => (await left()).length).toBe(0)
    expect((await baton.read(id)).owner?.name).toBe('Ann')
  })
})

describe('B6: Next', () => {
  test('B6: each who asks is given another one, the most urgent first, and nobody is given what is left to a colleague', async () => {
    const calm = await waiting('A question about the colour.')
    const urgent = await waiting('This is the worst service ever, I am furious!')
    const next = async (who: Caller, skip: string[] = []) => {
      const others = (await baton.key.get(`/conversations?status=paused&limit=500`)).expect(200).body.items
      const rest = others.filter(({ serviceId }: { serviceId: string }) => serviceId !== service.id)
      const away = [...rest, ...(await openElsewhere())].map(({ id }: { id: string }) => id)
      return (await who.post('/next', { skip: [...away, ...skip] })).expect(200).body.conversationId
    }
    const openElsewhere = async () =>
      (await baton.key.get('/conversations?status=ai_active&limit=500')).expect(200).body.items
    const [a, b] = await Promise.all([next(ann), next(ben)])
    expect(new Set([a, b])).toEqual(new Set([calm.id, urgent.id]))
    expect(await next(ada)).toBe(null)
    const mine = a === urgent.id ? ann : ben
    expect(await next(mine)).toBe(urgent.id)
    ;(await mine.post(`/conversations/${urgent.id}/takeover`, {})).expect(200)
    // Passed over, it is free for others at once.
    const other = mine === ann ? ben : ann
    expect(await next(other, [calm.id])).toBe(null)
    expect(await next(ada)).toBe(calm.id)
    // L4: said again under its id it is the same one, also when somebody has it by now.
    const third = await waiting()
    const others = (await baton.key.get('/conversations?limit=500')).expect(200).body.items
    const skip = others.flatMap(({ id }: { id: string }) => (id === third.id ? [] : [id]))
    const key = { 'idempotency-key': newId() }
    const said = async () => (await ada.post('/next', { skip }, key)).expect(200).body.conversationId
    expect(await said()).toBe(third.id)
    ;(await ben.post(`/conversations/${third.id}/takeover`, {})).expect(200)
    expect(await said()).toBe(third.id)
  })
})
