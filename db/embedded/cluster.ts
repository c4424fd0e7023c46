import { randomBytes, randomInt } from 'node:crypto'
import { chown, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { type Account, command } from './command.ts'
import { diskFull, EmbeddedError, fileError } from './error.ts'
import type { Place } from './place.ts'

/** A folder of data and the programs that serve it. */
export type Cluster = Place & Binaries & { data: string; log: string; settings: Record<string, string | number> }

const superuser = 'baton'

/** The superuser's password. Who can read the data can read it too, and nobody else. */
const secretFile = 'baton.secret'

/** Makes the data if there is none; a killed or a simultaneous making leaves nothing half done. */
export async function makeData(cluster: Cluster): Promise<void> {
  const { data, folder, major } = cluster
  const there = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (there === undefined) return create(cluster)
  if (Number.parseInt(there, 10) === major) {
    if (await stat(join(data, secretFile)).catch(() => undefined)) return
    throw new EmbeddedError(
      'failed',
      `The data in ${data} was not made by Baton, or has lost its file ${secretFile}; bring that back.`,
    )
  }
  const sentence = `The data in ${folder} was made by PostgreSQL ${there.trim()} and this Baton brings ${major}; start the Baton that made it, or move its data into a PostgreSQL of your own and set DATABASE_URL.`
  throw new EmbeddedError('other_version', sentence)
}

async function create({ data, folder, bin, major, account }: Cluster): Promise<void> {
  const unfinished = `${data}.new-${process.pid}`
  const secret = join(folder, `secret.new-${process.pid}`)
  try {
    await clearUnfinished(folder)
    await writePrivate(secret, randomBytes(24).toString('base64url'), account)
    const locale =
      major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'] : ['--locale=C.UTF-8']
    const flags = [
      '-D',
      unfinished,
      '-U',
      superuser,
      '-A',
      'scram-sha-256',
      '--pwfile',
      secret,
      '-E',
      'UTF8',
      ...locale,
    ]
    const { code, output } = await command(join(bin, 'initdb'), flags, account)
    if (code !== 0) throw explained(output, folder)
    await rename(secret, join(unfinished, secretFile))
    await writePrivate(join(unfinished, 'pg_hba.conf'), `host all ${superuser} 127.0.0.1/32 scram-sha-256\n`, account)
    await writePrivate(join(unfinished, 'own.conf'), '', account)
    await rename(unfinished, data)
    await sync(folder)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    await rm(secret, { force: true })
    // another start was quicker: its data is as good as ours
    if (await stat(join(data, 'PG_VERSION')).catch(() => undefined)) return
    throw fileError(error, folder)
  }
}

async function clearUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const maker = /\.new-(\d+)$/.exec(name)?.[1]
    if (maker && (Number(maker) === process.pid || !alive(Number(maker)))) {
      await rm(join(folder, name), { recursive: true, force: true })
    }
  }
}

/** `postmaster.pid`, as far as it concerns us; undefined when no server has the data open, whatever the file says. */
export async function findServer({ data }: Cluster): Promise<{ port: number; state: string } | undefined> {
  const path = join(data, 'postmaster.pid')
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const [pid, , , port, , , , state = ''] = text.split('\n')
  if (await servesData(Number(pid), data)) return { port: Number(port), state: state.trim() }
  // after a restart of the machine its number may be another program's, before which PostgreSQL would give up
  await rm(path, { force: true })
  return undefined
}

