import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What the poster is to send: each connection has one request under way, and sends the next when it was answered. */
export interface Posting {
  port: number
  /** Whole requests, ready to be written, taken in turn. */
  requests: string[]
  connections: number
  seconds: number
}

export interface Posted {
  /** Answers 201 a second, without the first half second, in which all get going. */
  rate: number
  /** Seconds of CPU that the poster took, for each second. */
  cpu: number
}

/**
 * Posts over HTTP from a process of its own, on sockets that stay open.
 * @throws Error when an answer was none that was asked for
 */
export function post(posting: Posting): Promise<Posted> {
  const child = fork(fileURLToPath(new URL('poster.ts', import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    child.once('message', (said: Posted | { error: string }) =>
      'error' in said ? reject(new Error(said.error)) : resolve(said),
    )
    child.once('exit', (code) => reject(new Error(`The poster ended (${code}).`)))
    child.send(posting)
  })
}

/** One request as its bytes. */
export function requestOf(path: string, key: string, body: unknown): string {
  const text = JSON.stringify(body)
  return [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    `authorization: Bearer ${key}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    '',
    text,
  ].join('\r\n')
}
