import type { Person } from '../actor.ts'
import { type Asked, fits, type LiveOperator } from './live.ts'
import type { Strategy } from './settings.ts'
import { type Candidate, preferFormer, strategies } from './strategies.ts'

/** A conversation for which somebody is sought. */
export interface Wanted {
  id: string
  serviceId: string
  needs: readonly string[]
  strategy: Strategy
  asked: readonly Asked[]
  /** Who held it before and lost it. */
  former: string | null
  /** How soon it goes wrong, by `urgency`. */
  urgency: number
  /** Since when it waits, in milliseconds since 1970. */
  since: number
}

/** What routing knows of this moment. */
export interface Present {
  operators: readonly LiveOperator[]
  /** How many conversations each holds or is offered. */
  loads: ReadonlyMap<string, number>
  /** When each was last given something, in milliseconds since 1970. */
  given: ReadonlyMap<string, number>
  /** Who was last given something of each service. */
  last: ReadonlyMap<string, string>
  /** Milliseconds since 1970, by the clock that set the leases. */
  at: number
}

export interface Offer {
  conversationId: string
  to: Person
}

/** The most urgent first, of equals the one that waits longest (B6). */
export const byUrgency = (a: Wanted, b: Wanted): number =>
  b.urgency - a.urgency || a.since - b.since || (a.id < b.id ? -1 : 1)

/**
 * Who is offered what, now: each conversation to one at most, nobody more than they have room for, and none is left while
 * somebody who fits has room (G4). Pure: what it chooses follows from what it is given.
 * @param waiting conversations without an owner and without an open offer
 */
export function route(waiting: readonly Wanted[], present: Present): Offer[] {
  const loads = new Map(present.loads)
  const given = new Map(present.given)
  const last = new Map(present.last)
  return waiting.toSorted(byUrgency).flatMap((wanted) => {
    const candidates = present.operators.flatMap((operator): Candidate[] => {
      const load = loads.get(operator.id) ?? 0
      return load < operator.capacity && fits(operator, wanted, present.at)
        ? [{ id: operator.id, load, capacity: operator.capacity, given: given.get(operator.id) ?? 0 }]
        : []
    })
    if (candidates.length === 0) return []
    const choose = preferFormer(strategies[wanted.strategy], wanted.former)
    const { id, load } = choose(candidates, last.get(wanted.serviceId) ?? null)
    loads.set(id, load + 1)
    given.set(id, present.at)
    last.set(wanted.serviceId, id)
    const name = present.operators.find((operator) => operator.id === id)?.name ?? ''
    return [{ conversationId: wanted.id, to: { id, name } }]
  })
}

/** Whom a handoff is assigned to of a service's default operators: the least loaded (F2); null when there is none. */
export function leastLoaded(people: readonly Person[], loads: ReadonlyMap<string, number>): Person | null {
  const load = ({ id }: Person) => loads.get(id) ?? 0
  return people.toSorted((a, b) => load(a) - load(b) || (a.id < b.id ? -1 : 1))[0] ?? null
}
