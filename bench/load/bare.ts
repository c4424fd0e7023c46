import { createServer } from 'node:net'

/** A server that answers every request with the same ready-made bytes and reads nothing of it but that it came: what a poster can reach at most. */
export async function bareServer(): Promise<{ port: number; stop(): void }> {
  const body = JSON.stringify({ message: 'x'.repeat(900) })
  const answer = Buffer.from(
    `HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', () => socket.write(answer))
    socket.on('error', () => {})
  })
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    }),
  )
  return { port, stop: () => void server.close() }
}
