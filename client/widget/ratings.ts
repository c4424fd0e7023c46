import { createSignal } from 'solid-js'
import type { Answer, Retry } from './api.ts'
import type { Kept, Rating } from './kept.ts'

interface Deps {
  kept: Kept
  /** Null when there is nowhere to send it to. */
  send(messageId: string, rating: Rating['rating']): Promise<Answer<unknown> | null>
}

/** Thumbs up and down on the AI's replies: shown at once, kept, sent when that is possible; the last word counts. */
export function createRatings({ kept, send }: Deps) {
  const [all, setAll] = createSignal(kept.ratings())
  const [failed, setFailed] = createSignal(new Map<string, string>())
  const reload = () => setAll(kept.ratings())

  const settle = (messageId: string, rating: Rating['rating'], answer: Answer<unknown> | null) => {
    // Changed while it was under way: the new one is sent next.
    if (kept.ratings().get(messageId)?.rating !== rating) return
    const refused = answer && !answer.ok && !answer.retry ? answer.detail : null
    kept.rate(messageId, refused === null ? { rating, sent: true } : null)
    if (refused !== null) setFailed(new Map(failed()).set(messageId, refused))
    reload()
  }

  return {
    of: (messageId: string) => ({
      rating: all().get(messageId)?.rating ?? null,
      failed: failed().get(messageId) ?? null,
    }),
    rate(messageId: string, rating: Rating['rating']) {
      kept.rate(messageId, { rating, sent: false })
      const left = new Map(failed())
      left.delete(messageId)
      setFailed(left)
      reload()
    },
    reload,
    async sendAll(): Promise<Retry | null> {
      for (;;) {
        const next = [...kept.ratings()].find(([, { sent }]) => !sent)
        if (!next) return null
        const [messageId, { rating }] = next
        const answer = await send(messageId, rating)
        if (answer && !answer.ok && answer.retry) return answer
        settle(messageId, rating, answer)
      }
    },
  }
}
