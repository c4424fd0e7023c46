import { describe, expect, test } from 'vitest'
import type { CommandOf } from '../../domain/commands.ts'
import type { Finding } from '../../domain/flags.ts'
import {
  ann,
  ben,
  claimed,
  conversationId,
  event,
  flagClosed,
  flagRaised,
  handedOff,
  modeChanged,
  notice,
  opened,
  released,
  resolved,
  resumed,
  said,
  serviceCreated,
  serviceId,
  told,
} from '../builders/events.ts'
import { given, timeOf } from '../builders/given.ts'

type AddMessage = CommandOf<'addMessage'>
const write = (over: Partial<AddMessage> & Pick<AddMessage, 'role'>): AddMessage => ({
  name: 'addMessage',
  conversationId,
  messageId: 'm2',
  text: 'Hello',
  detection: { flags: [], sentiment: 'neutral' },
  given: {},
  ...over,
})
const reply = (turn: number | undefined, over: Partial<AddMessage> = {}) => write({ role: 'ai', turn, ...over })
const found = (kind: Finding['kind'], ...cues: string[]): Finding => ({ kind, score: 0.9, cues })
const begun = [opened(), said('customer', 'm1', 'Where is my parcel?')]
const drafted = (because: 'stale_turn' | 'ai_paused', turn: number, more: { cut?: true } = {}) =>
  event('reply.drafted', { draft: { id: 'm2', text: 'Hello', author: 'Assistant', ...more }, turn, because })

describe('the customer writes', () => {
  test('H7: the first message is the opening question; customer, AI and human messages are counted, notices are not', () => {
    given(
      ...begun,
      said('ai', 'm2', 'On its way.'),
      said('system', 'm3', 'Ann has joined.'),
      said('operator', 'm4', 'Hi'),
    )
      .when(write({ role: 'customer', messageId: 'm5' }))
      .then([said('customer', 'm5', 'Hello')])
      .leads(({ conversation }) =>
        expect(conversation).toMatchObject({
          openingQuestion: 'Where is my parcel?',
          messageCount: 4,
          lastMessage: { id: 'm5', role: 'customer' },
        }),
      )
  })

  test.each(['builtin', 'model', 'webhook'] as const)(
    'with the AI “%s” in control the same commit asks for its answer',
    (ai) => {
      given(serviceCreated({ ai }), ...begun)
        .when(write({ role: 'customer' }))
        .withTasks({
          lane: `answer:${conversationId}`,
          kind: 'answer',
          payload: { conversationId, messageId: 'm2', turn: 1 },
          delay: 0,
        })
    },
  )

  test('an AI of the caller’s own is asked nothing: it hears the stream', () => {
    given(...begun)
      .when(write({ role: 'customer' }))
      .withTasks()
  })

  test.each([
    ['H10: while a person has it', claimed(ann)],
    ['A2: while it waits for one', handedOff()],
    ['H6: in Human Only', modeChanged('human_only')],
  ])('%s, no answer of the AI is wanted', (_when, before) => {
    given(serviceCreated({ ai: 'builtin' }), ...begun, before)
      .when(write({ role: 'customer' }))
      .withTasks()
  })

  test('a session that ended takes no message: the customer goes on in another', () => {
    given(...begun, resolved(ann))
      .when(write({ role: 'customer' }))
      .refused('ended')
    given(...begun, event('service.deleted', { serviceId }))
      .when(write({ role: 'customer' }))
      .refused('ended')
  })

  test('the time since which the customer waits is that of the first unanswered message', () => {
    const { conversation } = given(...begun, said('customer', 'm2', 'Hello?'), said('system', 'm3', 'Ann has joined.'))
    expect(conversation?.unansweredSince).toBe(timeOf(3))
    expect(given(...begun, said('ai', 'm2', 'Yes?')).conversation?.unansweredSince).toBe(null)
    expect(given(...begun, claimed(ann), said('operator', 'm2', 'Yes?')).conversation?.unansweredSince).toBe(null)
  })
})

