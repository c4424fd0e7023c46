import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Conversation } from '../../domain/conversation.ts'
import { type Event, type EventType, eventData } from '../../domain/events.ts'
import { evolve } from '../../domain/evolve.ts'

/**
 * A log as it was recorded on 26 November 2026, with what each event changed of the fold then. It is not to be edited: who says
 * a command again is answered from a fold of the log (`server/gate/answer.ts`), and the fold of old events must not change.
 * What comes new into the fold may stand beside it.
 */
const recorded = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8')) as {
  event: Event
  changed: Partial<Conversation>
}[]

test('L4: recorded events fold to what they folded to when they were recorded', () => {
  let state: Conversation | null = null
  let then: Partial<Conversation> = {}
  for (const { event, changed } of recorded) {
    state = evolve(state, event)
    then = { ...then, ...changed }
    const known = Object.fromEntries(Object.keys(then).map((name) => [name, state?.[name as keyof Conversation]]))
    expect(known, event.type).toEqual(then)
  }
})

test('L4: there is a recorded event of each type that a conversation’s log can hold', () => {
  const types = new Set(recorded.map(({ event }) => event.type))
  for (const type of Object.keys(eventData) as EventType[])
    if (!/^(service|mode|user|group|workspace|canned_reply|key|task)\.|^customer\.(?!erased)/.test(type))
      expect(types, type).toContain(type)
})
