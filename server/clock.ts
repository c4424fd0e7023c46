import { hash, randomBytes } from 'node:crypto'
import { formatUuid, uuidV7 } from '../domain/ids.ts'

/** Time and ids, given to whatever needs them, so that tests can give others. */
export interface Clock {
  /** Milliseconds since 1970: for what is written down and told. Somebody may set it. */
  now(): number
  /** Milliseconds since some moment: for how long something is waited for, believed or counted. Nobody sets it. */
  elapsed(): number
  newId(): string
}

export const systemClock: Clock = {
  now: Date.now,
  elapsed: () => performance.now(),
  newId: () => uuidV7(Date.now(), chance()),
}

/** Ten random bytes, out of a store: to be asked for a few costs as much as for many. */
const chance = (() => {
  let store = Buffer.alloc(0)
  let used = 0
  return () => {
    if (used === store.length) [store, used] = [randomBytes(10 * 400), 0]
    used += 10
    return store.subarray(used - 10, used)
  }
})()

/** An id that follows from what it is made of: the same parts give the same id, on every node. */
export function derivedId(...parts: (string | number)[]): string {
  const bytes = new Uint8Array(hash('sha256', JSON.stringify(parts), 'buffer').subarray(0, 16))
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return formatUuid(bytes)
}

/** What tells two bodies apart (L4). */
export const bodyHash = (body: unknown): string => hash('sha256', JSON.stringify(body), 'base64url')
