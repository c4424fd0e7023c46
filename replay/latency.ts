/** Each bucket is 2 % wider than the one before: a run of weeks needs no more room than one of a minute. */
const GROWTH = Math.log(1.02)

/** Times in milliseconds, kept as a histogram. */
export function makeLatencies() {
  const buckets: number[] = []
  let count = 0
  return {
    add(milliseconds: number): void {
      const at = Math.max(0, Math.ceil(Math.log(Math.max(milliseconds, 0.1) / 0.1) / GROWTH))
      buckets[at] = (buckets[at] ?? 0) + 1
      count += 1
    },
    /** The time that the share `q` of all stayed below, within 2 %; 0 when there is none. */
    quantile(q: number): number {
      let left = Math.ceil(count * q)
      for (const [at, size] of buckets.entries()) {
        left -= size ?? 0
        if (left <= 0 && count > 0) return 0.1 * Math.exp(at * GROWTH)
      }
      return 0
    },
  }
}
