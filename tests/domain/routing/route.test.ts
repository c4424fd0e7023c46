import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fits, type LiveOperator, LiveState } from '../../../domain/routing/live.ts'
import { byUrgency, leastLoaded, type Present, route, type Wanted } from '../../../domain/routing/route.ts'
import { Strategy } from '../../../domain/routing/settings.ts'
import { Day, storeSchedule, worksAt } from '../../../domain/schedule.ts'

const AT = Date.parse('2026-11-26T10:00:00Z')
const services = ['billing', 'tech', 'sales']
const tags = ['spanish', 'refunds']
const people = ['ann', 'ben', 'cem', 'dia', 'eli']

const schedule = fc
  .record({
    timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC'),
    day: fc.constantFrom(...Day.options),
    from: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ timeZone, day, from }) => storeSchedule({ timeZone, shifts: [{ day, from, to: from + 4 }] }, AT))

const operator = (id: string): fc.Arbitrary<LiveOperator> =>
  fc.record({
    id: fc.constant(id),
    name: fc.constant(id),
    state: fc.oneof({ weight: 4, arbitrary: fc.constant('live' as const) }, fc.constantFrom(...LiveState.options)),
    lapsed: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
    services: fc.subarray(services),
    capacity: fc.integer({ min: 1, max: 3 }),
    tags: fc.subarray(tags),
    since: fc.integer({ min: AT - 3_600_000, max: AT }),
    sees: fc.option(
      fc.subarray(services).map((list) => new Set(list)),
      { nil: null },
    ),
    schedule: fc.option(schedule, { nil: null }),
  })

const wanted = (id: string): fc.Arbitrary<Wanted> =>
  fc.record({
    id: fc.constant(id),
    serviceId: fc.constantFrom(...services),
    needs: fc.subarray(tags.map((tag) => tag.toUpperCase())),
    strategy: fc.constantFrom(...Strategy.options),
    asked: fc.array(
      fc.record({
        id: fc.constantFrom(...people),
        at: fc.integer({ min: AT - 3_600_000, max: AT }).map((at) => new Date(at).toISOString()),
      }),
      { maxLength: 3 },
    ),
    former: fc.option(fc.constantFrom(...people), { nil: null }),
    urgency: fc.integer({ min: 0, max: 5 }),
    since: fc.integer({ min: AT - 3_600_000, max: AT }),
  })

const situation = fc.record({
  operators: fc.subarray(people).chain((ids) => fc.tuple(...ids.map(operator))),
  waiting: fc
    .integer({ min: 0, max: 12 })
    .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => wanted(`c${i}`)))),
  loads: fc
    .dictionary(fc.constantFrom(...people), fc.integer({ min: 0, max: 4 }))
    .map((given) => new Map(Object.entries(given))),
  given: fc
    .dictionary(fc.constantFrom(...people), fc.integer({ min: 0, max: AT }))
    .map((given) => new Map(Object.entries(given))),
  last: fc
    .dictionary(fc.constantFrom(...services), fc.constantFrom(...people))
    .map((given) => new Map(Object.entries(given))),
})

type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never
const present = ({ operators, loads, given, last }: Situation): Present => ({ operators, loads, given, last, at: AT })

function loadsAfter({ loads }: Situation, offers: { to: { id: string } }[]): Map<string, number> {
  const after = new Map(loads)
  for (const { to } of offers) after.set(to.id, (after.get(to.id) ?? 0) + 1)
  return after
}

const holds = (property: (of: Situation, offers: ReturnType<typeof route>) => void) =>
  fc.assert(
    fc.property(situation, (of) => property(of, route(of.waiting, present(of)))),
    { numRuns: 600 },
  )

