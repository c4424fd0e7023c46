import { describe, expect, test } from 'vitest'
import { needsAttention } from '../../domain/attention.ts'
import type { ConversationCommand } from '../../domain/commands.ts'
import type { NewEvent } from '../../domain/events.ts'
import {
  ann,
  assigned,
  ben,
  claimed,
  conversationId,
  event,
  flagClosed,
  flagRaised,
  flagReopened,
  handedOff,
  modeChanged,
  notice,
  opened,
  released,
  resolved,
  resumed,
  said,
  serviceCreated,
  told,
} from '../builders/events.ts'
import { fold, given } from '../builders/given.ts'

const begun = [opened(), said('customer', 'm1', 'I want a person.'), said('ai', 'm2', 'I am not sure.')]
const asked = flagRaised('help_requested', 'm1')
const wants = (...happened: NewEvent[]) =>
  fold([...begun, ...happened]).board.stats.get('service-1')?.needsAttention === 1
const mark = (
  as: 'seen' | 'snoozed' | 'false_alarm',
  over: Partial<Extract<ConversationCommand, { name: 'markFlags' }>> = {},
): ConversationCommand => ({ name: 'markFlags', conversationId, as, ...over })
const release: ConversationCommand = { name: 'release', conversationId, operator: ann }

describe('H8: needs attention', () => {
  test.each<[string, NewEvent[], boolean]>([
    ['nothing is flagged', [], false],
    ['a flag is open', [asked], true],
    ['a paused conversation waits without a flag', [handedOff()], false],
    ['its only flag was seen', [asked, flagClosed('help_requested', 'm1', 'seen')], false],
    ['one of two was seen', [asked, flagRaised('non_answer', 'm2'), flagClosed('non_answer', 'm2', 'seen')], true],
    [
      'it was snoozed',
      [asked, flagClosed('help_requested', 'm1', 'snoozed', 'snoozed', '2026-01-05T10:00:00.000Z')],
      false,
    ],
    [
      'the snooze is over',
      [
        asked,
        flagClosed('help_requested', 'm1', 'snoozed', 'snoozed', '2026-01-05T10:00:00.000Z'),
        flagReopened('help_requested', 'm1', 'snooze_over'),
      ],
      true,
    ],
    ['it was a false alarm', [asked, flagClosed('help_requested', 'm1', 'false_alarm', 'false_alarm')], false],
    ['a later flag comes to an owned conversation', [claimed(ann), flagRaised('negative_feedback', 'm3')], true],
    ['the session ended', [asked, resolved(null)], false],
    ['the mode is AI Only', [asked, modeChanged('ai_only')], true],
  ])('H2, H8: when %s', (_when, happened, expected) => {
    expect(wants(...happened)).toBe(expected)
  })
})

describe('what ends it', () => {
  const close = flagClosed('help_requested', 'm1', 'claimed')
  test.each<[string, NewEvent[], ConversationCommand, NewEvent[]]>([
    [
      'a claim',
      [asked],
      { name: 'takeOver', conversationId, operator: ann },
      [claimed(ann), close, notice(told.joined('Ann'), 2)],
    ],
    [
      'an assignment',
      [asked],
      { name: 'assign', conversationId, operator: ann, to: ben },
      [assigned(ben, ann), close, notice(told.joined('Ben'), 2)],
    ],
    ['Seen', [asked], mark('seen'), [flagClosed('help_requested', 'm1', 'seen')]],
    ['False alarm', [asked], mark('false_alarm'), [flagClosed('help_requested', 'm1', 'false_alarm', 'false_alarm')]],
    [
      'Resume',
      [claimed(ann), asked],
      { name: 'resume', conversationId, operator: ann },
      [resumed(ann), flagClosed('help_requested', 'm1', 'resumed'), notice(told.aiBack, 3)],
    ],
    [
      'Resolve',
      [asked],
      { name: 'resolve', conversationId, operator: ann },
      [flagClosed('help_requested', 'm1', 'resolved'), resolved(ann)],
    ],
  ])('%s', (_what, before, command, expected) => {
    given(...begun, ...before)
      .when(command)
      .then(expected)
      .leads(({ board }) => expect(board.stats.get('service-1')?.needsAttention).toBe(0))
  })

  test('a claim closes what was snoozed too', () => {
    given(...begun, asked, flagClosed('help_requested', 'm1', 'snoozed', 'snoozed', '2026-01-05T10:00:00.000Z'))
      .when({ name: 'takeOver', conversationId, operator: ann })
      .then([claimed(ann), close, notice(told.joined('Ann'), 2)])
  })

  test('a handoff does not: nobody has looked yet', () => {
    expect(wants(asked, handedOff())).toBe(true)
  })
})

