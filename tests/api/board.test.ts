import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Board,
  boardStats,
  emptyBoard,
  foldBoard,
  noStats,
  onBoard,
  recount,
  type Stats,
} from '../../domain/board.ts'
import { type BoardView, type ConversationView, foldOf, viewConversation } from '../../domain/wire.ts'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import { type Listener, listen, listenSocket } from '../builders/listener.ts'

let baton: Running
let ann: Human
let ben: Human
let ada: Human
let stream: Listener
let board: Board
let serviceId: string
beforeAll(async () => {
  baton = await startBaton()
  ann = await baton.human('Ann')
  ben = await baton.human('Ben')
  ada = await baton.admin()
  stream = await listen(baton.key)
  board = fromSnapshot(await snapshot())
})
afterAll(() => {
  stream.close()
  return baton.stop()
})

const snapshot = async (): Promise<BoardView> => (await ann.get('/board')).expect(200).body
const seqOf = (cursor: string) => Number(cursor.split('.')[1])

/** What a screen makes of a snapshot: the board that it folds on from. */
function fromSnapshot({ cursor, services, conversations, opening }: BoardView): Board {
  const made = emptyBoard()
  made.seq = seqOf(cursor)
  for (const service of services) made.services.set(service.id, service)
  for (const view of [...conversations, ...opening]) made.conversations.set(view.id, foldOf(view))
  for (const { id } of services) recount(made, id)
  return made
}

/** A board as a snapshot shows it, in an order that does not depend on how it came about. */
function toSnapshot(from: Board) {
  const shown: ConversationView[] = []
  const opening: ConversationView[] = []
  for (const conversation of from.conversations.values()) {
    const service = from.services.get(conversation.serviceId)
    if (service) (onBoard(conversation, service) ? shown : opening).push(viewConversation(conversation, service))
  }
  return sorted({ stats: boardStats(from), services: [...from.services.values()], conversations: shown, opening })
}
const byId = <T extends { id: string }>(list: T[]) => list.toSorted((a, b) => a.id.localeCompare(b.id))
const sorted = ({
  stats,
  services,
  conversations,
  opening,
}: Pick<BoardView, 'stats' | 'services' | 'conversations' | 'opening'>) => ({
  stats,
  services: byId(services),
  conversations: byId(conversations),
  opening: byId(opening),
})

/** Folds what the stream carried into the board, up to the number of a fresh snapshot, and holds the two against each other. */
async function foldsToFresh(): Promise<BoardView> {
  const fresh = await snapshot()
  const to = seqOf(fresh.cursor)
  if (board.seq < to) await stream.until(({ data }) => data.seq === to)
  for (const { data } of stream.events()) if (data.seq > board.seq && data.seq <= to) foldBoard(board, data)
  expect(board.seq).toBe(to)
  expect(toSnapshot(board)).toEqual(sorted(fresh))
  return fresh
}

/** The counters as somebody counts them who looks at the cards of the same snapshot. */
function countOf({ conversations, services }: BoardView): Stats {
  const stats = { ...noStats }
  const living = new Set(services.map(({ id }) => id))
  for (const { status, owner, needsAttention, serviceId: of } of conversations) {
    expect(living.has(of)).toBe(true)
    expect(status).not.toBe('resolved')
    stats.activeConversations++
    if (needsAttention) stats.needsAttention++
    if (status === 'paused') stats.paused++
    else stats.withAi++
    if (status === 'paused' && !owner) stats.waiting++
    if (owner) stats.claimed++
  }
  return stats
}

type Step = [string, () => Promise<unknown>]
const customer = (id: () => string, text: string) => () =>
  baton.key.post(`/conversations/${id()}/messages`, { role: 'customer', text })

