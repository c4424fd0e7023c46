// Baton as it is, as one process: built by `start`, with its routes, sessions and audiences. Only the events come from
// inside: they are handed to the hub, as the gate does after a commit, so that fan-out alone is measured.

import { readFileSync } from 'node:fs'
import { readConfig } from '../../server/config.ts'
import type { Logged } from '../../server/hub/frames.ts'
import { start } from '../../server/main.ts'
import type { Door } from '../load/door.ts'
import { BYTES, message, textOf } from '../load/event.ts'
import { type Wall, wallOf } from '../load/wall.ts'
import { serveBench } from './child.ts'
import type { Stamp } from './source.ts'

const CONVERSATIONS = Number(process.env.BENCH_CONVERSATIONS ?? 200)

await serveBench(async () => {
  const baton = await start(readConfig(process.env))
  const url = baton.url.replace('localhost', '127.0.0.1')
  const given = process.env.BENCH_WALL
  const wall: Wall = given
    ? JSON.parse(readFileSync(given, 'utf8'))
    : await wallOf(url, process.env.BATON_BOOTSTRAP_KEY ?? '', CONVERSATIONS)
  // Sessions were made at another port; a WebSocket must come from this address.
  for (const session of wall.sessions) session.origin = url
  const feed = await baton.hub.feed(baton.workspaceId)
  if (!feed) throw new Error('The workspace has no feed.')
  const { board } = feed
  const texts = textOf(BYTES)
  const door = (kind: Door['kind'], path: string): Door => ({
    port: Number(new URL(url).port),
    kind,
    path,
    headers: wall.sessions,
    // The first heartbeat says that a reader is in the present.
    steps: [{ until: 'heartbeat' }],
  })
  const emit = (stamps: Stamp[]) => {
    const at = new Date().toISOString()
    const events: Logged[] = []
    let seq = board.seq
    for (const stamp of stamps) {
      const conversationId = wall.conversations[stamp.seq % wall.conversations.length] ?? ''
      const publicSeq = (board.conversations.get(conversationId)?.publicCount ?? 0) + 1
      events.push(message({ seq: ++seq, serviceId: wall.serviceId, conversationId, publicSeq, text: texts(stamp) }, at))
    }
    baton.hub.publish(baton.workspaceId, events)
  }
  return {
    doors: { socket: door('websocket', '/api/v1/socket'), sse: door('sse', '/api/v1/stream') },
    emit,
    about: { url },
    stop: () => baton.stop(),
  }
})
