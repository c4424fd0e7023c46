import { join } from 'node:path'
import { findBinaries } from './embedded/binaries.ts'
import { address, type Cluster, findServer, makeData, startServer, stopServer } from './embedded/cluster.ts'
import { EmbeddedError } from './embedded/error.ts'
import { dataOf, type Hold, hold, makeDatabase } from './embedded/hold.ts'
import { findPlace } from './embedded/place.ts'

export { EmbeddedError } from './embedded/error.ts'

type Log = { info(text: string): void; warn(text: string): void }

/** A running PostgreSQL of Baton's own. The address stays good: a server that dies is started again on the same port. */
export type Embedded = { url: string; adopted: boolean; stop(): Promise<void> }

type Options = {
  dataDir: string
  log: Log
  /** the folder with PostgreSQL's `bin`, `lib` and `share`, instead of the installed package's */
  binaries?: string
  /** PostgreSQL's settings, over those that Baton gives it */
  settings?: Record<string, string | number>
}

/**
 * Starts PostgreSQL on the data in `dataDir` (made if missing), or adopts the server that a killed Baton left running.
 * It outlives this process unless `stop` is called. Throws an `EmbeddedError`, whose message is a sentence for people.
 *
 * @example
 * const { url, stop } = await startEmbedded({ dataDir: '.data', log })
 */
export async function startEmbedded({ dataDir, log, binaries, settings = {} }: Options): Promise<Embedded> {
  const place = await findPlace(dataDir)
  const programs = await findBinaries(place, binaries)
  const data = join(place.folder, 'data')
  const cluster: Cluster = { ...place, ...programs, data, log: join(place.folder, 'server.log'), settings }
  await makeData(cluster)

  const taken = await take(cluster, log)
  const { port, adopted, server } = taken
  let held: Hold | undefined = taken.held

  let stopping: Promise<void> | undefined
  const watching = watch()
  return {
    url: await address(cluster, port),
    adopted,
    stop: () => (stopping ??= stop()),
  }

  /** When the connection that holds the lock goes, so may have the server: brings both back. */
  async function watch(): Promise<void> {
    while (held) {
      await held.lost
      while (!stopping) {
        held = await bringBack()
        if (held) break
        await pause(300)
      }
      if (stopping) return
    }
  }

  async function bringBack(): Promise<Hold | undefined> {
    try {
      const { adopted } = await ensureRunning(cluster, log, port)
      if (!adopted) log.warn('The embedded PostgreSQL had gone; it was started again.')
      return await hold(server, 0)
    } catch (error) {
      log.warn(
        `The embedded PostgreSQL has gone and cannot be started yet: ${error instanceof Error ? error.message : error}`,
      )
      return undefined
    }
  }

  async function stop(): Promise<void> {
    await held?.release()
    await watching
    await held?.release()
    // without the hold it may be another Baton's by now
    if (held) await stopServer(cluster)
  }
}

/** Runs the server and takes hold of it; a predecessor that is just stopping may take it away in between. */
async function take(cluster: Cluster, log: Log) {
  for (let tries = 1; ; tries++) {
    const { port, adopted } = await ensureRunning(cluster, log)
    const server = await address(cluster, port, 'postgres')
    let held: Hold | undefined
    try {
      held = await hold(server, 5_000)
      if (held) {
        await makeDatabase(server, 'baton')
        return { port, adopted, server, held }
      }
    } catch (error) {
      await held?.release()
      if (tries === 5) throw error
      continue
    }
    const sentence = `The data in ${cluster.folder} is in use by another Baton; stop that one, or give this one a folder of its own with DATA_DIR.`
    throw new EmbeddedError('held', sentence)
  }
}

/**
 * A living server is adopted once it has answered a query, a dead one started.
 * @param fixedPort where clients already look for it
 */
async function ensureRunning(
  cluster: Cluster,
  log: Log,
  fixedPort?: number,
): Promise<{ port: number; adopted: boolean }> {
  const patience = { silent: Date.now() + 10_000, notStarting: Date.now() + 20_000 }
  let adopted = true
  for (let tries = 0; ; tries++, await pause(100)) {
    const server = await findServer(cluster)
    if (server && (await answers(cluster, server.port))) return { port: server.port, adopted }
    if (server?.state === 'starting') {
      if (tries % 50 === 49) log.info('PostgreSQL is still putting its data in order after a crash …')
      patience.silent = Date.now() + 10_000
      continue
    }
    if (server) {
      if (Date.now() < patience.silent) continue
      log.warn('A PostgreSQL has the data open but does not answer; stopping it to start another.')
      await stopServer(cluster)
      continue
    }
    adopted = false
    if (!(await startServer(cluster, fixedPort)) && Date.now() > patience.notStarting) {
      throw new EmbeddedError(
        'held',
        `Another PostgreSQL has the data in ${cluster.folder} open; stop it and start again.`,
      )
    }
  }
}

async function answers(cluster: Cluster, port: number): Promise<boolean> {
  try {
    return (await dataOf(await address(cluster, port, 'postgres'))) === cluster.data
  } catch {
    return false
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
