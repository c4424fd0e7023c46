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
/** How long a node that hears others goes on telling the team without being able to look, in milliseconds. */
const UNCONFIRMED = 60_000

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
 *
 * A node that is cut off from the database may still hear the others, and would go on telling. It ends at once whom the log
 * names as gone, a person or a key; whose right may have ended or changed by what it hears it ends when it cannot look; and
 * all of the team and its programs when it could not look for a minute. They find another node, or wait for the database.
 */
export function watchRights({
  sql,
  hub,
  bus,
  keys,
  sights,
  releaseUnseen,
  now,
  elapsed,
}: {
  sql: Sql
  hub: Hub
  bus: Bus
  keys: Keys
  sights: Sights
  releaseUnseen: ReleaseUnseen
  now: () => number
  /** Milliseconds, by a clock that nobody sets. */
  elapsed: () => number
}): WatchRights {
  /** Workspaces that were looked through for what people hold out of their sight: each once from the start, and when it may be so again. */
  const clean = new Set<string>()
  /** Whose right may have ended, or have become another one, by what another node tells: the next look tells, or they end. */
  const doubted = new Set<Reader>()
  let confirmed = elapsed()
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
    for (const reader of readers) if (reader.right.kind === 'token' && reader.right.expiresAt <= now()) end(reader)
    const rights = readers.map(({ right }) => right)
    const sessions = new Set(rights.flatMap((right) => (right.kind === 'session' ? [right.id] : [])))
    const keyIds = new Set(rights.flatMap((right) => (right.kind === 'key' ? [right.id] : [])))
    const livingSessions = sessions.size ? await sessionsThatHold(sql, [...sessions]) : new Set<string>()
    const livingKeys = keyIds.size ? await keys.living([...keyIds]) : new Set<string>()
    for (const reader of readers) {
      const { right } = reader
      if (right.kind === 'token') continue
      const living = right.kind === 'session' ? livingSessions : livingKeys
      if (!living.has(right.id)) end(reader)
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
        const asked = [...doubted]
        // The database is away: what nobody doubts is looked at a second later.
        const looked = await look().then(
          () => true,
          () => false,
        )
        for (const reader of asked) {
          doubted.delete(reader)
          if (!looked) end(reader)
        }
        if (looked) confirmed = elapsed()
        else if (bus.shared && elapsed() - confirmed > UNCONFIRMED)
          for (const [, reader] of all()) if (reader.right.kind !== 'token') end(reader)
      }
    })().finally(() => {
      looking = null
    })
    return looking
  }

  // In the same step as the event: nobody gets its number with a picture of before it. Here the sights are new already;
  // where they are not, the look finds it.
  hub.onEvent((workspaceId, event) => {
    if (event.type === 'key.revoked') {
      for (const [, reader] of all())
        if (reader.right.kind === 'key' && reader.right.id === event.data.keyId) end(reader)
    } else if (event.type.startsWith('group.') || event.type.startsWith('user.')) {
      for (const [of, reader] of all()) {
        const { right } = reader
        if (of !== workspaceId || right.kind !== 'session') continue
        if (event.type === 'user.deleted' && event.data.userId === right.userId) {
          end(reader)
          continue
        }
        const another = resights(event, right.userId)
        // On another node's word the sights here may still be the old ones.
        if (bus.shared && (another || (event.type === 'user.updated' && event.data.userId === right.userId)))
          doubted.add(reader)
        if (another) resight(workspaceId, reader, true)
      }
      if (bus.shared || endsSessions(event)) void lookSoon()
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

  bus.onNews((news) => {
    if (news.kind !== 'identity') return
    const { users = [] } = news
    for (const [, reader] of all())
      if (reader.right.kind === 'session' && users.includes(reader.right.userId)) doubted.add(reader)
    void lookSoon()
  })
  const timer = setInterval(() => void (looking ?? lookSoon()), EVERY)
  timer.unref()
  return { look: lookSoon, stop: () => clearInterval(timer) }
}

const endsSessions = (event: Logged): boolean =>
  event.type === 'user.signed_out' ||
  event.type === 'user.second_factor_changed' ||
  (event.type === 'user.updated' && event.data.changed.includes('password'))

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
  if (reader.closed) return
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
