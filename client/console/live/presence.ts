import type { Clock } from './clock.ts'
import type { Ask } from './command.ts'

/** Tells the others what this person looks at, every 20 s and at each change: it is a lease, and ends by itself (L11). */
export interface Presence {
  look: (conversationId: string | null) => void
  stop: () => void
}

const EVERY = 20_000

export function createPresence({ ask, clock }: { ask: Ask; clock: Clock }): Presence {
  let at: string | null = null
  let stop = () => {}
  const say = () => {
    stop()
    stop = () => {}
    // Nothing hangs on one beat: the next one says it again.
    ask('/presence', { method: 'POST', body: { conversationId: at } }).catch(() => undefined)
    if (at !== null) stop = clock.after(EVERY, say)
  }
  return {
    look: (conversationId) => {
      if (conversationId === at) return
      at = conversationId
      say()
    },
    stop: () => stop(),
  }
}
