import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from './schema/index.ts'
import { attentive, type Patience, patience } from './socket.ts'

export type Sql = postgres.Sql
export type Db = PostgresJsDatabase<typeof schema>

export interface Connections {
  /** The serving path. One that is silent for four seconds is given up, and what else waits on its connection with it. */
  sql: Sql
  /**
   * The gate's: commits come one after another, and always to the same backend, which keeps its plans and the processor's
   * caches. Turn by turn to each of the serving path's, a commit costs a third more. Two pools of one connection: the
   * second is for when the first one is silent.
   */
  commits: readonly [Sql, Sql]
  /** For what may take long: whole tables. On connections of its own, so that it holds up nobody. */
  slow: Sql
  /**
   * For what people look for: the database itself ends a search that takes longer than `SEARCHING`, with 57014. Its own
   * connections, so that many that search hold up nobody who works.
   */
  search: Sql
  db: Db
  end(): Promise<void>
}

/** How many of what takes long are asked beside each other. */
const SLOW = 2

/** How long a search may take, in milliseconds: less than the silence for which a connection is given up. */
export const SEARCHING = 3_000

/**
 * Pools on a PostgreSQL. `int8` comes back as a number (the log's numbers stay far under 2^53) and times as RFC 3339 text.
 * Reconnects by itself, with a backoff of at most a second (architecture.md, “What it cost to find”).
 * @param options `patience`: milliseconds for which a query may be silent before its connection is given up (`db/socket.ts`)
 */
export function connect(
  url: string,
  {
    max = 10,
    name = 'baton',
    patience: given = {},
  }: { max?: number; name?: string; patience?: Partial<Pick<Patience, 'serving' | 'reading'>> } = {},
): Connections {
  const { serving, reading } = { ...patience, ...given }
  const sql = pool(url, max, name, serving)
  const line = () => pool(url, 1, `${name}-commits`, serving)
  const commits = [line(), line()] as const
  const slow = pool(url, SLOW, `${name}-slow`, reading)
  const search = pool(url, SLOW, `${name}-search`, serving, { statement_timeout: SEARCHING })
  const end = async () => {
    await Promise.all([sql, ...commits, slow, search].map((each) => each.end({ timeout: 3 })))
  }
  return { sql, commits, slow, search, db: drizzle(sql, { schema }), end }
}

/** Connects when it is asked, not before. */
const pool = (url: string, max: number, name: string, silence: number, settings: object = {}): Sql =>
  postgres(url, {
    ...attentive(silence),
    max,
    connect_timeout: 3,
    max_lifetime: null,
    idle_timeout: 0,
    backoff: (attempt) => Math.min(1, 0.05 * 2 ** attempt) * Math.random(),
    connection: { application_name: name, TimeZone: 'UTC', ...settings },
    onnotice: () => {},
    // Asked anew on each connection, and a backend that is killed during it ends the whole process; so arrays go as JSON.
    fetch_types: false,
    types: {
      int8: { to: 20, from: [20], serialize: String, parse: Number },
    },
  })
