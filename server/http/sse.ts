import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Bytes } from '../hub/frames.ts'
import type { Outlet } from '../hub/reader.ts'
import { drained } from './drained.ts'

/**
 * A Server-Sent Events stream on Node's own response: the fan-out writes and goes on, it never waits for a client
 * (hono's writeSSE does). A reader that falls behind is cut by the hub.
 *
 * Once the head is out, the body's chunks go straight to the connection: they are the same bytes for all readers, and
 * the response would frame and count each of them again.
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
    write(bytes: Bytes) {
      if (isGone(response) || response.writableEnded) return
      const connection = direct(response)
      if (connection) connection.write(bytes.chunk())
      else response.write(bytes.sse())
    },
    backlog: () => (isGone(response) ? 0 : response.writableLength),
    drained: () => (isGone(response) ? Promise.resolve() : drained(direct(response) ?? response)),
    // A code tells that the reader was too slow or its right ended: then nothing more is worth sending.
    close(code) {
      if (code === 1013) response.destroy()
      else response.end()
    },
  }
}

/** The connection, where the response has it to itself and its body is chunked: not under HTTP/1.0, nor behind another answer. */
const direct = (response: ServerResponse): Socket | null => (response.chunkedEncoding ? response.socket : null)

const isGone = (response: ServerResponse): boolean =>
  response.destroyed || response.closed || response.socket?.destroyed === true
