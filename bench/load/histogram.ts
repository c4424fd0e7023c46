const FINE = 10
const FINE_BUCKETS = 20_000
const COARSE = 1_000
const COARSE_BUCKETS = 60_000

/** Counts of latencies: in steps of 10 µs up to 200 ms, of 1 ms up to a minute. Sent between processes as pairs. */
export interface Histogram {
  add(micros: number): void
  /** Adds what another process counted. */
  merge(pairs: number[]): void
  pairs(): number[]
  /** Milliseconds below which that share lies; NaN when there is none. */
  quantile(share: number): number
  readonly count: number
  clear(): void
}

export function histogram(): Histogram {
  const buckets = new Uint32Array(FINE_BUCKETS + COARSE_BUCKETS + 1)
  let count = 0
  const indexOf = (micros: number) =>
    micros < FINE * FINE_BUCKETS
      ? Math.max(0, Math.floor(micros / FINE))
      : Math.min(FINE_BUCKETS + Math.floor(micros / COARSE), buckets.length - 1)
  const millisOf = (index: number) => (index < FINE_BUCKETS ? (index * FINE) / 1_000 : index - FINE_BUCKETS)
  return {
    add(micros) {
      const index = indexOf(micros)
      buckets[index] = (buckets[index] ?? 0) + 1
      count++
    },
    merge(pairs) {
      for (let i = 0; i < pairs.length; i += 2) {
        const index = pairs[i] ?? 0
        const more = pairs[i + 1] ?? 0
        buckets[index] = (buckets[index] ?? 0) + more
        count += more
      }
    },
    pairs() {
      const found: number[] = []
      buckets.forEach((value, index) => {
        if (value > 0) found.push(index, value)
      })
      return found
    },
    quantile(share) {
      let left = share * count
      for (let index = 0; index < buckets.length; index++) {
        left -= buckets[index] ?? 0
        if (left <= 0 && count > 0) return millisOf(index)
      }
      return Number.NaN
    },
    get count() {
      return count
    },
    clear() {
      buckets.fill(0)
      count = 0
    },
  }
}
