import type { Person } from '../../../domain/actor.ts'
import type { Moment } from '../../../domain/wire.ts'
import type { Clock } from './clock.ts'
import type { Ask } from './command.ts'

/** Tells the others what this person looks at, every 20 s and at each change: it is a lease, and ends by itself (L11). */
export interface Presence {
  look: (conversationId: string | null) => void
  /** A moment said who looks: it is younger than an answer that is on its way. */
  told: () => void
  stop: () => void
}

const EVERY = 20_000

/** @param heard told who looks at it already, which no moment says again */
export function createPresence({
  ask,
  clock,
  heard,
}: {
  ask: Ask
  clock: Clock
  heard: (moment: Extract<Moment, { type: 'viewers' }>) => void
}): Presence {
  let at: string | null = null
  let stop = () => {}
  let moments = 0
  const say = () => {
    stop()
    stop = () => {}
    // Nothing hangs on one beat: the next one says it again.
    const [looked, before] = [at, moments]
    ask<{ viewers: Person[] }>('/presence', { method: 'POST', body: { conversationId: looked } }).then(
      ({ viewers }) => {
        if (looked !== null && looked === at && before === moments)
          heard({ type: 'viewers', conversationId: looked, viewers })
      },
      () => undefined,
    )
    if (at !== null) stop = clock.after(EVERY, say)
  }
  return {
    look: (conversationId) => {
      if (conversationId === at) return
      at = conversationId
      say()
    },
    told: () => void moments++,
    stop: () => stop(),
  }
}
