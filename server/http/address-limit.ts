import type { Context } from 'hono'
import { networkOf } from '../address.ts'
import type { Env } from './env.ts'
import { no, Refused } from './problem.ts'

/** At most so many calls from one address (IPv6: one /64) within so many milliseconds; the one too many is told when to come again. */
export function addressLimit({
  most,
  within,
  now,
}: {
  most: number
  within: number
  now: () => number
}): (c: Context<Env>) => void {
  const seen = new Map<string, { count: number; until: number }>()
  return (c) => {
    const at = now()
    if (seen.size > 50_000) for (const [key, { until }] of seen) if (until <= at) seen.delete(key)
    const address = networkOf(c.get('address'))
    const known = seen.get(address)
    if (!known || known.until <= at) {
      seen.set(address, { count: 1, until: at + within })
      return
    }
    known.count++
    if (known.count > most) throw new Refused(no('too_many_requests').refusal, Math.ceil((known.until - at) / 1000))
  }
}
