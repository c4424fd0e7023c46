import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventView, ServiceView } from '../../domain/wire.ts'
import { ConversationView } from '../../domain/wire.ts'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import type { Answer } from '../builders/caller.ts'

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

const begin = async (text?: string) => (await baton.begin(service.id, text)).id
const log = async (id: string): Promise<EventView[]> => (await baton.key.get(`/conversations/${id}/events`)).body.items
const types = async (id: string) => (await log(id)).map(({ type }) => type)
const texts = async (id: string) =>
  (await log(id)).flatMap((event) =>
    event.type === 'message.added' ? [(event.data as { message: { text: string } }).message.text] : [],
  )
const person = ({ id, name }: Human) => ({ id, name })

/** The answer of every act of control: the conversation in its documented shape, as it now is. */
async function shape(answer: Answer): Promise<ConversationView> {
  const { body } = answer.expect(200)
  expect(ConversationView.strict().parse(body)).toEqual(body)
  expect(await baton.read(body.id)).toEqual(body)
  return body
}

describe('POST /conversations/{id}/takeover', () => {
  test('H10: the caller owns it, the AI is paused, and the customer is told who joined', async () => {
    const id = await begin('Can I talk to a human?')
    const after = await shape(await ann.post(`/conversations/${id}/takeover`))
    expect(after).toMatchObject({ status: 'paused', owner: person(ann), turn: 2, needsAttention: false })
    expect(after.flags).toMatchObject([{ kind: 'help_requested', state: 'acknowledged', because: 'claimed' }])
    expect((await texts(id)).at(-1)).toBe('Ann has joined the conversation.')
  })

  test('a key says for whom, and both stand in the log', async () => {
    const id = await begin()
    ;(await baton.key.post(`/conversations/${id}/takeover`)).refused(422, 'operator_required')
    ;(await baton.key.post(`/conversations/${id}/takeover`, { operatorId: newId() })).refused(422, 'operator_required')
    await shape(await baton.key.post(`/conversations/${id}/takeover`, { operatorId: ann.id }))
    expect((await log(id))[2]).toMatchObject({
      actor: { kind: 'operator', ...person(ann), key: { name: 'Bootstrap key' } },
    })
  })

  test('L1: of thirty at once one wins; the others get 409 with the winner’s name and time', async () => {
    const id = await begin()
    const ways = Array.from({ length: 30 }, (_, i) => (i % 2 ? ann : ben))
    const answers = await Promise.all(ways.map((who) => who.post(`/conversations/${id}/takeover`)))
    const { owner, ownerSince } = await baton.read(id)
    answers.forEach((answer, i) => {
      if (ways[i]?.id === owner?.id) answer.expect(200)
      else expect(answer.refused(409, 'already_claimed').body).toMatchObject({ owner, since: ownerSince })
    })
    expect((await types(id)).filter((type) => type === 'conversation.claimed')).toHaveLength(1)
  })

  test('L1, L2: takeovers, replies and messages at once: one owner, and no AI message after the claim', async () => {
    const id = await begin()
    const chaos = Array.from({ length: 60 }, (_, i) => {
      if (i % 3 === 0)
        return baton.key.post(`/conversations/${id}/messages`, { role: 'ai', text: `reply ${i}`, turn: 1 })
      if (i % 3 === 1)
        return (i % 2 ? ann : ben).post(`/conversations/${id}/messages`, { role: 'operator', text: `person ${i}` })
      return (i % 2 ? ann : ben).post(`/conversations/${id}/takeover`)
    })
    for (const { status } of await Promise.all(chaos)) expect([200, 201, 409]).toContain(status)
    const events = await log(id)
    const claim = events.findIndex(({ type }) => type === 'conversation.claimed')
    expect(events.filter(({ type }) => type === 'conversation.claimed')).toHaveLength(1)
    const later = events
      .slice(claim)
      .flatMap((event) =>
        event.type === 'message.added' ? [(event.data as { message: { role: string } }).message.role] : [],
      )
    expect(later).not.toContain('ai')
  })

  test('H4: 409 mode_forbids in AI Only', async () => {
    const own = await baton.service({ mode: 'ai_only' })
    const { id } = await baton.begin(own.id)
    ;(await ann.post(`/conversations/${id}/takeover`)).refused(409, 'mode_forbids', { mode: 'ai_only' })
  })
})

