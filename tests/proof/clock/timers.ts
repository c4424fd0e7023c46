/** A moment from which a clock was so many milliseconds ahead of the true one. */
export interface Setting {
  at: number
  ahead: number
}

/** A timer as whoever set it knows it. Moments are milliseconds of the suite's own clock, which nobody sets. */
export interface Timer {
  name: string
  /** Before it was asked for, and when its setting was acknowledged. */
  asked: number
  set: number
  /** Milliseconds that it was set for. */
  wait: number
  /** When it was seen to fire, each time. */
  fired: number[]
  /** One that must not fire, since a person has the conversation. */
  never?: boolean
}

/** So much earlier than due may be the clocks' own coarseness, in milliseconds. */
const COARSE = 300

/**
 * L12: no timer fires early or twice, and each fires in the end. Timers are the database's: due is when its clock says so,
 * which a clock that is set forward does sooner. What the server's clock says changes nothing.
 * @param settings of the database's clock, from the first timer on, in their order
 * @param end until when it was looked, and `patience` how late one may be, once the clock is right again
 */
export function checkTimers(
  timers: readonly Timer[],
  settings: readonly Setting[],
  end: number,
  patience: number,
): string[] {
  return timers.flatMap(({ name, asked, set, wait, fired, never }) => {
    const broken: string[] = []
    if (never) return fired.length > 0 ? [`L12: ${name} fired, and must not`] : []
    if (fired.length > 1) broken.push(`L12: ${name} fired ${fired.length} times`)
    const [first] = fired
    const due = clockAt(settings, asked) + wait
    if (first !== undefined && latestOf(settings, asked, first) < due - COARSE)
      broken.push(`L12: ${name} fired ${Math.round(due - latestOf(settings, asked, first))} ms early`)
    const by = dueBy(settings, clockAt(settings, set) + wait, set) + patience
    if (first === undefined && by < end) broken.push(`L12: ${name} never fired`)
    if (first !== undefined && first > by)
      broken.push(`L12: ${name} fired ${Math.round(first - by + patience)} ms late`)
    return broken
  })
}

/** What the clock says at a moment. */
export const clockAt = (settings: readonly Setting[], at: number): number =>
  at + (settings.findLast((setting) => setting.at <= at)?.ahead ?? 0)

/** The latest that the clock has said between two moments. */
function latestOf(settings: readonly Setting[], from: number, to: number): number {
  const ends = settings.filter(({ at }) => at > from && at <= to).map(({ at }) => at)
  return Math.max(
    clockAt(settings, to),
    ...ends.map((at) => clockAt(settings, at)),
    ...ends.map((at) => clockAt(settings, at - 0.001)),
  )
}

/** The first moment, not before `from`, at which the clock says a time or a later one. */
function dueBy(settings: readonly Setting[], time: number, from: number): number {
  const starts = [from, ...settings.filter(({ at }) => at > from).map(({ at }) => at)]
  for (const [i, start] of starts.entries()) {
    const moment = Math.max(start, start + time - clockAt(settings, start))
    if (moment < (starts[i + 1] ?? Number.POSITIVE_INFINITY)) return moment
  }
  return Number.POSITIVE_INFINITY
}
