import { createEffect, createSignal, on, onCleanup } from 'solid-js'
import type { Actor } from '../../../../domain/actor.ts'
import { api, Problem } from '../../live/api.ts'

/** One line of the audit, as the API gives it. */
export interface AuditLine {
  seq: number
  at: string
  type: string
  actor: Actor
  network: string | null
  sentence: string
  conversationId: string | null
  serviceId: string | null
  service: string | null
}

const PAGE = 50
/** Answers may be short where the log is sifted: so many are asked for before the person is asked whether to look further. */
const IN_A_ROW = 5

/** The lines for a question, the latest first, as many as were asked for so far. */
export function createLines(query: () => string) {
  const [lines, setLines] = createSignal<readonly AuditLine[]>([])
  const [next, setNext] = createSignal<string | null>(null)
  const [problem, setProblem] = createSignal<Problem | null>(null)
  const [state, setState] = createSignal<'first' | 'more' | 'idle'>('first')
  let stop = new AbortController()
  onCleanup(() => stop.abort())

  async function take(from: string | null, begun: AbortController): Promise<void> {
    let [cursor, found] = [from, 0]
    try {
      for (let n = 0; n < IN_A_ROW; n++) {
        const asked = new URLSearchParams(query())
        asked.set('limit', String(PAGE))
        if (cursor) asked.set('cursor', cursor)
        const answer = await api<{ items: AuditLine[]; nextCursor: string | null }>(`/audit?${asked}`, {
          signal: begun.signal,
        })
        setLines((known) => [...known, ...answer.items])
        setNext(answer.nextCursor)
        cursor = answer.nextCursor
        found += answer.items.length
        if (cursor === null || found >= PAGE / 2) break
      }
      setProblem(null)
    } catch (error) {
      if (begun.signal.aborted) return
      if (!(error instanceof Problem)) throw error
      setProblem(error)
    }
    if (!begun.signal.aborted) setState('idle')
  }

  const begin = () => {
    stop.abort()
    stop = new AbortController()
    setLines([])
    setNext(null)
    setProblem(null)
    setState('first')
    void take(null, stop)
  }
  createEffect(on(query, begin))
  return {
    lines,
    problem,
    state,
    /** There may be older ones. */
    hasMore: () => next() !== null,
    more: () => {
      if (state() !== 'idle' || next() === null) return
      setState('more')
      void take(next(), stop)
    },
    again: () => {
      if (lines().length === 0 || problem() === null) return begin()
      setState('more')
      void take(next(), stop)
    },
    reload: begin,
  }
}
