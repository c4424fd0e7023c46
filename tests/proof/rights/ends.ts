import { WebSocket } from 'ws'
import { type Ask, makeService, openConversation, wanted } from '../kit/api.ts'
import type { Here } from '../kit/server.ts'

/** The streams that are seen to end; the document's others fail the suite. */
export const endedStreams = [
  'GET /api/v1/stream',
  'GET /api/v1/socket',
  'GET /api/v1/conversations/{id}/stream',
] as const

/**
 * A stream ends within a second of its right (L7): a revoked key, a person who was removed or signed out.
 * @param within milliseconds that count as that second, on a machine with other things to do
 */
export async function checkEnds(
  server: Here,
  ask: Ask,
  within: number,
): Promise<{ figures: [string, string][]; broken: string[] }> {
  const figures: [string, string][] = []
  const broken: string[] = []
  const conversationId = await openConversation(ask, await makeService(ask))
  const person = {
    name: 'Leaving',
    email: `${crypto.randomUUID()}@example.com`,
    password: 'correct horse battery',
    role: 'operator',
  }
  const user = wanted(await ask('POST', '/users', person), 201).body
  const made = wanted(await ask('POST', '/keys', { name: 'short', scopes: ['conversation:read'] }), 201).body
  const session = await signIn(server, person)
  const other = await signIn(server, person)
  const key = { authorization: `Bearer ${made.key}` }
  const second = wanted(await ask('POST', '/keys', { name: 'short', scopes: ['conversation:read'] }), 201).body
  const listening = { authorization: `Bearer ${second.key}` }
  const signOut = () =>
    fetch(`${server.url}/api/auth/sign-out`, {
      method: 'POST',
      headers: { cookie: other, origin: server.url, 'content-type': 'application/json' },
      body: '{}',
    })
  const ends: [name: string, path: string, headers: Record<string, string>, end: () => Promise<unknown>][] = [
    ['a key that was revoked', '/stream', key, () => ask('DELETE', `/keys/${made.id}`)],
    ['a session that signed out', `/conversations/${conversationId}/stream`, { cookie: other }, signOut],
    ['a key that was revoked, on a WebSocket', '/socket', listening, () => ask('DELETE', `/keys/${second.id}`)],
    ['a person who was removed', '/stream', { cookie: session }, () => ask('DELETE', `/users/${user.id}`)],
  ]
  for (const [name, path, headers, end] of ends) {
    const stream = await (path === '/socket' ? openSocket : openEvents)(`${server.url}/api/v1${path}`, headers)
    if (typeof stream === 'number') {
      broken.push(`the stream of ${name} was answered ${stream} while it still had its right`)
      continue
    }
    await end()
    const at = performance.now()
    const ended = await Promise.race([stream.ended.then(() => true), pause(within + 2_500).then(() => false)])
    const took = Math.round(performance.now() - at)
    figures.push([`stream of ${name}`, ended ? `ended after ${took} ms` : 'went on'])
    if (!ended || took > within) broken.push(`L7: the stream of ${name} went on for ${took} ms`)
    stream.close()
    const again = await fetch(`${server.url}/api/v1/stats`, { headers })
    if (again.status !== 401) broken.push(`L7: ${name} may still read: ${again.status}`)
  }
  return { figures, broken }
}

/** A stream that has begun: its end, and a way to leave it. A number is the status of one that did not begin. */
type Opened = { ended: Promise<unknown>; close(): void } | number

async function openEvents(url: string, headers: Record<string, string>): Promise<Opened> {
  const response = await fetch(url, { headers })
  if (!response.ok || !response.body) return response.status
  const reader = response.body.getReader()
  await reader.read()
  return { ended: drained(reader), close: () => void reader.cancel().catch(() => {}) }
}

function openSocket(url: string, headers: Record<string, string>): Promise<Opened> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers })
  return new Promise((resolve) => {
    const ended = new Promise((over) => socket.once('close', over))
    socket.on('error', () => {})
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.once('message', () => resolve({ ended, close: () => socket.terminate() }))
  })
}

async function drained(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<boolean> {
  for (;;) {
    const piece = await reader.read().catch(() => ({ done: true }))
    if (piece.done) return true
  }
}

async function signIn(server: Here, { email, password }: { email: string; password: string }): Promise<string> {
  const response = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ email, password }),
  })
  return response.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ')
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
