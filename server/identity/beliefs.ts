/**
 * What was looked up, believed for a while without asking again; those who ask at once are one question. A look-up that was
 * under way when everything was forgotten may have read what held before: it is not believed, and nobody joins it any more.
 * Nor does anybody join one that began longer ago than a belief lasts, since it may have read then.
 */
export interface Beliefs<T> {
  /** @param lookUp asked when nothing is believed under that name; null for what nobody is, which is not kept */
  find(name: string, lookUp: () => Promise<T | null>): Promise<T | null>
  forget(): void
}

/** How many are kept at once. */
const MOST = 10_000

/**
 * @param now milliseconds, by a clock that nobody sets
 * @param lasting how long one is believed from the beginning of its look-up, in milliseconds
 */
export function createBeliefs<T>(now: () => number, lasting: number): Beliefs<T> {
  const nothing = () => ({ believed: new Map<string, { found: T; until: number }>(), asking: new Map<string, Asked>() })
  type Asked = { found: Promise<T | null>; until: number }
  let present = nothing()

  return {
    find(name, lookUp) {
      // After a forgetting these are the maps of before, which nobody reads.
      const { believed, asking } = present
      const known = believed.get(name)
      const until = now() + lasting
      if (known && known.until > now()) return Promise.resolve(known.found)
      const underWay = asking.get(name)
      if (underWay && underWay.until > now()) return underWay.found
      const found = lookUp()
        .then((found) => {
          // What strangers send must not fill the memory.
          if (found === null || until <= now()) return found
          if (believed.size >= MOST) believed.clear()
          believed.set(name, { found, until })
          return found
        })
        .finally(() => {
          if (asking.get(name)?.found === found) asking.delete(name)
        })
      asking.set(name, { found, until })
      return found
    },
    forget() {
      present = nothing()
    },
  }
}
