import type { ServerResponse } from 'node:http'
import type { Packed } from '../hub/frames.ts'
import type { Outlet } from '../hub/reader.ts'

/**
 * A Server-Sent Events stream on Node's own response: the fan-out writes and goes on, it never waits for a client
 * (hono's writeSSE does). A reader that falls behind is cut by the hub.
 */
export function sseOutlet(response: ServerResponse, headers: Record<string, string>, onClose: () => void): Outlet {
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  })
  response.flushHeaders()
  response.socket?.setNoDelay(true)
  response.socket?.setKeepAlive(true, 30_000)
  let told = false
  const closed = () => {
    if (told) return
    told = true
    onClose()
  }
  response.on('close', closed)
  response.on('error', () => response.destroy())
  // Who left before anybody listened is never heard to close; told later, when the caller has what it is told about.
  if (isGone(response)) setImmediate(closed)
  return {
    write(frame: Packed) {
      if (!isGone(response) && !response.writableEnded) response.write(frame.sse())
    },
    backlog: () => (isGone(response) ? 0 : response.writableLength),
    drained: () =>
      isGone(response) || !response.writableNeedDrain
        ? Promise.resolve()
        : new Promise((resolve) => {
            const go = () => {
              response.off('drain', go)
              response.off('close', go)
              resolve()
            }
            response.on('drain', go)
            response.on('close', go)
          }),
    // A code tells that the reader was too slow or its right ended: then nothing more is worth sending.
    close(code) {
      if (code === 1013) response.destroy()
      else response.end()
    },
  }
}

const isGone = (response: ServerResponse): boolean =>
  response.destroyed || response.closed || response.socket?.destroyed === true
