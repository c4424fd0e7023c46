import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocketServer } from 'ws'
import { socketOutlet } from '../../server/http/socket.ts'
import { type Packed, packAll } from '../../server/hub/frames.ts'
import type { Outlet } from '../../server/hub/reader.ts'
import type { Traffic } from './traffic.ts'
import { vanilla } from './vanilla.ts'

const dist = fileURLToPath(new URL('../../dist/console', import.meta.url))

/** What stands around the console: the built files, the answers that it starts from, and a WebSocket that speaks. */
export interface Edge {
  url: string
  /** Sends to every page that listens, in one go, as a flush of the server does. */
  send(frames: readonly Packed[]): void
  listeners(): number
  stop(): Promise<void>
}

const me = {
  id: 'ada',
  name: 'Ada',
  email: 'ada@example.com',
  role: 'admin',
  scopes: [
    'conversation:read',
    'operator:read',
    'operator:write',
    'service:write',
    'people:write',
    'analytics:read',
    'workspace:admin',
  ],
  workspace: { id: 'w', name: 'Bench' },
}
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
}

/** Sign-in ends here: everybody is an administrator. */
export async function openEdge(traffic: Traffic): Promise<Edge> {
  const answers: Record<string, string> = {
    '/api/v1/me': JSON.stringify(me),
    '/api/v1/board': traffic.snapshot,
    '/api/v1/capabilities': JSON.stringify({ model: false }),
    '/api/v1/tasks': JSON.stringify({ items: [], nextCursor: null }),
    '/api/v1/setup': JSON.stringify({ needed: false }),
  }
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    const answer = answers[path]
    if (answer !== undefined) return reply(response, 'application/json', answer)
    if (path.startsWith('/api/')) return void response.writeHead(204).end()
    if (path === '/vanilla') return reply(response, 'text/html', await vanilla(dist))
    if (path === '/empty') return reply(response, 'text/html', '<!doctype html><title>Empty</title>')
    const file = extname(path) === '' ? 'index.html' : path
    const bytes = await readFile(join(dist, file)).catch(() => null)
    if (bytes === null) return void response.writeHead(404).end()
    // As the server says: names of assets change with what is in them, and a browser keeps them with what it compiled.
    const kept = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
    response.setHeader('cache-control', kept)
    reply(response, types[extname(file)] ?? 'application/octet-stream', bytes)
  })
  const outlets = new Set<Outlet>()
  const hear = new WebSocketServer({ server, perMessageDeflate: false })
  hear.on('connection', (socket, request) => {
    const outlet = socketOutlet(socket, request.socket, request.url?.includes('lines=true') ?? false)
    outlets.add(outlet)
    socket.on('close', () => outlets.delete(outlet))
  })
  const send = (frames: readonly Packed[]) => {
    const all = packAll(frames)
    for (const outlet of outlets) outlet.write(all)
  }
  const beat = setInterval(() => send([traffic.heartbeat()]), 1_000)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    send,
    listeners: () => outlets.size,
    stop: () =>
      new Promise((resolve) => {
        clearInterval(beat)
        for (const outlet of outlets) outlet.close(1013)
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const reply = (response: ServerResponse, type: string, body: string | Buffer) =>
  void response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body)
