import { describe, expect, test } from 'vitest'
import type { NewEvent } from '../../domain/events.ts'
import { FlagKind, flagLabel } from '../../domain/flags.ts'
import type { Mode } from '../../domain/mode.ts'
import { urgency, waitedFor } from '../../domain/urgency.ts'
import {
  ann,
  claimed,
  flagClosed,
  flagRaised,
  handedOff,
  modeChanged,
  opened,
  resolved,
  resumed,
  said,
} from '../builders/events.ts'
import { fold, timeOf } from '../builders/given.ts'

const begun = [opened(), said('customer', 'm1', 'Hello')]
const at = (minutes: number) => Date.parse(timeOf(3)) + minutes * 60_000
const of = (minutes: number, ...happened: NewEvent[]) => {
  const { conversation, service } = fold([...begun, ...happened])
  if (!conversation || !service) throw new Error('nothing')
  return { urgency: urgency(conversation, service, at(minutes)), waited: waitedFor(conversation, service, at(minutes)) }
}

describe('how long a customer has waited', () => {
  test('B6: writing again while nobody has come makes nobody wait anew', () => {
    const passedOn = [said('ai', 'm8', 'I am passing you on.'), handedOff()]
    const asked = of(10, ...passedOn)
    const asksAgain = of(10, ...passedOn, said('customer', 'm9', 'Are you still there?'))
    expect(asked.waited).toBeGreaterThan(0)
    expect(asksAgain.waited).toBe(asked.waited)
  })
})

describe('B6: most urgent first', () => {
  test('what is flagged comes before all that is not, however long that waits', () => {
    expect(of(0, flagRaised('non_answer', 'm1')).urgency).toBeGreaterThan(of(0, claimed(ann)).urgency)
    expect(of(0, handedOff(), flagRaised('non_answer', 'm1')).urgency).toBeGreaterThan(of(100_000, handedOff()).urgency)
  })

  test('who asks for a person comes before who is angry, before a thumbs down, before a non-answer', () => {
    const order: FlagKind[] = ['help_requested', 'negative_feedback', 'thumbs_down', 'non_answer']
    const scores = order.map((kind) => of(0, flagRaised(kind, 'm1')).urgency)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(new Set(scores).size).toBe(4)
    expect([...order].sort()).toEqual([...FlagKind.options].sort())
  })

  test('a sure flag comes before an unsure one, two before one', () => {
    const sure = of(0, flagRaised('help_requested', 'm1', { score: 0.9 })).urgency
    expect(sure).toBeGreaterThan(of(0, flagRaised('help_requested', 'm1', { score: 0.5 })).urgency)
    expect(
      of(0, flagRaised('help_requested', 'm1', { score: 0.9 }), flagRaised('non_answer', 'm2')).urgency,
    ).toBeGreaterThan(sure)
  })

  test('a flag that is closed counts no more', () => {
    expect(of(0, flagRaised('help_requested', 'm1'), flagClosed('help_requested', 'm1', 'seen')).urgency).toBe(0)
  })

  test('among those that wait, who waits longer comes first; and waiting comes before being served', () => {
    expect(of(9, handedOff()).urgency).toBeGreaterThan(of(5, handedOff()).urgency)
    expect(of(5, handedOff()).urgency).toBeGreaterThan(of(5, claimed(ann)).urgency)
  })

  test('nothing waits for a person while the AI has it, and nothing is urgent that ended', () => {
    expect(of(60)).toEqual({ urgency: 0, waited: 0 })
    expect(of(60, resolved(null), flagRaised('help_requested', 'm1')).urgency).toBeLessThan(100)
  })
})