describe('laws.md, “The customer is told”: one notice for one ownership', () => {
  const joined = async (id: string) => (await texts(id)).filter((text) => text.endsWith('has joined the conversation.'))

  test('H10, F11: taken over, taken over again, assigned to its owner, written in: the customer hears of Ann once', async () => {
    const id = await begin()
    for (let i = 0; i < 2; i++) (await ann.post(`/conversations/${id}/takeover`)).expect(200)
    ;(await ann.post(`/conversations/${id}/assign`, { operatorId: ann.id })).expect(200)
    ;(await ben.post(`/conversations/${id}/assign`, { operatorId: ann.id })).expect(200)
    ;(await ann.post(`/conversations/${id}/messages`, { role: 'operator', text: 'Hello' })).expect(201)
    expect(await joined(id)).toEqual(['Ann has joined the conversation.'])
  })

  test('F12: assigned and then taken over by whom it was assigned to, once', async () => {
    const id = await begin()
    ;(await ben.post(`/conversations/${id}/assign`, { operatorId: ann.id })).expect(200)
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    ;(await ann.post(`/conversations/${id}/messages`, { role: 'operator', text: 'Hello' })).expect(201)
    expect(await joined(id)).toEqual(['Ann has joined the conversation.'])
  })

  test('L1: twenty takeovers, assignments and messages of one person at once, once', async () => {
    const id = await begin()
    const ways = [
      () => ann.post(`/conversations/${id}/takeover`),
      () => ben.post(`/conversations/${id}/assign`, { operatorId: ann.id }),
      () => ann.post(`/conversations/${id}/messages`, { role: 'operator', text: 'Hello' }),
    ]
    await Promise.all(Array.from({ length: 20 }, (_, i) => ways[i % ways.length]?.()))
    expect(await joined(id)).toEqual(['Ann has joined the conversation.'])
  })
})

describe('H12: release', () => {
  test('H12: the claim ends, it stays paused, another may take it', async () => {
    const id = await begin()
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    ;(await ben.post(`/conversations/${id}/release`)).refused(409, 'already_claimed', { owner: person(ann) })
    const before = await texts(id)
    expect(await shape(await ann.post(`/conversations/${id}/release`))).toMatchObject({ status: 'paused', owner: null })
    expect(await texts(id)).toEqual(before)
    expect((await shape(await ben.post(`/conversations/${id}/takeover`))).owner).toEqual(person(ben))
    ;(await ann.post(`/conversations/${id}/release`)).refused(409, 'already_claimed')
  })

  test('what nobody holds cannot be released', async () => {
    ;(await ann.post(`/conversations/${await begin()}/release`)).refused(409, 'not_claimed')
  })

  test('a release before any answer opens the flags again', async () => {
    const id = await begin('Give me a human, now!')
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    expect(await shape(await ann.post(`/conversations/${id}/release`))).toMatchObject({ needsAttention: true })
  })
})

describe('H11: resume', () => {
  test('H11: the AI has it again, the customer is told, and it answers the next message', async () => {
    const id = await begin()
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    ;(await ben.post(`/conversations/${id}/resume`)).refused(409, 'already_claimed')
    const after = await shape(await ann.post(`/conversations/${id}/resume`))
    expect(after).toMatchObject({ status: 'ai_active', owner: null, turn: 3 })
    expect((await texts(id)).at(-1)).toBe('The AI assistant is answering again.')
    ;(await baton.key.post(`/conversations/${id}/messages`, { role: 'ai', text: 'Back.', turn: 3 })).expect(201)
    ;(await ann.post(`/conversations/${id}/resume`)).refused(409, 'not_paused')
  })
})

describe('F15: resolve', () => {
  test('F15: the owner ends it; it leaves the workspace, is found in Sessions, and nothing more is done with it', async () => {
    const id = await begin()
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    ;(await ben.post(`/conversations/${id}/resolve`)).refused(409, 'already_claimed')
    expect(await shape(await ann.post(`/conversations/${id}/resolve`))).toMatchObject({
      status: 'resolved',
      owner: null,
    })
    const board = (await ann.get('/board')).body
    expect(board.conversations.map((one: ConversationView) => one.id)).not.toContain(id)
    const found = (await ann.get('/conversations?status=resolved')).body.items
    expect(found.map((one: ConversationView) => one.id)).toContain(id)
    for (const act of ['takeover', 'release', 'resume', 'resolve'])
      (await ann.post(`/conversations/${id}/${act}`)).refused(409, 'ended', { detail: 'Session is already finished' })
    ;(await ann.post(`/conversations/${id}/handoff`, { trigger: 'manual' })).refused(409, 'ended')
    ;(await ann.post(`/conversations/${id}/assign`, { operatorId: ben.id })).refused(409, 'ended')
    ;(await ann.post(`/conversations/${id}/notes`, { text: 'Wants a call back.' })).expect(200)
  })

  test('a key resolves as itself, or for an operator', async () => {
    const [first, second] = [await begin(), await begin()]
    await shape(await baton.key.post(`/conversations/${first}/resolve`))
    await shape(await baton.key.post(`/conversations/${second}/resolve`, { operatorId: ann.id }))
    expect((await log(first)).at(-1)).toMatchObject({ actor: { kind: 'key' }, data: { by: null, reason: 'resolved' } })
    expect((await log(second)).at(-1)).toMatchObject({ actor: { kind: 'operator' }, data: { by: person(ann) } })
  })
})

