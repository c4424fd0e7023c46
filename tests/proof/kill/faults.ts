import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPlace } from '../../../db/embedded/place.ts'

/** The embedded PostgreSQL of a data folder, found past Baton: by its own files. */
export interface Postgres {
  pid: number
  url: string
}

export async function findPostgres(dataDir: string): Promise<Postgres> {
  const { folder } = await findPlace(dataDir)
  const data = join(folder, 'data')
  const [pid, , , port] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
  const secret = readFileSync(join(data, 'baton.secret'), 'utf8')
  return { pid: Number(pid), url: `postgres://baton:${secret}@127.0.0.1:${Number(port)}/baton` }
}

/** kill -9 of a whole server: the postmaster and all that it started. None of them gets to say a word. */
export function killPostgres({ pid }: Pick<Postgres, 'pid'>): void {
  const children = childrenOf(pid)
  for (const process_ of [pid, ...children]) {
    try {
      process.kill(process_, 'SIGKILL')
    } catch {
      // It went by itself when its postmaster did.
    }
  }
}

export function childrenOf(pid: number): number[] {
  return processes()
    .filter(({ parent }) => parent === pid)
    .map((child) => child.pid)
}

function processes(): { pid: number; parent: number }[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0]) => ({ pid, parent }))
}
