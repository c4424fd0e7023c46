import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { quickLoad } from '../../../scripts/paths.mjs'
import { readConfig } from '../../../server/config.ts'
import { start } from '../../../server/main.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export const newKey = () => `proof-${randomBytes(18).toString('base64url')}`

/** A Baton in this process. */
export interface Here {
  url: string
  key: string
  stop(): Promise<void>
}

const ERRORS = 3

/** Starts Baton in this process on an empty database. `environment` is added to what it is told. */
export async function serveHere(databaseUrl: string, environment: Record<string, string> = {}): Promise<Here> {
  const key = environment.BATON_BOOTSTRAP_KEY ?? newKey()
  const baton = await start(
    readConfig({
      PORT: '0',
      DATABASE_URL: databaseUrl,
      BATON_BOOTSTRAP_KEY: key,
      LOG_LEVEL: 'silent',
      ...environment,
    }),
  )
  return { url: baton.url, key, stop: baton.stop }
}

/** A Baton of its own process: one that can be killed. */
export interface There {
  url: string
  child: ChildProcess
  /** Its last words on standard error. */
  complaints(): string
  /** What its log calls a bug: the first few lines. */
  errors: string[]
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/**
 * Starts `server/main.ts` as a program.
 * @throws Error with its last words when it ends before it is ready
 */
export async function serveThere(environment: Record<string, string>): Promise<There> {
  const port = environment.PORT ?? String(await freePort())
  const child = spawn(process.execPath, [...quickLoad, 'server/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment, PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const errors: string[] = []
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4_000)
  })
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (/"msg":"a (bug|command was refused)/.test(line) && errors.length < ERRORS) errors.push(line.slice(0, 1_500))
  })
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  )
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (String(chunk).includes('Baton is ready')) resolve()
    })
    ended.then(({ code, signal }) => reject(new Error(`The server ended (${signal ?? code}): ${said.trim()}`)))
  })
  return { url: `http://127.0.0.1:${port}`, child, complaints: () => said, errors, ended }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
