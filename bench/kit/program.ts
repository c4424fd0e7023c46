import { type ChildProcess, spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { quickLoad } from '../../scripts/paths.mjs'
import { freePort } from './port.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Baton as a program of its own. */
export interface Program {
  url: string
  child: ChildProcess
  /** Milliseconds from the start of the process until `GET /readyz` said 200. */
  readyAfter: number
  /** Asks it to stop, and waits until it did. */
  stop(): Promise<void>
}

/**
 * Starts `server/main.ts`, as `npm start` runs it.
 * @param environment what the program is told; `PORT` is chosen
 * @param flags for Node, such as `--cpu-prof`
 * @throws Error with its last words when it ends before it is ready
 */
export const startProgram = (environment: Record<string, string>, flags: string[] = []): Promise<Program> =>
  started([process.execPath, ...flags, ...quickLoad, 'server/main.ts'], environment)

/** The same by `npm start`, with all that comes before the program. */
export const npmStart = (environment: Record<string, string>): Promise<Program> =>
  started(['npm', 'start'], environment)

async function started([command = '', ...args]: string[], environment: Record<string, string>): Promise<Program> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const began = performance.now()
  const child = spawn(command, args, {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4_000)
  })
  let ended = false
  const end = new Promise<void>((resolve) =>
    child.once('exit', () => {
      ended = true
      resolve()
    }),
  )
  while (!(await isReady(url))) {
    if (ended) throw new Error(`Baton ended before it was ready: ${said.trim()}`)
    await sleep(2)
  }
  return {
    url,
    child,
    readyAfter: performance.now() - began,
    async stop() {
      child.kill('SIGTERM')
      await end
    },
  }
}

const isReady = (url: string) =>
  fetch(`${url}/readyz`).then(
    (response) => response.body?.cancel().then(() => response.status === 200) ?? response.status === 200,
    () => false,
  )
