import { createShare } from './share.ts'

/** Milliseconds that sending may owe: one large write among small ones makes nobody wait who comes after it. */
const DEBT = 30

/**
 * When to flush what was gathered: at once while that costs little, and the more it costs the more goes into one flush, so
 * that sending takes at most a quarter of the time.
 * Two thousand events a second to a thousand readers then cost what sixty writes a second to each of them cost.
 */
export interface Pace {
  /** There is something to flush. @param within milliseconds that it may wait for more */
  due(within?: number): void
  stop(): void
}

/** @param now milliseconds, of any beginning */
export function createPace(flush: () => void, now: () => number): Pace {
  const share = createShare(now, DEBT)
  // The time of the next flush, by `now`.
  let planned = Number.POSITIVE_INFINITY
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  function run(): void {
    planned = Number.POSITIVE_INFINITY
    if (!stopped) share.spend(flush)
  }

  return {
    due(within = 0) {
      const at = Math.max(share.free(), now() + within)
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
