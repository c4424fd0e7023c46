import { WebSocket } from 'ws'
import type { Caller } from './caller.ts'

/** A frame as a reader got it; `id` is the cursor, where there is one. */
export interface Heard {
  id: string | null
  event: string
  // oxlint-disable-next-line typescript/no-explicit-any -- what it holds is what tests ask
  data: any
}

/** A stream that is being read: everything that came, and waiting for what has not come yet. */
export interface Listener {
  heard: Heard[]
  /** The events with a number, in the order in which they came. */
  events(): Heard[]
  /** The first frame that fits, from those that came or will come. */
  until(fits: (frame: Heard) => boolean, within?: number): Promise<Heard>
  /** The frame of a message with that text. */
  untilText(text: string, within?: number): Promise<Heard>
  /** The last cursor that it got. */
  cursor(): string | null
  /** Resolves when the other side ended it; with the code of a WebSocket. */
  ended: Promise<number | null>
  isOver(): boolean
  /** Goes away. */
  close(): void
}

const PATIENCE = 10_000

function collector() {
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  let over = false
  let end: (code: number | null) => void = () => {}
  const ended = new Promise<number | null>((resolve) => {
    end = (code) => {
      over = true
      resolve(code)
      for (const look of waiting) look()
    }
  })
  const until = (fits: (frame: Heard) => boolean, within = PATIENCE): Promise<Heard> =>
    new Promise((resolve, reject) => {
      let seen = 0
      const done = (settle: () => void) => {
        clearTimeout(timer)
        waiting.delete(look)
        settle()
      }
      const said = () => heard.map(({ id, event }) => `${event} ${id ?? ''}`).join(', ')
      const look = () => {
        while (seen < heard.length) {
          const frame = heard[seen++] as Heard
          if (fits(frame)) return done(() => resolve(frame))
        }
        if (over) done(() => reject(new Error(`the stream ended; it said ${said()}`)))
      }
      const timer = setTimeout(() => done(() => reject(new Error(`it did not come; there came ${said()}`))), within)
      waiting.add(look)
      look()
    })
  return {
    take(frame: Heard) {
      heard.push(frame)
      for (const look of waiting) look()
    },
    end: (code: number | null) => end(code),
    listener: {
      heard,
      events: () => heard.filter(({ id }) => id !== null),
      until,
      untilText: (text: string, within?: number) =>
        until(({ event, data }) => event === 'message.added' && data.data.message.text === text, within),
      cursor: () => heard.findLast(({ id }) => id !== null)?.id ?? null,
      ended,
      isOver: () => over,
    },
  }
}

/**
 * Reads Server-Sent Events.
 * @throws Error with the answer when it is no stream
 */
export async function listen(who: Caller, path = '/stream', headers: Record<string, string> = {}): Promise<Listener> {
  const { take, end, listener } = collector()
  const stop = new AbortController()
  const response = await fetch(who.at(path), {
    headers: { ...who.headers, accept: 'text/event-stream', ...headers },
    signal: stop.signal,
  })
  const { body } = response
  if (response.status !== 200 || !body) throw new Error(`${response.status} ${await response.text()}`)
  void (async () => {
    let rest = ''
    for await (const piece of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + piece).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) take(parse(block))
    }
  })().then(
    () => end(null),
    () => end(null),
  )
  // Its first heartbeat says that it is in the present: from here on it hears every moment.
  await listener.until(({ event }) => event === 'heartbeat').catch(() => {})
  return { ...listener, close: () => stop.abort() }
}

function parse(block: string): Heard {
  const field = (name: string) =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2))
      .join('\n')
  return { id: field('id') || null, event: field('event'), data: JSON.parse(field('data')) }
}

/**
 * Reads the WebSocket.
 * @param lines as the console does: what comes at once is one message, a frame on each line
 * @throws Error with the status when the upgrade was refused
 */
export async function listenSocket(
  who: Caller,
  after?: string,
  lines = false,
): Promise<Listener & { socket: WebSocket }> {
  const { take, end, listener } = collector()
  const asked = new URLSearchParams({ ...(after !== undefined && { after }), ...(lines && { lines: 'true' }) })
  const address = who.at(`/socket${asked.size > 0 ? `?${asked}` : ''}`).replace('http:', 'ws:')
  const socket = new WebSocket(address, { headers: who.headers })
  socket.on('message', (text) => {
    for (const line of lines ? String(text).split('\n') : [String(text)]) {
      const { id = null, event, data } = JSON.parse(line)
      take({ id, event, data })
    }
  })
  socket.on('close', (code) => end(code))
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve)
    socket.on('unexpected-response', (_request, response) => reject(new Error(`${response.statusCode}`)))
    socket.on('error', reject)
  })
  await listener.until(({ event }) => event === 'heartbeat').catch(() => {})
  return { ...listener, socket, close: () => socket.terminate() }
}