describe('L2, B1: an AI reply', () => {
  test('H5: with the present turn it stands', () => {
    given(...begun)
      .when(reply(1))
      .then([said('ai', 'm2', 'Hello')])
  })

  test('it may name another specialist, who answers from then on', () => {
    given(...begun)
      .when(reply(1, { agent: 'Returns' }))
      .then([
        event('message.added', {
          message: { id: 'm2', role: 'ai', text: 'Hello', author: 'Returns' },
          turn: 1,
          agent: 'Returns',
        }),
      ])
      .leads(({ conversation }) => expect(conversation.agent).toBe('Returns'))
  })

  test.each([
    ['a takeover', [claimed(ann)], { turn: 2, draftId: 'm2', owner: ann }],
    ['a release', [claimed(ann), released(ann)], { turn: 3, draftId: 'm2' }],
    ['a handoff', [handedOff()], { turn: 2, draftId: 'm2' }],
    ['a takeover that was given back', [claimed(ann), resumed(ann)], { turn: 3, draftId: 'm2' }],
  ])('L2, B1: after %s a reply to the turn before is refused, and kept as a draft', (_what, before, data) => {
    given(...begun, ...before)
      .when(reply(1))
      .then([drafted('stale_turn', 1)])
      .refusedAfterwards('stale_turn', data)
  })

  test('L2: our own AI’s reply that has not read the last message is not said: it would leave that one unanswered', () => {
    const asked = [...begun, said('customer', 'm3', 'And get me a person.')]
    given(...asked)
      .when(reply(1, { answers: 'm1' }))
      .refused('superseded')
    given(...asked)
      .when(reply(1, { answers: 'm3' }))
      .then([said('ai', 'm2', 'Hello')])
    given(...asked, said('system', 'n1', 'A notice.'))
      .when(reply(1, { answers: 'm3' }))
      .then([said('ai', 'm2', 'Hello')])
  })

  test('L2: nor is one beside another AI’s answer to the same message, though the customer wrote again', () => {
    const answered = [...begun, said('ai', 'm3', 'On its way.')]
    given(...answered)
      .when(reply(1, { answers: 'm1', after: null }))
      .refused('superseded')
    given(...answered, said('customer', 'm4', 'When?'))
      .when(reply(1, { answers: 'm1', after: null }))
      .refused('superseded')
  })

  test('O1: while the customer alone goes on it is said, and what it had not read is still open, in time and in name', () => {
    const asked = [...begun, said('customer', 'm3', 'And get me a person.')]
    given(...asked)
      .when(reply(1, { answers: 'm1', after: null }))
      .then([
        event('message.added', {
          message: { id: 'm2', role: 'ai', text: 'Hello', author: 'Assistant' },
          turn: 1,
          reads: 'm1',
        }),
      ])
      .leads(({ conversation }) =>
        expect(conversation).toMatchObject({ unansweredSince: timeOf(4), lastReplyId: 'm2', messageCount: 3 }),
      )
    given(...asked, said('ai', 'm4', 'Yes?'))
      .when(reply(1, { answers: 'm3', after: 'm4' }))
      .then([said('ai', 'm2', 'Hello')])
      .leads(({ conversation }) => expect(conversation.unansweredSince).toBe(null))
  })

  test('B1, L2: what was cut off is a draft that says so, and is never said, also when control came back meanwhile', () => {
    given(...begun, claimed(ann))
      .when(reply(1, { cut: true, answers: 'm1' }))
      .then([drafted('stale_turn', 1, { cut: true })])
      .refusedAfterwards('stale_turn', { turn: 2, draftId: 'm2', owner: ann })
    given(...begun)
      .when(reply(1, { cut: true, answers: 'm1' }))
      .refused('superseded')
  })

  test('L2: a reply of a turn that never was is as late', () => {
    given(...begun)
      .when(reply(7))
      .then([drafted('stale_turn', 7)])
      .refusedAfterwards('stale_turn', { turn: 1, draftId: 'm2' })
    given(...begun)
      .when(reply(undefined))
      .then([drafted('stale_turn', 0)])
      .refusedAfterwards('stale_turn', { turn: 1, draftId: 'm2' })
  })

  test('L2: with people in control the present turn does not help either', () => {
    given(...begun, claimed(ann))
      .when(reply(2))
      .then([drafted('ai_paused', 2)])
      .refusedAfterwards('ai_paused', { turn: 2, draftId: 'm2', owner: ann })
  })

  test('H6: in Human Only the AI is off, though the mode change left the turn alone', () => {
    given(...begun, modeChanged('human_only'))
      .when(reply(1))
      .then([drafted('ai_paused', 1)])
      .refusedAfterwards('ai_paused', { turn: 1, draftId: 'm2' })
  })

  test('B1: a late reply is neither counted nor an answer, and the customer never sees it', () => {
    given(...begun, claimed(ann))
      .when(reply(1))
      .leads(({ conversation }) =>
        expect(conversation).toMatchObject({ messageCount: 1, unansweredSince: timeOf(3), publicCount: 2 }),
      )
  })

  test('H4: in AI Only its next reply takes back what waited for a person, tells the customer, and then speaks', () => {
    given(...begun, handedOff(), flagRaised('help_requested', 'm1'), modeChanged('ai_only'))
      .when(reply(2))
      .then([
        resumed(null),
        flagClosed('help_requested', 'm1', 'resumed'),
        notice(told.aiBack, 3),
        said('ai', 'm2', 'Hello', 3),
      ])
      .leads(({ conversation }) => expect(conversation).toMatchObject({ control: 'ai', turn: 3 }))
  })

  test('H4: what a person still holds in AI Only the AI does not answer', () => {
    given(...begun, claimed(ann), modeChanged('ai_only'))
      .when(reply(2))
      .then([drafted('ai_paused', 2)])
      .refusedAfterwards('ai_paused', { turn: 2, draftId: 'm2', owner: ann })
  })

  test('B3: what a mode change returned, the next reply takes back', () => {
    given(...begun, claimed(ann), modeChanged('human_supported', { claims: 'return' }))
      .when(reply(2))
      .then([resumed(null, 1), notice(told.aiBack, 3), said('ai', 'm2', 'Hello', 3)])
  })

  test('a session that ended takes no reply, not even as a draft', () => {
    given(...begun, resolved(ann))
      .when(reply(1))
      .refused('ended')
  })
})

