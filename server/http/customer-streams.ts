import type { Principal } from '../../domain/rights.ts'
import type { Reader } from '../hub/reader.ts'

/** The streams that each customer holds open. */
export interface CustomerStreams {
  opened(principal: Principal, reader: Reader): void
  closed(principal: Principal, reader: Reader): void
}

/**
 * At most so many for one conversation; a further one ends the oldest. A refusal would lock out who came back over another
 * network: the connections that died with the first one look open for minutes, and they are the oldest.
 */
export function customerStreams(most: number): CustomerStreams {
  const held = new Map<string, Set<Reader>>()
  return {
    opened(principal, reader) {
      if (principal.kind !== 'customer') return
      const key = `${principal.workspaceId} ${principal.conversationId}`
      const readers = held.get(key) ?? new Set()
      held.set(key, readers.add(reader))
      for (const oldest of [...readers].slice(0, Math.max(0, readers.size - most))) {
        readers.delete(oldest)
        oldest.closed = true
        oldest.outlet.close(1013)
      }
    },
    closed(principal, reader) {
      if (principal.kind !== 'customer') return
      const key = `${principal.workspaceId} ${principal.conversationId}`
      const readers = held.get(key)
      readers?.delete(reader)
      if (readers?.size === 0) held.delete(key)
    },
  }
}