describe('F11, F12: assign', () => {
  test('F12: the owner gives it to a teammate, who sees everything before', async () => {
    const id = await begin()
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    ;(await ann.post(`/conversations/${id}/notes`, { text: 'Check the address.' })).expect(200)
    ;(await ben.post(`/conversations/${id}/assign`, { operatorId: ben.id })).refused(409, 'already_claimed')
    expect((await shape(await ann.post(`/conversations/${id}/assign`, { operatorId: ben.id }))).owner).toEqual(
      person(ben),
    )
    expect((await texts(id)).at(-1)).toBe('Ben has joined the conversation.')
    expect((await log(id)).at(-2)).toMatchObject({
      type: 'conversation.assigned',
      data: { owner: person(ben), by: person(ann) },
    })
    expect((await ben.get(`/conversations/${id}/events`)).body.items.map(({ type }: EventView) => type)).toContain(
      'note.added',
    )
  })

  test('only to somebody of the workspace', async () => {
    ;(await ann.post(`/conversations/${await begin()}/assign`, { operatorId: newId() })).refused(
      422,
      'operator_required',
    )
    ;(await ann.post(`/conversations/${await begin()}/assign`, {})).refused(422, 'invalid_input')
  })

  test('a key gives it for somebody', async () => {
    const id = await begin()
    ;(await baton.key.post(`/conversations/${id}/takeover`, { operatorId: ann.id })).expect(200)
    ;(await baton.key.post(`/conversations/${id}/assign`, { operatorId: ben.id })).refused(409, 'already_claimed')
    await shape(await baton.key.post(`/conversations/${id}/assign`, { operatorId: ben.id, byOperatorId: ann.id }))
  })
})