async function servesData(pid: number, data: string): Promise<boolean> {
  if (!alive(pid)) return false
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(async () => {
    return (await command('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).output
  })
  return line.includes('postgres') && line.replaceAll('\0', ' ').includes(data)
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * Starts the server, in a session of its own (`pg_ctl` sees to that), so that it outlives us.
 * @returns whether it runs; false where it is worth trying again
 */
export async function startServer(cluster: Cluster, fixedPort?: number): Promise<boolean> {
  const { data, bin, log, account, folder } = cluster
  if (/["$`\\\n]/.test(data + log)) {
    throw new EmbeddedError(
      'not_writable',
      `PostgreSQL cannot keep data in ${folder}, because of the signs in its name.`,
    )
  }
  const port = fixedPort ?? (await choosePort(data))
  try {
    await writePrivate(join(data, 'postgresql.conf'), configuration(port, cluster.settings), account)
    await keepShort(log)
  } catch (error) {
    throw fileError(error, folder)
  }
  const before = await size(log)
  const flags = ['start', '-D', data, '-w', '-t', '3600', '-s', '-l', log]
  const { code, output } = await command(join(bin, 'pg_ctl'), flags, account)
  if (code === 0) return true

  const said = `${output}${(await readFile(log, 'utf8').catch(() => '')).slice(before)}`
  // a killed server's last helpers need a moment to notice; another start may be at it; the port may just have gone
  if (/pre-existing shared memory|lock file "postmaster\.pid"|Address already in use/.test(said)) return false
  throw explained(said, folder)
}

/** The orderly stop; a server that does not come to an end in a minute is told to leave recovery to the next start. */
export async function stopServer({ bin, data, account }: Cluster): Promise<void> {
  const pgCtl = join(bin, 'pg_ctl')
  const { code } = await command(pgCtl, ['stop', '-D', data, '-m', 'fast', '-w', '-t', '60', '-s'], account)
  if (code !== 0) await command(pgCtl, ['stop', '-D', data, '-m', 'immediate', '-w', '-t', '10', '-s'], account)
}

/** @param database `baton` for the program, `postgres` for what concerns the server itself */
export async function address(cluster: Cluster, port: number, database = 'baton'): Promise<string> {
  const secret = await readFile(join(cluster.data, secretFile), 'utf8')
  return `postgres://${superuser}:${secret}@127.0.0.1:${port}/${database}`
}

/**
 * Loopback with a secret rather than a Unix socket: a socket's path may have 107 bytes at most, must be writable for
 * one user and reachable for another, and not every client takes it in an address.
 */
function configuration(port: number, settings: Record<string, string | number>): string {
  const all = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 50,
    shared_buffers: '128MB',
    max_wal_size: '512MB',
    max_parallel_workers_per_gather: 0,
    max_logical_replication_workers: 0,
    jit: 'off',
    fsync: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    log_checkpoints: 'off',
    default_text_search_config: 'pg_catalog.simple',
    ...settings,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value}'`)
  const note = '# Written by Baton at every start; your own settings go into own.conf beside this file.'
  return [note, ...lines, "include_if_exists 'own.conf'", ''].join('\n')
}

/** The port of last time if it is free, else one from a range that systems do not give to outgoing connections. */
async function choosePort(data: string): Promise<number> {
  const last = /^port = '?(\d+)/m.exec(await readFile(join(data, 'postgresql.conf'), 'utf8').catch(() => ''))?.[1]
  if (last && Number(last) !== 5432 && (await isFree(Number(last)))) return Number(last)
  for (;;) {
    const port = randomInt(20_000, 30_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

function explained(said: string, folder: string): EmbeddedError {
  if (/No space left on device|Check free disk space|Disk quota exceeded/.test(said)) return diskFull(folder)
  const reason = said.split('\n').findLast((line) => /FATAL|PANIC|error:|LOG: {2}could not/.test(line)) ?? said.trim()
  return new EmbeddedError(
    'failed',
    `PostgreSQL could not start in ${folder}: ${reason.replace(/^.*(FATAL|PANIC|error): */, '')}`,
  )
}

async function writePrivate(path: string, text: string, account?: Account): Promise<void> {
  const unfinished = `${path}.new-${process.pid}`
  await writeFile(unfinished, text, { mode: 0o600 })
  if (account) await chown(unfinished, account.uid, account.gid)
  await rename(unfinished, path)
}

async function keepShort(log: string): Promise<void> {
  if ((await size(log)) > 10_000_000) await rename(log, `${log}.old`)
}

async function size(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

/** A rename is on disk when its folder is. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
