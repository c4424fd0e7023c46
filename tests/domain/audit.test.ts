import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { auditKinds, auditSentence, auditTypes, type Names, namedIn } from '../../domain/audit.ts'
import { eventData } from '../../domain/events.ts'
import { anyEvent, eventTypes } from '../builders/any-event.ts'

const names: Names = {
  person: (id) => `person ${id}`,
  service: (id) => `service ${id}`,
  group: (id) => `group ${id}`,
  key: (id) => `key ${id}`,
}

describe('L10: the audit tells of every event', () => {
  test.each(eventTypes)('L10: %s is a sentence on one line, with the names that it asks for', (type) => {
    fc.assert(
      fc.property(anyEvent(type), (event) => {
        const sentence = auditSentence(event, names)
        expect(sentence).toMatch(/^[A-Z]\S/)
        const asked = namedIn([event])
        for (const what of Object.keys(asked) as (keyof Names)[])
          for (const id of asked[what]) expect(sentence).toContain(names[what](id))
      }),
    )
  })

  test('L10: every type is of one kind, and every kind has some', () => {
    const kinds = Object.keys(auditKinds) as (keyof typeof auditKinds)[]
    expect(kinds.flatMap((kind) => auditTypes(kind)).toSorted()).toEqual(Object.keys(eventData).toSorted())
    for (const kind of kinds) expect(auditTypes(kind).length).toBeGreaterThan(0)
  })
})
