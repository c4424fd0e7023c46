import type { Principal } from '../../domain/rights.ts'
import { no, Refused } from './problem.ts'

/** Counts what the token of a customer sends; others are not counted. @throws Refused for what is too much, with the time to wait */
export type CustomerLimit = (principal: Principal) => void

/**
 * Bounds what one customer may send: `burst` at once, and `each` milliseconds for one more. It hangs on the conversation and
 * not on the token, which anybody may have renewed.
 */
export function customerLimit({ burst, each, now }: { burst: number; each: number; now: () => number }): CustomerLimit {
  /** When a conversation will have all of its burst again. */
  const full = new Map<string, number>()
  return (principal) => {
    if (principal.kind !== 'customer') return
    const at = now()
    if (full.size > 50_000) for (const [key, until] of full) if (until <= at) full.delete(key)
    const key = `${principal.workspaceId} ${principal.conversationId}`
    const next = Math.max(full.get(key) ?? 0, at) + each
    const wait = next - at - burst * each
    if (wait > 0) throw new Refused(no('too_many_requests').refusal, Math.ceil(wait / 1000))
    full.set(key, next)
  }
}
