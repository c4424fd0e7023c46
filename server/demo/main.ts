// `npm run demo`: Baton as `npm start` runs it, with live traffic of a lamp shop that does not exist. What belongs here:
// what its customers, its AI and its team say, who plays them, and the tempo. The shop's help pages are in articles/.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { httpCall } from './core/call.ts'
import { ensureOperator } from './core/operator.ts'
import { newId, seeded } from './core/random.ts'
import { Stop } from './core/stop.ts'
import { openKeepsake } from './keepsake.ts'
import { startSampleTraffic } from './traffic.ts'

const team = [
  { name: 'Jonas Weidt', email: 'jonas@demo.local' },
  { name: 'Amara Okafor', email: 'amara@demo.local' },
]

try {
  process.exitCode = await main(process.argv.slice(2), process.env)
} catch (error) {
  if (!(error instanceof Stop)) throw error
  console.error(error.message)
  process.exitCode = 1
}

/** Runs until Ctrl-C, or until the server ends. */
async function main(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const seed = readSeed(args)
  const dataDir = resolve(env['DATA_DIR'] || '.data/demo')
  const { email, password, key } = await openKeepsake(dataDir, env)
  const server = startServer({
    ...env,
    DATA_DIR: dataDir,
    BATON_ADMIN_EMAIL: email,
    BATON_ADMIN_PASSWORD: password,
    BATON_BOOTSTRAP_KEY: key,
  })
  const ended = once(server, 'exit') as Promise<[code: number | null, signal: string | null]>
  const over = new AbortController()
  let asked = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      asked = true
      over.abort()
      server.kill(signal)
    })
  }

  const address = await Promise.race([ready(server), ended.then(() => null)])
  if (address === null) return asked ? 0 : 1
  try {
    const call = httpCall(env['PUBLIC_URL'] ? loopback(env) : address, key)
    if ((await call('GET', '/services')).status === 401) {
      throw new Stop(`The data in ${dataDir} belongs to another Baton: set DATA_DIR to an empty folder for the demo.`)
    }
    const colleagues = []
    for (const person of team) colleagues.push(await ensureOperator(call, person, newId))
    startSampleTraffic({
      call,
      random: seeded(seed),
      signal: over.signal,
      colleagues,
      onEnd: (why) => console.error(why),
    })
    console.log(`\nLampwright is open: ${address}\nSign in as ${email} with the password ${password}`)
    console.log(
      `Jonas and Amara take some of the conversations, the others wait for you. Ctrl-C ends it (seed ${seed}).`,
    )
    const [code, signal] = await ended
    if (asked) return 0
    throw new Stop(`The server ended by itself (${signal ?? `code ${code}`}).`)
  } finally {
    over.abort()
    server.kill()
    await ended
  }
}

function readSeed(args: string[]): number {
  try {
    const { seed } = parseArgs({ args, options: { seed: { type: 'string' } } }).values
    if (seed === undefined) return Math.floor(Math.random() * 1_000_000)
    if (/^\d{1,9}$/.test(seed)) return Number(seed)
  } catch {
    // Any other option: the same sentence.
  }
  throw new Stop('npm run demo -- [--seed NUMBER]')
}

/** The server as it stands, with the flags that this process was started with. */
function startServer(env: NodeJS.ProcessEnv): ChildProcess {
  const program = fileURLToPath(new URL('../main.ts', import.meta.url))
  return spawn(process.execPath, [...process.execArgv, program], { env, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** The address from the line that the server prints when it is ready; all it prints besides is passed on. */
function ready(server: ChildProcess): Promise<string> {
  return new Promise((found) => {
    if (!server.stdout) return
    createInterface(server.stdout).on('line', (line) => {
      const address = /^Baton is ready: (\S+)$/.exec(line)?.[1]
      if (address) found(address)
      else console.log(line)
    })
  })
}

/** Where the server listens on this machine, whatever its public address is. */
function loopback(env: NodeJS.ProcessEnv): string {
  const host = env['HOST'] && !['0.0.0.0', '::'].includes(env['HOST']) ? env['HOST'] : '127.0.0.1'
  return `http://${host.includes(':') ? `[${host}]` : host}:${env['PORT'] || '3000'}`
}
