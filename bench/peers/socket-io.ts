// socket.io as its guide has it: one room of all, and `emit` for each event.
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { BYTES, peerEvent } from '../load/event.ts'
import { serveBench } from '../servers/child.ts'
import { listening } from './listening.ts'

await serveBench(async () => {
  const server = createServer()
  const io = new Server(server, { transports: ['websocket'], pingInterval: 300_000, pingTimeout: 300_000 })
  io.on('connection', (socket) => socket.join('operators'))
  const event = peerEvent(BYTES)
  return {
    doors: {
      socket: {
        port: await listening(server),
        kind: 'websocket',
        path: '/socket.io/?EIO=4&transport=websocket',
        headers: [],
        steps: [{ until: '0{' }, { send: '40', until: '40{' }],
      },
    },
    emit(stamps) {
      for (const stamp of stamps) io.to('operators').emit('message.added', event(stamp))
    },
  }
})
