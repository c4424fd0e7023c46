import {
  isService,
  lockCannedReplies,
  readCannedReplies,
  removeCannedReply,
  writeCannedReply,
} from '../db/canned-replies.ts'
import type { Sql } from '../db/connect.ts'
import { type Unrecorded, writeUnrecorded } from '../db/groups.ts'
import type { Actor } from '../domain/actor.ts'
import type { CannedReply } from '../domain/canned-reply.ts'
import type { AuditEvent } from '../domain/commands.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import { canSee, type Sight } from '../domain/sight.ts'
import type { Clock } from './clock.ts'
import type { FirstAnswer } from './identity/first-answer.ts'
import type { Settle } from './identity/settle.ts'

export type CannedFields = Pick<CannedReply, 'shortcut' | 'text' | 'serviceId'>

/** Who asks, under which id (L4), and which services they see: what is out of sight is not there. */
export interface By {
  workspaceId: string
  actor: Actor
  sight: Sight
  commandId: string
  bodyHash: string
}

/** The texts of a workspace that operators use again and again. A change stands in the table with its line for the log, in one transaction (L10). */
export interface CannedReplies {
  list(workspaceId: string, sight: Sight): Promise<CannedReply[]>
  create(by: By, fields: CannedFields): Promise<CannedReply | Refusal>
  /** @param version the one that the caller saw: of two who change one at once the second is shown the first's change */
  update(by: By, id: string, version: number, fields: Partial<CannedFields>): Promise<CannedReply | Refusal>
  remove(by: By, id: string): Promise<{ id: string } | Refusal>
}

export function createCannedReplies({
  sql,
  clock,
  settle,
  firstAnswer,
}: {
  sql: Sql
  clock: Clock
  settle: Settle
  firstAnswer: FirstAnswer
}): CannedReplies {
  async function change<T>(
    by: By,
    make: (tx: Sql, all: CannedReply[]) => Promise<{ answer: T; event: AuditEvent } | Refusal>,
  ): Promise<T | Refusal> {
    const { workspaceId, commandId, bodyHash, actor } = by
    const made = await sql.begin(async (begun): Promise<Unrecorded | { answer: unknown } | Refusal> => {
      const tx = begun as unknown as Sql
      await lockCannedReplies(tx, workspaceId)
      // Under the lock: another node may have been asked the same at once (L4).
      const first = await firstAnswer(by)
      if (first) return first
      const changed = await make(tx, await readCannedReplies(tx, workspaceId, null))
      if (isRefusal(changed)) return changed
      const line = { workspaceId, commandId, bodyHash, actor, ...changed }
      await writeUnrecorded(tx, line)
      return line
    })
    if (isRefusal(made)) return made
    return ('event' in made ? await settle(made) : null) ?? (made.answer as T)
  }

  /** Why it cannot be as it is asked for: nothing is written before. */
  async function fault(tx: Sql, by: By, all: CannedReply[], wanted: CannedReply): Promise<Refusal | null> {
    const { serviceId, shortcut, id } = wanted
    if (!canSee(by.sight, serviceId)) return refuse('unknown_service')
    if (serviceId !== null && !(await isService(tx, by.workspaceId, serviceId))) return refuse('unknown_service')
    const taken = all.some((one) => one.id !== id && one.serviceId === serviceId && one.shortcut === shortcut)
    return taken ? refuse('shortcut_taken') : null
  }

  const told = (reply: CannedReply) => ({ cannedReplyId: reply.id, shortcut: reply.shortcut })

  return {
    list: async (workspaceId, sight) =>
      (await readCannedReplies(sql, workspaceId, null)).filter(({ serviceId }) => canSee(sight, serviceId)),
    create: (by, fields) =>
      change(by, async (tx, all) => {
        const reply = { id: clock.newId(), ...fields, version: 1 }
        const refused = await fault(tx, by, all, reply)
        if (refused) return refused
        await writeCannedReply(tx, by.workspaceId, reply)
        return { answer: reply, event: { type: 'canned_reply.created', data: told(reply) } }
      }),
    update: (by, id, version, fields) =>
      change(by, async (tx, all) => {
        const now = all.find((one) => one.id === id && canSee(by.sight, one.serviceId))
        if (!now) return refuse('not_found')
        if (now.version !== version) return refuse('changed_since', { current: now })
        const reply = { ...now, ...fields, version: version + 1 }
        const refused = await fault(tx, by, all, reply)
        if (refused) return refused
        await writeCannedReply(tx, by.workspaceId, reply)
        return { answer: reply, event: { type: 'canned_reply.updated', data: told(reply) } }
      }),
    remove: (by, id) =>
      change(by, async (tx, all) => {
        const now = all.find((one) => one.id === id && canSee(by.sight, one.serviceId))
        if (!now) return refuse('not_found')
        await removeCannedReply(tx, by.workspaceId, id)
        return { answer: { id }, event: { type: 'canned_reply.deleted', data: told(now) } }
      }),
  }
}
