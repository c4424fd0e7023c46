import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { migrate as run } from 'drizzle-orm/postgres-js/migrator'
import { connect } from './connect.ts'
import { patience } from './socket.ts'

const folder = fileURLToPath(new URL('migrations', import.meta.url))
const LOCK = 4_207_001

/** The oldest PostgreSQL that Baton runs on. */
export const OLDEST = 15

/**
 * Brings the database to this program's schema, one migrator at a time.
 * @throws Error with one sentence when the database is too old, or its schema newer than this program
 */
export async function migrate(url: string): Promise<void> {
  const { sql, db, end } = connect(url, {
    max: 1,
    name: 'baton-migrate',
    patience: { serving: patience.building },
  })
  try {
    const [server] = await sql<
      { version: number }[]
    >`select current_setting('server_version_num')::int / 10000 as version`
    if (!server || server.version < OLDEST)
      throw new Error(
        `The database is PostgreSQL ${server?.version}; Baton needs ${OLDEST} or newer. Nothing was changed.`,
      )
    await sql`select pg_advisory_lock(${LOCK})`
    const [table] = await sql<
      { there: boolean }[]
    >`select to_regclass('drizzle.__drizzle_migrations') is not null as there`
    if (table?.there) {
      const [done] = await sql<{ count: number }[]>`select count(*)::int as count from drizzle.__drizzle_migrations`
      const known = await knownMigrations()
      if (done && done.count > known)
        throw new Error(
          `The database was made by a newer Baton (${done.count} migrations, this one knows ${known}). Start that version. Nothing was changed.`,
        )
      if (done?.count === known) return
    }
    await run(db, { migrationsFolder: folder })
  } finally {
    await end()
  }
}

async function knownMigrations(): Promise<number> {
  const journal = JSON.parse(await readFile(`${folder}/meta/_journal.json`, 'utf8')) as { entries: unknown[] }
  return journal.entries.length
}
