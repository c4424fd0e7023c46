import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from './schema/index.ts'
import { attentive } from './socket.ts'

export type Sql = postgres.Sql
export type Db = PostgresJsDatabase<typeof schema>

export interface Connections {
  sql: Sql
  db: Db
  end(): Promise<void>
}

/**
 * Pools on a PostgreSQL. `int8` comes back as a number (the log's numbers stay far under 2^53) and times as RFC 3339 text.
 * Reconnects by itself, with a backoff of at most a second (architecture.md, “What it cost to find”).
 * @param patience milliseconds for which a query may be silent before its connection is given up (`db/socket.ts`)
 */
export function connect(
  url: string,
  { max = 10, name = 'baton', patience }: { max?: number; name?: string; patience?: number } = {},
): Connections {
  const sql = postgres(url, {
    ...attentive(patience),
    max,
    connect_timeout: 3,
    max_lifetime: null,
    idle_timeout: 0,
    backoff: (attempt) => Math.min(1, 0.05 * 2 ** attempt) * Math.random(),
    connection: { application_name: name, TimeZone: 'UTC' },
    onnotice: () => {},
    // Asked anew on each connection, and a backend that is killed during it ends the whole process; so arrays go as JSON.
    fetch_types: false,
    types: {
      int8: { to: 20, from: [20], serialize: String, parse: Number },
    },
  })
  return { sql, db: drizzle(sql, { schema }), end: () => sql.end({ timeout: 3 }) }
}
