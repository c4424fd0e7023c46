import { type Accessor, createSignal } from 'solid-js'
import type { EventView } from '../../../domain/wire.ts'
import { Problem } from './api.ts'
import type { Ask } from './command.ts'

/** All events of one open conversation, in order, each once: what was there, and what comes. */
export interface ConversationLog {
  events: Accessor<readonly EventView[]>
  state: Accessor<'loading' | 'ready' | Problem>
  /** An event from the stream. */
  add: (event: EventView) => void
  /** Asks for what is missing at the end: at the start, after a failure, after a fresh snapshot. */
  load: () => Promise<void>
  stop: () => void
}

interface Page {
  items: EventView[]
  head: string
}

const PAGE = 500

export function createConversationLog(conversationId: string, ask: Ask): ConversationLog {
  const stopped = new AbortController()
  const known = new Map<number, EventView>()
  const [events, setEvents] = createSignal<readonly EventView[]>([])
  const [state, setState] = createSignal<'loading' | 'ready' | Problem>('loading')
  /** The last event that came by pages: what the stream brought later may have gaps before it until the pages meet it. */
  let paged: EventView | undefined

  const put = (items: EventView[]) => {
    const fresh = items.filter((event) => !known.has(event.seq))
    if (!fresh.length) return
    for (const event of fresh) known.set(event.seq, event)
    setEvents((before) => {
      const last = before.at(-1)
      const all = [...before, ...fresh]
      return !last || fresh.every((event, i) => event.seq > (fresh[i - 1] ?? last).seq)
        ? all
        : all.sort((a, b) => a.seq - b.seq)
    })
  }

  const load = async () => {
    if (state() !== 'ready') setState('loading')
    try {
      for (;;) {
        const after = paged ? `&after=${encodeURIComponent(paged.cursor)}` : ''
        const { items } = await ask<Page>(`/conversations/${conversationId}/events?limit=${PAGE}${after}`, {
          signal: stopped.signal,
        })
        if (stopped.signal.aborted) return
        paged = items.at(-1) ?? paged
        put(items)
        if (items.length < PAGE) break
      }
      setState('ready')
    } catch (error) {
      if (stopped.signal.aborted) return
      if (!(error instanceof Problem)) throw error
      if (state() !== 'ready') setState(error)
    }
  }

  return { events, state, add: (event) => put([event]), load, stop: () => stopped.abort() }
}
