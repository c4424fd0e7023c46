import type { Sight } from '../../domain/sight.ts'
import type { Bytes } from './frames.ts'

/** How many bytes may wait for one reader before it is cut (L13); it resumes from its cursor. */
export const BOUND = 4 * 1024 * 1024

/** A connection that frames are written to. */
export interface Outlet {
  /** Writes without waiting; never throws. */
  write(bytes: Bytes): void
  /** Bytes accepted and not yet sent; none when the connection is gone. */
  backlog(): number
  /** Resolves when the backlog is small again, or the connection gone. */
  drained(): Promise<void>
  close(code?: number): void
}

/**
 * The team and its programs: one conversation, which was in sight when the stream was opened, or the whole workspace in so
 * far as it is in sight. Readers with the same set of services share a channel, so it is the set itself that counts.
 */
export interface OperatorAudience {
  kind: 'operators'
  conversationId: string | null
  services: Sight
}

/** Who listens, and to what. Workspace and rights were checked when the stream was opened; `right` is checked again each second. */
export interface Reader {
  outlet: Outlet
  audience: OperatorAudience | { kind: 'customer'; conversationId: string }
  /** What the stream's right hangs on: a session, a key, or a token's end in milliseconds since 1970. */
  right:
    | { kind: 'session'; id: string; userId: string }
    | { kind: 'key'; id: string }
    | { kind: 'token'; expiresAt: number }
  /** The last number that was sent; workspace numbers for operators, public numbers for a customer. */
  sent: number
  closed: boolean
}

/** Sends to one reader, or cuts it when it is too slow: its slowness costs nobody else anything. */
export function send(reader: Reader, bytes: Bytes): boolean {
  if (reader.closed) return false
  if (reader.outlet.backlog() > BOUND) {
    reader.closed = true
    reader.outlet.close(1013)
    return false
  }
  reader.outlet.write(bytes)
  return true
}
