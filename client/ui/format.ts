/** How the console writes times, waits and numbers: 24 h clock, waits as m:ss, thousands with a comma. */

/** What the log and the API give: an RFC 3339 string, or milliseconds since 1970. */
export type Moment = string | number | Date

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const full = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const integer = new Intl.NumberFormat('en-GB')

/** “14:02” in the reader's own time zone. */
export const clock = (at: Moment): string => time.format(new Date(at))

/** “22 Nov 2026, 14:17”: the absolute date that markers carry. */
export const moment = (at: Moment): string => full.format(new Date(at))

/** “14:02” today, “21 Nov, 14:02” on another day. */
export function when(at: Moment, now: Moment = new Date()): string {
  const then = new Date(at)
  return then.toDateString() === new Date(now).toDateString() ? clock(then) : `${day.format(then)}, ${clock(then)}`
}

/** “3:12”, or “1:03:12” from an hour on. Never negative. */
export function waited(milliseconds: number): string {
  const all = Math.max(0, Math.floor(milliseconds / 1000))
  const seconds = String(all % 60).padStart(2, '0')
  const minutes = Math.floor(all / 60) % 60
  const hours = Math.floor(all / 3600)
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`
}

/** “0.3 s old”, “42 s old”, “4 min old”: how old what is on the screen is. */
export function age(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s old`
  if (seconds < 120) return `${Math.floor(seconds)} s old`
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min old`
  return `${Math.floor(seconds / 3600)} h old`
}

/** “48,211”. */
export const number = (value: number): string =>
  // Most numbers on a screen are short and change often; the formatter gives the same for them, ten times slower.
  Number.isInteger(value) && value >= 0 && value < 1_000 ? String(value) : integer.format(value)

/** “1 message”, “18 messages”. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`

/** The two letters of a face: “Mira Solano” is MS, “jonas” is J. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const first = [...(words[0] ?? '')][0] ?? '?'
  const last = words.length > 1 ? ([...(words[words.length - 1] ?? '')][0] ?? '') : ''
  return (first + last).toLocaleUpperCase('en')
}
