import { createSignal } from 'solid-js'
import type { Api } from './api.ts'
import { readEvent } from './customer-event.ts'
import type { Kept, Left } from './kept.ts'
import { type Line, withEvent } from './transcript.ts'

interface Deps {
  api: Api
  kept: Pick<Kept, 'earlier' | 'dropEarlier'>
  /** Whether something of this conversation is in sight. */
  isShown(conversationId: string): boolean
  /** What was said in sessions before, in order: it goes above what is there. */
  onLines(lines: Line[]): void
}

/**
 * The sessions that this browser was in before the present one, read again after a reload (F15). Each is opened by its own
 * token, of an hour; the token of the present session does not open what was before it. `isDone`: what can be shown is.
 */
export function createEarlier({ api, kept, isShown, onLines }: Deps) {
  const [isDone, setDone] = createSignal(false)
  const [isReading, setReading] = createSignal(false)

  /** Null when its time is over; undefined when nothing is known, and it can be asked for again. */
  const linesOf = async ({ conversationId, customerToken }: Left): Promise<Line[] | null | undefined> => {
    let lines: Line[] = []
    let after = ''
    for (;;) {
      const path = `/conversations/${conversationId}/events?limit=500${after}`
      const answer = await api.call<{ items: unknown[]; head: string }>(path, { token: customerToken })
      if (!answer.ok) return answer.retry || !answer.code ? undefined : null
      const events = answer.body.items.flatMap((item) => readEvent(item) ?? [])
      for (const event of events) lines = withEvent(lines, event, conversationId)
      const last = events.at(-1)?.cursor
      if (last === undefined || last === answer.body.head) return lines
      after = `&after=${encodeURIComponent(last)}`
    }
  }

  const readAll = async (): Promise<boolean> => {
    const found: Line[] = []
    let all = true
    for (const session of kept.earlier()) {
      if (isShown(session.conversationId)) continue
      const lines = await linesOf(session)
      if (lines) found.push(...lines)
      else if (lines === null) kept.dropEarlier(session.conversationId)
      else all = false
    }
    // What could not be reached now would come above the wrong lines later: all of it is read then.
    if (all && found.length > 0) onLines(found)
    return all
  }

  return {
    isDone,
    isReading,
    async read(): Promise<void> {
      if (isDone() || isReading()) return
      setReading(true)
      setDone(await readAll())
      setReading(false)
    },
  }
}