describe('L6: snapshot + events = a fresh snapshot, for every command', () => {
  let id = ''
  let other = ''
  let draft = ''
  let changeId = ''
  let replyId = ''
  const steps: Step[] = [
    [
      'a service',
      async () => {
        serviceId = (await baton.service()).id
      },
    ],
    [
      'a conversation that is opened',
      async () => {
        id = (await baton.key.post('/conversations', { serviceId, customer: { name: 'Kim' } })).expect(201).body.id
      },
    ],
    [
      'a welcome of the AI, before anything was asked',
      () => baton.key.post(`/conversations/${id}/messages`, { role: 'ai', text: 'Welcome!', turn: 1 }),
    ],
    ['a first message', customer(() => id, 'Where is my parcel?')],
    [
      'a reply',
      async () => {
        replyId = (
          await baton.key.post(`/conversations/${id}/messages`, {
            role: 'ai',
            text: 'I do not know.',
            turn: 1,
            agent: 'Parcels',
          })
        ).expect(201).body.message.id
      },
    ],
    ['a thumbs down', () => baton.key.post(`/conversations/${id}/feedback`, { messageId: replyId, rating: 'down' })],
    ['a thumbs up', () => baton.key.post(`/conversations/${id}/feedback`, { messageId: replyId, rating: 'up' })],
    ['a cry for help', customer(() => id, 'This is terrible. Get me a human agent!')],
    [
      'a flag that was seen',
      () => ann.post(`/conversations/${id}/flags`, { as: 'seen', kind: 'thumbs_down', messageId: replyId }),
    ],
    [
      'a false alarm',
      () => ann.post(`/conversations/${id}/flags`, { as: 'false_alarm', kind: 'thumbs_down', messageId: replyId }),
    ],
    ['a snooze', () => ann.post(`/conversations/${id}/flags`, { as: 'snoozed' })],
    [
      'a handoff with its acknowledgement',
      () =>
        baton.key.post(`/conversations/${id}/handoff`, { trigger: 'customer_request', text: 'One moment.', turn: 1 }),
    ],
    ['a takeover', () => ann.post(`/conversations/${id}/takeover`)],
    [
      'a late reply',
      async () => {
        draft = (await baton.key.post(`/conversations/${id}/messages`, { role: 'ai', text: 'Late', turn: 1 })).body
          .draftId
      },
    ],
    ['a discarded draft', () => ann.post(`/conversations/${id}/drafts/${draft}/discard`)],
    ['a note', () => ann.post(`/conversations/${id}/notes`, { text: 'VIP' })],
    ['a release', () => ann.post(`/conversations/${id}/release`)],
    ['a message that claims', () => ben.post(`/conversations/${id}/messages`, { role: 'operator', text: 'Hello' })],
    ['an assignment', () => ben.post(`/conversations/${id}/assign`, { operatorId: ann.id })],
    ['a whisper', () => ada.post(`/conversations/${id}/whispers`, { text: 'Offer the refund' })],
    [
      'a second conversation',
      async () => {
        other = (await baton.begin(serviceId, 'Let me talk to a person')).id
      },
    ],
    ['the mode Human Only', () => ada.put(`/services/${serviceId}/mode`, { mode: 'human_only' })],
    ['a handoff in Human Only', () => ann.post(`/conversations/${other}/handoff`, { trigger: 'manual' })],
    ['the mode AI Only', () => ada.put(`/services/${serviceId}/mode`, { mode: 'ai_only' })],
    ['a release in AI Only', () => ann.post(`/conversations/${id}/release`)],
    [
      'a reply that takes back',
      async () => {
        const { turn } = await baton.read(other)
        await baton.key.post(`/conversations/${other}/messages`, { role: 'ai', text: 'I have it again.', turn })
      },
    ],
    ['all services Human-Supported', () => ada.put('/modes', { mode: 'human_supported' })],
    ['a takeover of the other', () => ben.post(`/conversations/${other}/takeover`)],
    [
      'a change that returns all',
      async () => {
        changeId = (await ada.put(`/services/${serviceId}/mode`, { mode: 'human_supported', claims: 'return' })).expect(
          200,
        ).body.before.changeId
      },
    ],
    ['its undo', () => ada.post('/modes/undo', { changeId })],
    ['a resume', () => ben.post(`/conversations/${other}/resume`)],
    ['a changed service', () => ada.patch(`/services/${serviceId}`, { name: 'Support', agent: 'Bo' })],
    ['an end', () => ben.post(`/conversations/${other}/resolve`)],
    ['a reopening', () => ben.post(`/conversations/${other}/reopen`)],
    ['an end for good', () => ben.post(`/conversations/${other}/resolve`)],
    ['a message after the end', customer(() => other, 'One more thing')],
    [
      'a new person',
      async () => {
        await baton.human('Cy')
      },
    ],
    ['a new key', () => baton.key.post('/keys', { name: 'Shop' })],
    ['a deleted service', () => ada.delete(`/services/${serviceId}`)],
    ['a note on what ended with it', () => ann.post(`/conversations/${id}/notes`, { text: 'Afterwards' })],
  ]

  test.each(steps)('L6: %s', async (_what, act) => {
    await act()
    const fresh = await foldsToFresh()
    expect(fresh.stats).toEqual(countOf(fresh))
    expect((await ann.get('/stats')).expect(200).body).toEqual({ ...fresh.stats, cursor: fresh.cursor })
  })

  test('L6: these were all the types of event that a command makes', async () => {
    const rows = await baton.sql<{ type: string }[]>`select distinct type from events`
    const unmade = [
      'group.created',
      'group.updated',
      'group.deleted',
      'user.updated',
      'user.deleted',
      'user.second_factor_changed',
      'user.signed_out',
      'key.revoked',
      'canned_reply.created',
      'canned_reply.updated',
      'canned_reply.deleted',
      'task.retried',
      'customer.erased',
      'customer.updated',
      'customer.verified',
      'customer.merged',
      'customer.unmerged',
      'customer.exported',
      // Made where somebody is Live: tests/api/routing.test.ts.
      'conversation.offered',
      'conversation.offer_ended',
      'conversation.left_to_ai',
      'conversation.not_handed_off',
      'workspace.switched',
    ]
    const { eventData } = await import('../../domain/events.ts')
    expect(rows.map(({ type }) => type).toSorted()).toEqual(
      Object.keys(eventData)
        .filter((type) => !unmade.includes(type))
        .toSorted(),
    )
  })

  test('L6: what a restarted server reads from its tables is what it had in memory', async () => {
    const own = await baton.service()
    for (const text of ['Hello', 'Get me a human!']) await baton.begin(own.id, text)
    const begun = await baton.begin(own.id)
    await ann.post(`/conversations/${begun.id}/takeover`)
    await baton.key.post('/conversations', { serviceId: own.id })
    const before = await foldsToFresh()
    await baton.restart()
    const after = await snapshot()
    expect(sorted(after)).toEqual(sorted(before))
    expect(after.cursor).toBe(before.cursor)
    stream = await listen(baton.key, `/stream?after=${after.cursor}`)
  })
})

