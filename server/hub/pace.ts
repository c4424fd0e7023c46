/** How much longer than the last flush the pause after it is: sending takes at most a quarter of the time. */
const REST = 3
/** The longest pause, in milliseconds. */
const MOST = 30

/**
 * When to flush what was gathered: at once while that costs little, and the more it costs the more goes into one flush.
 * Two thousand events a second to a thousand readers then cost what sixty writes a second to each of them cost.
 */
export interface Pace {
  /** There is something to flush. @param within milliseconds that it may wait for more */
  due(within?: number): void
  stop(): void
}

/** @param now milliseconds, of any beginning */
export function createPace(flush: () => void, now: () => number): Pace {
  // The times of the next flush and of the earliest that may be, by `now`.
  let planned = Number.POSITIVE_INFINITY
  let rested = 0
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  function run(): void {
    planned = Number.POSITIVE_INFINITY
    if (stopped) return
    const began = now()
    flush()
    const ended = now()
    rested = ended + Math.min(MOST, (ended - began) * REST)
  }

  return {
    due(within = 0) {
      const at = Math.max(rested, now() + within)
      if (planned <= at) return
      planned = at
      clearTimeout(timer)
      const wait = at - now()
      // Behind what is under way, so that whoever caused it is answered first.
      if (wait <= 0) setImmediate(run)
      else timer = setTimeout(run, wait)
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
