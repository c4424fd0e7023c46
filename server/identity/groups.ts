import type { Sql } from '../../db/connect.ts'
import {
  lockGroups,
  type Member,
  readGroups,
  readTeam,
  removeGroup,
  setMembers,
  setServices,
  type Unrecorded,
  writeGroup,
  writeUnrecorded,
} from '../../db/groups.ts'
import type { Actor } from '../../domain/actor.ts'
import type { AuditEvent } from '../../domain/commands.ts'
import type { Group } from '../../domain/group.ts'
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts'
import { actingRoles, limitedRoles } from '../../domain/rights.ts'
import { canSee, isWithin, type Sight } from '../../domain/sight.ts'
import type { Clock } from '../clock.ts'
import type { FirstAnswer } from './first-answer.ts'
import type { Settle } from './settle.ts'

export type GroupFields = Pick<Group, 'name' | 'description' | 'services' | 'members'>

/** Who asks for a change, and under which id: the same one happens once (L4). */
export interface By {
  workspaceId: string
  actor: Actor
  /** The caller, who gives nobody sight of more than they see when it happens; null for a program, which sees every service. */
  person: string | null
  commandId: string
  bodyHash: string
}

/**
 * Operator groups (G1, G7). A change stands in the tables with its line for the log in one transaction, and is settled
 * right after.
 */
export interface Groups {
  list(workspaceId: string): Promise<Group[]>
  find(workspaceId: string, id: string): Promise<Group | null>
  create(by: By, fields: GroupFields): Promise<Group | Refusal>
  /** @param changes what becomes of the group as it stands at that moment, or a refusal */
  update(by: By, id: string, changes: (group: Group) => Partial<GroupFields> | Refusal): Promise<Group | Refusal>
  remove(by: By, id: string): Promise<{ id: string } | Refusal>
}

interface Deps {
  sql: Sql
  clock: Clock
  settle: Settle
  firstAnswer: FirstAnswer
}

/** Makes a change inside a transaction, by one who has this sight. `touched`: all whose sight it may change. */
type Make<T> = (
  tx: Sql,
  sight: Sight,
) => Promise<{ answer: T; event: (whom: Resighted) => AuditEvent; touched: string[] } | Refusal>

/** Who sees other services than before, and who of them left their last group. */
interface Resighted {
  resighted: string[]
  unlimited?: string[]
}

