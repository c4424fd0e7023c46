import { mkdirSync } from 'node:fs'
import { type Figure, type Outcome, type Run, ratioAtLeast } from '../kit/bench.ts'
import { compared, interleave } from '../kit/pairs.ts'
import { serve } from '../servers/subject.ts'
import { databaseIn, serveBaton } from '../servers/sut.ts'
import { close, type Side, saturate, side } from './side.ts'

/** How many deliveries a second a server makes at most, beside what one would build on instead. */
export async function saturation(run: Run, postgresUrl: string): Promise<Outcome> {
  const dashboards = run.option('dashboards', 1_000)
  const seconds = run.seconds(3)
  const open: Side[] = []
  const add = async (server: ReturnType<typeof serve>, door: string) => {
    const running = await server
    const one = await side(running, running.door(door), dashboards)
    open.push(one)
    return one
  }
  try {
    const sides = {
      socket: await add(serveBaton(postgresUrl), 'socket'),
      'socket.io': await add(serve('peers/socket-io.ts'), 'socket'),
      sse: await add(serveBaton(postgresUrl), 'sse'),
      streamSSE: await add(serve('peers/stream-sse.ts'), 'sse'),
      LiveQuery: await add(serve('peers/live-query.ts', { DATABASE_URL: await databaseIn(postgresUrl) }), 'socket'),
      ws: await add(serve('peers/ws.ts'), 'socket'),
      bare: await add(serve('servers/bare.ts'), 'batch'),
    }
    type Name = keyof typeof sides
    const busiest = { reader: 0 }
    const perCpu = Object.fromEntries(Object.keys(sides).map((name) => [name, []])) as unknown as Record<Name, number[]>
    for (const name of Object.keys(sides) as Name[]) {
      run.progress(`saturation: warming ${name}`)
      await saturate(sides[name], run.quick ? 2.5 : 4, 0.5)
    }
    const measured = Object.fromEntries(
      (Object.keys(sides) as Name[]).map((name) => [
        name,
        async () => {
          const { rate, cpu, serverCpu } = await saturate(sides[name], 1, seconds)
          if (name === 'socket' || name === 'sse') busiest.reader = Math.max(busiest.reader, cpu)
          perCpu[name].push(rate / serverCpu)
          return rate
        },
      ]),
    ) as Record<Name, () => Promise<number>>
    const found = await interleave(run, measured)
    if (run.profiles) {
      mkdirSync(run.profiles, { recursive: true })
      for (const name of ['socket', 'sse'] as const) {
        const write = await sides[name].server.profile()
        await saturate(sides[name], 1, seconds)
        await write(`${run.profiles}/fanout-saturated-${name}.cpuprofile`)
      }
    }
    const beside = (ours: 'socket' | 'sse', name: Name, goal: Figure['goal']) =>
      compared({
        figure: `saturated, ${dashboards} dashboards, ${ours === 'sse' ? 'SSE' : 'WebSocket'}`,
        unit: 'deliveries/s',
        values: found[ours],
        reference: { name: name === 'bare' ? 'bare sockets, 16 ms' : name, values: found[name] },
        goal,
      })
    const perSecondOfCpu = (ours: 'socket' | 'sse', name: Name) =>
      compared({
        figure: `${ours === 'sse' ? 'SSE' : 'WebSocket'}: deliveries for a second of the server's CPU`,
        unit: 'deliveries',
        values: perCpu[ours],
        reference: { name: name === 'bare' ? 'bare sockets, 16 ms' : name, values: perCpu[name] },
        goal: null,
      })
    return {
      figures: [
        beside('socket', 'socket.io', ratioAtLeast(10)),
        beside('sse', 'streamSSE', ratioAtLeast(50)),
        beside('socket', 'LiveQuery', ratioAtLeast(50)),
        beside('socket', 'ws', null),
        beside('socket', 'bare', null),
        beside('sse', 'bare', null),
        perSecondOfCpu('socket', 'socket.io'),
        perSecondOfCpu('sse', 'streamSSE'),
        perSecondOfCpu('socket', 'LiveQuery'),
        perSecondOfCpu('socket', 'bare'),
      ],
      plots: [
        {
          file: 'saturated',
          title: `Deliveries a second, ${dashboards} dashboards, nobody more than 250 ms behind`,
          unit: '/s',
          kind: 'bars',
          rows: (Object.keys(sides) as Name[]).map((name) => ({
            name:
              { socket: 'Baton, WebSocket', sse: 'Baton, SSE', bare: 'bare sockets, 16 ms' }[name as string] ?? name,
            values: found[name],
            ours: name === 'socket' || name === 'sse',
          })),
        },
      ],
      notes: [
        `**Saturation.** The source gives events as fast as all of the ${dashboards} dashboards take them with none more than 250 ms behind (the reader tells every 10 ms what the slowest has). socket.io 4.8.4 with \`io.to(room).emit\`, Hono's \`streamSSE\` with \`writeSSE\` for each client, parse-server 9.10.0 LiveQuery on the same PostgreSQL with a class that everybody subscribes to (an event is a saved object, so its commits are in it), \`ws\` with \`send(buffer)\` for each client, and bare sockets. The busiest reader of Baton's sides used ${busiest.reader.toFixed(2)} core.`,
      ],
    }
  } finally {
    await close(open)
  }
}
