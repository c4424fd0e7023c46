import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `tests/database-setup.ts` has PostgreSQL running. */
    database: string
  }
}

/** The database that every fresh one is copied from: migrated, and empty. */
export const template = 'baton_template'

export type FreshDatabase = { url: string; drop(): Promise<void> }

/**
 * A database of its own for a test file, on the PostgreSQL of this run: the embedded 18, in the project `db-15` a 15,
 * or what `TEST_DATABASE_URL` names.
 * @param options `empty`: without the migrations
 *
 * @example
 * const { url, drop } = await freshDatabase()
 * afterAll(drop)
 */
export async function freshDatabase({ empty = false } = {}): Promise<FreshDatabase> {
  const server = inject('database')
  const name = `test_${randomBytes(6).toString('hex')}`
  await once(server, `create database ${name} template ${empty ? 'template0' : template}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => once(server, `drop database if exists ${name} with (force)`) }
}

/** One statement on a connection of its own. */
export async function once(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql.unsafe(statement).finally(() => sql.end())
}
