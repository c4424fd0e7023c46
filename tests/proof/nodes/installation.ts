import { type NatsServer, startNats } from '../../../cluster/nats.ts'
import { spread } from '../../../cluster/spread.ts'
import { natsMissing, presentNats } from '../../../scripts/nats.mjs'
import { freePort, newKey, serveThere, type There } from '../kit/server.ts'

/** Several nodes behind a proxy that spreads connections, and the NATS servers that join them. */
export interface Installation {
  /** The proxy's address. */
  url: string
  key: string
  nodes: Node[]
  nats: NatsServer[]
  /** Ends that nobody had asked for, and starts that failed. */
  unplanned: string[]
  stop(): Promise<void>
}

/** A node that is started again when it was killed, at the same address. */
export interface Node {
  url: string
  isUp(): boolean
  /** kill -9; it is started again at once, as a supervisor would. */
  kill(): Promise<void>
  /** kill -9, for good. */
  killForGood(): Promise<void>
}

/**
 * Starts the NATS servers as one cluster, then all nodes at once on a database that may be empty.
 * @throws Error with a sentence where there is no nats-server
 */
export async function install(
  databaseUrl: string,
  size: { nodes: number; nats: number },
  environment: Record<string, string> = {},
): Promise<Installation> {
  const path = presentNats()
  if (!path) throw new Error(natsMissing)
  const key = newKey()
  const nats = await natsCluster(path, size.nats)
  const unplanned: string[] = []
  const kept: Kept[] = []
  try {
    const ports: number[] = []
    while (ports.length < size.nodes) ports.push(await freePort())
    const told = {
      DATABASE_URL: databaseUrl,
      NATS_URL: nats.map(({ url }) => url).join(),
      BATON_BOOTSTRAP_KEY: key,
      LOG_LEVEL: 'error',
      ...environment,
    }
    kept.push(...ports.map((port) => keep({ ...told, PORT: String(port) }, unplanned)))
    await Promise.all(kept.map(({ ready }) => ready))
    const front = await spread(ports, 0)
    return {
      url: `http://127.0.0.1:${front.port}`,
      key,
      nodes: kept.map(({ node }) => node),
      nats,
      unplanned,
      async stop() {
        await Promise.all(kept.map(({ stop }) => stop()))
        await front.close()
        await Promise.all(nats.map((server) => server.kill()))
      },
    }
  } catch (error) {
    await Promise.all([...kept.map(({ stop }) => stop()), ...nats.map((server) => server.kill())])
    throw error
  }
}

async function natsCluster(path: string, size: number): Promise<NatsServer[]> {
  const all: number[] = []
  while (all.length < size) all.push(await freePort())
  const servers: NatsServer[] = []
  for (const own of all) {
    const port = await freePort()
    servers.push(await startNats(path, port, size > 1 ? { own, all } : undefined))
  }
  return servers
}

interface Kept {
  node: Node
  ready: Promise<void>
  stop(): Promise<void>
}

function keep(environment: Record<string, string>, unplanned: string[]): Kept {
  let server: There | null = null
  let planned: There | null = null
  let over = false
  let starting = start()

  async function start(): Promise<void> {
    const started = await serveThere(environment)
    server = started
    void started.ended.then(({ code, signal }) => {
      server = null
      if (over) return
      if (started !== planned)
        unplanned.push(`a node ended by itself (${signal ?? code}): ${started.complaints().trim().slice(-500)}`)
      starting = start()
      starting.catch((error: Error) => unplanned.push(`a node did not start again: ${error.message}`))
    })
  }

  async function kill(): Promise<void> {
    const killed = server
    if (!killed) return
    planned = killed
    killed.child.kill('SIGKILL')
    await killed.ended
  }

  return {
    ready: starting,
    node: {
      url: `http://127.0.0.1:${environment.PORT}`,
      isUp: () => server !== null,
      kill,
      async killForGood() {
        over = true
        await kill()
      },
    },
    async stop() {
      over = true
      await starting.catch(() => {})
      server?.child.kill('SIGTERM')
      await server?.ended
    },
  }
}
