import { type Accessor, createSignal } from 'solid-js'
import type { Clock } from './clock.ts'

/** The time of the server, told by its heartbeats, so that a wait counts right on a screen whose own clock is wrong. */
export interface ServerTime {
  /** milliseconds since 1970 */
  now: () => number
  /** The same as a signal that moves once a second, for everything on the screen that counts. */
  ticking: Accessor<number>
  heard: (at: string) => void
  stop: () => void
}

export function createServerTime(clock: Clock): ServerTime {
  let offset = 0
  const now = () => clock.now() + offset
  const [ticking, tick] = createSignal(now())
  let stop = () => {}
  const next = () => {
    tick(now())
    stop = clock.after(1000, next)
  }
  next()
  return {
    now,
    ticking,
    // A heartbeat is a little old when it arrives; of several, the youngest is nearest to the truth, and it drifts back slowly.
    heard: (at) => {
      const seen = Date.parse(at) - clock.now()
      offset = Math.abs(seen - offset) > 2000 ? seen : Math.max(seen, offset - 5)
    },
    stop: () => stop(),
  }
}
