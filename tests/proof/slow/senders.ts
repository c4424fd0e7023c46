import { connect, type Socket } from 'node:net'
import { newId } from '../kit/api.ts'

/** How much of a request comes at a time, and how often. */
const DRIP = 10
const EVERY = 1_000

/** Senders whose requests never end while they are looked at: some never end their head, others their body. */
export interface SlowSenders {
  /** How many of them the server still holds. */
  open(): number
  stop(): void
}

/**
 * @param key with which the bodies come: a stranger is refused before the body is read
 * @param conversationId where their messages would go
 */
export function slowSenders(port: number, key: string, conversationId: string, count: number): SlowSenders {
  const sockets = Array.from({ length: count }, (_, i) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true })
    socket.on('error', () => {})
    socket.resume()
    if (i % 2 === 0)
      socket.write(`POST /api/v1/conversations/${conversationId}/messages HTTP/1.1\r\nHost: slow\r\nX-Slow: `)
    else socket.write(head(conversationId, key, 60_000))
    return socket
  })
  const timer = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x'.repeat(DRIP))
  }, EVERY)
  return {
    open: () => sockets.filter((socket) => !socket.destroyed).length,
    stop() {
      clearInterval(timer)
      for (const socket of sockets) socket.destroy()
    },
  }
}

/**
 * Somebody on a bad line: a message whose body comes in drips, all of it in the end.
 * @returns the answer's status, 0 when there was none
 */
export function slowMessage(
  port: number,
  key: string,
  conversationId: string,
  seconds: number,
): Promise<{ id: string; text: string; status: number }> {
  const id = newId()
  const text = `slowly, ${id}`
  const body = JSON.stringify({ id, role: 'customer', text })
  const step = Math.ceil(body.length / ((seconds * 1_000) / EVERY))
  return new Promise((resolve) => {
    const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true })
    let sent = 0
    let heard = ''
    const timer = setInterval(() => {
      socket.write(body.slice(sent, sent + step))
      sent += step
      if (sent >= body.length) clearInterval(timer)
    }, EVERY)
    socket.write(head(conversationId, key, body.length))
    socket.on('data', (piece) => {
      heard += piece.toString('latin1')
      if (heard.includes('\r\n')) socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      resolve({ id, text, status: Number(/^HTTP\/1\.1 (\d+)/.exec(heard)?.[1] ?? 0) })
    })
  })
}

const head = (conversationId: string, key: string, length: number): string =>
  [
    `POST /api/v1/conversations/${conversationId}/messages HTTP/1.1`,
    'Host: slow',
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${length}`,
    '\r\n',
  ].join('\r\n')
