import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'

export interface Frame {
  id: string | null
  event: string
  data: { seq: number; type: string; data: unknown; actor: Record<string, unknown>; cursor?: string }
}

/** A reader of a stream that comes back with its cursor, as any program would. */
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

/** Milliseconds after which a reader gives up a line that says nothing; a heartbeat comes every 3 s. */
type Silence = number | null

/**
 * Server-Sent Events.
 * @param address the stream's address without its cursor
 * @param who a token, or what else goes with each request
 * @param after where to begin; null for “from now on”, or from the first event for a customer
 */
export function read(
  address: () => string,
  who: string | Record<string, string>,
  after: string | null,
  { silence = null }: { silence?: Silence } = {},
): Reading {
  const headers = typeof who === 'string' ? { authorization: `Bearer ${who}` } : who
  return keepReading(after, silence, async (cursor, take, signal) => {
    const url = new URL(address())
    if (cursor !== null) url.searchParams.set('after', cursor)
    const response = await fetch(url, { headers, signal })
    if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`)
    let rest = ''
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      const frames = `${rest}${piece}`.split('\n\n')
      rest = frames.pop() ?? ''
      for (const frame of frames) take(parse(frame))
    }
  })
}

/** The console's WebSocket, with whatever headers its caller shows. */
export function readSocket(
  address: () => string,
  headers: Record<string, string>,
  after: string | null,
  { silence = null }: { silence?: Silence } = {},
): Reading {
  return keepReading(after, silence, (cursor, take, signal) => {
    const url = new URL(address())
    url.protocol = 'ws:'
    if (cursor !== null) url.searchParams.set('after', cursor)
    const socket = new WebSocket(url, { headers, handshakeTimeout: 5_000 })
    return new Promise((resolve, reject) => {
      const leave = () => socket.terminate()
      signal.addEventListener('abort', leave)
      socket.on('message', (message) => {
        const { id = null, event, data } = JSON.parse(String(message))
        take({ id, event, data })
      })
      socket.on('error', reject)
      socket.on('close', () => {
        signal.removeEventListener('abort', leave)
        resolve()
      })
    })
  })
}

type ReadOnce = (cursor: string | null, take: (frame: Frame) => void, signal: AbortSignal) => Promise<void>

function keepReading(after: string | null, silence: Silence, readOnce: ReadOnce): Reading {
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
  const over = keepOn()
  return reading

  async function keepOn(): Promise<void> {
    while (!end.signal.aborted) {
      const quiet = new AbortController()
      let timer: NodeJS.Timeout | undefined
      const heard = () => {
        clearTimeout(timer)
        if (silence !== null) timer = setTimeout(() => quiet.abort(), silence)
      }
      heard()
      const signal = AbortSignal.any([end.signal, quiet.signal])
      const note = (frame: Frame) => {
        heard()
        if (!signal.aborted) take(frame)
      }
      await readOnce(reading.cursor, note, signal).catch((error: Error) => {
        reading.complaint = `${error.message} ${error.cause ?? ''}`
      })
      clearTimeout(timer)
      if (end.signal.aborted) return
      reading.reconnects++
      await sleep(20 + Math.random() * 80)
    }
  }

  function take(frame: Frame): void {
    if (frame.event === 'reset') reading.resets++
    if (frame.event === 'heartbeat') reading.heartbeats++
    if (frame.id !== null) {
      reading.cursor = frame.id
      reading.frames.push(frame)
    }
    for (const listener of listeners) listener()
  }
}

function parse(text: string): Frame {
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const colon = line.indexOf(': ')
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2))
  }
  return {
    id: fields.get('id') ?? null,
    event: fields.get('event') ?? 'message',
    data: JSON.parse(fields.get('data') ?? 'null'),
  }
}
