import { notices } from '../decide/notices.ts'
import { nextStart, type StoredSchedule, worksAt } from '../schedule.ts'

/**
 * B9: what a customer is told where nobody live can join: when somebody works again, as far as schedules tell, else how to be
 * called back. Who should be here by now and is not tells nothing.
 * @param schedules of those who see the service
 * @param now milliseconds since 1970
 */
export function honestPromise(
  schedules: readonly StoredSchedule[],
  now: number,
): { back: string | null; promise: string } {
  if (schedules.some((schedule) => worksAt(schedule, now))) return { back: null, promise: notices.nobodyLive(null) }
  const [first] = schedules
    .flatMap(({ timeZone, ...schedule }) => {
      const at = nextStart({ timeZone, ...schedule }, now)
      return at === null ? [] : [{ at, timeZone }]
    })
    .toSorted((a, b) => a.at - b.at)
  if (!first) return { back: null, promise: notices.nobodyLive(null) }
  return { back: new Date(first.at).toISOString(), promise: notices.nobodyLive(inWords(first.at, first.timeZone)) }
}

/** “on Friday at 09:00 (Europe/Berlin)” */
function inWords(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `on ${part('weekday')} at ${part('hour')}:${part('minute')} (${timeZone})`
}
