import type { Sql } from '../../db/connect.ts'
import { readMembers, readSights } from '../../db/groups.ts'
import { limitedRoles } from '../../domain/rights.ts'
import type { Sight } from '../../domain/sight.ts'
import { within } from '../outside.ts'

/** How long the database may take, in milliseconds: a connection that froze never answers. */
const READING = 4_000

/**
 * What each person sees, in memory: asked on every request and for every picture, without a wait, so that a picture and the
 * sight that it was taken with are of one instant (L6). Whoever changes it reads it anew before the log tells of the change.
 */
export interface Sights {
  /** People who see the same are given the same set. @throws Error when the workspace was never read */
  of(workspaceId: string, userId: string): Sight
  /** Reads a workspace's sights, unless they are known. */
  ready(workspaceId: string): Promise<void> | undefined
  /** Reads them anew. */
  load(workspaceId: string): Promise<void>
}

/** Those who are limited; all others see every service. */
type Limited = ReadonlyMap<string, ReadonlySet<string>>

const nothing: ReadonlySet<string> = new Set()

export function createSights(sql: Sql): Sights {
  const known = new Map<string, { limited: Limited; sets: Map<string, ReadonlySet<string>> }>()
  const reading = new Map<string, Promise<void>>()

  async function read(workspaceId: string): Promise<void> {
    const rows = await within(READING, readSights(sql, workspaceId, limitedRoles, null))
    const former = known.get(workspaceId)
    const before = former?.sets
    const sets = new Map<string, ReadonlySet<string>>()
    const limited = new Map<string, ReadonlySet<string>>()
    for (const { userId, services } of rows) {
      const key = services.join(' ')
      const set = sets.get(key) ?? before?.get(key) ?? new Set(services)
      sets.set(key, set)
      limited.set(userId, set)
    }
    // Who was limited and is no more has either left all groups, or the workspace: the latter sees nothing, for as long as
    // a session or a stream of theirs is still believed.
    const lost = [...(former?.limited.keys() ?? [])].filter((id) => !limited.has(id))
    if (lost.length > 0) {
      const members = new Set(await within(READING, readMembers(sql, workspaceId, lost)))
      for (const id of lost) if (!members.has(id)) limited.set(id, nothing)
    }
    known.set(workspaceId, { limited, sets })
  }

  /** One after another, each begun after it was asked for: an older answer never comes after a newer one. */
  function load(workspaceId: string): Promise<void> {
    const next = (reading.get(workspaceId) ?? Promise.resolve()).catch(() => {}).then(() => read(workspaceId))
    reading.set(workspaceId, next)
    return next
  }

  return {
    of(workspaceId, userId) {
      const found = known.get(workspaceId)
      if (!found) throw new Error('nothing is known of this workspace’s groups')
      return found.limited.get(userId) ?? null
    },
    ready: (workspaceId) =>
      known.has(workspaceId)
        ? undefined
        : (reading.get(workspaceId) ?? load(workspaceId)).catch(() => load(workspaceId)),
    load,
  }
}
