import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Door } from '../load/door.ts'
import type { FromServer, ToServer, Usage } from './child.ts'
import type { Fed } from './source.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A server under test, from outside. */
export interface Running {
  doors: Record<string, Door>
  about: Record<string, unknown>
  pid: number
  door(name: string): Door
  paced(rate: number, seconds: number): Promise<{ fed: Fed; last: number }>
  saturate(from: number, seconds: number): Promise<{ fed: Fed; last: number }>
  acknowledge(seq: number): void
  usage(collect?: boolean): Promise<Usage>
  /** Starts a CPU profile; the function that comes back writes it to a file. */
  profile(): Promise<(file: string) => Promise<void>>
  ask<T>(question: unknown): Promise<T>
  stop(): Promise<void>
}

type Answer<T extends FromServer['type']> = Extract<FromServer, { type: T }>

/**
 * Starts a server under test as a process of its own.
 * @param entry the file below `bench/`
 * @throws Error with its last words when it does not get ready
 */
export async function serve(entry: string, environment: Record<string, string> = {}): Promise<Running> {
  const child = fork(fileURLToPath(new URL(`../${entry}`, import.meta.url)), {
    cwd: root,
    env: { ...process.env, ...environment },
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4_000)
  })
  const waiting = listen(child, () => said)
  const ready = await waiting('ready')
  const tell = (message: ToServer) => void child.send(message)
  return {
    doors: ready.doors,
    about: ready.about,
    pid: child.pid ?? 0,
    door(name) {
      const door = ready.doors[name]
      if (!door) throw new Error(`${entry} has no door “${name}”.`)
      return door
    },
    async paced(rate, seconds) {
      tell({ type: 'paced', rate, seconds })
      return waiting('fed')
    },
    async saturate(from, seconds) {
      tell({ type: 'saturate', from, seconds })
      return waiting('fed')
    },
    acknowledge: (seq) => tell({ type: 'ack', seq }),
    async usage(collect = false) {
      tell({ type: 'usage', collect })
      return (await waiting('usage')).usage
    },
    async profile() {
      tell({ type: 'profile', file: null })
      await waiting('profiled')
      return async (file) => {
        tell({ type: 'profile', file })
        await waiting('profiled')
      }
    },
    async ask<T>(question: unknown) {
      tell({ type: 'ask', question })
      return (await waiting('answer')).answer as T
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      tell({ type: 'stop' })
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(late)
    },
  }
}

/** The next message of a kind; what says that it failed, or its end, rejects. */
function listen(child: ChildProcess, said: () => string) {
  return <T extends FromServer['type']>(type: T): Promise<Answer<T>> =>
    new Promise((resolve, reject) => {
      const settle = () => {
        child.off('message', hear)
        child.off('exit', left)
      }
      const hear = (message: FromServer) => {
        if (message.type === type) {
          settle()
          resolve(message as Answer<T>)
        } else if (message.type === 'failed') {
          settle()
          reject(new Error(message.reason))
        }
      }
      const left = (code: number | null, signal: string | null) => {
        settle()
        reject(new Error(`The server under test ended (${signal ?? code}): ${said()}`))
      }
      child.on('message', hear)
      child.on('exit', left)
    })
}
