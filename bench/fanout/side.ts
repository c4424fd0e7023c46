import { setTimeout as sleep } from 'node:timers/promises'
import type { Door } from '../load/door.ts'
import { openReaders, type Readers, type Seen } from '../load/readers.ts'
import type { Running } from '../servers/subject.ts'

/** How long what is still on the way may take, in milliseconds. What comes later counts as not delivered. */
const PATIENCE = 5_000

/** A server with its dashboards. */
export interface Side {
  server: Running
  readers: Readers
  dashboards: number
  /** Events a second that it took when it was saturated last. */
  rate: number
}

/** What one feed came to. */
export interface Watched extends Seen {
  /** The share of events × dashboards that arrived, 0 to 1. */
  delivered: number
  /** Cores that the server's process kept busy meanwhile. */
  serverCpu: number
  rss: number
  events: number
}

export async function side(server: Running, door: Door, dashboards: number, processes = 1): Promise<Side> {
  return { server, dashboards, rate: 20, readers: await openReaders(door, dashboards, processes) }
}

/** Gives a side so many events a second, and waits until they arrived. */
export async function feed({ server, readers, dashboards }: Side, rate: number, seconds: number): Promise<Watched> {
  readers.begin()
  const before = await server.usage()
  const { fed, last } = await server.paced(rate, seconds)
  const after = await server.usage()
  await readers.until(last, PATIENCE)
  const seen = complete(await readers.report(), dashboards)
  return {
    ...seen,
    delivered: seen.deliveries / (fed.events * dashboards),
    serverCpu: (after.cpu - before.cpu) / (after.at - before.at),
    rss: after.rss,
    events: fed.events,
  }
}

/** Deliveries a second of a server that is given all it can take with no dashboard more than 250 ms behind. */
export async function saturate(given: Side, ramp: number, seconds: number): Promise<Watched & { rate: number }> {
  const { server, readers, dashboards } = given
  readers.follow(server.acknowledge)
  const feeding = server.saturate(given.rate, ramp + seconds + 0.3)
  await sleep(ramp * 1_000)
  readers.begin()
  const before = await server.usage()
  await sleep(seconds * 1_000)
  const [seen, after] = await Promise.all([readers.report(), server.usage()])
  const { last } = await feeding
  readers.follow(null)
  await readers.until(last, PATIENCE)
  complete(await readers.report(), dashboards)
  const rate = seen.deliveries / seen.seconds / dashboards
  given.rate = Math.max(5, rate * 0.8)
  return {
    ...seen,
    rate: seen.deliveries / seen.seconds,
    delivered: 1,
    events: Math.round(rate * seen.seconds),
    serverCpu: (after.cpu - before.cpu) / (after.at - before.at),
    rss: after.rss,
  }
}

/** A server that has lost its dashboards is not measured: it would look slow, or quick. */
function complete(seen: Seen, dashboards: number): Seen {
  if (seen.connections === dashboards) return seen
  throw new Error(`${dashboards - seen.connections} of ${dashboards} dashboards are gone.`)
}

export async function close(sides: Side[]): Promise<void> {
  for (const { readers } of sides) await readers.close()
  for (const server of new Set(sides.map((one) => one.server))) await server.stop()
}
