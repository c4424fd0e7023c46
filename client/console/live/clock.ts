/** Time, timers and chance as the live parts use them. A test brings its own. */
export interface Clock {
  /** milliseconds since 1970 */
  now: () => number
  /** Runs once after so many milliseconds; the answer stops it. */
  after: (milliseconds: number, run: () => void) => () => void
  /** 0 to 1 */
  random: () => number
}

export const realClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}
