import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyBoard, foldBoard } from '../../domain/board.ts'
import { eventData } from '../../domain/events.ts'
import {
  ConversationView,
  CustomerConversation,
  CustomerEvent,
  customerEvent,
  EventView,
  viewConversation,
  viewEvent,
  viewForCustomer,
} from '../../domain/wire.ts'
import { anyEvent, anyLog, eventTypes, SECRET } from '../builders/any-event.ts'
import { ann, claimed, modeChanged, opened, resolved, said } from '../builders/events.ts'
import { fold } from '../builders/given.ts'

/** What api.md lets a customer see. */
const shown = ['conversation.opened', 'message.added', 'conversation.resolved', 'conversation.continued']

/** Every key that may stand in a customer's event, at any depth. */
const keys = [
  'cursor',
  'seq',
  'type',
  'actor',
  'kind',
  'name',
  'at',
  'data',
  'message',
  'id',
  'role',
  'text',
  'author',
  'agent',
  'previousId',
  'conversationId',
]

function allKeys(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [...(Array.isArray(value) ? [] : [key]), ...allKeys(inner)])
}

describe('L8: private stays private', () => {
  test.each(eventTypes)('L8: %s shows a customer nothing of the team’s', (type) => {
    fc.assert(
      fc.property(anyEvent(type), (event) => {
        const shape = customerEvent(1, event, 7)
        if (!shown.includes(type)) {
          expect(shape).toBe(null)
          return
        }
        expect(JSON.stringify(shape)).not.toContain(SECRET)
        expect(allKeys(shape).filter((key) => !keys.includes(key))).toEqual([])
        expect(shape).toMatchObject({ cursor: 'c1.7', seq: 7, type })
        expect(CustomerEvent.strict().parse(shape)).toEqual(shape)
      }),
      { numRuns: 40 },
    )
  })

  test('L8: a customer’s view of the conversation holds seven things and nothing of the team’s', () => {
    fc.assert(
      fc.property(anyLog(), (log) => {
        const board = emptyBoard()
        for (const event of log) foldBoard(board, event)
        for (const conversation of board.conversations.values()) {
          const service = board.services.get(conversation.serviceId)
          if (!service) continue
          const view = viewForCustomer(conversation, service)
          expect(JSON.stringify(view)).not.toContain(SECRET)
          expect(CustomerConversation.strict().parse(view)).toEqual(view)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('L8: who resolved it is not the customer’s to know', () => {
    const { log } = fold([opened(), resolved(ann)])
    const shown = customerEvent(1, log.at(-1) as (typeof log)[number], 2)
    expect(shown).toMatchObject({ type: 'conversation.resolved', actor: { kind: 'system', name: null } })
    expect(shown?.data).toEqual({})
  })
})

describe('what a customer is shown', () => {
  const view = (...happened: Parameters<typeof fold>[0]) => {
    const { conversation, service } = fold([opened(), ...happened])
    if (!conversation || !service) throw new Error('nothing')
    return viewForCustomer(conversation, service)
  }

  test('F13: the person who writes with them by name, whether it is open, and never the mode', () => {
    expect(view()).toMatchObject({ status: 'open', person: null, service: 'Tech Support', agent: 'Assistant' })
    expect(view(claimed(ann))).toMatchObject({ status: 'open', person: 'Ann' })
    expect(view(modeChanged('human_only'))).toEqual(view())
    expect(view(claimed(ann), resolved(ann))).toMatchObject({ status: 'resolved', person: null })
  })

  test('F13: each message under its author’s name, with its time', () => {
    const { log } = fold([opened(), said('operator', 'm1', 'Hello'), said('system', 'm2', 'Note')])
    const [, , operator, notice] = log.map((event) => customerEvent(1, event, 1))
    expect(operator).toMatchObject({
      actor: { kind: 'operator', name: 'Ann' },
      data: { message: { id: 'm1', role: 'operator', text: 'Hello', author: 'Ann', at: '2026-01-05T09:00:03.000Z' } },
    })
    expect(notice?.actor).toEqual({ kind: 'system', name: null })
  })
})

describe('what operators and programs are shown', () => {
  test('every event goes out in one shape, with the data that its type promises', () => {
    fc.assert(
      fc.property(anyLog(30), (log) => {
        for (const event of log) {
          const view = viewEvent(3, event)
          expect(EventView.strict().parse(view)).toEqual(view)
          expect(view.cursor).toBe(`3.${event.seq}`)
          expect(eventData[event.type].strict().parse(view.data)).toEqual(view.data)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('every conversation goes out in the documented shape', () => {
    fc.assert(
      fc.property(anyLog(), (log) => {
        const board = emptyBoard()
        for (const event of log) foldBoard(board, event)
        for (const conversation of board.conversations.values()) {
          const service = board.services.get(conversation.serviceId)
          if (!service) continue
          const view = viewConversation(conversation, service)
          expect(ConversationView.strict().parse(view)).toEqual(view)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('B3: after a mode change that returned all, the owner is nobody, and who claimed it is still known', () => {
    const { conversation, service } = fold([opened(), claimed(ann), modeChanged('ai_only', { claims: 'return' })])
    if (!conversation || !service) throw new Error('nothing')
    expect(viewConversation(conversation, service)).toMatchObject({ owner: null, claimedBy: ann, status: 'ai_active' })
  })
})
