import { setTimeout as sleep } from 'node:timers/promises'
import { atMost, type Outcome, type Run } from '../kit/bench.ts'
import { alone, compared, interleave } from '../kit/pairs.ts'
import { openReaders } from '../load/readers.ts'
import { type Running, serve } from '../servers/subject.ts'
import { serveBaton } from '../servers/sut.ts'

/** What a connection costs the server that holds it: RSS after a collection, before and after so many more of them. */
export async function memory(run: Run, postgresUrl: string): Promise<Outcome> {
  const connections = run.option('connections', 5_000)
  const heaps = { socket: [] as number[], sse: [] as number[] }
  const measure = async (server: Running, door: string, heap?: number[]) => {
    try {
      // The first ones pay for what all of them share.
      const first = await openReaders(server.door(door), 200)
      await server.paced(50, 1)
      const before = await settled(server)
      const rest = await openReaders(server.door(door), connections)
      await server.paced(50, 1)
      const after = await settled(server)
      await rest.close()
      await first.close()
      heap?.push((after.heap + after.external - before.heap - before.external) / connections / 1_024)
      return (after.rss - before.rss) / connections / 1_024
    } finally {
      await server.stop()
    }
  }
  const found = await interleave(run, {
    socket: async () => measure(await serveBaton(postgresUrl), 'socket', heaps.socket),
    sse: async () => measure(await serveBaton(postgresUrl), 'sse', heaps.sse),
    bare: async () => measure(await serve('servers/bare.ts'), 'each'),
  })
  const title = (kind: string) => `memory of a connection, ${connections} ${kind}`
  const reference = { name: 'bare sockets', values: found.bare }
  return {
    figures: [
      compared({ figure: title('WebSockets'), unit: 'KB', values: found.socket, reference, goal: atMost(10) }),
      compared({ figure: title('SSE streams'), unit: 'KB', values: found.sse, reference, goal: atMost(10) }),
      alone({ figure: `${title('WebSockets')}: JavaScript's heap`, unit: 'KB', values: heaps.socket, goal: null }),
      alone({ figure: `${title('SSE streams')}: JavaScript's heap`, unit: 'KB', values: heaps.sse, goal: null }),
    ],
    plots: [],
    notes: [
      `**Memory.** RSS of a fresh server after a collection, with 200 dashboards and with ${connections} more, each time after a second of 50 events; divided by ${connections}.`,
    ],
  }
}

async function settled(server: Running) {
  await sleep(1_500)
  await server.usage(true)
  await sleep(200)
  return server.usage(true)
}
