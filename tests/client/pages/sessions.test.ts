import { describe, expect, it } from 'vitest'
import { queryOf } from '../../../client/console/pages/sessions/address.ts'
import { lasted, timeOf, titleOf } from '../../../client/console/pages/sessions/facts.ts'
import type { SessionView } from '../../../domain/wire.ts'

const session = (over: object = {}): SessionView =>
  ({
    id: 's-1',
    startedAt: '2026-11-22T14:00:00.000Z',
    resolvedAt: null,
    status: 'ai_active',
    owner: null,
    customer: {},
    controlTime: { ai: 60_000, waiting: 0, people: 0 },
    ...over,
  }) as SessionView

describe('A1: what a row says', () => {
  it.each([
    [0, '0 s'],
    [59_000, '59 s'],
    [13 * 60_000, '13 min'],
    [3 * 3_600_000 + 20 * 60_000, '3 h 20 min'],
    [52 * 3_600_000, '2 d 4 h'],
  ])('A1: %d ms are “%s”', (ms, words) => {
    expect(lasted(ms)).toBe(words)
  })

  it('A1: what went by since the list was read was with who holds it now', () => {
    const now = Date.parse('2026-11-22T14:03:00.000Z')
    expect(timeOf(session(), session(), now)).toEqual({ ai: 180_000, waiting: 0, people: 0 })
    const waits = session({ status: 'paused' })
    expect(timeOf(session(), waits, now)).toEqual({ ai: 60_000, waiting: 120_000, people: 0 })
    const over = session({ status: 'resolved' })
    expect(timeOf(session(), over, now)).toEqual({ ai: 60_000, waiting: 0, people: 0 })
  })

  it('A1: it is called by name, else by phone or address, else where the visitor is from', () => {
    expect(titleOf(session({ customer: { name: 'Ilse', phone: '+32 1' } }))).toBe('Ilse')
    expect(titleOf(session({ customer: { phone: '+32 1' } }))).toBe('+32 1')
    expect(titleOf(session({ customer: { location: { city: 'Ulm' } } }))).toBe('Visitor from Ulm')
  })

  it('A1: a day of the filter is the day of whoever looks, both ends of it included', () => {
    const query = queryOf({ from: '2026-11-22', to: '2026-11-22', text: '  lamp ' }, 'oldest')
    expect(query.get('text')).toBe('lamp')
    expect(query.get('sort')).toBe('oldest')
    expect(query.get('from')).toBe(new Date(2026, 10, 22).toISOString())
    expect(query.get('to')).toBe(new Date(2026, 10, 23).toISOString())
    expect(queryOf({ from: 'soon' }, 'newest').get('from')).toBeNull()
  })
})
