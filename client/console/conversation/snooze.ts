/** How long a flag may rest, in minutes; the choices that one press gives. */
export interface Rest {
  label: string
  minutes: number
}

/** What Z and a toast put a flag off for, in minutes. */
export const SHORT = 5
/** The server takes no longer rest than a day, in minutes. */
const MOST = 1_440
const MORNING = '08:00'

/** B5: a moment, a while, the next morning. `now` is local time. */
export const rests = (now: Date): Rest[] => [
  { label: '5 minutes', minutes: SHORT },
  { label: '15 minutes', minutes: 15 },
  { label: '1 hour', minutes: 60 },
  {
    label: isTomorrow(MORNING, now) ? 'Until tomorrow morning' : 'Until this morning',
    minutes: minutesUntil(MORNING, now),
  },
]

/** From `now` to the next time that a clock on the wall shows `time` (“14:30”): 1 to 1,440 minutes. */
export function minutesUntil(time: string, now: Date): number {
  const then = at(time, now)
  if (isTomorrow(time, now)) then.setDate(then.getDate() + 1)
  return Math.max(1, Math.min(MOST, Math.ceil((then.getTime() - now.getTime()) / 60_000)))
}

/** Whether the clock shows `time` no more today. */
export const isTomorrow = (time: string, now: Date): boolean => at(time, now) <= now

function at(time: string, day: Date): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const then = new Date(day)
  then.setHours(hours, minutes, 0, 0)
  return then
}
