// `ws` with a `send` for each client, of a buffer that was made once.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { BYTES, peerEvent } from '../load/event.ts'
import { serveBench } from '../servers/child.ts'
import { listening } from './listening.ts'

await serveBench(async () => {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  const event = peerEvent(BYTES)
  return {
    doors: { socket: { port: await listening(server), kind: 'websocket', path: '/', headers: [], steps: [] } },
    emit(stamps) {
      for (const stamp of stamps) {
        const buffer = Buffer.from(JSON.stringify(event(stamp)))
        for (const client of sockets.clients)
          if (client.readyState === client.OPEN) client.send(buffer, { binary: false })
      }
    },
  }
})
