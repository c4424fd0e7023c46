/** How much longer than a work the rest is that it owes: together they take a quarter of the time. */
const REST = 3
/** The most rest that one work owes, in milliseconds. */
const MOST = 30

/** A quarter of the time. Works that come now and then wait for nothing; those that come on and on wait until the rest of it has passed. */
export interface Share {
  /** When the next work may begin. */
  free(): number
  spend(work: () => void): void
}

/**
 * @param now milliseconds, of any beginning
 * @param debt milliseconds of work and rest that may be owed while works go on
 */
export function createShare(now: () => number, debt: number): Share {
  let paid = Number.NEGATIVE_INFINITY
  return {
    free: () => paid - debt,
    spend(work) {
      const began = now()
      work()
      const took = now() - began
      paid = Math.max(paid, began) + took + Math.min(MOST, took * REST)
    },
  }
}