describe('A2: handoff', () => {
  test('A2: by hand it waits unassigned, with its marker', async () => {
    const id = await begin()
    const after = await shape(
      await ann.post(`/conversations/${id}/handoff`, { trigger: 'manual', reason: 'A refund above my limit' }),
    )
    expect(after).toMatchObject({
      status: 'paused',
      owner: null,
      handoff: { trigger: 'manual', reason: 'A refund above my limit' },
    })
    ;(await ann.post(`/conversations/${id}/handoff`, { trigger: 'manual' })).refused(409, 'already_with_people', {
      detail: 'Session is already handled by an operator',
    })
  })

  test('L2: the AI’s acknowledgement, the handoff and its notice are one commit, in that order', async () => {
    const id = await begin()
    const body = {
      trigger: 'customer_request',
      text: 'One moment, please.',
      turn: 1,
      summary: 'Wants a refund.',
      sentiment: 'angry',
    }
    const after = await shape(await baton.key.post(`/conversations/${id}/handoff`, body))
    expect(after.handoff).toMatchObject({ trigger: 'customer_request', summary: 'Wants a refund.', sentiment: 'angry' })
    const [flag, ...events] = (await log(id)).slice(2)
    expect(flag).toMatchObject({ type: 'flag.raised', data: { kind: 'help_requested' } })
    expect(events.map(({ type }) => type)).toEqual(['message.added', 'conversation.handed_off', 'message.added'])
    expect(events[0]).toMatchObject({
      actor: { kind: 'agent' },
      data: { message: { role: 'ai', text: 'One moment, please.' } },
    })
    expect(events[2]).toMatchObject({ actor: { kind: 'rule' }, data: { message: { role: 'system' } } })
    expect(new Set(events.map(({ at }) => at)).size).toBe(1)
    const rows =
      await baton.sql`select distinct command_id from events where conversation_id = ${id} and seq >= ${events[0]?.seq ?? 0}`
    expect(rows).toHaveLength(1)
  })

  test('a person hands over by hand and does not speak as the AI', async () => {
    const id = await begin()
    for (const body of [
      { trigger: 'automatic' },
      { trigger: 'customer_request' },
      { trigger: 'manual', text: 'I am the AI' },
    ])
      (await ann.post(`/conversations/${id}/handoff`, body)).refused(403, 'forbidden')
    expect(await types(id)).toHaveLength(2)
  })

  test('A3: “Allow human handoff” off', async () => {
    const own = await baton.service({ allowHandoff: false })
    const { id } = await baton.begin(own.id)
    ;(await baton.key.post(`/conversations/${id}/handoff`, { trigger: 'automatic' })).refused(
      409,
      'handoff_not_allowed',
    )
    await shape(await ann.post(`/conversations/${id}/handoff`, { trigger: 'manual' }))
  })

  const flagsOf = async (id: string) =>
    (await baton.read(id)).flags.map(({ kind, messageId, state, why }) => [kind, messageId, state, why.by, why.quote])

  test.each([
    ['customer_request', 'neutral', 'help_requested'],
    ['automatic', 'neutral', 'non_answer'],
    ['automatic', 'angry', 'negative_feedback'],
  ])('A3, H8: a handoff of a program calls for a person: %s, %s', async (trigger, sentiment, kind) => {
    const { id, messageId } = await baton.begin(service.id, 'Where is my parcel?')
    ;(await baton.key.post(`/conversations/${id}/handoff`, { trigger, sentiment })).expect(200)
    expect(await baton.read(id)).toMatchObject({ status: 'paused', needsAttention: true })
    expect(await flagsOf(id)).toEqual([[kind, messageId, 'open', 'handoff', 'Where is my parcel?']])
  })

  test('A3, H8: on the message that asked, also when the AI has spoken since; once, where the detectors found it', async () => {
    const { id, messageId, turn } = await baton.begin(service.id, 'Where is my parcel?')
    ;(await baton.key.post(`/conversations/${id}/messages`, { role: 'ai', turn, text: 'One moment.' })).expect(201)
    ;(await baton.key.post(`/conversations/${id}/handoff`, { trigger: 'customer_request' })).expect(200)
    expect((await flagsOf(id)).map(([kind, on]) => [kind, on])).toEqual([['help_requested', messageId]])

    const found = await baton.begin(service.id, 'I want to talk to a human')
    const hello = { role: 'customer', text: 'Hello?' }
    ;(await baton.key.post(`/conversations/${found.id}/messages`, hello)).expect(201)
    ;(await baton.key.post(`/conversations/${found.id}/handoff`, { trigger: 'customer_request' })).expect(200)
    expect((await flagsOf(found.id)).map(([kind, on, , by]) => [kind, on, by])).toEqual([
      ['help_requested', found.messageId, 'detector'],
    ])

    const lost = await baton.begin(service.id, 'Where is my parcel?')
    const unsure = { role: 'ai', turn: lost.turn, text: 'I do not know.', nonAnswer: true }
    ;(await baton.key.post(`/conversations/${lost.id}/messages`, unsure)).expect(201)
    ;(await baton.key.post(`/conversations/${lost.id}/handoff`, { trigger: 'automatic' })).expect(200)
    expect((await flagsOf(lost.id)).map(([kind, , , by]) => [kind, by])).toEqual([['non_answer', 'caller']])
  })

  test('A3, L4: one that the mode refuses calls all the same, once; sent again when the mode allows it succeeds', async () => {
    const own = await baton.service()
    const admin = await baton.admin()
    ;(await admin.put(`/services/${own.id}/mode`, { mode: 'ai_only' })).expect(200)
    const { id, messageId } = await baton.begin(own.id, 'Where is my parcel?')
    const handOver = () =>
      baton.key.post(`/conversations/${id}/handoff`, { trigger: 'customer_request' }, { 'idempotency-key': 'once' })
    ;(await handOver()).refused(409, 'mode_forbids')
    ;(await handOver()).refused(409, 'mode_forbids')
    expect(await flagsOf(id)).toEqual([['help_requested', messageId, 'open', 'handoff', 'Where is my parcel?']])
    expect(await baton.read(id)).toMatchObject({ status: 'ai_active', needsAttention: true, handoff: null })
    ;(await admin.put(`/services/${own.id}/mode`, { mode: 'human_supported' })).expect(200)
    ;(await handOver()).expect(200)
    expect(await flagsOf(id)).toHaveLength(1)
    expect(await baton.read(id)).toMatchObject({ status: 'paused', handoff: { trigger: 'customer_request' } })
  })

  test('A3: where “Allow human handoff” is off it calls; a person who hands over calls nobody; a foreign one nobody at all', async () => {
    const own = await baton.service({ allowHandoff: false })
    const { id } = await baton.begin(own.id)
    ;(await baton.key.post(`/conversations/${id}/handoff`, { trigger: 'automatic' })).refused(
      409,
      'handoff_not_allowed',
    )
    expect((await flagsOf(id)).map(([kind]) => kind)).toEqual(['non_answer'])
    const byHand = await begin()
    ;(await ann.post(`/conversations/${byHand}/handoff`, { trigger: 'manual' })).expect(200)
    expect(await flagsOf(byHand)).toEqual([])
    const kept = await begin()
    ;(await ann.post(`/conversations/${kept}/handoff`, { trigger: 'customer_request' })).refused(403, 'forbidden')
    expect(await flagsOf(kept)).toEqual([])
  })

  test('B9: the customer is promised a person only while somebody is there', async () => {
    const id = await begin()
    ;(await baton.key.post(`/conversations/${id}/handoff`, { trigger: 'manual' })).expect(200)
    expect((await texts(id)).at(-1)).toContain('Nobody is here at this moment')
  })
})

