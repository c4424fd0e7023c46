// A stage for what people see: a Baton in a process of its own on one port, that can be killed and started again under
// the pages, and a real Chromium with a console for each person.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import type { ServiceView } from '../../domain/wire.ts'
import { browserFlags, findBrowser } from '../../scripts/browser.mjs'
import { quickLoad } from '../../scripts/paths.mjs'
import { type Caller, caller } from '../builders/caller.ts'
import { freshDatabase } from '../database.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pictures = `${root}/test-results`
const KEY = 'bootstrap-key-of-the-browser-tests'
export const PASSWORD = 'correct horse battery'
export const ADMIN = 'ada@example.com'
/** How long a page may take for what should take a moment. */
const PATIENCE = 15_000

export interface Begun {
  id: string
  turn: number
  /** The customer's message that opened it. */
  messageId: string
}

/** Somebody at a console: a page, and a browser of their own behind it. */
export interface Seat {
  page: Page
  context: BrowserContext
  id: string
  name: string
  email: string
  /** How many sounds this page has begun to play. */
  sounds(): Promise<number>
}

export interface Stage {
  url: string
  key: Caller
  /** The secret of `key`. */
  secret: string
  /** A browser of somebody who is not signed in. */
  stranger(path: string): Promise<Page>
  operator(name: string, path?: string): Promise<Seat>
  admin(path?: string): Promise<Seat>
  service(over?: object): Promise<ServiceView>
  begin(serviceId: string, text: string, customer?: object): Promise<Begun>
  /** kill -9. */
  kill(): Promise<void>
  /** On the port of the killed server something takes connections and never answers. The answer, or `start`, ends it. */
  fallSilent(): Promise<() => Promise<void>>
  start(): Promise<void>
  stop(): Promise<void>
}

/** Where a picture of a page goes; they are looked at by people. What moves is drawn as it rests. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true })
  await page.screenshot({ path: `${pictures}/${name}.png`, animations: 'disabled' })
}

/** @param settings beside what every stage needs: variables of the program */
export async function openStage(settings: Record<string, string> = {}): Promise<Stage> {
  const database = await freshDatabase()
  const port = await freePort()
  const url = `http://localhost:${port}`
  const key = caller(() => url, { authorization: `Bearer ${KEY}` })
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    args: [...browserFlags, '--autoplay-policy=no-user-gesture-required'],
  })
  const program = makeProgram(port, {
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL: url,
    DATABASE_URL: database.url,
    BATON_BOOTSTRAP_KEY: KEY,
    BATON_ADMIN_EMAIL: ADMIN,
    BATON_ADMIN_PASSWORD: PASSWORD,
    LOG_LEVEL: 'silent',
    ...settings,
  })
  let names = 0

  async function context(): Promise<BrowserContext> {
    const made = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      locale: 'en-GB',
    })
    made.setDefaultTimeout(PATIENCE)
    await made.addInitScript(countSounds)
    await made.addInitScript(forbidNotifications)
    return made
  }

  async function seat(person: { name: string; email: string; id: string }, path = '/handoff'): Promise<Seat> {
    const own = await context()
    const answer = await own.request.post(`${url}/api/auth/sign-in/email`, {
      headers: { origin: url },
      data: { email: person.email, password: PASSWORD },
    })
    if (!answer.ok()) throw new Error(`${person.email} cannot sign in: ${answer.status()} ${await answer.text()}`)
    const page = await own.newPage()
    await page.goto(url + path)
    await connected(page)
    return { page, context: own, id: person.id, name: person.name, email: person.email, sounds: () => soundsOf(page) }
  }

  await program.start()
  return {
    url,
    key,
    secret: KEY,
    async stranger(path) {
      const page = await (await context()).newPage()
      await page.goto(url + path)
      return page
    },
    async operator(name, path) {
      const email = `${name.split(' ')[0]?.toLowerCase()}-${++names}@example.com`
      const { body } = (await key.post('/users', { name, email, password: PASSWORD, role: 'operator' })).expect(201)
      return seat({ name, email, id: body.id }, path)
    },
    admin: (path) => seat({ name: 'ada', email: ADMIN, id: '' }, path),
    service: async (over = {}) =>
      (await key.post('/services', { name: 'Customer Care', agent: 'Orders', ...over })).expect(201).body,
    async begin(serviceId, text, customer = { location: { city: 'Ghent', region: 'East Flanders' } }) {
      const opened = (await key.post('/conversations', { serviceId, customer })).expect(201).body
      const { body } = (await key.post(`/conversations/${opened.id}/messages`, { role: 'customer', text })).expect(201)
      return { id: opened.id, turn: body.conversation.turn, messageId: body.message.id }
    },
    kill: program.kill,
    fallSilent: program.fallSilent,
    start: program.start,
    async stop() {
      await browser.close()
      await program.stop()
      await database.drop()
    },
  }
}

/** The indicator is green: what is shown is live. */
export const connected = (page: Page): Promise<void> => page.locator('.conn.connected').waitFor({ timeout: 30_000 })

/** How many sounds a page has begun to play. */
export const soundsOf = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { sounds: number }).sounds)

/** The server, from its source, as a process of its own. */
function makeProgram(port: number, settings: Record<string, string>) {
  let server: ChildProcess | null = null
  let silence: Server | null = null
  const held = new Set<Socket>()

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = server
    server = null
    if (!child || child.exitCode !== null) return
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.kill(signal)
    })
  }

  async function hangUp(): Promise<void> {
    const ending = silence
    silence = null
    for (const socket of held) socket.destroy()
    if (ending) await new Promise<void>((resolve) => ending.close(() => resolve()))
  }

  return {
    async start(): Promise<void> {
      await hangUp()
      const child = spawn(process.execPath, [...quickLoad, 'server/main.ts'], {
        cwd: root,
        env: { ...process.env, ...settings },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      server = child
      await new Promise<void>((resolve, reject) => {
        child.stdout?.on('data', (text: Buffer) => {
          if (text.includes('ready')) resolve()
        })
        child.once('exit', (code) => reject(new Error(`Baton ended with ${code} before it was ready`)))
      })
    },
    kill: () => end('SIGKILL'),
    async fallSilent(): Promise<() => Promise<void>> {
      silence = createServer((socket) => {
        held.add(socket)
        socket.on('error', () => {}).on('close', () => held.delete(socket))
      })
      await new Promise<void>((resolve, reject) => {
        silence?.once('error', reject).listen(port, '127.0.0.1', resolve)
      })
      return hangUp
    },
    async stop(): Promise<void> {
      await hangUp()
      await end('SIGTERM')
    },
  }
}

/** Runs in the page: the question whether notifications are wanted lies over no other test. Whoever needs them allows them after this. */
function forbidNotifications(): void {
  Object.defineProperty(Notification, 'permission', { get: () => 'denied', configurable: true })
}

/** Runs in the page: howler's notes are buffers that start, each counted once. */
function countSounds(): void {
  const counted = window as unknown as { sounds: number }
  counted.sounds = 0
  const begin = AudioBufferSourceNode.prototype.start
  AudioBufferSourceNode.prototype.start = function (
    this: AudioBufferSourceNode,
    ...given: [number?, number?, number?]
  ) {
    // Howler's unlocking plays an empty buffer of one sample.
    if ((this.buffer?.duration ?? 0) > 0.1) counted.sounds++
    return begin.apply(this, given)
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