describe('L6: under load', () => {
  test('H2, L6: whenever one looks, the counters equal a count over the cards of the same moment', async () => {
    const own = await baton.service()
    const begun = await Promise.all(Array.from({ length: 8 }, () => baton.begin(own.id)))
    const acts = begun.flatMap(({ id }) => [
      () => ann.post(`/conversations/${id}/takeover`),
      () => baton.key.post(`/conversations/${id}/messages`, { role: 'customer', text: 'I want a human.' }),
      () => ben.post(`/conversations/${id}/takeover`),
      () => ann.post(`/conversations/${id}/release`),
      () => ann.post(`/conversations/${id}/resume`),
      () => baton.key.post(`/conversations/${id}/handoff`, { trigger: 'manual' }),
      () => ann.post(`/conversations/${id}/resolve`),
    ])
    acts.splice(10, 0, () => ada.put('/modes', { mode: 'human_only' }))
    acts.splice(30, 0, () => ada.put('/modes', { mode: 'human_supported', claims: 'return' }))
    let working = true
    const work = Promise.all(
      acts.map((act, i) => new Promise((resolve) => setTimeout(resolve, (i % 7) * 25)).then(act)),
    ).then(() => {
      working = false
    })
    let looks = 0
    while (working) {
      const fresh = await snapshot()
      expect(fresh.stats).toEqual(countOf(fresh))
      looks++
    }
    await work
    expect(looks).toBeGreaterThan(2)
    await foldsToFresh()
  })
})

describe('GET /board', () => {
  test('H7: cards of open conversations with a customer’s message; what was only opened waits aside', async () => {
    const own = await baton.service()
    const quiet = (await baton.key.post('/conversations', { serviceId: own.id })).expect(201).body.id
    const { id } = await baton.begin(own.id)
    const { conversations, opening } = await snapshot()
    expect(conversations.map((one) => one.id)).toContain(id)
    expect(conversations.map((one) => one.id)).not.toContain(quiet)
    expect(opening.map((one) => one.id)).toContain(quiet)
    expect(conversations.find((one) => one.id === id)).toEqual(await baton.read(id))
  })

  test('the people of the team, and who is there', async () => {
    const socket = await listenSocket(ben)
    const { operators } = await snapshot()
    expect(operators).toContainEqual({ id: ben.id, name: 'Ben', role: 'operator', online: true })
    expect(operators).toContainEqual({ id: ann.id, name: 'Ann', role: 'operator', online: false })
    expect(JSON.stringify(operators)).not.toContain('@')
    socket.close()
  })

  test('B13: who looks at a conversation, the team sees', async () => {
    const { id } = await baton.begin((await baton.service()).id)
    const socket = await listenSocket(ben)
    ;(await ann.post('/presence', { conversationId: id })).expect(200)
    // B12: whoever comes hears who is there already, also a second time: a page that was loaded again knows nothing.
    for (let i = 0; i < 2; i++) {
      const { viewers } = (await ben.post('/presence', { conversationId: id })).expect(200).body
      expect(viewers.map(({ name }: { name: string }) => name).toSorted()).toEqual(['Ann', 'Ben'])
    }
    ;(await ben.post('/presence', { conversationId: null })).expect(200)
    const looks = await socket.until(({ event, data }) => event === 'viewers' && data.conversationId === id)
    expect(looks.data.viewers).toEqual([{ id: ann.id, name: 'Ann' }])
    ;(await ann.post('/presence', { conversationId: null })).expect(200)
    await socket.until(
      ({ event, data }) => event === 'viewers' && data.conversationId === id && data.viewers.length === 0,
    )
    ;(await baton.key.post('/presence', { conversationId: newId() })).refused(403, 'forbidden')
    socket.close()
  })

  test('B9: while a console is open, a person may be promised', async () => {
    const socket = await listenSocket(ben)
    const { id } = await baton.begin((await baton.service()).id)
    await baton.key.post(`/conversations/${id}/handoff`, { trigger: 'manual' })
    const { items } = (await baton.key.get(`/conversations/${id}/events`)).body
    expect(items.at(-1).data.message.text).toBe(
      'You are being transferred to a person, who will join this conversation.',
    )
    socket.close()
  })
})
