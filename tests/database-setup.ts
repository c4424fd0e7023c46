import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { once, template } from './database.ts'

type Running = { url: string; users: number; stop(): Promise<void> }

/** Vitest loads this file anew for each project; the server is shared by those that want the same one. */
const shared: { batonServers?: Map<string, Promise<Running>> } = globalThis as never
shared.batonServers ??= new Map()
const servers = shared.batonServers

/** Vitest's global setup: PostgreSQL for the tests of one project. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const version = project.config.env?.TEST_POSTGRES ?? '18'
  const given = process.env.TEST_DATABASE_URL
  const starting = servers.get(version) ?? (given && version === '18' ? prepare(given, async () => {}) : start(version))
  servers.set(version, starting)
  const server = await starting
  server.users++
  project.provide('database', server.url)
  return async () => {
    if (--server.users === 0) await server.stop()
  }
}

async function start(version: string): Promise<Running> {
  clearUp()
  const dataDir = join(tmpdir(), `baton-test-${process.pid}-${version}`)
  const binaries =
    version === '15' ? fileURLToPath(new URL('../node_modules/postgres-15/native', import.meta.url)) : undefined
  const log = { info: () => {}, warn: (text: string) => console.warn(text) }
  const { url, stop } = await startEmbedded({ dataDir, log, binaries, settings: { max_connections: 200 } })
  return prepare(url, async () => {
    await stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
}

async function prepare(url: string, stop: () => Promise<void>): Promise<Running> {
  await once(url, `drop database if exists ${template}`)
  await once(url, `create database ${template} template template0`)
  const migrated = new URL(url)
  migrated.pathname = `/${template}`
  await migrate(migrated.href)
  return { url, users: 0, stop }
}

/** Embedded servers outlive whoever started them: those of test runs that were killed are ended here. */
function clearUp(): void {
  for (const name of readdirSync(tmpdir())) {
    const runner = /^baton-test-(\d+)-/.exec(name)?.[1]
    if (!runner || existsProcess(Number(runner))) continue
    const folder = join(tmpdir(), name)
    const file = join(folder, 'postgres', 'data', 'postmaster.pid')
    const server = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : 0
    if (server && commandLine(server).includes(folder)) process.kill(server, 'SIGQUIT')
    rmSync(folder, { recursive: true, force: true })
  }
}

function existsProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
