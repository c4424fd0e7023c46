import { expect, test } from 'vitest'
import { controlTime, type ModeChange } from '../../domain/control-time.ts'
import type { Event } from '../../domain/events.ts'

const ann = { id: 'ann', name: 'Ann' }
const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 14, minute)).toISOString()
let seq = 0
const event = (minute: number, type: string, data: object): Event =>
  ({
    seq: ++seq,
    conversationId: 'c',
    type,
    actor: { kind: 'rule', name: 'x', via: 'system' },
    at: at(minute),
    data,
  }) as Event
const opened = (epoch = 0) =>
  event(0, 'conversation.opened', { serviceId: 's', customer: {}, channel: 'web', agent: 'A', previousId: null, epoch })
const handedOff = (minute: number, epoch = 0) =>
  event(minute, 'conversation.handed_off', {
    trigger: 'manual',
    reason: null,
    summary: null,
    sentiment: 'neutral',
    epoch,
  })
const claimed = (minute: number, epoch = 0) => event(minute, 'conversation.claimed', { owner: ann, epoch })
const minutes = (
  events: Event[],
  modes: ModeChange[] = [],
  now = 60,
  mode: 'ai_only' | 'human_supported' | 'human_only' = 'human_supported',
) => {
  const time = controlTime(events, modes, { mode, epoch: 0 }, at(now))
  return [time.ai, time.waiting, time.people].map((ms) => ms / 60_000)
}

test('A1: the minutes with AI, waiting and with people are those between the events', () => {
  const ended = event(30, 'conversation.resolved', { by: ann, reason: 'resolved' })
  expect(minutes([opened(), handedOff(10), claimed(14), ended])).toEqual([10, 4, 16])
})

test('A1: one that is open counts until now, and a release waits again', () => {
  const released = event(20, 'conversation.released', { owner: ann, epoch: 0 })
  expect(minutes([opened(), claimed(5), released])).toEqual([5, 40, 15])
})

test('A1: between an end and a reopening nobody has it', () => {
  const ended = event(10, 'conversation.resolved', { by: ann, reason: 'resolved' })
  const conversation = {
    ...({} as object),
    control: 'people',
    owner: ann,
    resolvedAt: at(10),
    turn: 2,
    epoch: 0,
    unansweredSince: null,
  }
  const reopened = event(50, 'conversation.reopened', { by: ann, epoch: 0, conversation })
  expect(minutes([opened(), claimed(4), ended, reopened])).toEqual([4, 0, 16])
})

test('L9: a change of the mode moves the minutes, without an event in the session', () => {
  const human: ModeChange = { at: at(20), mode: 'human_only', previous: 'human_supported', epoch: 0 }
  const back: ModeChange = { at: at(50), mode: 'human_supported', previous: 'human_only', epoch: 0 }
  expect(minutes([opened()], [human, back])).toEqual([30, 30, 0])
  // One of before it began says nothing.
  expect(minutes([opened()], [{ ...human, at: at(-5) }], 60, 'human_only')).toEqual([0, 60, 0])
})

test('L9: “return all to the AI” ends a claim’s minutes', () => {
  const all: ModeChange = { at: at(30), mode: 'ai_only', previous: 'human_supported', epoch: 1 }
  expect(minutes([opened(), claimed(10)], [all], 60, 'ai_only')).toEqual([40, 0, 20])
})
