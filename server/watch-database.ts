import type { Sql } from '../db/connect.ts'
import type { Hub } from './hub/hub.ts'

/** Asks the database for a sign of life each second, and tells the readers when it goes and when it is back. */
export function watchDatabase({ sql, hub }: { sql: Sql; hub: Hub }): { stop(): void } {
  let asking = false
  const ask = async () => {
    if (asking) return
    asking = true
    let late: NodeJS.Timeout | undefined
    try {
      await Promise.race([
        sql`select 1`,
        new Promise((_, reject) => {
          late = setTimeout(() => reject(new Error('late')), 2_000)
        }),
      ])
      hub.database('up')
    } catch {
      hub.database('down')
    } finally {
      clearTimeout(late)
      asking = false
    }
  }
  const timer = setInterval(() => void ask(), 1_000)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
