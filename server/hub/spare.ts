/** How much longer than the work the rest after it is: all works together take at most a quarter of the time. */
const REST = 3
/** The longest rest after one work, in milliseconds. */
const MOST = 30
/** Works that are short follow upon each other until they owe so many milliseconds of rest. */
const DEBT = 6

/**
 * Does works one after the other in the order in which they came, in the time that everything else leaves: however many
 * there are, three quarters of the time stay free.
 */
export type Spare = <T>(work: () => T) => Promise<T>

/** @param now milliseconds, of any beginning */
export function createSpare(now: () => number): Spare {
  const waiting: (() => void)[] = []
  let paid = 0
  let planned = false

  function plan(): void {
    if (planned || waiting.length === 0) return
    planned = true
    const wait = paid - DEBT - now()
    if (wait > 0) setTimeout(run, wait)
    else setImmediate(run)
  }

  function run(): void {
    planned = false
    while (waiting.length > 0 && paid - DEBT <= now()) {
      const began = now()
      waiting.shift()?.()
      const took = now() - began
      paid = Math.max(paid, began) + took + Math.min(MOST, took * REST)
    }
    plan()
  }

  return (work) =>
    new Promise((resolve, reject) => {
      waiting.push(() => {
        try {
          resolve(work())
        } catch (error) {
          reject(error)
        }
      })
      plan()
    })
}
