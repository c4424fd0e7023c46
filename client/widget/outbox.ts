import type { Answer, Retry } from './api.ts'
import type { SentFile } from './customer-event.ts'
import { backoff, type Edges } from './edges.ts'
import type { Kept, Outgoing } from './kept.ts'

export type Sending =
  | { state: 'sending' }
  | { state: 'waiting' }
  | { state: 'delivered' }
  | { state: 'refused'; why: string }
export type Bubble = Pick<Outgoing, 'id' | 'text' | 'at' | 'files'> & { sending: Sending }

export interface Outbox {
  write(text: string, files: SentFile[]): void
  /** After a refusal: the same message, once more. */
  again(id: string): void
  remove(id: string): void
  /** It stands in the transcript: whatever its answer would have been. */
  arrived(id: string): void
  /** Try now: the connection is back, or another tab changed the outbox. */
  wake(): void
  stop(): void
}

interface Deps {
  kept: Kept
  edges: Pick<Edges, 'lock' | 'newId' | 'now' | 'random'>
  lockName: string
  send(message: Outgoing): Promise<Answer<unknown>>
  /** What else is to be sent once the messages are: null when nothing is left. */
  sendRest(): Promise<Retry | null>
  onChange(bubbles: Bubble[]): void
}

/**
 * Messages on their way, kept before they are sent and sent one at a time, in order, under the same id until the server
 * has them (L3, L4). A refused one steps aside with its reason and does not hold up the others.
 */
export function createOutbox({ kept, edges, lockName, send, sendRest, onChange }: Deps): Outbox {
  let bubbles: Bubble[] = []
  let attempt = 0
  let running = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let notBefore = 0

  const set = (next: Bubble[]) => {
    bubbles = next
    onChange(bubbles)
  }
  const mark = (id: string, sending: Sending) =>
    set(bubbles.map((bubble) => (bubble.id === id ? { ...bubble, sending } : bubble)))

  /** What is kept, and what left it since: sent from here or another tab, and not yet seen in the transcript. */
  const align = () => {
    const stored = kept.outbox()
    const gone = bubbles
      .filter(({ id, sending }) => sending.state !== 'refused' && !stored.some((message) => message.id === id))
      .map((bubble): Bubble => ({ ...bubble, sending: { state: 'delivered' } }))
    const behind = bubbles.find(isWaiting)?.sending ?? { state: 'sending' as const }
    const here = stored.map(({ refused, tried: _tried, ...said }): Bubble => {
      const { id } = said
      if (refused !== undefined) return { ...said, sending: { state: 'refused', why: refused } }
      const known = bubbles.find((bubble) => bubble.id === id)
      return known && known.sending.state !== 'refused' ? known : { ...said, sending: behind }
    })
    set([...gone, ...here].sort((a, b) => (a.id < b.id ? -1 : 1)))
  }

  const next = () => kept.outbox().find((message) => message.refused === undefined)

  const drain = async () => {
    // Who is back online may try at once; who was asked to wait may not.
    if (running || stopped || edges.now() < notBefore) return
    running = true
    clearTimeout(timer)
    try {
      while (!stopped) {
        const message = next()
        const again = message ? await edges.lock(lockName, () => deliver(message)) : await sendRest()
        if (again) return later(again)
        if (!message && !next()) return
        attempt = 0
      }
    } finally {
      running = false
    }
  }

  /** One attempt. Null when this message needs no other. */
  const deliver = async (message: Outgoing): Promise<Retry | null> => {
    const present = kept.outbox().find(({ id }) => id === message.id)
    if (!present || present.refused !== undefined) {
      align()
      return null
    }
    kept.put({ ...present, tried: true })
    const answer = await send(present)
    if (!answer.ok && answer.retry) {
      // Whatever is behind it waits with it.
      const sending: Sending = { state: 'waiting' }
      set(bubbles.map((bubble) => (isOnItsWay(bubble) ? { ...bubble, sending } : bubble)))
      return answer
    }
    // Our own ids are nobody else's: one that is taken after an attempt was taken by that attempt.
    if (answer.ok || (present.tried && (answer.code === 'id_taken' || answer.code === 'id_reused'))) {
      kept.drop(message.id)
      mark(message.id, { state: 'delivered' })
      return null
    }
    kept.put({ ...present, refused: answer.detail })
    mark(message.id, { state: 'refused', why: answer.detail })
    return null
  }

  const later = ({ after }: Retry) => {
    if (stopped) return
    const wait = after === null ? backoff(attempt++, edges.random) : after + edges.random() * 1_000
    notBefore = after === null ? 0 : edges.now() + wait
    clearTimeout(timer)
    timer = setTimeout(drain, wait)
  }

  const wake = () => {
    align()
    void drain()
  }
  align()

  return {
    write(text, files) {
      const at = new Date(edges.now()).toISOString()
      const message = { id: edges.newId(), text, at, ...(files.length > 0 && { files }) }
      kept.put(message)
      wake()
    },
    again(id) {
      const message = kept.outbox().find((candidate) => candidate.id === id)
      if (!message) return
      const { refused: _refused, ...rest } = message
      kept.put(rest)
      wake()
    },
    remove(id) {
      kept.drop(id)
      set(bubbles.filter((bubble) => bubble.id !== id))
    },
    arrived(id) {
      if (!bubbles.some((bubble) => bubble.id === id)) return
      kept.drop(id)
      set(bubbles.filter((bubble) => bubble.id !== id))
    },
    wake,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

const isWaiting = ({ sending }: Bubble) => sending.state === 'waiting'
const isOnItsWay = ({ sending }: Bubble) => sending.state === 'waiting' || sending.state === 'sending'
