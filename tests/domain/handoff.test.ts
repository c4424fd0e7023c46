import { describe, expect, test } from 'vitest'
import type { CommandOf } from '../../domain/commands.ts'
import type { FlagKind } from '../../domain/flags.ts'
import {
  ann,
  ben,
  claimed,
  conversationId,
  flagClosed,
  flagRaised,
  handedOff,
  modeChanged,
  notice,
  opened,
  resolved,
  said,
  serviceCreated,
  told,
} from '../builders/events.ts'
import { given, timeOf } from '../builders/given.ts'

type HandOff = CommandOf<'handOff'>
const handOff = (over: Partial<HandOff> = {}): HandOff => ({
  name: 'handOff',
  conversationId,
  trigger: 'manual',
  messageId: 'ack',
  someoneLive: true,
  ...over,
})
const begun = [opened(), said('customer', 'm1', 'I want a person.')]

describe('A2, A3: handoff', () => {
  test('A2: by hand the AI stops, the conversation waits unassigned, and the customer is told', () => {
    given(...begun)
      .when(handOff())
      .then([handedOff(), notice(told.transfer, 2)])
      .leads(({ conversation, standing }) => {
        expect(standing).toEqual({ status: 'paused', control: 'people', owner: null, waiting: true })
        expect(conversation).toMatchObject({ turn: 2, pausedAt: timeOf(4) })
      })
  })

  test('L2: the AI’s acknowledgement, the handoff and its notice are one commit, in that order', () => {
    given(...begun)
      .when(handOff({ trigger: 'customer_request', text: 'One moment, please.', turn: 1, agent: 'Returns' }))
      .then([
        said('ai', 'ack', 'One moment, please.', 1, 'Returns'),
        handedOff({ trigger: 'customer_request' }),
        notice(told.transfer, 2),
      ])
  })

  test('O2, O7: it carries reason, summary and sentiment, and the conversation shows them', () => {
    const why = { reason: 'Asked twice.', summary: 'Wants a refund.', sentiment: 'angry' } as const
    given(...begun)
      .when(handOff({ trigger: 'automatic', ...why }))
      .then([handedOff({ trigger: 'automatic', ...why }), notice(told.transfer, 2)])
      .leads(({ conversation }) =>
        expect(conversation.handoff).toEqual({ trigger: 'automatic', ...why, at: timeOf(4) }),
      )
  })

  test('B9: nobody live, no person is promised', () => {
    given(...begun)
      .when(handOff({ someoneLive: false }))
      .then([handedOff(), notice(told.transferLater, 2)])
  })

  test('the flag that asked for it stays open: a handoff is no claim', () => {
    given(...begun, flagRaised('help_requested', 'm1'))
      .when(handOff())
      .then([handedOff(), notice(told.transfer, 2)])
  })

  test.each(['automatic', 'customer_request'] as const)(
    'A3: “Allow human handoff” off stops an %s one, and no manual one',
    (trigger) => {
      const service = serviceCreated({ allowHandoff: false })
      given(service, ...begun)
        .when(handOff({ trigger }))
        .refused('handoff_not_allowed')
      given(service, ...begun)
        .when(handOff())
        .then([handedOff(), notice(told.transfer, 2)])
    },
  )

  test('A4: the sentences of the disabled button', () => {
    given(...begun, resolved(ann))
      .when(handOff())
      .refused('ended', {}, 'Session is already finished')
    given(...begun, handedOff())
      .when(handOff())
      .refused('already_with_people', {}, 'Session is already handled by an operator')
    given(...begun, claimed(ben))
      .when(handOff())
      .refused('already_with_people', { owner: ben }, 'Session is already handled by an operator')
    given(...begun, modeChanged('ai_only'))
      .when(handOff())
      .refused('mode_forbids', { mode: 'ai_only' }, 'This service is set to AI Only')
  })

  test('L2: an AI that began before control changed hands over nothing', () => {
    given(...begun)
      .when(handOff({ trigger: 'automatic', turn: 0 }))
      .refused('stale_turn', { turn: 1 })
  })

  test('L2: our own AI hands over with what it has read, and not past a message that came since', () => {
    given(...begun, said('customer', 'm2', 'Never mind.'))
      .when(handOff({ trigger: 'automatic', turn: 1, answers: 'm1' }))
      .refused('superseded')
    given(...begun)
      .when(handOff({ trigger: 'automatic', turn: 1, answers: 'm1' }))
      .then([handedOff({ trigger: 'automatic' }), notice(told.transfer, 2)])
  })

  test('O1: while the customer alone goes on it hands over, and those words wait for a person', () => {
    given(...begun, said('customer', 'm2', 'It is urgent.'))
      .when(handOff({ trigger: 'automatic', turn: 1, answers: 'm1', after: null, text: 'One moment.' }))
      .leads(({ conversation }) =>
        expect(conversation).toMatchObject({ control: 'people', unansweredSince: timeOf(4) }),
      )
  })

  test('H6: in Human Only the customer hears nothing automated: no acknowledgement, no promise', () => {
    const human = [...begun, modeChanged('human_only')]
    given(...human)
      .when(handOff())
      .then([handedOff()])
    given(...human)
      .when(handOff({ trigger: 'automatic', text: 'One moment.' }))
      .refused('mode_forbids', { mode: 'human_only' })
  })

  test('B3: what a mode change returned to the AI may be handed over anew', () => {
    given(...begun, handedOff(), modeChanged('human_supported', { claims: 'return' }))
      .when(handOff())
      .then([handedOff({ epoch: 1 }), notice(told.transfer, 3)])
  })
})