describe('how long the customer has waited for a person', () => {
  test('from the first unanswered message on', () => {
    expect(of(5, handedOff()).waited).toBe(5 * 60_000)
    expect(of(5, modeChanged('human_only')).waited).toBe(5 * 60_000)
  })

  test('an answer ends it; with its owner and nothing unanswered, nobody waits', () => {
    expect(of(5, claimed(ann), said('operator', 'm2', 'Yes?')).waited).toBe(0)
  })

  test('answered by the AI and then handed over: from the pause on', () => {
    expect(of(5, said('ai', 'm2', 'One moment.'), handedOff()).waited).toBe(5 * 60_000 - 2_000)
  })

  test('B2, H6: in Human Only who has an answer and writes nothing waits for nobody, however long ago it began', () => {
    const answered = [said('ai', 'm2', 'It left yesterday.'), modeChanged('human_only')]
    expect(of(60, ...answered).waited).toBe(0)
  })

  test('B2, H6: in Human Only who writes after an answer waits since then, and not since the conversation began', () => {
    const answered = [said('ai', 'm2', 'It left yesterday.'), modeChanged('human_only')]
    const begun = 60 * 60_000
    expect(of(60, ...answered, said('customer', 'm3', 'And now?')).waited).toBe(begun - 3_000)
    const again = [said('customer', 'm3', 'And now?'), said('customer', 'm4', 'Hello?')]
    expect(of(60, ...answered, ...again).waited).toBe(begun - 3_000)
  })

  test('B2, B3: a pause that a mode change ended makes nobody wait when the mode becomes Human Only', () => {
    const answered = [claimed(ann), said('operator', 'm2', 'Solved.', 2), modeChanged('ai_only', { claims: 'return' })]
    expect(of(60, ...answered, modeChanged('human_only', { epoch: 1 })).waited).toBe(0)
  })

  describe.each([
    ['let them finish', { claims: 'finish', epoch: 0 }],
    ['return all', { claims: 'return', epoch: 1 }],
  ] as const)('B2, L9: each row of the table of control, with “%s”', (_, change) => {
    const helped = said('ai', 'm2', 'I am passing you on.')
    const sinceFirst = 5 * 60_000
    const sincePause = sinceFirst - 2_000
    const rows: { who: string; past: NewEvent[]; ai_only: number; human_supported: number; human_only: number }[] = [
      { who: 'with the AI, answered', past: [helped], ai_only: 0, human_supported: 0, human_only: 0 },
      { who: 'with the AI, unanswered', past: [], ai_only: 0, human_supported: 0, human_only: sinceFirst },
      {
        who: 'nobody’s, told that a person comes',
        past: [helped, handedOff()],
        ai_only: 0,
        human_supported: change.claims === 'finish' ? sincePause : 0,
        human_only: sincePause,
      },
      {
        who: 'nobody’s, unanswered',
        past: [handedOff()],
        ai_only: 0,
        human_supported: change.claims === 'finish' ? sinceFirst : 0,
        human_only: sinceFirst,
      },
      ...[change.claims === 'finish'].flatMap((stays) => [
        {
          who: 'a person’s, who has not written yet',
          past: [helped, handedOff(), claimed(ann)],
          ai_only: 0,
          human_supported: 0,
          human_only: stays ? 0 : sincePause,
        },
        {
          who: 'a person’s, answered',
          past: [helped, handedOff(), claimed(ann), said('operator', 'm3', 'Solved.', 3)],
          ai_only: 0,
          human_supported: 0,
          human_only: 0,
        },
        {
          who: 'a person’s, unanswered',
          past: [handedOff(), claimed(ann)],
          ai_only: stays ? sinceFirst : 0,
          human_supported: stays ? sinceFirst : 0,
          human_only: sinceFirst,
        },
      ]),
    ]
    test.each(rows)('$who', ({ past, who: _who, ...expected }) => {
      const waits = (mode: Mode) => of(5, ...past, modeChanged(mode, change)).waited
      expect({
        ai_only: waits('ai_only'),
        human_supported: waits('human_supported'),
        human_only: waits('human_only'),
      }).toEqual(expected)
      const undone = modeChanged('human_supported', { undo: true, epoch: 0 })
      expect(of(5, ...past, modeChanged('human_only', change), undone).waited).toBe(of(5, ...past).waited)
    })
  })

  test('never a time below nothing, also when this clock runs behind the database’s', () => {
    expect(of(-5, handedOff()).waited).toBe(0)
  })

  test('given back to the AI, nobody waits', () => {
    expect(of(5, claimed(ann), resumed(ann)).waited).toBe(0)
  })
})

test('H8: the badges carry the labels of the source', () => {
  expect(flagLabel).toEqual({
    thumbs_down: 'Thumbs Down',
    non_answer: 'Non-Answer',
    negative_feedback: 'Negative Feedback',
    help_requested: 'Help Requested',
  })
})
