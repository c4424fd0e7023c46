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
  response.on('close', onClose)
  response.on('error', () => response.destroy())
  return {
    write(frame: Packed) {
      if (!response.destroyed && !response.writableEnded) response.write(frame.sse())
    },
    backlog: () => response.writableLength,
    drained: () =>
      response.destroyed || !response.writableNeedDrain
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