describe('A3: a flag is raised always', () => {
  const about = { messageId: 'm1', text: 'I want a person.', around: ['m1'] }
  const flag = (kind: FlagKind, messageId = 'm1') => flagRaised(kind, messageId, { quote: about.text, by: 'handoff' })
  const calls = (over: Partial<CommandOf<'flagHandoff'>> = {}): CommandOf<'flagHandoff'> => ({
    name: 'flagHandoff',
    conversationId,
    trigger: 'customer_request',
    about,
    ...over,
  })

  test.each([
    ['customer_request', 'neutral', 'help_requested'],
    ['customer_request', 'angry', 'help_requested'],
    ['automatic', 'neutral', 'non_answer'],
    ['automatic', undefined, 'non_answer'],
    ['automatic', 'angry', 'negative_feedback'],
  ] as const)('H8, A3: %s of a customer who is %s is %s, in the handoff’s own commit', (trigger, sentiment, kind) => {
    given(...begun)
      .when(handOff({ trigger, sentiment, about }))
      .then([flag(kind), handedOff({ trigger, sentiment: sentiment ?? 'neutral' }), notice(told.transfer, 2)])
      .leads(({ board }) => expect(board.stats.get('service-1')).toMatchObject({ needsAttention: 1, paused: 1 }))
    given(serviceCreated({ allowHandoff: false }), ...begun)
      .when(calls({ trigger, sentiment }))
      .then([flag(kind)])
      .leads(({ standing }) => expect(standing.status).toBe('ai_active'))
  })

  test('A2: a person who hands over calls nobody', () => {
    given(...begun)
      .when(handOff({ about }))
      .then([handedOff(), notice(told.transfer, 2)])
    given(...begun)
      .when(calls({ trigger: 'manual' }))
      .thenNothing()
  })

  test('H8: once for what it is about: a flag of that kind calls already, whatever became of it', () => {
    const late = { messageId: 'm2', text: 'Hello?', around: ['m1', 'm2'] }
    const asked = [...begun, flagRaised('help_requested', 'm1'), said('customer', 'm2', 'Hello?')]
    given(...asked)
      .when(handOff({ trigger: 'customer_request', about: late }))
      .then([handedOff({ trigger: 'customer_request' }), notice(told.transfer, 2)])
    given(...asked, flagClosed('help_requested', 'm1', 'false_alarm', 'false_alarm'))
      .when(calls({ about: late }))
      .thenNothing()
  })

  test('H8: a flag of another kind, or on what was answered before, calls for something else', () => {
    given(...begun, flagRaised('negative_feedback', 'm1'))
      .when(calls())
      .then([flag('help_requested')])
    const earlier = [flagRaised('help_requested', 'm0'), said('ai', 'm3', 'No.'), said('customer', 'm4', 'A person!')]
    given(...begun, ...earlier)
      .when(calls({ about: { ...about, messageId: 'm4', around: ['m4'] } }))
      .then([flag('help_requested', 'm4')])
  })

  test.each(['ai_only', 'human_only', 'human_supported'] as const)('H4, A3: refused in %s it is raised', (mode) => {
    given(...begun, modeChanged(mode))
      .when(calls())
      .then([flag('help_requested')])
      .saidBy()
  })

  test('A3: it calls nobody to what a person holds, what control moved away from, what ended', () => {
    given(...begun, claimed(ben))
      .when(calls())
      .thenNothing()
    given(...begun, handedOff())
      .when(calls({ turn: 1 }))
      .thenNothing()
    given(...begun, resolved(ann))
      .when(calls())
      .thenNothing()
    given(...begun, handedOff())
      .when(calls({ turn: 2 }))
      .then([flag('help_requested')])
  })

  test('there is nothing to flag where no customer wrote', () => {
    given(opened())
      .when(handOff({ trigger: 'automatic' }))
      .then([handedOff({ trigger: 'automatic' }), notice(told.transfer, 2)])
  })
})

test('H6, L8: in Human Only a takeover is the first thing that the customer is told', () => {
  given(...begun, modeChanged('human_only'), handedOff())
    .when({ name: 'takeOver', conversationId, operator: ann })
    .then([claimed(ann), notice(told.joined('Ann'), 3)])
})