describe('what opens it again', () => {
  const takenWithFlag = [asked, claimed(ann), flagClosed('help_requested', 'm1', 'claimed')]

  test('a release before the owner replied', () => {
    given(...begun, ...takenWithFlag)
      .when(release)
      .then([released(ann), flagReopened('help_requested', 'm1', 'released')])
      .leads(({ board }) => expect(board.stats.get('service-1')).toMatchObject({ needsAttention: 1, waiting: 1 }))
  })

  test('no release after the owner replied', () => {
    given(...begun, ...takenWithFlag, said('operator', 'm3', 'Here I am.'))
      .when(release)
      .then([released(ann)])
  })

  test('the reply of the owner before does not count for the next one', () => {
    given(
      ...begun,
      ...takenWithFlag,
      said('operator', 'm3', 'Here I am.'),
      released(ann),
      flagRaised('negative_feedback', 'm1'),
      claimed(ann),
      flagClosed('negative_feedback', 'm1', 'claimed'),
    )
      .when(release)
      .then([
        released(ann),
        flagReopened('help_requested', 'm1', 'released'),
        flagReopened('negative_feedback', 'm1', 'released'),
      ])
  })

  test.each(['seen', 'false_alarm'] as const)('never what somebody called %s', (as) => {
    const state = as === 'seen' ? 'acknowledged' : 'false_alarm'
    given(...begun, asked, flagClosed('help_requested', 'm1', as, state), claimed(ann))
      .when(release)
      .then([released(ann)])
  })
})

describe('B5: marks', () => {
  const until = '2026-01-05T10:00:00.000Z'

  test('one flag alone may be marked', () => {
    given(...begun, asked, flagRaised('non_answer', 'm2'))
      .when(mark('seen', { only: { kind: 'non_answer', messageId: 'm2' } }))
      .then([flagClosed('non_answer', 'm2', 'seen')])
      .saidBy()
  })

  test('what was seen may be called a false alarm later, and precision is counted from that', () => {
    given(...begun, asked, flagClosed('help_requested', 'm1', 'seen'))
      .when(mark('false_alarm', { only: { kind: 'help_requested', messageId: 'm1' } }))
      .then([flagClosed('help_requested', 'm1', 'false_alarm', 'false_alarm')])
  })

  test('a flag that is not there is said to be unknown', () => {
    given(...begun, asked)
      .when(mark('seen', { only: { kind: 'help_requested', messageId: 'm2' } }))
      .refused('unknown_flag')
  })

  test('with nothing open, and on what is a false alarm already, nothing happens', () => {
    given(...begun)
      .when(mark('seen'))
      .thenNothing()
    given(...begun, asked, flagClosed('help_requested', 'm1', 'false_alarm', 'false_alarm'))
      .when(mark('seen', { only: { kind: 'help_requested', messageId: 'm1' } }))
      .thenNothing()
  })

  test('Snooze suspends the flags and sets its timer in the same commit', () => {
    given(...begun, asked)
      .when(mark('snoozed', { until, delay: 300_000 }))
      .then([flagClosed('help_requested', 'm1', 'snoozed', 'snoozed', until)])
      .withTasks({
        lane: `snooze:${conversationId}:${until}`,
        kind: 'wakeFlags',
        payload: { conversationId, until },
        delay: 300_000,
      })
  })

  test('a snooze of nothing sets no timer', () => {
    given(...begun)
      .when(mark('snoozed', { until, delay: 300_000 }))
      .thenNothing()
      .withTasks()
  })

  test('when the time is over, exactly the flags of that snooze open again', () => {
    const later = '2026-01-05T11:00:00.000Z'
    given(
      ...begun,
      asked,
      flagRaised('non_answer', 'm2'),
      flagClosed('help_requested', 'm1', 'snoozed', 'snoozed', until),
      flagClosed('non_answer', 'm2', 'snoozed', 'snoozed', later),
    )
      .when({ name: 'wakeFlags', conversationId, until })
      .then([flagReopened('help_requested', 'm1', 'snooze_over')])
  })

  test('a snooze that a claim or the end overtook wakes nothing', () => {
    const snoozed = flagClosed('help_requested', 'm1', 'snoozed', 'snoozed', until)
    const wake: ConversationCommand = { name: 'wakeFlags', conversationId, until }
    given(...begun, asked, snoozed, claimed(ann), flagClosed('help_requested', 'm1', 'claimed'))
      .when(wake)
      .thenNothing()
    given(...begun, asked, snoozed, resolved(ann))
      .when(wake)
      .thenNothing()
  })

  test('a session that ended has no marks', () => {
    given(...begun, asked, resolved(ann))
      .when(mark('seen'))
      .refused('ended')
  })
})

