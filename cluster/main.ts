// `npm run cluster`: three nodes, NATS and a proxy that spreads connections over them, on one machine and one embedded
// PostgreSQL, for trying out. What belongs here: what such an installation consists of besides Baton.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startEmbedded } from '../db/embedded.ts'
import { findNats, natsMissing } from '../scripts/nats.mjs'
import { quickLoad } from '../scripts/paths.mjs'
import { startNats } from './nats.ts'
import { spread } from './spread.ts'

const NODES = 3
const say = (text: string) => void process.stderr.write(`${text}\n`)

/** One sentence for whoever started it. */
class Stop extends Error {}

const stops: (() => unknown)[] = []
try {
  await run(process.env)
} catch (error) {
  say(error instanceof Stop ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error))
  await takeDown()
  process.exit(1)
}

async function run(environment: NodeJS.ProcessEnv): Promise<void> {
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    takeDown().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)

  const program = await findNats()
  if (!program) throw new Stop(natsMissing)
  const port = Number(environment['PORT'] || 3000)
  const publicUrl = environment['PUBLIC_URL'] || `http://localhost:${port}`
  const databaseUrl = environment['DATABASE_URL'] || (await ownDatabase(environment))
  const nats = await startNats(program, await freePort())
  stops.push(() => nats.kill('SIGTERM'))
  say(`NATS: ${nats.url}`)

  const ports: number[] = []
  while (ports.length < NODES) ports.push(await freePort())
  const nodes = ports.map((own) =>
    startNode({
      ...environment,
      PORT: String(own),
      HOST: '127.0.0.1',
      PUBLIC_URL: publicUrl,
      DATABASE_URL: databaseUrl,
      NATS_URL: nats.url,
    }),
  )
  stops.push(() => Promise.all(nodes.map(({ child }) => end(child))))
  const links = await Promise.all(nodes.map(({ ready }) => ready))
  const front = await spread(ports, port, environment['HOST'] || '127.0.0.1').catch((error: Error) => {
    throw new Stop(`PORT ${port} cannot be used: ${error.message}`)
  })
  stops.push(() => front.close())
  for (const own of ports) say(`node: http://127.0.0.1:${own}`)
  process.stdout.write(`Baton is ready on ${NODES} nodes: ${publicUrl}\n`)
  const link = links.find(Boolean)
  if (link) process.stdout.write(`${link}\n`)
  for (const [i, { child }] of nodes.entries())
    child.once('exit', () => stopping || say(`Node ${ports[i]} has ended; the others go on.`))
}

async function ownDatabase(environment: NodeJS.ProcessEnv): Promise<string> {
  const log = { info: () => {}, warn: say }
  const dataDir = resolve(environment['DATA_DIR'] || '.data/cluster')
  const { url, stop } = await startEmbedded({ dataDir, log }).catch((error: Error) => {
    throw new Stop(error.message)
  })
  stops.push(stop)
  return url
}

/** A node of its own process; `ready` resolves with the line of the set-up link, or null. */
function startNode(environment: NodeJS.ProcessEnv): { child: ChildProcess; ready: Promise<string | null> } {
  const main = fileURLToPath(new URL('../server/main.ts', import.meta.url))
  // Of a group of its own: Ctrl-C comes to this program alone, which ends the nodes before what they stand on.
  const child = spawn(process.execPath, [...quickLoad, main], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const ready = new Promise<string | null>((done, fail) => {
    child.once('exit', () => fail(new Stop('A node could not be started.')))
    createInterface({ input: child.stdout }).on('line', (line) => {
      // The link comes right after.
      if (line.includes('is ready')) setTimeout(() => done(null), 100)
      else if (line.includes('/setup?')) done(line)
    })
  })
  ready.catch(() => {})
  return { child, ready }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

async function takeDown(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop()
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))))
    })
  })
}
