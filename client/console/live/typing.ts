import type { Clock } from './clock.ts'
import type { Ask } from './command.ts'

/** Tells the customer that somebody is typing, at most every 3 s, and that it stopped. */
export interface TypingSignal {
  typed: (conversationId: string, empty: boolean) => void
  stop: () => void
}

const RENEW = 3_000
const PAUSE = 5_000

export function createTypingSignal({ ask, clock }: { ask: Ask; clock: Clock }): TypingSignal {
  let at: string | null = null
  let saidAt = 0
  let stopTimer = () => {}
  const say = (conversationId: string, typing: boolean) =>
    // It is news of a moment: the next one mends it.
    ask(`/conversations/${conversationId}/typing`, { method: 'POST', body: { typing } }).catch(() => undefined)
  const stop = () => {
    stopTimer()
    if (at !== null) say(at, false)
    at = null
  }
  return {
    typed: (conversationId, empty) => {
      if (empty || (at !== null && at !== conversationId)) stop()
      if (empty) return
      if (at === null || clock.now() - saidAt >= RENEW) {
        saidAt = clock.now()
        say(conversationId, true)
      }
      at = conversationId
      stopTimer()
      stopTimer = clock.after(PAUSE, stop)
    },
    stop,
  }
}
