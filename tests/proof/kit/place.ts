import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../../../db/embedded.ts'
import { once } from '../../database.ts'

/** A PostgreSQL of a long run's own, empty and not migrated; gone with `drop`. */
export async function ownDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const folder = temporary()
  const log = { info: () => {}, warn: (text: string) => console.error(text) }
  const { url, stop } = await startEmbedded({ dataDir: folder, log, settings: { max_connections: 120 } })
  return {
    url,
    async drop() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A folder that the database's account can enter, unlike those of `mkdtemp`. */
export function temporary(): string {
  const folder = join(tmpdir(), `baton-proof-${process.pid}-${Math.random().toString(36).slice(2, 8)}`)
  mkdirSync(folder, { mode: 0o755 })
  return folder
}

/**
 * Two servers on one database, which the program refuses while no bus joins them: here the lock that each takes is
 * given to every one. What holds all the same is what `commit` alone guarantees.
 */
export async function letSeveralServe(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  await once(
    url,
    'create or replace function public.pg_try_advisory_lock(bigint) returns boolean language sql as $$ select true $$',
  )
  await once(url, `alter database ${name} set search_path = public, pg_catalog`)
}
