// Hono's `streamSSE` as its guide has it: a handler that stays, and `writeSSE` for each event and client.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { BYTES, peerEvent } from '../load/event.ts'
import { serveBench } from '../servers/child.ts'

await serveBench(async () => {
  const streams = new Set<SSEStreamingApi>()
  const app = new Hono().get('/stream', (c) =>
    streamSSE(c, async (stream) => {
      streams.add(stream)
      await stream.writeSSE({ event: 'hello', data: '' })
      await new Promise<void>((resolve) => stream.onAbort(resolve))
      streams.delete(stream)
    }),
  )
  const port = await new Promise<number>((resolve) => {
    serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (info) => resolve(info.port))
  })
  const event = peerEvent(BYTES)
  return {
    doors: { sse: { port, kind: 'sse', path: '/stream', headers: [], steps: [{ until: 'hello' }] } },
    emit(stamps) {
      for (const stamp of stamps) {
        const made = event(stamp)
        for (const stream of streams)
          void stream.writeSSE({ id: made.cursor, event: made.type, data: JSON.stringify(made) })
      }
    },
  }
})
