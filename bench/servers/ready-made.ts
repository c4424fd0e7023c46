// The limit: a bare server that writes one ready-made buffer to whoever asks. `/<n>` is the answer of n bytes.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { serveBench } from './child.ts'

await serveBench(async () => {
  let body = Buffer.alloc(0)
  const server = createServer((request, response) => {
    const length = Number(request.url?.slice(1))
    if (body.length !== length) body = randomBytes(length)
    response.setHeader('content-type', 'application/octet-stream').end(body)
  })
  const port = await new Promise<number>((resolve) => {
    server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  return { doors: { ready: { port, kind: 'sse', path: '/', headers: [], steps: [] } }, emit() {} }
})
