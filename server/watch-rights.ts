import type { Sql } from '../db/connect.ts'
import { resights } from '../domain/sight.ts'
import type { Hub } from './hub/hub.ts'
import type { Reader } from './hub/reader.ts'
import type { Keys } from './identity/keys.ts'
import type { Sights } from './identity/sights.ts'

/**
 * A stream ends within a second of its right's end: sessions, keys and tokens are looked at in one go (L7). One whose
 * person sees other services than before goes on with those, from a fresh snapshot: at once when the log tells of it, and
 * with the next look whatever happened.
 */
export function watchRights({
  sql,
  hub,
  keys,
  sights,
  now,
}: {
  sql: Sql
  hub: Hub
  keys: Keys
  sights: Sights
  now: () => number
}): {
  stop(): void
} {
  let looking = false

  const look = async () => {
    const readers = [...hub.readers()].filter(([, reader]) => !reader.closed)
    const rights = readers.map(([, { right }]) => right)
    const sessions = new Set(rights.flatMap((right) => (right.kind === 'session' ? [right.id] : [])))
    const keyIds = new Set(rights.flatMap((right) => (right.kind === 'key' ? [right.id] : [])))
    const livingSessions = sessions.size ? await sessionsThatHold(sql, [...sessions]) : new Set<string>()
    const livingKeys = keyIds.size ? await keys.living([...keyIds]) : new Set<string>()
    for (const [, reader] of readers) {
      const { right } = reader
      const holds =
        right.kind === 'session'
          ? livingSessions.has(right.id)
          : right.kind === 'key'
            ? livingKeys.has(right.id)
            : right.expiresAt > now()
      if (!holds) end(reader)
    }
    const people = readers.filter(([, { right }]) => right.kind === 'session')
    for (const workspaceId of new Set(people.map(([id]) => id))) await sights.load(workspaceId)
    for (const [workspaceId, reader] of people) resight(workspaceId, reader, false)
  }

  /** @param anyway also when it sees the same: what it took its picture with may have been something else */
  function resight(workspaceId: string, reader: Reader, anyway: boolean): void {
    const { right, audience, closed } = reader
    if (closed || right.kind !== 'session' || audience.kind !== 'operators') return
    const services = sights.of(workspaceId, right.userId)
    if (!anyway && services === audience.services) return
    // A stream of one conversation is opened anew, if that is still in sight.
    if (audience.conversationId !== null) end(reader)
    else hub.resight(workspaceId, reader, services)
  }

  // In the same step as the event: nobody gets its number with a picture of before it. Here the sights are new already;
  // where they are not, the look finds it.
  hub.onEvent((workspaceId, event) => {
    if (!event.type.startsWith('group.') && event.type !== 'user.updated') return
    const concerned = [...hub.readers()].filter(
      ([of, { right }]) => of === workspaceId && right.kind === 'session' && resights(event, right.userId),
    )
    for (const [, reader] of concerned) resight(workspaceId, reader, true)
  })

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

function end(reader: Reader): void {
  reader.closed = true
  reader.outlet.close(4401)
}

/** A session holds while it lives and its person belongs to a workspace. */
async function sessionsThatHold(sql: Sql, ids: string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`select s.id from sessions s
    where s.id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)) and s.expires_at > now()
    and exists (select from members m where m.user_id = s.user_id)`
  return new Set(rows.map((row) => row.id))
}