describe('an operator writes', () => {
  const fromAnn = write({ role: 'operator', operator: ann })

  test('H10: the owner’s message stands under the owner’s name', () => {
    given(...begun, claimed(ann))
      .when(fromAnn)
      .then([said('operator', 'm2', 'Hello', 2)])
      .saidBy()
      .leads(({ conversation }) => expect(conversation.ownerReplied).toBe(true))
  })

  test.each([
    ['with the AI', [], 2],
    ['that waits', [handedOff()], 3],
  ])('a message to a conversation %s claims it first', (_what, before, turn) => {
    given(...begun, ...before, flagRaised('help_requested', 'm1'))
      .when(fromAnn)
      .then([
        claimed(ann),
        flagClosed('help_requested', 'm1', 'claimed'),
        notice(told.joined('Ann'), turn),
        said('operator', 'm2', 'Hello', turn),
      ])
      .saidBy()
  })

  test('L1: in a colleague’s conversation it is refused with the colleague’s name', () => {
    given(...begun, claimed(ben))
      .when(fromAnn)
      .refused('already_claimed', { owner: ben, since: timeOf(4) })
  })

  test('H4: in AI Only it is refused, unless its author holds the conversation and finishes', () => {
    given(...begun, modeChanged('ai_only'))
      .when(fromAnn)
      .refused('mode_forbids', { mode: 'ai_only' })
    given(...begun, claimed(ann), modeChanged('ai_only'))
      .when(fromAnn)
      .then([said('operator', 'm2', 'Hello', 2)])
  })

  test('L10: a key says for whom it writes', () => {
    given(...begun)
      .when(write({ role: 'operator' }))
      .refused('operator_required')
  })

  test('a session that ended takes no message of an operator', () => {
    given(...begun, resolved(ann))
      .when(fromAnn)
      .refused('ended', { reopen: true, nextId: null })
  })
})

