import { describe, expect, test } from 'vitest'
import { conversationUpToDate } from '../../db/states.ts'
import type { ConversationCommand } from '../../domain/commands.ts'
import type { Conversation } from '../../domain/conversation.ts'
import {
  ann,
  claimed,
  conversationId,
  event,
  flagClosed,
  flagRaised,
  handedOff,
  modeChanged,
  opened,
  reopened,
  resolved,
  resumed,
  said,
  serviceId,
} from '../builders/events.ts'
import { given, timeOf } from '../builders/given.ts'

const DAY = 86_400_000
const begun = [opened(), said('customer', 'm1', 'Hello')]

describe('opening', () => {
  const open = (
    over: Partial<Extract<ConversationCommand, { name: 'openConversation' }>> = {},
  ): ConversationCommand => ({
    name: 'openConversation',
    conversationId,
    serviceId,
    customer: { name: 'Kim' },
    channel: 'api',
    ...over,
  })
  const silence = (delay = DAY) =>
    ({ lane: `silence:${conversationId}`, kind: 'endSilence', payload: { conversationId }, delay }) as const

  test('H7: it starts with the AI, under the service’s agent, and the timer of its silence runs', () => {
    given()
      .when(open())
      .then([opened()])
      .withTasks(silence())
      .leads(({ conversation, standing }) => {
        expect(standing.status).toBe('ai_active')
        expect(conversation).toMatchObject({
          turn: 1,
          messageCount: 0,
          startedAt: timeOf(2),
          version: 1,
          publicCount: 1,
        })
      })
  })

  test('A1: a caller may name the agent and the session before', () => {
    given()
      .when(open({ agent: 'Returns', previousId: 'before' }))
      .then([opened({ agent: 'Returns', previousId: 'before' })])
  })

  test('it counts from its first message on: an empty one is on nobody’s board', () => {
    const board = (...more: Parameters<typeof given>) => given(opened(), ...more).board.stats.get(serviceId)
    expect(board()?.activeConversations).toBe(0)
    expect(board(said('ai', 'm0', 'Welcome!'))?.activeConversations).toBe(0)
    expect(board(said('customer', 'm1', 'Hello'))?.activeConversations).toBe(1)
  })

  test('one that is there is not opened again', () => {
    given(...begun)
      .when(open())
      .refused('id_taken')
  })

  test('L7: a service that is not there is not found; a deleted one is said to be', () => {
    given(event('service.deleted', { serviceId })).when(open()).refused('service_gone')
  })

  describe('a conversation with the AI that falls silent', () => {
    const after = (ms: number): ConversationCommand => ({
      name: 'endSilence',
      conversationId,
      now: new Date(Date.parse(timeOf(3)) + ms).toISOString(),
    })

    test('ends by rule after a day without a word, its open flags with it', () => {
      given(...begun, flagRaised('help_requested', 'm1'))
        .when(after(DAY))
        .then([flagClosed('help_requested', 'm1', 'resolved'), resolved(null, 'silence')])
        .withTasks()
    })

    test('is looked at again when a day after the last word will be over', () => {
      given(...begun)
        .when(after(DAY - 1))
        .thenNothing()
        .withTasks(silence(1))
      given(...begun, said('ai', 'm2', 'Yes?'))
        .when(after(DAY))
        .thenNothing()
        .withTasks(silence(1000))
    })

    test('is not silent while people move it: a day after it was given back has to be over, too', () => {
      given(...begun, claimed(ann), resumed(ann))
        .when(after(DAY))
        .thenNothing()
        .withTasks(silence(2000))
      given(...begun, claimed(ann), resumed(ann))
        .when(after(DAY + 2000))
        .then([resolved(null, 'silence')])
    })

    test.each([
      ['a reopening', []],
      ['its end, and what is given back at once', [resumed(ann)]],
    ])('is not ended minutes after %s, though nobody has written for a day', (_what, then) => {
      const before = given(...begun, claimed(ann), resolved(ann)).conversation
      if (!before) throw new Error('nothing')
      const last = { ...before, lastMessage: { id: 'm1', role: 'customer' as const, at: '2026-01-04T09:05:00.000Z' } }
      const back = given(...begun, claimed(ann), resolved(ann), reopened(ann, last), ...then)
      const minutes = back.when({ name: 'endSilence', conversationId, now: '2026-01-05T09:06:00.000Z' })
      minutes.thenNothing()
      expect('tasks' in minutes.made && minutes.made.tasks).toHaveLength(1)
    })

    test('L6: one that an older Baton kept has not moved since what it says of its owner, its pause or its beginning', () => {
      const { movedAt, ...kept } = given(...begun, claimed(ann)).conversation as Conversation
      expect(movedAt).toBe(timeOf(4))
      expect(conversationUpToDate(kept as Conversation).movedAt).toBe(timeOf(4))
      const older = { ...kept, ownerSince: null, pausedAt: null } as unknown as Conversation
      expect(conversationUpToDate(older).movedAt).toBe(timeOf(2))
    })

    test.each([
      ['a claimed one', claimed(ann)],
      ['a waiting one', handedOff()],
      ['one in Human Only', modeChanged('human_only')],
    ])('but %s never ends by itself', (_what, held) => {
      given(...begun, held)
        .when(after(30 * DAY))
        .thenNothing()
        .withTasks(silence())
    })

    test('and what has ended does not end twice', () => {
      given(...begun, resolved(ann))
        .when(after(DAY))
        .thenNothing()
        .withTasks()
      given(...begun, event('service.deleted', { serviceId }))
        .when(after(DAY))
        .thenNothing()
        .withTasks()
    })

    test('one in which nothing was said counts from its opening', () => {
      given(opened())
        .when(after(DAY - 1000))
        .then([resolved(null, 'silence')])
    })
  })
})

describe('F15: going on after the end', () => {
  const goOn = (nextId = 'next'): ConversationCommand => ({ name: 'continueConversation', conversationId, nextId })

  test('F15: the session that ended names the one in which the customer goes on', () => {
    given(...begun, resolved(ann))
      .when(goOn())
      .then([event('conversation.continued', { conversationId: 'next' })])
      .leads(({ conversation }) => expect(conversation.nextId).toBe('next'))
  })

  test('once, whoever writes first', () => {
    given(...begun, resolved(ann), event('conversation.continued', { conversationId: 'next' }))
      .when(goOn('another'))
      .thenNothing()
  })

  test('an open session goes on in itself', () => {
    given(...begun)
      .when(goOn())
      .refused('already_with_people')
  })
})

test('erasure: the fold forgets the customer and the opening question', () => {
  const { conversation } = given(...begun, event('customer.erased', {}))
  expect(conversation).toMatchObject({ customer: {}, openingQuestion: null })
})
