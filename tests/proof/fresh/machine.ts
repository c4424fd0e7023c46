import { execFileSync, spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { freePort } from '../kit/server.ts'

/** A fresh clone, and who tries it with which Node. */
export interface Machine {
  folder: string
  checkout: string
  home: string
  /** The folder of `node`, which comes first. */
  node: string
  as: { uid: number; gid: number } | null
}

const PATIENCE = 900_000

/**
 * `npm start` until it is ready, a look at it, and its end.
 * @returns what was seen
 * @throws Error with its last words
 */
export async function startIn(machine: Machine): Promise<string> {
  const port = await freePort()
  const { child, said, ended } = begin(machine, ['start'], { PORT: String(port) })
  try {
    await until(() => /Baton is ready/.test(said()), ended, said)
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`)
    if (ready.status !== 200) throw new Error(`/readyz answers ${ready.status}`)
    const page = await (await fetch(`http://127.0.0.1:${port}/`)).text()
    if (!page.includes('<script')) throw new Error('the console is not served')
    if (!/setup\?token=/.test(said())) throw new Error(`no set-up link was printed: ${said().slice(-300)}`)
  } finally {
    child.kill('SIGTERM')
  }
  const code = await ended
  if (code !== 0) throw new Error(`it ended with ${code} on SIGTERM: ${said().slice(-500)}`)
  return 'served, and stopped'
}

/** `npm test`, whole. */
export async function testIn(machine: Machine): Promise<string> {
  const { said, ended } = begin(machine, ['test'], {})
  const code = await ended
  const closing = /^\d+ passed, \d+ failed.*$/m.exec(said())?.[0]
  if (code !== 0 || !closing) throw new Error(`npm test ended with ${code}: ${said().slice(-1_500)}`)
  return closing
}

function begin(machine: Machine, args: string[], more: Record<string, string>) {
  const npm = execFileSync('which', ['npm'], { encoding: 'utf8' }).trim()
  const child = spawn('npm', args, {
    cwd: machine.checkout,
    env: { ...ofTheMachine(), PATH: `${machine.node}:${dirname(npm)}:/usr/bin:/bin`, HOME: machine.home, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...machine.as,
  })
  let text = ''
  const hear = (piece: Buffer) => {
    text = `${text}${piece}`.slice(-200_000)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const late = setTimeout(() => child.kill('SIGTERM'), PATIENCE * (args[0] === 'test' ? 4 : 1))
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(late)
      resolve(code ?? (signal ? 1 : 0))
    })
  })
  return { child, ended, said: () => text }
}

async function until(there: () => boolean, ended: Promise<number>, said: () => string): Promise<void> {
  let over: number | null = null
  void ended.then((code) => {
    over = code
  })
  while (!there()) {
    if (over !== null) throw new Error(`it ended with ${over}: ${said().slice(-1_500)}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** What the machine says of its network and language; nothing of Baton's own, and nothing of the npm that runs this suite. */
function ofTheMachine(): NodeJS.ProcessEnv {
  const kept =
    /^(?:LANG|LC_.*|TZ|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_.*|npm_config_(?:registry|cafile|userconfig))$/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name)))
}
