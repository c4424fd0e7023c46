import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findBinaries } from '../../../db/embedded/binaries.ts'
import { findPlace } from '../../../db/embedded/place.ts'
import { startEmbedded } from '../../../db/embedded.ts'
import { childrenOf } from '../kill/faults.ts'
import { witness } from '../kit/log.ts'
import { temporary } from '../kit/place.ts'
import { type FakedClock, fakedClock } from './faked.ts'

/** A PostgreSQL whose clock can be set, and that can be frozen. */
export interface ClockedDatabase {
  url: string
  clock: FakedClock
  /** A clock of its own for the server, beside this one. */
  serverClock: FakedClock
  /** SIGSTOP of all of it, or SIGCONT. */
  freeze(frozen: boolean): void
  drop(): Promise<void>
}

/** Makes the data with Baton's own launcher, then starts PostgreSQL by hand: the launcher passes no such variables on. */
export async function clockedDatabase(library: string): Promise<ClockedDatabase> {
  const folder = temporary()
  const clock = fakedClock(library, join(folder, 'database.clock'))
  const serverClock = fakedClock(library, join(folder, 'server.clock'))
  const log = { info: () => {}, warn: (text: string) => console.error(text) }
  const { url, stop } = await startEmbedded({ dataDir: folder, log, settings: { max_connections: 120 } })
  await stop()
  const place = await findPlace(folder)
  const { bin } = await findBinaries(place)
  const child = spawn(join(bin, 'postgres'), ['-D', join(place.folder, 'data')], {
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C', ...clock.environment },
    stdio: 'ignore',
    ...(place.account && { uid: place.account.uid, gid: place.account.gid }),
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const pid = child.pid ?? 0
  const see = witness(url)
  for (let tries = 1; ; tries++) {
    const [row] = await see.sql`select 1 as up`.catch(() => [])
    if (row) break
    if (tries === 100) throw new Error('PostgreSQL did not start under libfaketime.')
    await sleep(100)
  }
  await see.end()
  const freeze = (frozen: boolean) => {
    for (const one of [pid, ...childrenOf(pid)]) signal(one, frozen ? 'SIGSTOP' : 'SIGCONT')
  }
  return {
    url,
    clock,
    serverClock,
    freeze,
    async drop() {
      freeze(false)
      child.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Whoever ended meanwhile needs no signal. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // Gone.
  }
}
