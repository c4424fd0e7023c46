import { createShare } from './share.ts'

/** Works follow upon each other until they owe so many milliseconds: short enough for whatever else comes meanwhile. */
const DEBT = 6

/** Does works one after the other, in the order in which they came, in a quarter of the time, however many there are. */
export type Spare = <T>(work: () => T) => Promise<T>

/** @param now milliseconds, of any beginning */
export function createSpare(now: () => number): Spare {
  const share = createShare(now, DEBT)
  const waiting: (() => void)[] = []
  let planned = false

  function plan(): void {
    if (planned || waiting.length === 0) return
    planned = true
    const wait = share.free() - now()
    if (wait > 0) setTimeout(run, wait)
    else setImmediate(run)
  }

  function run(): void {
    planned = false
    while (waiting.length > 0 && share.free() <= now()) share.spend(() => waiting.shift()?.())
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
