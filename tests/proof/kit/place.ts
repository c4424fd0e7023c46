import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../../../db/embedded.ts'

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
