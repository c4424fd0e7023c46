/** What the widget needs of the browser, so that a test can stand in for each. Times are milliseconds since 1970. */
export interface Edges {
  fetch: typeof fetch
  now(): number
  /** From 0 up to 1. */
  random(): number
  newId(): string
  storage: () => Storage
  /** Runs one at a time under a name, across the tabs of this site where the browser can do that. */
  lock<T>(name: string, work: () => Promise<T>): Promise<T>
  online(): boolean
}

export function browserEdges(newId: () => string): Edges {
  return {
    fetch: (input, init) => window.fetch(input, init),
    now: () => Date.now(),
    random: () => Math.random(),
    newId,
    storage: () => window.localStorage,
    lock: navigator.locks ? allTabsLock() : oneTabLock(),
    online: () => navigator.onLine,
  }
}

function allTabsLock(): Edges['lock'] {
  const within = oneTabLock()
  return async (name, work) => {
    let begun = false
    const run = () => {
      begun = true
      return work()
    }
    try {
      return (await navigator.locks.request(name, run)) as Awaited<ReturnType<typeof work>>
    } catch (error) {
      // A page in a sandbox may not have locks, and says so only when asked for one.
      if (begun) throw error
      return within(name, work)
    }
  }
}

/** For pages without Web Locks (plain http): in order within this tab. */
export function oneTabLock(): Edges['lock'] {
  const last = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const before = last.get(name) ?? Promise.resolve()
    const mine = before.then(work, work)
    last.set(
      name,
      mine.catch(() => undefined),
    )
    return mine
  }
}

/** Full jitter: anything up to a bound that doubles with each attempt, so that a thousand widgets do not come back as one. */
export const backoff = (attempt: number, random: () => number): number =>
  random() * Math.min(30_000, 1_000 * 2 ** Math.min(attempt, 10))
