import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Side, side, type Watched } from '../fanout/side.ts'
import type { Run } from '../kit/bench.ts'
import { serveBatonOn } from '../servers/sut.ts'
import { openPoster, type Poster } from './marked-posters.ts'
import { type Prepared, prepare } from './prepared.ts'

/** A Baton with dashboards, and a channel that writes to it. */
export interface Posted {
  watching: Side
  poster: Poster
}

/** What a round of posting came to. */
export interface PostedWatched extends Watched {
  /** Messages that were answered 201: those that are committed. */
  accepted: number
  /** Seconds of CPU that the server's process took meanwhile. */
  cpuSeconds: number
}

/** Writes so many open conversations into a database of its own, and opens a Baton on it with dashboards and a poster. */
export async function stage(
  { progress }: Pick<Run, 'progress'>,
  postgresUrl: string,
  conversations: number,
  dashboards: number,
): Promise<Posted> {
  progress(`writing ${conversations} conversations`)
  const prepared = await prepare(postgresUrl, conversations)
  progress(`opening ${dashboards} dashboards`)
  return openOn(prepared, dashboards)
}

/** The same on a database that is ready. @param more what this Baton is told besides */
export async function openOn(
  { wall, key, environment }: Prepared,
  dashboards: number,
  more: Record<string, string> = {},
): Promise<Posted> {
  const file = join(tmpdir(), `baton-bench-wall-${process.pid}-${Math.random().toString(36).slice(2)}.json`)
  writeFileSync(file, JSON.stringify(wall))
  const server = await serveBatonOn({ ...environment, ...more, BENCH_WALL: file }).finally(() => rmSync(file))
  const watching = await side(server, server.door('socket'), dashboards)
  const poster = openPoster({ url: String(server.about.url), key, conversations: wall.conversations })
  return { watching, poster }
}

/** Posts so many messages a second, evenly, and waits until the dashboards have them. */
export async function postAndWatch(
  { watching: { server, readers }, poster }: Posted,
  rate: number,
  seconds: number,
): Promise<PostedWatched> {
  readers.begin()
  const before = await server.usage()
  const { sent, accepted, last, complaint } = await poster.post(rate, seconds)
  const after = await server.usage()
  await readers.until(last, 3_000)
  const seen = await readers.report()
  if (complaint) process.stderr.write(`${sent - accepted} of ${sent} messages were not accepted: ${complaint}\n`)
  return {
    ...seen,
    delivered: seen.frames / (sent * seen.sampled),
    serverCpu: (after.cpu - before.cpu) / (after.at - before.at),
    rss: after.rss,
    events: sent,
    accepted,
    cpuSeconds: after.cpu - before.cpu,
  }
}
