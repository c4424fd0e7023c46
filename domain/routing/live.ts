import { z } from 'zod'
import { type StoredSchedule, worksAt } from '../schedule.ts'
import { canSee, type Sight } from '../sight.ts'
import { hasAll } from './settings.ts'

/** G2. `away` and `wrap_up` hold what they have and are offered nothing; `offline` is nobody's presence. */
export const LiveState = z.enum(['live', 'away', 'wrap_up', 'offline'])
export type LiveState = z.infer<typeof LiveState>

/** How long a presence lives without a beat, in milliseconds: longer than the slowest beat of a tab in the background (L11). */
export const LEASE = 75_000
/** For how long after that one is at risk, until what one holds is released; shorter where the customer waits for an answer. */
export const GRACE = { usual: 120_000, customerWaits: 30_000 } as const

/** Somebody who went Live, as routing sees them. */
export interface LiveOperator {
  id: string
  name: string
  state: LiveState
  /** The lease is over: at risk. */
  lapsed: boolean
  /** What they chose among what they see. */
  services: readonly string[]
  capacity: number
  tags: readonly string[]
  /** When they went Live or came back, in milliseconds since 1970. */
  since: number
  sees: Sight
  schedule: StoredSchedule | null
}

/** Whether somebody live could join a conversation of this service, now or when they are done with another (B9). */
export const couldJoin = (
  operator: LiveOperator,
  { serviceId, needs }: { serviceId: string; needs: readonly string[] },
  at: number,
): boolean =>
  operator.state === 'live' &&
  !operator.lapsed &&
  operator.services.includes(serviceId) &&
  canSee(operator.sees, serviceId) &&
  hasAll(operator.tags, needs) &&
  (operator.schedule === null || worksAt(operator.schedule, at))

/** Who was asked about a conversation and let it pass, and when. */
export interface Asked {
  id: string
  /** RFC 3339 */
  at: string
}

/**
 * Who may be offered it: of those who could join, whoever was not asked already. Who went away and came back is asked anew.
 * Whether there is room for one more is another question (`route`).
 */
export const fits = (
  operator: LiveOperator,
  wanted: { serviceId: string; needs: readonly string[]; asked: readonly Asked[] },
  at: number,
): boolean =>
  couldJoin(operator, wanted, at) &&
  !wanted.asked.some((asked) => asked.id === operator.id && Date.parse(asked.at) >= operator.since)

/** After how many milliseconds beyond the lease somebody who is at risk loses a conversation. */
export const graceFor = ({ unansweredSince }: { unansweredSince: string | null }): number =>
  unansweredSince === null ? GRACE.usual : GRACE.customerWaits
