import { setTimeout as sleep } from 'node:timers/promises'

export interface Frame {
  id: string | null
  event: string
  data: { seq: number; type: string; data: unknown; actor: Record<string, unknown>; cursor?: string }
}

/** A reader of Server-Sent Events that comes back with its cursor, as any program would. */
export interface Reading {
  /** All numbered frames so far, in the order in which they came. */
  frames: Frame[]
  /** How often it had to come back. */
  reconnects: number
  /** `reset` frames: there should be none while the log is the same. */
  resets: number
  /** The first one says that what was missed has come. */
  heartbeats: number
  cursor: string | null
  /** Why the latest try to come back failed. */
  complaint: string
  /** Resolves when a frame satisfies the wish; false after so many milliseconds. */
  until(wish: (reading: Reading) => boolean, patience: number): Promise<boolean>
  stop(): Promise<void>
}

/**
 * @param address the stream's address without its cursor
 * @param who a token, or what else goes with each request
 * @param after where to begin; null for “from now on”, or from the first event for a customer
 */
export function read(address: () => string, who: string | Record<string, string>, after: string | null): Reading {
  const headers = typeof who === 'string' ? { authorization: `Bearer ${who}` } : who
  const end = new AbortController()
  const listeners = new Set<() => void>()
  const reading: Reading = {
    frames: [],
    reconnects: 0,
    resets: 0,
    heartbeats: 0,
    complaint: '',
    cursor: after,
    async until(wish, patience) {
      if (wish(reading)) return true
      return new Promise<boolean>((resolve) => {
        const settle = (found: boolean) => {
          clearTimeout(timer)
          listeners.delete(look)
          resolve(found)
        }
        const look = () => wish(reading) && settle(true)
        const timer = setTimeout(() => settle(false), patience)
        listeners.add(look)
      })
    },
    async stop() {
      end.abort()
      await over
    },
  }
  const over = keepReading()
  return reading

  async function keepReading(): Promise<void> {
    while (!end.signal.aborted) {
      await readOnce().catch((error: Error) => {
        reading.complaint = `${error.message} ${error.cause ?? ''}`
      })
      if (end.signal.aborted) return
      reading.reconnects++
      await sleep(20 + Math.random() * 80)
    }
  }

  async function readOnce(): Promise<void> {
    const url = new URL(address())
    if (reading.cursor !== null) url.searchParams.set('after', reading.cursor)
    const response = await fetch(url, { headers, signal: end.signal })
    if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`)
    let rest = ''
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      const frames = `${rest}${piece}`.split('\n\n')
      rest = frames.pop() ?? ''
      for (const frame of frames) take(frame)
    }
  }

  function take(text: string): void {
    const fields = new Map<string, string>()
    for (const line of text.split('\n')) {
      const colon = line.indexOf(': ')
      if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2))
    }
    const event = fields.get('event') ?? 'message'
    const id = fields.get('id') ?? null
    if (event === 'reset') reading.resets++
    if (event === 'heartbeat') reading.heartbeats++
    if (id !== null) {
      reading.cursor = id
      reading.frames.push({ id, event, data: JSON.parse(fields.get('data') ?? 'null') })
    }
    for (const listener of listeners) listener()
  }
}
