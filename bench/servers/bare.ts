// The limit: `node:http`, and one ready-made buffer for each socket, with nothing around it. `sse` writes a buffer for
// each event; `batch` is what the best of servers does under load, one buffer for all that came in 16 ms.
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { BYTES, peerEvent } from '../load/event.ts'
import { serveBench } from './child.ts'

const TICK = 16

await serveBench(async () => {
  const sockets = { each: new Set<Socket>(), batch: new Set<Socket>() }
  const server = createServer((request, response) => {
    const set = request.url === '/batch' ? sockets.batch : sockets.each
    const { socket } = request
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    socket.setNoDelay(true)
    set.add(socket)
    socket.on('close', () => set.delete(socket))
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', 2_048, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  const event = peerEvent(BYTES)
  let waiting: string[] = []
  const flush = () => {
    const buffer = chunk(waiting.join(''))
    waiting = []
    for (const socket of sockets.batch) socket.write(buffer)
  }
  const door = (path: string) => ({ port, kind: 'sse' as const, path, headers: [], steps: [] })
  return {
    doors: { each: door('/each'), batch: door('/batch') },
    emit(stamps) {
      for (const stamp of stamps) {
        const text = `data: ${JSON.stringify(event(stamp))}\n\n`
        if (sockets.each.size) {
          const buffer = chunk(text)
          for (const socket of sockets.each) socket.write(buffer)
        }
        if (sockets.batch.size && waiting.push(text) === 1) setTimeout(flush, TICK)
      }
    },
  }
})

const chunk = (text: string): Buffer => Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`)
