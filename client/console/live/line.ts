import type { Frame } from '../../../domain/wire.ts'
import { readEventStream } from './event-stream.ts'

/** What a line tells about itself. `lost` comes once, and nothing after it. */
export interface LineHandlers {
  opened: () => void
  frame: (frame: Frame) => void
  lost: () => void
}

/** A way to hear the server’s frames. It only listens: every write is a request of its own. */
export interface Transport {
  /** The longest silence that is still life, in milliseconds: some heartbeats, and slack. */
  quiet: number
  /** How long opening it may take, in milliseconds. */
  patience: number
  /** Listens to everything after the cursor `after`. The answer closes the line; a closed line says nothing any more. */
  open: (after: string, handlers: LineHandlers) => () => void
}

/** Heartbeats come every 3 s here. */
export const webSocket: Transport = {
  quiet: 8_000,
  patience: 5_000,
  open: (after, { opened, frame, lost }) => {
    const url = new URL(`/api/v1/socket?after=${encodeURIComponent(after)}&lines=true`, location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    const socket = new WebSocket(url)
    const stop = new AbortController()
    const on = stop.signal
    socket.addEventListener('open', () => opened(), { signal: on })
    socket.addEventListener('message', ({ data }) => hear(data as string), { signal: on })
    socket.addEventListener('close', () => end(), { signal: on })
    // Under load many frames come in one message: each message costs the browser more than what is done with it here.
    const hear = (lines: string) => {
      for (const line of lines.split('\n')) {
        if (on.aborted) return
        frame(JSON.parse(line) as Frame)
      }
    }
    const close = () => {
      stop.abort()
      socket.close()
    }
    const end = () => {
      close()
      lost()
    }
    return close
  },
}

/** The same frames where WebSockets are blocked. Read by hand: EventSource hides a refusal and gives up on it for good. */
export const eventStream: Transport = {
  quiet: 20_000,
  patience: 5_000,
  open: (after, { opened, frame, lost }) => {
    const stop = new AbortController()
    const listen = async () => {
      const response = await fetch(`/api/v1/stream?after=${encodeURIComponent(after)}`, {
        headers: { accept: 'text/event-stream' },
        credentials: 'same-origin',
        signal: stop.signal,
      })
      if (!response.ok || !response.body) throw new Error(`stream refused: ${response.status}`)
      opened()
      for await (const { id, event, data } of readEventStream(response.body)) {
        frame({ ...(id && { id }), event, data: JSON.parse(data) } as Frame)
      }
    }
    listen()
      .catch(() => undefined)
      .then(() => {
        if (!stop.signal.aborted) lost()
      })
    return () => stop.abort()
  },
}
