import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { type Running, serve } from './subject.ts'

/** A database of a server's own beside others in the same PostgreSQL. */
export async function databaseIn(url: string): Promise<string> {
  const name = `bench_${randomBytes(6).toString('hex')}`
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql.unsafe(`create database ${name}`).finally(() => sql.end())
  const own = new URL(url)
  own.pathname = `/${name}`
  return own.href
}

/** Baton on a database that is there already. It brings its doors, and takes the people and conversations of `BENCH_WALL`. */
export const serveBatonOn = (environment: Record<string, string>): Promise<Running> =>
  serve('servers/baton.ts', { PORT: '0', ...environment })

/** Baton as a process of its own on an empty database, fed from inside (`baton.ts`). */
export const serveBaton = async (postgresUrl: string, environment: Record<string, string> = {}): Promise<Running> =>
  serve('servers/baton.ts', {
    DATABASE_URL: await databaseIn(postgresUrl),
    BATON_BOOTSTRAP_KEY: `bench-${randomBytes(18).toString('base64url')}`,
    LOG_LEVEL: 'error',
    PORT: '0',
    ...environment,
  })
