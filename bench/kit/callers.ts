import { performance } from 'node:perf_hooks'

/**
 * So many callers, each of whom asks again as soon as it was answered.
 * @returns answers a second, without the first half second, in which all get going
 */
export async function callersPerSecond(callers: number, seconds: number, ask: () => Promise<unknown>): Promise<number> {
  const warm = Math.min(500, seconds * 250)
  let count = 0
  let over = false
  const call = async () => {
    while (!over) {
      await ask()
      count++
    }
  }
  const calling = Promise.all(Array.from({ length: callers }, call))
  await Promise.race([pause(warm), calling])
  const [before, began] = [count, performance.now()]
  await Promise.race([pause(seconds * 1_000), calling])
  const found = (count - before) / ((performance.now() - began) / 1_000)
  over = true
  await calling
  return found
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
