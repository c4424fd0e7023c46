import { expect, test } from 'vitest'
import {
  NotificationChoices,
  notificationTitle,
  QuietHours,
  standardChoices,
  wants,
} from '../../domain/notification.ts'

const at = (time: string) => Date.parse(time)
const quietIn = (timeZone: string, from: number, to: number): NotificationChoices => ({
  ...standardChoices,
  quiet: { timeZone, from, to },
})

test('F6: who chose nothing is told of everything, at any hour', () => {
  expect(wants(standardChoices, 'assigned', at('2026-11-26T03:00:00Z'))).toBe(true)
  expect(wants(standardChoices, 'message', at('2026-11-26T03:00:00Z'))).toBe(true)
})

test('F6: each kind is chosen by itself', () => {
  const choices = { ...standardChoices, message: false }
  expect(wants(choices, 'assigned', 0)).toBe(true)
  expect(wants(choices, 'message', 0)).toBe(false)
})

test('F6: quiet hours go over midnight by the clock on the person’s wall, and end on the minute', () => {
  const choices = quietIn('Europe/Berlin', 22, 7)
  const told = (time: string) => wants(choices, 'message', at(time))
  expect(told('2026-11-26T20:59:59Z')).toBe(true)
  expect(told('2026-11-26T21:00:00Z')).toBe(false)
  expect(told('2026-11-27T02:00:00Z')).toBe(false)
  expect(told('2026-11-27T05:59:59Z')).toBe(false)
  expect(told('2026-11-27T06:00:00Z')).toBe(true)
  // From Sunday into Monday, where the week ends.
  expect(told('2026-11-29T23:30:00Z')).toBe(false)
  expect(told('2026-11-30T05:59:00Z')).toBe(false)
  expect(told('2026-11-30T06:00:00Z')).toBe(true)
})

test('F6, F5: a change to daylight saving moves no quiet hour', () => {
  const choices = quietIn('Europe/Berlin', 22, 7)
  // In July Berlin is two hours ahead of UTC, in November one.
  expect(wants(choices, 'message', at('2026-07-01T20:00:00Z'))).toBe(false)
  expect(wants(choices, 'message', at('2026-07-02T05:00:00Z'))).toBe(true)
  expect(wants(choices, 'message', at('2026-11-26T20:00:00Z'))).toBe(true)
})

test('F6: quiet hours within a day, to midnight, and from it', () => {
  const told = (from: number, to: number, time: string) => wants(quietIn('UTC', from, to), 'message', at(time))
  expect(told(12, 13.5, '2026-11-26T13:29:59Z')).toBe(false)
  expect(told(12, 13.5, '2026-11-26T13:30:00Z')).toBe(true)
  expect(told(22, 24, '2026-11-26T23:59:59Z')).toBe(false)
  expect(told(22, 24, '2026-11-27T00:00:00Z')).toBe(true)
  expect(told(0, 7, '2026-11-27T00:00:00Z')).toBe(false)
  expect(told(24, 7, '2026-11-27T00:00:00Z')).toBe(false)
})

test.each([
  { timeZone: 'Europe/Berlin', from: 8, to: 8 },
  { timeZone: 'Europe/Berlin', from: 0, to: 24 },
  { timeZone: 'Europe/Berlin', from: 8, to: 25 },
  { timeZone: 'Europe/Berlin', from: 8.1, to: 9 },
  { timeZone: 'Mars/Olympus', from: 8, to: 9 },
  { from: 8, to: 9 },
])('laws, Bad input: %o are no quiet hours', (hours) => {
  expect(QuietHours.safeParse(hours).success).toBe(false)
})

test('F6: the titles are word for word; of a long message the beginning alone is shown, on one line', () => {
  expect(notificationTitle('assigned', '')).toBe('You have new session assigned.')
  expect(notificationTitle('message', 'Where is\n\nmy parcel?')).toBe('New message: Where is my parcel?')
  const long = notificationTitle('message', 'parcel '.repeat(100))
  expect(long).toMatch(/^New message: (parcel )+parcel…$/)
  expect(long.length).toBeLessThan(140)
})
