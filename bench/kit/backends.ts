import { readFileSync } from 'node:fs'
import postgres from 'postgres'

/** Of a second: `CONFIG_HZ` as the kernel tells it to programs, the same on every Linux (`man 5 proc`). */
const TICK = 0.01

/**
 * The CPU that PostgreSQL took for one database: that of the processes that serve its connections, which stay while the
 * connections do.
 * @returns asks for the seconds until now; NaN where there is no `/proc`
 */
export function backendsOf(databaseUrl: string): { cpu(): Promise<number>; end(): Promise<void> } {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  return {
    async cpu() {
      const rows = await sql<{ pid: number }[]>`
        select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
      return rows.reduce((sum, { pid }) => sum + secondsOf(pid), 0)
    },
    end: () => sql.end(),
  }
}

function secondsOf(pid: number): number {
  try {
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
    const [user, system] = rest.split(' ').slice(11, 13)
    return (Number(user) + Number(system)) * TICK
  } catch {
    return Number.NaN
  }
}
