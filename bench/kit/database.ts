import { closeSync, fdatasyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import postgres from 'postgres'
import { startEmbedded } from '../../db/embedded.ts'
import type { Run } from './bench.ts'
import { median, short } from './pairs.ts'

/** A PostgreSQL of a bench's own, empty and not migrated. */
export interface Database {
  url: string
  /** The folder that it is in: what fsync costs there is in the result. */
  folder: string
  drop(): Promise<void>
}

/**
 * The PostgreSQL that comes with Baton, as it comes (fsync and synchronous_commit on), in a folder below `TMPDIR`, and
 * gone afterwards. Says its version and what a sync of its disk costs.
 * @param settings beside those that Baton gives it
 */
export async function ownDatabase(
  run: Pick<Run, 'about'>,
  settings: Record<string, string | number> = {},
): Promise<Database> {
  const folder = join(tmpdir(), `baton-bench-${process.pid}-${Math.random().toString(36).slice(2, 8)}`)
  mkdirSync(folder, { mode: 0o755 })
  const log = { info: () => {}, warn: (text: string) => console.error(text) }
  const { url, stop } = await startEmbedded({ dataDir: folder, log, settings: { max_connections: 200, ...settings } })
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`
  await sql.end()
  run.about('PostgreSQL', row?.version ?? 'unknown')
  run.about('fdatasync of 8 KB', `${short(syncMillis(folder))} ms`)
  return {
    url,
    folder,
    async drop() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What a sync costs there, in milliseconds: the median of 200. Next to nothing on a disk in memory, where `commit` proves little. */
function syncMillis(folder: string): number {
  const file = join(folder, 'sync')
  const page = Buffer.alloc(8_192, 1)
  const fd = openSync(file, 'w')
  const times: number[] = []
  for (let i = 0; i < 200; i++) {
    writeSync(fd, page)
    const began = performance.now()
    fdatasyncSync(fd)
    times.push(performance.now() - began)
  }
  closeSync(fd)
  rmSync(file)
  return median(times)
}
