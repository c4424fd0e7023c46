import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A nats-server of ours, at an address that stays the same when it is started again. */
export interface NatsServer {
  /** `nats://127.0.0.1:port` */
  readonly url: string
  /** The signal that ends it; kill -9 unless told otherwise. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Stops or goes on without ending: a server that froze. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Starts it again after `kill`; resolves when it takes connections. */
  start(): Promise<void>
}

/**
 * Starts a nats-server on a loopback port.
 * @param path of the program
 * @param routes where it meets others as one cluster: its own port for them, and the ports of all
 */
export async function startNats(
  path: string,
  port: number,
  routes?: { own: number; all: readonly number[] },
): Promise<NatsServer> {
  let child: ChildProcess | null = null
  const args = ['-a', '127.0.0.1', '-p', String(port)]
  if (routes)
    args.push(
      '--cluster_name=baton',
      `--cluster=nats://127.0.0.1:${routes.own}`,
      `--routes=${routes.all.map((other) => `nats://127.0.0.1:${other}`).join(',')}`,
    )

  async function start(): Promise<void> {
    const started = spawn(path, args, { stdio: 'ignore' })
    child = started
    let ended = false
    started.once('exit', () => {
      ended = true
    })
    started.once('error', () => {
      ended = true
    })
    while (!(await takes(port))) {
      if (ended) throw new Error(`nats-server did not start on port ${port}.`)
      await sleep(20)
    }
  }

  await start()
  return {
    url: `nats://127.0.0.1:${port}`,
    start,
    signal: (signal) => void child?.kill(signal),
    async kill(signal = 'SIGKILL') {
      const ending = child
      child = null
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
      const ended = new Promise<void>((resolve) => ending.once('exit', () => resolve()))
      ending.kill(signal)
      await ended
    },
  }
}

function takes(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
