// What a dashboard costs when it is read from the database each time: the same rows, made into the same JSON, for each.
import { createServer } from 'node:http'
import postgres from 'postgres'
import type { Conversation } from '../../domain/conversation.ts'
import type { Service } from '../../domain/service.ts'
import { viewConversation } from '../../domain/wire.ts'
import { serveBench } from './child.ts'

await serveBench(async () => {
  const sql = postgres(process.env.DATABASE_URL ?? '', { max: 10, onnotice: () => {} })
  const board = async () => {
    const services = await sql<{ state: Service }[]>`select state from services where not deleted`
    const byId = new Map(services.map(({ state }) => [state.id, state]))
    const rows = await sql<{ state: Conversation }[]>`select state from conversations where open`
    const conversations = rows.flatMap(({ state }) => {
      const service = byId.get(state.serviceId)
      return service ? [viewConversation(state, service)] : []
    })
    return JSON.stringify({ services: [...byId.values()], conversations })
  }
  const server = createServer((_request, response) => {
    board().then(
      (text) => response.setHeader('content-type', 'application/json').end(text),
      () => response.writeHead(500).end(),
    )
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  return { doors: { board: { port, kind: 'sse', path: '/board', headers: [], steps: [] } }, emit() {} }
})
