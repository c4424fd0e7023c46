import { z } from 'zod'

/** The days of a week, Monday first. */
export const Day = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
export type Day = z.infer<typeof Day>

const Hour = z.number().min(0).max(24).multipleOf(0.25).describe('hours since local midnight, in quarters')

const Shift = z
  .strictObject({ day: Day, from: Hour, to: Hour })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be after the start' })
export type Shift = z.infer<typeof Shift>

export const TimeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, 'must be a time zone, such as Europe/Berlin')
  .describe('IANA name')

/** F5. When somebody works, in their local time: several ranges a day, which do not overlap. */
export const Schedule = z
  .strictObject({ timeZone: TimeZone, shifts: z.array(Shift).max(70) })
  .refine(({ shifts }) => shifts.every((one, i) => shifts.slice(i + 1).every((other) => !overlap(one, other))), {
    path: ['shifts'],
    message: 'must not overlap',
  })
  .meta({ id: 'Schedule' })
export type Schedule = z.infer<typeof Schedule>

/**
 * F5. A schedule as it is stored: in UTC, with the time zone beside it and how far ahead of UTC that was when it was typed. Both
 * together give the local times back, so that a change to daylight saving moves no shift.
 */
export interface StoredSchedule {
  timeZone: string
  /** Minutes that local time was ahead of UTC. */
  offset: number
  /** Minutes since Monday 00:00 UTC, below a week; and how many the shift has. */
  ranges: [start: number, length: number][]
}

const WEEK = 7 * 24 * 60

/** @param now milliseconds since 1970: which of the two offsets of a zone with daylight saving is written down does not matter, since it is read back */
export function storeSchedule({ timeZone, shifts }: Schedule, now: number): StoredSchedule {
  const offset = offsetAt(timeZone, now)
  const ranges = shifts.map(({ day, from, to }): [number, number] => [
    inWeek(Day.options.indexOf(day) * 1_440 + from * 60 - offset),
    (to - from) * 60,
  ])
  return { timeZone, offset, ranges: ranges.toSorted(([one], [other]) => one - other) }
}

/** As it was typed, in the order of the week. */
export function readSchedule({ timeZone, offset, ranges }: StoredSchedule): Schedule {
  const shifts = ranges
    .map(([start, length]) => ({ start: inWeek(start + offset), length }))
    .toSorted((one, other) => one.start - other.start)
    .map(({ start, length }) => {
      const from = (start % 1_440) / 60
      return { day: Day.options[Math.floor(start / 1_440)] as Day, from, to: from + length / 60 }
    })
  return { timeZone, shifts }
}

/** Whether somebody works at a moment, by the clock on their wall. @param at milliseconds since 1970 */
export function worksAt({ timeZone, offset, ranges }: StoredSchedule, at: number): boolean {
  const minute = minuteOfWeek(at + offsetAt(timeZone, at) * 60_000)
  return ranges.some(([start, length]) => inWeek(minute - inWeek(start + offset)) < length)
}

/** When somebody's next shift begins after a moment, in milliseconds since 1970; null without shifts. */
export function nextStart({ timeZone, offset, ranges }: StoredSchedule, after: number): number | null {
  const ahead = offsetAt(timeZone, after)
  const minute = minuteOfWeek(after + ahead * 60_000)
  const began = Math.floor(after / 60_000) * 60_000
  const starts = ranges.map(([start]) => {
    const at = began + (inWeek(start + offset - minute - 1) + 1) * 60_000
    // The clocks may change in between: the shift keeps its place on the wall.
    return at - (offsetAt(timeZone, at) - ahead) * 60_000
  })
  return starts.length === 0 ? null : Math.min(...starts)
}

/** Minutes that local time is ahead of UTC at a moment. */
function offsetAt(timeZone: string, at: number): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  const local = Date.UTC(year, month - 1, day, hour, minute, second)
  return Math.round((local - Math.floor(at / 1_000) * 1_000) / 60_000)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Made once for each zone: making one costs more than all that is asked of it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, made)
  return made
}

/** 1970 began on a Thursday. */
const minuteOfWeek = (milliseconds: number): number => inWeek(Math.floor(milliseconds / 60_000) + 3 * 1_440)

const inWeek = (minutes: number): number => ((minutes % WEEK) + WEEK) % WEEK

const overlap = (one: Shift, other: Shift): boolean =>
  one.day === other.day && one.from < other.to && other.from < one.to

function isTimeZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}