export function createGroups({ sql, clock, settle, firstAnswer }: Deps): Groups {
  const turns = new Map<string, Promise<void>>()

  const find = async (workspaceId: string, id: string) => (await readGroups(sql, workspaceId, id))[0] ?? null

  /** One after another in a workspace, without holding a connection meanwhile; the lock is for other nodes. */
  function change<T>(by: By, make: Make<T>): Promise<T | Refusal> {
    const turn = (turns.get(by.workspaceId) ?? Promise.resolve()).then(() => changeNow(by, make))
    const over = turn.then(noMatter, noMatter)
    turns.set(by.workspaceId, over)
    return turn
  }

  /** A change with its line for the log, and what stands in its way: all or nothing, and under one id once. */
  async function changeNow<T>(by: By, make: Make<T>): Promise<T | Refusal> {
    const { workspaceId, commandId, bodyHash, actor } = by
    const made = await sql
      .begin(async (begun): Promise<Unrecorded | { answer: unknown }> => {
        const tx = begun as unknown as Sql
        await lockGroups(tx, workspaceId)
        // Under the lock: another node may have been asked the same at once (L4).
        const first = await firstAnswer(by)
        if (isRefusal(first)) throw new Undone(first)
        if (first) return first
        const before = teamOf(await readTeam(tx, workspaceId, limitedRoles))
        // Read under the lock: a caller who was limited or left while this waited gives sight of nothing more.
        if (by.person !== null && !before.may(by.person)) throw new Undone(refuse('forbidden'))
        const sight = by.person === null ? null : before.sight(by.person)
        const changed = await make(tx, sight)
        if (isRefusal(changed)) throw new Undone(changed)
        const after = teamOf(await readTeam(tx, workspaceId, limitedRoles))
        const resighted = changed.touched.filter((id) => !same(before.sight(id), after.sight(id)))
        // Nobody gives sight of what they do not see themselves: neither to others nor, out of their groups, to themselves.
        if (resighted.some((id) => !isWithin(after.sight(id), union(before.sight(id), sight))))
          throw new Undone(refuse('forbidden', {}, 'You cannot give sight of services that you do not see.'))
        const unlimited = resighted.filter((id) => after.sight(id) === null)
        const line = {
          workspaceId,
          commandId,
          bodyHash,
          actor,
          event: changed.event({ resighted, ...(unlimited.length > 0 && { unlimited }) }),
          answer: changed.answer,
        }
        await writeUnrecorded(tx, line)
        return line
      })
      .catch((error: unknown) => {
        if (error instanceof Undone) return error.refusal
        throw error
      })
    if (isRefusal(made)) return made
    return ('event' in made ? await settle(made) : null) ?? (made.answer as T)
  }

  return {
    list: (workspaceId) => readGroups(sql, workspaceId, null),
    find,
    create: (by, fields) =>
      change(by, async (tx, sight) => {
        const id = clock.newId()
        await writeGroup(tx, by.workspaceId, { id, ...fields })
        const refused = await fill(tx, by.workspaceId, sight, { ...fields, id }, [])
        if (refused) return refused
        const answer = await read(tx, by.workspaceId, id)
        const { createdAt: _at, ...group } = answer
        return {
          answer,
          touched: group.members,
          event: ({ resighted }) => ({ type: 'group.created', data: { group, resighted } }),
        }
      }),
    update: (by, id, changes) =>
      change(by, async (tx, sight) => {
        const [group] = await readGroups(tx, by.workspaceId, id)
        if (!group) return refuse('not_found')
        const wanted = changes(group)
        if (isRefusal(wanted)) return wanted
        await writeGroup(tx, by.workspaceId, { ...group, ...wanted })
        const refused = await fill(tx, by.workspaceId, sight, { ...wanted, id }, group.services)
        if (refused) return refused
        const answer = await read(tx, by.workspaceId, id)
        const touched = [...new Set([...group.members, ...answer.members])]
        const said = Object.fromEntries(Object.keys(wanted).map((key) => [key, answer[key as keyof GroupFields]]))
        return {
          answer,
          touched,
          event: (whom) => ({ type: 'group.updated', data: { groupId: id, changes: said, ...whom } }),
        }
      }),
    remove: (by, id) =>
      change(by, async (tx) => {
        const [group] = await readGroups(tx, by.workspaceId, id)
        if (!group) return refuse('not_found')
        await removeGroup(tx, by.workspaceId, id)
        return {
          answer: { id },
          touched: group.members,
          event: (whom) => ({ type: 'group.deleted', data: { groupId: id, ...whom } }),
        }
      }),
  }
}

/** @param had the services that are in the group already: those that the caller does not see stay, as they do not know of them */
async function fill(
  tx: Sql,
  workspaceId: string,
  sight: Sight,
  { id, services, members }: Partial<GroupFields> & { id: string },
  had: readonly string[],
): Promise<Refusal | null> {
  // What is out of sight looks like what does not exist (L7).
  if (services?.some((serviceId) => !canSee(sight, serviceId))) return refuse('unknown_service')
  const all = services && [...services, ...had.filter((serviceId) => !canSee(sight, serviceId))]
  if (all && !(await setServices(tx, workspaceId, id, all))) return refuse('unknown_service')
  if (members && !(await setMembers(tx, workspaceId, id, members, actingRoles))) return refuse('unknown_operator')
  return null
}

async function read(tx: Sql, workspaceId: string, id: string): Promise<Group> {
  const [group] = await readGroups(tx, workspaceId, id)
  if (!group) throw new Error('a group that was written is gone')
  return group
}

/** Ends a transaction without its effect. */
class Undone extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.detail)
    this.refusal = refusal
  }
}

const noMatter = () => {}
const nothing: Sight = new Set()
/** What each of them sees and whether they may change groups; who is none of them sees nothing and may not. */
function teamOf(members: readonly Member[]): { sight(userId: string): Sight; may(userId: string): boolean } {
  const team = new Map(
    members.map(({ userId, role, services }) => [
      userId,
      { sight: services && new Set(services), may: (actingRoles as readonly string[]).includes(role) },
    ]),
  )
  return {
    sight: (userId) => (team.get(userId) ?? { sight: nothing }).sight,
    may: (userId) => team.get(userId)?.may ?? false,
  }
}
const same = (a: Sight, b: Sight): boolean => isWithin(a, b) && isWithin(b, a)
const union = (a: Sight, b: Sight): Sight => (a === null || b === null ? null : new Set([...a, ...b]))
