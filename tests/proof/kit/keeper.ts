import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, newKey, serveThere, type There } from './server.ts'

/** A Baton of its own process that is started again whenever it ends, as a supervisor would. */
export interface Keeper {
  url: string
  key: string
  port: number
  pid(): number
  /** kill -9; the next server starts at once, as a supervisor would start it. */
  kill(): Promise<void>
  /** Ends that nobody had asked for. */
  unplanned: string[]
  /** What its servers’ logs call bugs, the first few. */
  errors(): string[]
  stop(): Promise<void>
}

/** @param told where its database is, and what else it is told */
export async function keepServing(told: Record<string, string>): Promise<Keeper> {
  const port = await freePort()
  const key = newKey()
  const environment = {
    PORT: String(port),
    BATON_BOOTSTRAP_KEY: key,
    LOG_LEVEL: 'error',
    ...told,
  }
  const unplanned: string[] = []
  let planned: There | null = null
  let stopping = false
  let server = await serveThere(environment)
  const servers = [server]
  let starting: Promise<unknown> = Promise.resolve()
  const watch = (watched: There) => {
    void watched.ended.then(({ code, signal }) => {
      if (stopping) return
      if (watched !== planned)
        unplanned.push(`the server ended by itself (${signal ?? code}): ${watched.complaints().trim().slice(-500)}`)
      starting = startAgain()
    })
  }
  const startAgain = async (): Promise<void> => {
    for (let tries = 1; !stopping; tries++) {
      try {
        server = await serveThere(environment)
        servers.push(server)
        watch(server)
        return
      } catch (error) {
        unplanned.push(`the server did not start: ${error instanceof Error ? error.message : error}`)
        if (tries === 5) return
        await sleep(500)
      }
    }
  }
  watch(server)
  return {
    url: `http://127.0.0.1:${port}`,
    key,
    port,
    pid: () => server.child.pid ?? 0,
    unplanned,
    errors: () => servers.flatMap(({ errors }) => errors).slice(0, 3),
    async kill() {
      await starting
      planned = server
      server.child.kill('SIGKILL')
      await server.ended
    },
    async stop() {
      await starting
      stopping = true
      server.child.kill('SIGTERM')
      await server.ended
    },
  }
}
