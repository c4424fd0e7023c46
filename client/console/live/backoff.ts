const BASE = 400
const CAP = 2_000

/**
 * How long to wait before the next try: any time up to a limit that doubles (“full jitter”), so that a thousand screens
 * that lost one server do not come back in step.
 * @param attempt 0 for the first try after a connection was lost
 * @returns milliseconds
 */
export function fullJitter(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(CAP, BASE * 2 ** Math.min(attempt, 10)))
}
