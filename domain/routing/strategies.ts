import type { Strategy } from './settings.ts'

/** One who fits and has room, with what strategies ask of them. */
export interface Candidate {
  id: string
  /** Conversations that they hold or are offered. */
  load: number
  capacity: number
  /** When they were last given something, in milliseconds since 1970; 0 for never. */
  given: number
}

/**
 * Chooses one of those who fit; there is at least one.
 * @param last who was last given something of this service, or null
 */
type Choose = (candidates: readonly Candidate[], last: string | null) => Candidate

/** Each is a total order, so that the choice is the same on every node. */
export const strategies: Record<Strategy, Choose> = {
  least_loaded: (candidates) =>
    first(candidates, (a, b) => a.load / a.capacity - b.load / b.capacity || a.given - b.given),
  longest_idle: (candidates) => first(candidates, (a, b) => a.given - b.given || a.load - b.load),
  round_robin(candidates, last) {
    const inOrder = [...candidates].sort(byId)
    return inOrder.find(({ id }) => last !== null && id > last) ?? head(inOrder)
  },
}

/** Who held the conversation before and lost it has it offered first (laws.md, “an operator who is Live disconnects”). */
export const preferFormer =
  (choose: Choose, former: string | null): Choose =>
  (candidates, last) =>
    candidates.find(({ id }) => id === former) ?? choose(candidates, last)

const byId = (a: Candidate, b: Candidate): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

const first = (candidates: readonly Candidate[], order: (a: Candidate, b: Candidate) => number): Candidate =>
  head([...candidates].sort((a, b) => order(a, b) || byId(a, b)))

function head(candidates: readonly Candidate[]): Candidate {
  const [candidate] = candidates
  if (!candidate) throw new Error('nobody to choose from')
  return candidate
}
