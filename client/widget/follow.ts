import type { Answer, Api } from './api.ts'
import { type Happening, readEvent, readTyping, type Typing } from './customer-event.ts'
import { backoff, type Edges } from './edges.ts'
import type { Session } from './kept.ts'
import { readStream, type SseFrame } from './sse.ts'
import type { Visit } from './visit.ts'

/** `idle`: nothing to follow, or the tab has long been hidden. `waiting`: cut off, and trying again by itself. */
export type Link = 'idle' | 'connecting' | 'live' | 'waiting'

export interface Follower {
  /** Nothing was heard for longer than the server is ever silent: after a sleep the connection may be a dead one. */
  isQuiet(): boolean
  /** Look again now: the session changed, the network is back, the tab is in front. */
  wake(): void
  stop(): void
}

interface Deps {
  api: Api
  visit: Visit
  edges: Pick<Edges, 'now' | 'random'>
  /** False while nobody can be looking: then the connection is given up, and resumed from its cursor later. */
  wanted(): boolean
  onEvent(event: Happening, conversationId: string): void
  /** The log became another one: forget what was read of this conversation, it is read anew. */
  onReset(conversationId: string): void
  onTyping(typing: Typing | null): void
  onLink(link: Link): void
}

/** A heartbeat comes at least every 15 s. */
const SILENCE = 40_000
const QUIET = 20_000
const PATIENCE = 20_000
/** A connection that lasted so long was a good one: the next attempt after it is a first attempt. */
const GOOD = 5_000

/** Reads the customer's conversation from the beginning, then live, for ever, from the cursor that it had reached (L5). */
export function createFollower(deps: Deps): Follower {
  const { api, visit, edges } = deps
  let place: { session: Session; cursor: string | null; seq: number } | null = null
  let attempt = 0
  let strange = 0
  let stopped = false
  let woken = false
  let heard = 0
  let lap = new AbortController()
  let wakeUp = () => {}

  const pause = (ms: number | null) =>
    new Promise<void>((resolve) => {
      if (woken) return resolve()
      const timer = ms === null ? undefined : setTimeout(resolve, ms)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const run = async () => {
    while (!stopped) {
      woken = false
      const session = visit.session()
      const wait = session && deps.wanted() ? await follow(session) : null
      deps.onTyping(null)
      if (stopped) return
      deps.onLink(wait === null ? 'idle' : 'waiting')
      await pause(wait)
    }
  }

  /** One connection, from first request to last byte. Says how many milliseconds to wait before the next. */
  const follow = async (session: Session): Promise<number> => {
    lap = new AbortController()
    const { signal } = lap
    deps.onLink('connecting')
    if (place && place.session.conversationId !== session.conversationId) {
      // What was said at the end of the session before, while this browser was away.
      await readAll(signal)
      place = null
    }
    place = place ? { ...place, session } : { session, cursor: null, seq: 0 }
    const read = place.cursor === null ? await readAll(signal) : null
    if (read && !read.ok) return refused(read, session)
    const opened = await openStream(session, signal)
    if (!opened.ok) return refused(opened, session)
    strange = 0
    deps.onLink('live')
    const since = edges.now()
    heard = since
    let reason: 'reset' | 'continued' | null = null
    await readStream(opened.body, signal, SILENCE, (frame) => {
      heard = edges.now()
      if (reason) return
      reason = take(frame, session)
      if (reason) lap.abort()
    })
    if (reason === 'reset') return 0
    if (reason === 'continued') return moved(session)
    if (edges.now() - since > GOOD) attempt = 0
    return backoff(attempt++, edges.random)
  }

  const openStream = async ({ conversationId, customerToken }: Session, signal: AbortSignal) => {
    const timer = setTimeout(() => lap.abort(), PATIENCE)
    const after = place?.cursor ? `?after=${encodeURIComponent(place.cursor)}` : ''
    const answer = await api.open(`/conversations/${conversationId}/stream${after}`, customerToken, signal)
    clearTimeout(timer)
    return answer
  }

  const take = ({ event, data }: SseFrame, { conversationId }: Session): 'reset' | 'continued' | null => {
    if (event === 'typing') {
      const typing = readTyping(data)
      if (typing !== undefined) deps.onTyping(typing)
      return null
    }
    if (event === 'reset') {
      forget(conversationId)
      return 'reset'
    }
    return note(data, conversationId)?.type === 'conversation.continued' ? 'continued' : null
  }

  /** Null for what was read before, and for what is not for a customer. */
  const note = (wire: unknown, conversationId: string): Happening | null => {
    const event = readEvent(wire)
    if (!event || !place || event.seq <= place.seq) return null
    place = { ...place, cursor: event.cursor, seq: event.seq }
    deps.onEvent(event, conversationId)
    return event
  }

  const forget = (conversationId: string) => {
    if (place) place = { ...place, cursor: null, seq: 0 }
    deps.onReset(conversationId)
  }

  const readAll = async (signal: AbortSignal): Promise<Answer<unknown>> => {
    for (;;) {
      if (!place) return { ok: true, body: null }
      const { session, cursor } = place
      const after = cursor === null ? '' : `&after=${encodeURIComponent(cursor)}`
      const path = `/conversations/${session.conversationId}/events?limit=500${after}`
      const answer = await api.call<{ items: unknown[]; head: string }>(path, { token: session.customerToken, signal })
      if (!answer.ok) return answer
      const { items, head } = answer.body
      for (const item of items) note(item, session.conversationId)
      if (items.length === 0 && place.cursor === null) place = { ...place, cursor: head }
      if (items.length === 0 || place.cursor === head || place.cursor === cursor) return answer
    }
  }

  /** The customer went on in another session: here, in another tab, or the answer that names it is still under way. */
  const moved = async (session: Session): Promise<number> => {
    if (visit.session()?.conversationId === session.conversationId) await pause(1_500)
    if (visit.session()?.conversationId === session.conversationId) await visit.renew(session)
    return 0
  }

  const refused = async (answer: Exclude<Answer<unknown>, { ok: true }>, session: Session): Promise<number> => {
    if (answer.retry)
      return answer.after === null ? backoff(attempt++, edges.random) : answer.after + edges.random() * 1_000
    if (answer.code === 'cursor_invalid') {
      forget(session.conversationId)
      return backoff(attempt++, edges.random)
    }
    const renewed = await visit.renew(session)
    if (renewed.ok && strange++ === 0) return 0
    return backoff(attempt++, edges.random)
  }

  void run()
  return {
    isQuiet: () => edges.now() - heard > QUIET,
    wake() {
      woken = true
      attempt = 0
      lap.abort()
      wakeUp()
    },
    stop() {
      stopped = true
      lap.abort()
      wakeUp()
    },
  }
}
