import type { Sql } from '../../db/connect.ts'
import { readTeam } from '../../db/groups.ts'
import { limitedRoles, roleScopes, type Scope, UserRole } from '../../domain/rights.ts'
import type { Sight } from '../../domain/sight.ts'
import { within } from '../outside.ts'

/** How long the database may take, in milliseconds: a connection that froze never answers. */
const READING = 4_000
/** How long a request waits for a workspace's people at most, in milliseconds, as it waits for a commit. */
const PATIENCE = 8_000

/**
 * What each person of a workspace sees and may do, in memory: asked on every request, for every picture and for every
 * decision, without a wait, so that a picture and the sight that it was taken with are of one instant (L6). Whoever changes
 * it reads it anew before the log tells of the change. Who is no member sees nothing and may do nothing (L1, L7).
 */
export interface Sights {
  /** People who see the same are given the same set. @throws Error when the workspace was never read */
  of(workspaceId: string, userId: string): Sight
  /** What a person may do at this moment. @throws Error when the workspace was never read */
  scopes(workspaceId: string, userId: string): ReadonlySet<Scope>
  /** Reads a workspace's people, unless they are known, and that person with them: one who has just come is not yet. */
  ready(workspaceId: string, userId?: string): Promise<unknown> | undefined
  /** Reads them anew. @returns whether somebody sees or may do something else than before */
  load(workspaceId: string): Promise<boolean>
}

interface Rights {
  sight: Sight
  scopes: ReadonlySet<Scope>
}

const scopesOf = new Map<string, ReadonlySet<Scope>>(UserRole.options.map((role) => [role, new Set(roleScopes[role])]))
const nobodys: Rights = { sight: new Set(), scopes: new Set() }

export function createSights(sql: Sql): Sights {
  const known = new Map<
    string,
    { people: ReadonlyMap<string, Rights>; sets: ReadonlyMap<string, ReadonlySet<string>> }
  >()
  /** What is being read, and what is read next: one for all who ask meanwhile. */
  const reading = new Map<string, { now: Promise<boolean>; next: Promise<boolean> | null }>()

  async function read(workspaceId: string): Promise<boolean> {
    const rows = await within(READING, readTeam(sql, workspaceId, limitedRoles))
    const former = known.get(workspaceId)
    const sets = new Map<string, ReadonlySet<string>>()
    const people = new Map<string, Rights>()
    for (const { userId, role, services } of rows) {
      const scopes = scopesOf.get(role)
      if (scopes) people.set(userId, { sight: services && shared(services), scopes })
    }
    known.set(workspaceId, { people, sets })
    return !former || !alike(former.people, people)

    function shared(services: string[]): ReadonlySet<string> {
      const key = services.join(' ')
      const set = sets.get(key) ?? former?.sets.get(key) ?? new Set(services)
      sets.set(key, set)
      return set
    }
  }

  /**
   * One after another, each begun after it was asked for: an older answer never comes after a newer one. All who ask while one
   * is under way get the next one, however many they are.
   */
  function load(workspaceId: string): Promise<boolean> {
    const underWay = reading.get(workspaceId)
    if (!underWay) return begin(workspaceId)
    underWay.next ??= underWay.now.catch(() => {}).then(() => begin(workspaceId))
    return underWay.next
  }

  function begin(workspaceId: string): Promise<boolean> {
    const turn: { now: Promise<boolean>; next: Promise<boolean> | null } = { now: read(workspaceId), next: null }
    reading.set(workspaceId, turn)
    const over = () => {
      if (!turn.next) reading.delete(workspaceId)
    }
    turn.now.then(over, over)
    return turn.now
  }

  function of(workspaceId: string, userId: string): Rights {
    const found = known.get(workspaceId)
    if (!found) throw new Error('nothing is known of this workspace’s people')
    return found.people.get(userId) ?? nobodys
  }

  return {
    of: (workspaceId, userId) => of(workspaceId, userId).sight,
    scopes: (workspaceId, userId) => of(workspaceId, userId).scopes,
    ready(workspaceId, userId) {
      const found = known.get(workspaceId)
      if (found)
        return userId === undefined || found.people.has(userId) ? undefined : within(PATIENCE, load(workspaceId))
      const first = reading.get(workspaceId)?.now ?? load(workspaceId)
      // It is tried once more, once for all who waited for the first.
      const again = () => {
        const begun = reading.get(workspaceId)?.now
        return begun && begun !== first ? begun : load(workspaceId)
      }
      return within(PATIENCE, first.catch(again))
    },
    load,
  }
}

const alike = (a: ReadonlyMap<string, Rights>, b: ReadonlyMap<string, Rights>): boolean =>
  a.size === b.size &&
  [...a].every(([id, { sight, scopes }]) => b.get(id)?.sight === sight && b.get(id)?.scopes === scopes)
