import type { Sql } from '../db/connect.ts'
import type { Hub } from './hub/hub.ts'
import type { Keys } from './identity/keys.ts'

/** A stream ends within a second of its right's end: sessions, keys and tokens are looked at in one go (L7). */
export function watchRights({ sql, hub, keys, now }: { sql: Sql; hub: Hub; keys: Keys; now: () => number }): {
  stop(): void
} {
  let looking = false
  const look = async () => {
    const readers = [...hub.readers()].map(([, reader]) => reader).filter((reader) => !reader.closed)
    const sessions = new Set(readers.flatMap(({ right }) => (right.kind === 'session' ? [right.id] : [])))
    const keyIds = new Set(readers.flatMap(({ right }) => (right.kind === 'key' ? [right.id] : [])))
    const livingSessions = sessions.size ? await sessionsThatHold(sql, [...sessions]) : new Set<string>()
    const livingKeys = keyIds.size ? await keys.living([...keyIds]) : new Set<string>()
    for (const reader of readers) {
      const { right } = reader
      const holds =
        right.kind === 'session'
          ? livingSessions.has(right.id)
          : right.kind === 'key'
            ? livingKeys.has(right.id)
            : right.expiresAt > now()
      if (!holds) {
        reader.closed = true
        reader.outlet.close(4401)
      }
    }
  }
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    look()
      .catch(() => {}) // The database is away: what cannot be checked is checked a second later.
      .finally(() => {
        looking = false
      })
  }, 800)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** A session holds while it lives and its person belongs to a workspace. */
async function sessionsThatHold(sql: Sql, ids: string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`select s.id from sessions s
    where s.id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)) and s.expires_at > now()
    and exists (select from members m where m.user_id = s.user_id)`
  return new Set(rows.map((row) => row.id))
}
