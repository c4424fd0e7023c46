import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Board, boardStats, emptyBoard, foldBoard, noStats, type Stats } from '../../domain/board.ts'
import type { Event } from '../../domain/events.ts'
import { evolve, evolveService } from '../../domain/evolve.ts'
import { foldOf, viewConversation } from '../../domain/wire.ts'
import { anyEvent, anyLog, eventTypes } from '../builders/any-event.ts'
import {
  ann,
  claimed,
  event,
  flagRaised,
  modeChanged,
  opened,
  resolved,
  said,
  serviceCreated,
} from '../builders/events.ts'
import { fold } from '../builders/given.ts'

const folded = (log: Event[], board: Board = emptyBoard()): Board => {
  for (const one of log) foldBoard(board, one)
  return board
}
const copy = (board: Board): Board => structuredClone(board)

/** The counters as somebody would count them who looks at the list of cards. */
function countCards({ services, conversations }: Board): Stats {
  const stats = { ...noStats }
  for (const conversation of conversations.values()) {
    const service = services.get(conversation.serviceId)
    if (!service || conversation.openingQuestion === null) continue
    const card = viewConversation(conversation, service)
    stats.activeConversations++
    if (card.needsAttention) stats.needsAttention++
    if (card.status === 'paused') stats.paused++
    else stats.withAi++
    if (card.status === 'paused' && !card.owner) stats.waiting++
    if (card.owner) stats.claimed++
  }
  return stats
}

describe('H2, L6: the counters', () => {
  test('H2, L6: after any events, and after each of them, they equal a count over the cards', () => {
    fc.assert(
      fc.property(anyLog(), (log) => {
        const board = emptyBoard()
        for (const one of log) {
          foldBoard(board, one)
          expect(boardStats(board)).toEqual(countCards(board))
        }
      }),
      { numRuns: 200 },
    )
  })

  test('H2: active, with the AI, paused, waiting, claimed, in need of attention', () => {
    const stats = (...log: Parameters<typeof fold>[0]) => fold(log).board.stats.get('service-1')
    const begun = [opened(), said('customer', 'm1', 'Hello')]
    expect(stats(...begun)).toEqual({ ...noStats, activeConversations: 1, withAi: 1 })
    expect(stats(...begun, claimed(ann))).toEqual({ ...noStats, activeConversations: 1, paused: 1, claimed: 1 })
    expect(stats(...begun, modeChanged('human_only'))).toEqual({
      ...noStats,
      activeConversations: 1,
      paused: 1,
      waiting: 1,
    })
    expect(stats(...begun, flagRaised('help_requested', 'm1'))).toMatchObject({ needsAttention: 1, withAi: 1 })
    expect(stats(...begun, resolved(null))).toEqual(noStats)
  })

  test('L7: a reader’s counters are the sum over the services that it sees', () => {
    const { board } = fold([
      serviceCreated(),
      serviceCreated({ id: 'service-2' }),
      opened(),
      said('customer', 'm1', 'Hello'),
    ])
    expect(boardStats(board, (id) => id === 'service-1').activeConversations).toBe(1)
    expect(boardStats(board, (id) => id === 'service-2').activeConversations).toBe(0)
  })
})

describe('L6: snapshot + events = snapshot', () => {
  test('L6: a copy taken anywhere and folded on equals the whole', () => {
    fc.assert(
      fc.property(anyLog(), fc.nat(), (log, at) => {
        const cut = log.length === 0 ? 0 : at % log.length
        const snapshot = copy(folded(log.slice(0, cut)))
        expect(folded(log.slice(cut), snapshot)).toEqual(folded(log))
      }),
    )
  })

  test('L6: what the wire shows of a conversation leads back to its fold, at every moment', () => {
    fc.assert(
      fc.property(anyLog(25), (log) => {
        const board = emptyBoard()
        for (const one of log) {
          foldBoard(board, one)
          for (const conversation of board.conversations.values()) {
            const service = board.services.get(conversation.serviceId)
            if (service) expect(foldOf(viewConversation(conversation, service))).toEqual(conversation)
          }
        }
      }),
    )
  })

  test('L6: the fold is plain data: through JSON it is the same', () => {
    fc.assert(
      fc.property(anyLog(), (log) => {
        const { services, conversations } = folded(log)
        for (const one of [...services.values(), ...conversations.values()])
          expect(JSON.parse(JSON.stringify(one))).toEqual(one)
      }),
    )
  })

  test('the board knows the number that it is at', () => {
    expect(fold([opened()]).board.seq).toBe(2)
  })
})

describe('evolve', () => {
  test.each(eventTypes)('never throws, whatever came before: %s', (type) => {
    fc.assert(
      fc.property(anyLog(12), anyEvent(type), (log, last) => {
        let conversation = null
        let service = null
        for (const one of [...log, last]) {
          conversation = evolve(conversation, one)
          service = evolveService(service, one)
        }
      }),
      { numRuns: 20 },
    )
  })

  test('L5: each event of a conversation is one more version, and each public one is counted for its customer', () => {
    fc.assert(
      fc.property(anyLog(), (log) => {
        const own = log.filter((one) => one.conversationId === 'conversation-1')
        const from = own.findIndex((one) => one.type === 'conversation.opened')
        let state = null
        for (const one of own) state = evolve(state, one)
        if (from < 0) expect(state).toBe(null)
        else {
          const rest = own.slice(from)
          const shown = ['conversation.opened', 'message.added', 'conversation.resolved', 'conversation.continued']
          expect(state?.version).toBe(rest.length)
          expect(state?.publicCount).toBe(rest.filter((one) => shown.includes(one.type)).length)
        }
      }),
    )
  })

  test('what it is given it leaves as it was', () => {
    fc.assert(
      fc.property(anyLog(20), (log) => {
        let state = null
        for (const one of log) {
          const before = JSON.stringify(state)
          const next = evolve(state, one)
          expect(JSON.stringify(state)).toBe(before)
          state = next
        }
      }),
    )
  })

  test('an event about something else changes nothing but the counts', () => {
    const before = fold([opened(), said('customer', 'm1', 'Hello')]).conversation
    const after = fold([
      opened(),
      said('customer', 'm1', 'Hello'),
      event('note.added', { note: { id: 'n', text: 'x', author: ann } }),
    ])
    expect(after.conversation).toEqual({ ...before, version: 3 })
  })
})