describe('F14: notes', () => {
  test('F14: a note is in the log with its author, and moves nothing', async () => {
    const id = await begin()
    const before = await baton.read(id)
    const noteId = newId()
    const after = await shape(await ann.post(`/conversations/${id}/notes`, { id: noteId, text: 'VIP\nsince 2019' }))
    expect(after).toEqual({ ...before, version: before.version + 1 })
    expect((await log(id)).at(-1)).toMatchObject({
      data: { note: { id: noteId, text: 'VIP\nsince 2019', author: person(ann) } },
    })
  })
})

describe('B5: marks', () => {
  test('B5: seen, snoozed and false alarm, of one flag or of all', async () => {
    const id = await begin('Let me speak to a person. This is terrible, I am furious.')
    const { flags } = await baton.read(id)
    expect(flags.length).toBeGreaterThan(1)
    const [first] = flags
    const one = await shape(
      await ann.post(`/conversations/${id}/flags`, {
        as: 'false_alarm',
        kind: first?.kind,
        messageId: first?.messageId,
      }),
    )
    expect(one.flags[0]).toMatchObject({ state: 'false_alarm', because: 'false_alarm' })
    expect(one.needsAttention).toBe(true)
    const snoozed = await shape(await ann.post(`/conversations/${id}/flags`, { as: 'snoozed', minutes: 10 }))
    expect(snoozed.needsAttention).toBe(false)
    const until = Date.parse(snoozed.flags[1]?.until ?? '')
    expect(Math.abs(until - Date.now() - 600_000)).toBeLessThan(60_000)
    const seen = await shape(await ann.post(`/conversations/${id}/flags`, { as: 'seen' }))
    expect(seen.flags[1]).toMatchObject({ state: 'acknowledged', because: 'seen' })
  })

  test('a flag that is not there is unknown; half a name is refused', async () => {
    const id = await begin()
    const flag = { kind: 'thumbs_down', messageId: newId() }
    ;(await ann.post(`/conversations/${id}/flags`, { as: 'seen', ...flag })).refused(404, 'unknown_flag')
    ;(await ann.post(`/conversations/${id}/flags`, { as: 'seen', kind: 'thumbs_down' })).refused(422, 'invalid_input')
    ;(await ann.post(`/conversations/${id}/flags`, { as: 'snoozed', minutes: 0 })).refused(422, 'invalid_input')
    ;(await ann.post(`/conversations/${id}/flags`, { as: 'snoozed', minutes: 1441 })).refused(422, 'invalid_input')
  })
})

test('B1: a draft is discarded', async () => {
  const id = await begin()
  ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
  const { draftId } = (
    await baton.key.post(`/conversations/${id}/messages`, { role: 'ai', text: 'Late', turn: 1 })
  ).refused(409, 'stale_turn').body
  await shape(await ann.post(`/conversations/${id}/drafts/${draftId}/discard`))
  expect((await log(id)).at(-1)).toMatchObject({ type: 'draft.discarded', data: { draftId } })
})

test('L7: none of this is done to a conversation that is not there', async () => {
  const id = newId()
  for (const act of ['takeover', 'release', 'resume', 'resolve'])
    (await ann.post(`/conversations/${id}/${act}`)).refused(404, 'not_found')
  ;(await ann.post(`/conversations/${id}/assign`, { operatorId: ben.id })).refused(404, 'not_found')
  ;(await ann.post(`/conversations/${id}/handoff`, { trigger: 'manual' })).refused(404, 'not_found')
  ;(await ann.post(`/conversations/${id}/notes`, { text: 'x' })).refused(404, 'not_found')
  ;(await ann.post(`/conversations/${id}/flags`, { as: 'seen' })).refused(404, 'not_found')
  ;(await ann.post(`/conversations/${id}/drafts/${newId()}/discard`)).refused(404, 'not_found')
})
