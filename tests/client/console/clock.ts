import type { Clock } from '../../../client/console/live/clock.ts'

/** A clock that stands still until it is told to move; timers run at their times, in order. */
export function standingClock(start = Date.UTC(2026, 10, 22, 14, 0, 0)) {
  let now = start
  let made = 0
  const timers = new Map<number, { at: number; run: () => void }>()
  const clock: Clock = {
    now: () => now,
    random: () => 0.5,
    after: (milliseconds, run) => {
      const id = ++made
      timers.set(id, { at: now + milliseconds, run })
      return () => timers.delete(id)
    },
  }
  const next = (until: number) =>
    [...timers].filter(([, { at }]) => at <= until).sort(([a, x], [b, y]) => x.at - y.at || a - b)[0]
  return {
    ...clock,
    /** Lets time pass, and what was waiting for it happen. */
    async pass(milliseconds: number) {
      await settle()
      const until = now + milliseconds
      for (let due = next(until); due; due = next(until)) {
        const [id, { at, run }] = due
        timers.delete(id)
        now = Math.max(now, at)
        run()
        await settle()
      }
      now = until
      await settle()
    },
    /** A laptop sleeps: time passes, and no timer runs. */
    sleep(milliseconds: number) {
      now += milliseconds
    },
    waiting: () => timers.size,
  }
}

/** Lets promises that are ready come through. */
export const settle = async () => {
  for (let i = 0; i < 12; i++) await Promise.resolve()
}
