// Where the events of a stream bench come from: inside the server's process, so that nothing but fan-out is measured.
import { micros } from '../load/marker.ts'

/** Given to a server: the number of an event, and the moment from which its latency counts. */
export interface Stamp {
  seq: number
  at: number
}

/** Later than this the source itself was held up: then the latency counts from when the event was due. */
const LATE = 2_000

export interface Fed {
  events: number
  seconds: number
}

/** So many events a second, evenly; whatever is due is given at once. */
export function paced(
  rate: number,
  seconds: number,
  emit: (stamps: Stamp[]) => void,
  next: () => number,
): Promise<Fed> {
  const started = micros()
  const total = Math.round(rate * seconds)
  let sent = 0
  return new Promise((resolve) => {
    const tick = () => {
      const now = micros()
      const due = Math.min(total, Math.floor(((now - started) * rate) / 1e6))
      const stamps: Stamp[] = []
      for (; sent < due; sent++) {
        const planned = started + ((sent + 1) * 1e6) / rate
        stamps.push({ seq: next(), at: now - planned > LATE ? planned : now })
      }
      if (stamps.length) emit(stamps)
      if (sent < total) setTimeout(tick, 1)
      else resolve({ events: sent, seconds: (micros() - started) / 1e6 })
    }
    tick()
  })
}

/** What the slowest reader may be behind while a server is saturated. */
const BEHIND = 250_000

/**
 * As many as the readers keep up with: the rate grows while the slowest of them is less than 150 ms behind, and shrinks
 * when it is more than 250 ms.
 * @param from the rate that it begins with, events a second
 */
export function saturating(
  from: number,
  seconds: number,
  emit: (stamps: Stamp[]) => void,
  next: () => number,
): { done: Promise<Fed>; acknowledged(seq: number): void } {
  const started = micros()
  const sentAt: number[] = []
  let first = 0
  let acked = 0
  let rate = from
  let growth = 1.5
  let events = 0
  let last = started
  let adjusted = started
  let shrunk = 0
  let owed = 0
  const behind = (now: number) =>
    sentAt[acked + 1 - first] === undefined ? 0 : now - (sentAt[acked + 1 - first] ?? now)
  const done = new Promise<Fed>((resolve) => {
    const tick = () => {
      const now = micros()
      const lag = behind(now)
      if (now - adjusted > 50_000) {
        adjusted = now
        if (lag > BEHIND && now - shrunk > BEHIND) {
          shrunk = now
          rate = Math.max(5, rate * 0.8)
          growth = 1.06
        } else if (lag < BEHIND * 0.6) rate *= growth
      }
      owed = Math.min(owed + ((now - last) * rate) / 1e6, Math.max(1, rate * 0.05))
      last = now
      if (lag <= BEHIND && owed >= 1) {
        const stamps: Stamp[] = []
        for (; owed >= 1; owed--) {
          const seq = next()
          if (first === 0) {
            first = seq
            acked = seq - 1
          }
          sentAt.push(now)
          stamps.push({ seq, at: now })
        }
        events += stamps.length
        emit(stamps)
      }
      if (now - started < seconds * 1e6) setTimeout(tick, 1)
      else resolve({ events, seconds: (micros() - started) / 1e6 })
    }
    tick()
  })
  return {
    done,
    acknowledged(seq) {
      if (seq > acked) acked = seq
    },
  }
}