describe('G4: routing', () => {
  test('G4: nobody is offered more than they have room for', () => {
    holds((of, offers) => {
      const after = loadsAfter(of, offers)
      for (const { to } of offers) {
        const { capacity } = of.operators.find(({ id }) => id === to.id) as LiveOperator
        expect(after.get(to.id)).toBeLessThanOrEqual(capacity)
      }
    })
  })

  test('G4, F5: nobody is offered anything outside their schedule, their services, their groups or their skills, or while they are not live', () => {
    holds((of, offers) => {
      for (const { conversationId, to } of offers) {
        const one = of.operators.find(({ id }) => id === to.id) as LiveOperator
        const { serviceId, needs } = of.waiting.find(({ id }) => id === conversationId) as Wanted
        expect({ state: one.state, lapsed: one.lapsed }).toEqual({ state: 'live', lapsed: false })
        expect(one.services).toContain(serviceId)
        expect(one.sees === null || one.sees.has(serviceId)).toBe(true)
        for (const need of needs) expect(one.tags).toContain(need.toLowerCase())
        if (one.schedule) expect(worksAt(one.schedule, AT)).toBe(true)
      }
    })
  })

  test('G4: nobody waits while somebody who fits has room', () => {
    holds((of, offers) => {
      const after = loadsAfter(of, offers)
      const left = of.waiting.filter(({ id }) => !offers.some(({ conversationId }) => conversationId === id))
      for (const one of left)
        for (const operator of of.operators)
          if (fits(operator, one, AT)) expect(after.get(operator.id) ?? 0).toBeGreaterThanOrEqual(operator.capacity)
    })
  })

  test('L1, G4: a conversation is offered to one person at a time', () => {
    holds((_of, offers) => {
      expect(new Set(offers.map(({ conversationId }) => conversationId)).size).toBe(offers.length)
    })
  })

  test('G4: who let it pass since they went Live is not asked again; the offer moves on until everybody who fits was asked', () => {
    fc.assert(
      fc.property(situation, (of) => {
        const [one] = of.waiting
        if (!one) return
        let asked = one.asked
        const seen: string[] = []
        for (;;) {
          const [offer] = route([{ ...one, asked }], present(of))
          if (!offer) break
          seen.push(offer.to.id)
          asked = [...asked, { id: offer.to.id, at: new Date(AT).toISOString() }]
        }
        const room = of.operators.filter(({ id, capacity }) => (of.loads.get(id) ?? 0) < capacity)
        expect(seen.toSorted()).toEqual(
          room
            .filter((operator) => fits(operator, one, AT))
            .map(({ id }) => id)
            .toSorted(),
        )
      }),
    )
  })

  test('B6: the most urgent is offered first, and of equals the one that waits longest', () => {
    holds((of, offers) => {
      const order = of.waiting.toSorted(byUrgency).map(({ id }) => id)
      expect(offers.map(({ conversationId }) => order.indexOf(conversationId))).toEqual(
        offers.map(({ conversationId }) => order.indexOf(conversationId)).toSorted((a, b) => a - b),
      )
    })
    fc.assert(
      fc.property(wanted('a'), wanted('b'), (a, b) => {
        const [first, second] = [a, b].toSorted(byUrgency) as [Wanted, Wanted]
        expect(
          first.urgency > second.urgency || (first.urgency === second.urgency && first.since <= second.since),
        ).toBe(true)
      }),
    )
  })
})

const live = (id: string, over: Partial<LiveOperator> = {}): LiveOperator => ({
  id,
  name: id,
  state: 'live',
  lapsed: false,
  services: ['tech'],
  capacity: 5,
  tags: [],
  since: AT - 1_000,
  sees: null,
  schedule: null,
  ...over,
})
const one = (over: Partial<Wanted> = {}): Wanted => ({
  id: 'c1',
  serviceId: 'tech',
  needs: [],
  strategy: 'least_loaded',
  asked: [],
  former: null,
  urgency: 1,
  since: AT,
  ...over,
})
const to = (wanted: Wanted, over: Partial<Present> = {}) =>
  route([wanted], {
    operators: ['ann', 'ben', 'cem'].map((id) => live(id)),
    loads: new Map(),
    given: new Map(),
    last: new Map(),
    at: AT,
    ...over,
  })[0]?.to.id

describe('G4: the strategies', () => {
  test('least loaded asks who has the most room for their size', () => {
    expect(
      to(one(), {
        loads: new Map([
          ['ann', 2],
          ['ben', 1],
          ['cem', 3],
        ]),
      }),
    ).toBe('ben')
    const operators = [live('ann', { capacity: 2 }), live('ben', { capacity: 10 })]
    expect(
      to(one(), {
        operators,
        loads: new Map([
          ['ann', 1],
          ['ben', 2],
        ]),
      }),
    ).toBe('ben')
  })

  test('longest idle asks who was given nothing for the longest', () => {
    const given = new Map([
      ['ann', 30],
      ['ben', 20],
      ['cem', 25],
    ])
    expect(to(one({ strategy: 'longest_idle' }), { given, loads: new Map([['ben', 3]]) })).toBe('ben')
  })

  test('round robin asks the next in turn, and begins again after the last', () => {
    const after = (last: string) => to(one({ strategy: 'round_robin' }), { last: new Map([['tech', last]]) })
    expect([after('ann'), after('ben'), after('cem')]).toEqual(['ben', 'cem', 'ann'])
  })

  test('who held it before and lost it is asked first, if they fit', () => {
    for (const strategy of Strategy.options)
      expect(to(one({ strategy, former: 'cem' }), { loads: new Map([['cem', 4]]) })).toBe('cem')
    expect(to(one({ former: 'cem' }), { loads: new Map([['cem', 5]]) })).toBe('ann')
  })

  test('F2: of default operators the least loaded has it assigned', () => {
    const team = ['ann', 'ben'].map((id) => ({ id, name: id }))
    expect(
      leastLoaded(
        team,
        new Map([
          ['ann', 2],
          ['ben', 1],
        ]),
      )?.id,
    ).toBe('ben')
    expect(leastLoaded([], new Map())).toBe(null)
  })
})
