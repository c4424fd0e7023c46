import { seeded } from '../../../server/demo/core/random.ts'

/** Chance that can be had again from its seed. */
export interface Chance {
  /** A whole number from 0 to `below` − 1. */
  below(below: number): number
  of<T>(list: readonly T[]): T
  yes(probability: number): boolean
  /** A wait of up to so many milliseconds; half of them do not wait at all. */
  jitter(most: number): Promise<void>
}

export function chance(seed: number): Chance {
  const random = seeded(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  return {
    below,
    of(list) {
      const found = list[below(list.length)]
      if (found === undefined) throw new Error('nothing to choose from')
      return found
    },
    yes: (probability) => random() < probability,
    async jitter(most) {
      const wait = random() < 0.5 ? 0 : random() * most
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    },
  }
}

/** Runs `work` so many times, at most `width` at once. */
export async function times(count: number, width: number, work: (i: number) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane))
}