describe('H8: Thumbs Down', () => {
  const rate = (rating: 'up' | 'down'): ConversationCommand => ({
    name: 'giveFeedback',
    conversationId,
    messageId: 'm2',
    rating,
    text: 'I am not sure.',
  })
  const given_ = (rating: 'up' | 'down') => event('feedback.given', { messageId: 'm2', rating })
  const thumbsDown = flagRaised('thumbs_down', 'm2', { quote: 'I am not sure.', by: 'customer' })

  test('H8: it raises its flag on the reply that it is about', () => {
    given(...begun)
      .when(rate('down'))
      .then([given_('down'), thumbsDown])
  })

  test('H8: once for a message, however often it is pressed', () => {
    given(...begun, given_('down'), thumbsDown)
      .when(rate('down'))
      .then([given_('down')])
  })

  test('thumbs up is written down and raises nothing', () => {
    given(...begun)
      .when(rate('up'))
      .then([given_('up')])
  })

  test('a session that ended takes no rating', () => {
    given(...begun, resolved(ann))
      .when(rate('down'))
      .refused('ended')
  })
})

test('the fold keeps the latest forty flags; the log has them all', () => {
  const many = Array.from({ length: 60 }, (_, i) => flagRaised('non_answer', `m${i}`))
  expect(fold([...begun, ...many]).conversation?.flags.map((flag) => flag.messageId)).toEqual(
    Array.from({ length: 40 }, (_, i) => `m${i + 20}`),
  )
})

describe('H8: the AI failed for good to answer', () => {
  const begun = [opened(), said('customer', 'm1', 'Where is my parcel?')]
  const unanswered = (over: object = {}): ConversationCommand => ({
    name: 'raiseUnanswered',
    conversationId,
    messageId: 'm1',
    turn: 1,
    reason: 'The model answered 401.',
    ...over,
  })
  const raised = flagRaised('non_answer', 'm1', { quote: 'The model answered 401.', by: 'failure' })

  test.each(['human_supported', 'ai_only'] as const)(
    'H8, A3: in %s it is a Non-Answer that says how; control stays',
    (mode) => {
      given(serviceCreated({ mode }), ...begun)
        .when(unanswered())
        .then([raised])
        .leads(({ conversation, standing }) => {
          expect(standing.status).toBe('ai_active')
          expect(conversation.turn).toBe(1)
          expect(needsAttention(conversation)).toBe(true)
        })
    },
  )

  test('each message raises it once, also when it fails again', () => {
    given(...begun, raised)
      .when(unanswered())
      .thenNothing()
    given(...begun, raised, flagClosed('non_answer', 'm1', 'seen'))
      .when(unanswered())
      .thenNothing()
  })

  test('a message that went to a person, or whose session ended, is nobody’s Non-Answer any more', () => {
    given(...begun, claimed(ann))
      .when(unanswered())
      .thenNothing()
    given(...begun, modeChanged('human_only'))
      .when(unanswered())
      .thenNothing()
    given(...begun, resolved(ann))
      .when(unanswered())
      .thenNothing()
  })
})
