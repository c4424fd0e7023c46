/** How much longer than the last flush the pause after it is: sending takes at most a quarter of the time. */
const REST = 3
/** The longest pause, in milliseconds. */
const MOST = 30

/**
 * When to flush what was gathered: at once while that costs little, and the more it costs the more goes into one flush.
 * Two thousand events a second to a thousand readers then cost what sixty writes a second to each of them cost.
 */
export interface Pace {
  /** There is something to flush. */
  due(): void
  stop(): void
}

/** @param now milliseconds, of any beginning */
export function createPace(flush: () => void, now: () => number): Pace {
  let planned = false
  let stopped = false
  let rested = 0
  let timer: NodeJS.Timeout | undefined

  function run(): void {
    planned = false
    if (stopped) return
    const began = now()
    flush()
    const ended = now()
    rested = ended + Math.min(MOST, (ended - began) * REST)
  }

  return {
    due() {
      if (planned) return
      planned = true
      const wait = rested - now()
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
