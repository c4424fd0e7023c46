import type { Sql } from '../db/connect.ts'
import type { Person } from '../domain/actor.ts'
import { canSee, resights } from '../domain/sight.ts'
import type { Bus } from './bus/bus.ts'
import type { Logged } from './hub/frames.ts'
import type { Hub } from './hub/hub.ts'
import type { Reader } from './hub/reader.ts'
import type { Keys } from './identity/keys.ts'
import type { ReleaseUnseen } from './identity/release-unseen.ts'
import type { Sights } from './identity/sights.ts'

/** How often rights are looked at when nobody told of a change, in milliseconds. */
const EVERY = 800

export interface WatchRights {
  /** Looks at everything once. */
  look(): Promise<void>
  stop(): void
}

/**
 * A stream ends within a second of its right's end: sessions, keys and tokens are looked at in one go (L7). What people see is
 * read anew with it: a stream whose person sees other services than before goes on with those, from a fresh snapshot, and
 * what they hold out of their sight is released (L1). That happens at once when the log or another node tells of it, and with
 * the next look whatever happened, past the program too.
 */
export function watchRights({
  sql,
  hub,
  bus,
  keys,
  sights,
  releaseUnseen,
  now,
}: {
  sql: Sql
  hub: Hub
  bus: Bus
  keys: Keys
  sights: Sights
  releaseUnseen: ReleaseUnseen
  now: () => number
}): WatchRights {
  /** Workspaces that were looked through for what people hold out of their sight: each once from the start, and when it may be so again. */
  const clean = new Set<string>()
  let looking: Promise<void> | null = null
  let again = false

  /** As they are now: what is done to them moves them. */
  const all = () => [...hub.readers()]

  async function look(): Promise<void> {
    const readers = all().filter(([, reader]) => !reader.closed)
    await endThoseWithout(readers.map(([, reader]) => reader))
    const workspaces = hub.workspaces().map(({ workspaceId }) => workspaceId)
    for (const workspaceId of workspaces) if (await sights.load(workspaceId)) clean.delete(workspaceId)
    for (const [workspaceId, reader] of all()) resight(workspaceId, reader, false)
    for (const workspaceId of workspaces) {
      if (clean.has(workspaceId)) continue
      clean.add(workspaceId)
      const refused = await releaseUnseen(workspaceId).catch(() => true)
      if (refused) clean.delete(workspaceId)
    }
  }

  async function endThoseWithout(readers: Reader[]): Promise<void> {
    const rights = readers.map(({ right }) => right)
    const sessions = new Set(rights.flatMap((right) => (right.kind === 'session' ? [right.id] : [])))
    const keyIds = new Set(rights.flatMap((right) => (right.kind === 'key' ? [right.id] : [])))
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
      if (!holds) end(reader)
    }
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

  /** One look at a time; who asks during one gets another one after it. */
  function lookSoon(): Promise<void> {
    again = true
    looking ??= (async () => {
      while (again) {
        again = false
        await look().catch(() => {}) // The database is away: what cannot be checked is checked a second later.
      }
    })().finally(() => {
      looking = null
    })
    return looking
  }

  // In the same step as the event: nobody gets its number with a picture of before it. Here the sights are new already;
  // where they are not, the look finds it.
  hub.onEvent((workspaceId, event) => {
    if (event.type.startsWith('group.') || event.type.startsWith('user.')) {
      for (const [of, reader] of all()) {
        if (of !== workspaceId || reader.right.kind !== 'session') continue
        if (event.type === 'user.deleted' && event.data.userId === reader.right.userId) end(reader)
        else if (resights(event, reader.right.userId)) resight(workspaceId, reader, true)
      }
      if (bus.shared) void lookSoon()
    } else if (isDoubtful(workspaceId, event)) {
      clean.delete(workspaceId)
      void lookSoon()
    }
  })

  /** A claim for somebody who is not there: of a node that had not heard yet. And an undo gives claims back, to whomever. */
  function isDoubtful(workspaceId: string, event: Logged): boolean {
    if (event.type === 'mode.changed') return event.data.undo
    const owner = newOwner(event)
    // One that is not clean is looked through anyway.
    return owner !== null && clean.has(workspaceId) && !canSee(sights.of(workspaceId, owner.id), event.serviceId)
  }

  bus.onNews(({ kind }) => {
    if (kind === 'identity') void lookSoon()
  })
  const timer = setInterval(() => void (looking ?? lookSoon()), EVERY)
  timer.unref()
  return { look: lookSoon, stop: () => clearInterval(timer) }
}

function newOwner(event: Logged): Person | null {
  switch (event.type) {
    case 'conversation.claimed':
    case 'conversation.assigned':
      return event.data.owner
    case 'conversation.reopened':
      return event.data.by
    default:
      return null
  }
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
