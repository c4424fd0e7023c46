import { describe, expect, test } from 'vitest'
import { emptyBoard, foldBoard } from '../../domain/board.ts'
import type { ConversationCommand } from '../../domain/commands.ts'
import { SILENCE } from '../../domain/decide/open.ts'
import { Mode } from '../../domain/mode.ts'
import {
  ann,
  ben,
  claimed,
  conversationId,
  event,
  modeChanged,
  notice,
  opened,
  reopened,
  resolved,
  said,
  serviceId,
  told,
} from '../builders/events.ts'
import { given } from '../builders/given.ts'

const over = [opened(), said('customer', 'm1', 'Hello'), claimed(ann), resolved(ann)]
const byBen = { name: 'reopen', conversationId, operator: ben } as const
const wentOn = event('conversation.continued', { conversationId: 'conversation-2' })

describe('laws.md, an operator writes after resolve', () => {
  test.each(['human_supported', 'human_only'] as const)(
    'L1: in %s the session goes on, who reopened it owns it, and the customer is told who joined',
    (mode) => {
      const past = given(...over, modeChanged(mode))
      if (!past.conversation) throw new Error('nothing')
      const turn = past.conversation.turn + 1
      past
        .when(byBen)
        .then([reopened(ben, past.conversation), notice(told.joined('Ben'), turn)])
        .saidBy()
        .withTasks({
          lane: `silence:${conversationId}`,
          kind: 'endSilence',
          payload: { conversationId },
          delay: SILENCE,
        })
        .leads(({ conversation, standing, board }) => {
          expect(standing).toMatchObject({ status: 'paused', owner: ben })
          expect(conversation).toMatchObject({ resolvedAt: null, ownerReplied: false, turn })
          expect(board.conversations.get(conversationId)).toEqual(conversation)
        })
    },
  )

  test('L6: a board that was made after the end, and never saw the session, shows what one with all of it shows', () => {
    const past = given(...over)
    const late = emptyBoard()
    for (const one of past.log) if (one.type === 'service.created') foldBoard(late, one)
    past.when(byBen).leads(({ conversation, board }) => {
      const made = reopened(ben, past.conversation as NonNullable<typeof past.conversation>)
      foldBoard(late, { ...made, seq: 6, at: conversation.ownerSince, conversationId } as never)
      expect(late.conversations.get(conversationId)?.owner).toEqual(ben)
      expect(late.stats.get(serviceId)).toEqual(board.stats.get(serviceId))
    })
  })

  test('B6: who was left without an answer waits from the reopening on, who was answered for nobody', () => {
    const unanswered = given(...over)
    unanswered.when(byBen).leads(({ conversation, board }) => {
      expect(conversation.unansweredSince).toBe(conversation.ownerSince)
      expect(board.conversations.get(conversationId)).toEqual(conversation)
    })
    given(opened(), said('customer', 'm1', 'Hello'), claimed(ann), said('operator', 'm2', 'Done.'), resolved(ann))
      .when(byBen)
      .leads(({ conversation }) => expect(conversation.unansweredSince).toBe(null))
  })

  test('once the customer went on in a new session it is refused with that session', () => {
    given(...over, wentOn)
      .when(byBen)
      .refused('went_on', { nextId: 'conversation-2' })
  })

  test('in AI Only operators cannot intervene: not after the end either', () => {
    given(...over, modeChanged('ai_only'))
      .when(byBen)
      .refused('mode_forbids', { mode: 'ai_only' })
  })

  test('a session of a deleted service stays closed', () => {
    given(...over, event('service.deleted', { serviceId }))
      .when(byBen)
      .refused('service_gone')
  })

  test('L1: of two who reopen at once the second is told who has it; said twice it changes nothing', () => {
    const past = [opened(), said('customer', 'm1', 'Hello')]
    given(...past)
      .when(byBen)
      .refused('not_ended')
    given(...past, claimed(ben))
      .when(byBen)
      .thenNothing()
    expect(
      given(...past, claimed(ann))
        .when(byBen)
        .word(),
    ).toBe('already_claimed')
  })

  test.each(Mode.options)('an operator’s message to it says what is left to do, in %s', (mode) => {
    const message: ConversationCommand = {
      name: 'addMessage',
      conversationId,
      messageId: 'm2',
      role: 'operator',
      text: 'One more thing',
      operator: ben,
      detection: { flags: [], sentiment: 'neutral' },
      given: {},
    }
    given(...over, modeChanged(mode))
      .when(message)
      .refused('ended', { reopen: mode !== 'ai_only', nextId: null })
    given(...over, wentOn, modeChanged(mode))
      .when(message)
      .refused('ended', { reopen: false, nextId: 'conversation-2' })
  })
})
