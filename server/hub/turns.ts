/** Lets so many works go on at once; the others wait for their turn, in the order in which they came. */
export function createTurns(room: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let left = room
  return async (work) => {
    if (left > 0) left--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else left++
    }
  }
}
