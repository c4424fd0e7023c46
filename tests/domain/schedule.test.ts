import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Day, readSchedule, Schedule, storeSchedule, worksAt } from '../../domain/schedule.ts'

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'UTC',
]
const quarter = fc.integer({ min: 0, max: 95 })
const shifts = fc
  .array(
    fc
      .tuple(fc.constantFrom(...Day.options), quarter, quarter)
      .map(([day, a, b]) => ({ day, from: Math.min(a, b) / 4, to: (Math.max(a, b) + 1) / 4 })),
    { maxLength: 12 },
  )
  .filter((list) => Schedule.safeParse({ timeZone: 'UTC', shifts: list }).success)
const moment = fc.integer({ min: Date.parse('2020-01-01T00:00Z'), max: Date.parse('2035-01-01T00:00Z') })
const sorted = (list: { day: Day; from: number; to: number }[]) =>
  list.toSorted((a, b) => Day.options.indexOf(a.day) - Day.options.indexOf(b.day) || a.from - b.from)

/** The clock on the wall, read another way than the code does. */
function wall(timeZone: string, at: number) {
  const text = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
  const [, day = '', hour = '', minute = ''] = /^(\w+),? (?:at )?(\d+):(\d+)$/.exec(text) ?? []
  return { day: day.toLowerCase(), hours: Number(hour) + Number(minute) / 60 }
}

describe('F5: a schedule', () => {
  test('is stored in UTC and shown back as it was typed, whenever and wherever it was typed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), shifts, moment, (timeZone, list, typed) => {
        const stored = storeSchedule({ timeZone, shifts: list }, typed)
        expect(readSchedule(stored)).toEqual({ timeZone, shifts: sorted(list) })
      }),
    )
  })

  test('goes by the clock on the wall: a change to daylight saving moves no shift', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), shifts, moment, moment, (timeZone, list, typed, at) => {
        const { day, hours } = wall(timeZone, at)
        const works = list.some((shift) => shift.day === day && shift.from <= hours && hours < shift.to)
        expect(worksAt(storeSchedule({ timeZone, shifts: list }, typed), at)).toBe(works)
      }),
      { numRuns: 400 },
    )
  })

  test('typed in summer, nine to five is nine to five in winter', () => {
    const shift = { day: 'monday' as const, from: 9, to: 17 }
    const stored = storeSchedule({ timeZone: 'Europe/Berlin', shifts: [shift] }, Date.parse('2026-07-01T12:00Z'))
    expect(stored).toEqual({ timeZone: 'Europe/Berlin', offset: 120, ranges: [[7 * 60, 8 * 60]] })
    const at = (time: string) => worksAt(stored, Date.parse(time))
    expect([at('2026-07-06T06:59Z'), at('2026-07-06T07:00Z'), at('2026-07-06T14:59Z')]).toEqual([false, true, true])
    expect([at('2026-12-07T07:59Z'), at('2026-12-07T08:00Z'), at('2026-12-07T16:00Z')]).toEqual([false, true, false])
  })

  test('refuses what ends before it begins, what overlaps, and a zone that is none', () => {
    const parse = (given: object) => Schedule.safeParse({ timeZone: 'Europe/Berlin', shifts: [], ...given }).success
    expect(parse({})).toBe(true)
    expect(parse({ timeZone: 'Berlin' })).toBe(false)
    expect(parse({ shifts: [{ day: 'monday', from: 9, to: 9 }] })).toBe(false)
    expect(parse({ shifts: [{ day: 'monday', from: 20, to: 24.25 }] })).toBe(false)
    const two = (from: number) => [
      { day: 'monday', from: 9, to: 12 },
      { day: 'monday', from, to: 17 },
    ]
    expect([parse({ shifts: two(12) }), parse({ shifts: two(11.75) })]).toEqual([true, false])
  })
})