describe('H8, B5: flags that words raise', () => {
  const angry = write({
    role: 'customer',
    text: 'This is ridiculous, get me a human.',
    detection: {
      flags: [found('negative_feedback', 'ridiculous'), found('help_requested', 'a human')],
      sentiment: 'angry',
    },
  })

  test('H8, B5: each in the message’s own commit, with the words, the piece around them and the score', () => {
    given(...begun)
      .when(angry)
      .then([
        said('customer', 'm2', angry.text),
        flagRaised('negative_feedback', 'm2', { quote: angry.text, cues: ['ridiculous'], score: 0.9 }),
        flagRaised('help_requested', 'm2', { quote: angry.text, cues: ['a human'], score: 0.9 }),
      ])
      .saidBy()
      .leads(({ conversation }) => expect(conversation.flags.map(({ state }) => state)).toEqual(['open', 'open']))
  })

  test('a flag never moves control', () => {
    given(...begun)
      .when(angry)
      .leads(({ conversation, standing }) => {
        expect(standing.status).toBe('ai_active')
        expect(conversation.turn).toBe(1)
      })
  })

  test('no more than five cues of eighty characters go into the log', () => {
    const cues = Array.from({ length: 9 }, (_, i) => `${i}`.repeat(100))
    const { made } = given(...begun).when(
      write({ role: 'customer', detection: { flags: [found('help_requested', ...cues)], sentiment: 'neutral' } }),
    )
    const raised = 'events' in made && made.events[1]?.type === 'flag.raised' ? made.events[1].data.why.cues : []
    expect(raised).toEqual(cues.slice(0, 5).map((cue) => cue.slice(0, 80)))
  })

  const kinds = (over: Partial<AddMessage> & Pick<AddMessage, 'role'>) => {
    const { made } = given(...begun).when(write({ turn: 1, ...over }))
    const events = 'events' in made ? made.events : []
    return events.flatMap((one) => (one.type === 'flag.raised' ? [`${one.data.kind} by ${one.data.why.by}`] : []))
  }
  const unsure = { flags: [found('non_answer', 'not sure')], sentiment: 'neutral' as const }
  const cross = { flags: [found('negative_feedback', 'bad')], sentiment: 'angry' as const }

  test.each<[string, Partial<AddMessage> & Pick<AddMessage, 'role'>, string[]]>([
    ['the detector’s word counts', { role: 'ai', detection: unsure }, ['non_answer by detector']],
    ['nonAnswer: false takes it away', { role: 'ai', detection: unsure, given: { nonAnswer: false } }, []],
    ['nonAnswer: true raises it', { role: 'ai', given: { nonAnswer: true } }, ['non_answer by caller']],
    [
      'and does not raise it twice',
      { role: 'ai', detection: unsure, given: { nonAnswer: true } },
      ['non_answer by caller'],
    ],
    ['nonAnswer says nothing of a customer', { role: 'customer', given: { nonAnswer: true } }, []],
    [
      'sentiment: angry raises it',
      { role: 'customer', given: { sentiment: 'angry' } },
      ['negative_feedback by caller'],
    ],
    ['sentiment: happy takes it away', { role: 'customer', detection: cross, given: { sentiment: 'happy' } }, []],
    ['sentiment: neutral takes it away', { role: 'customer', detection: cross, given: { sentiment: 'neutral' } }, []],
    ['an AI’s sentiment is no customer’s', { role: 'ai', given: { sentiment: 'angry' } }, []],
  ])('what the caller knows overrides the detectors: %s', (_what, over, expected) => {
    expect(kinds(over)).toEqual(expected)
  })

  test('an operator’s words raise nothing', () => {
    given(...begun, claimed(ann))
      .when(write({ role: 'operator', operator: ann, detection: cross }))
      .then([said('operator', 'm2', 'Hello', 2)])
  })
})
