import type pino from 'pino'
import type { Sql } from '../../db/connect.ts'
import { readUnrecorded, removeUnrecorded, type Unrecorded } from '../../db/groups.ts'
import type { AuditEvent } from '../../domain/commands.ts'
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts'
import type { Gate } from '../gate/gate.ts'
import type { ReleaseUnseen } from './release-unseen.ts'
import type { Sights } from './sights.ts'

/**
 * The one way on from a change of identity that stands in the tables, with its line for the log in `unrecorded`: what was
 * believed is forgotten, what people see is read anew, the line goes into the log, and what somebody holds out of their
 * sight, or holds and is gone, is released. Sights come before the log: whoever takes a picture after the line takes it with
 * the new sight (L6). Done again it does no harm; what was cut short is done by `all`.
 */
export interface Settle {
  /** Never throws. @returns why the line is not in the log, or something was not released; it is tried again soon */
  (line: Unrecorded): Promise<Refusal | null>
  /** Brings to its end what was cut short, here or on a node that died: each line for itself, so that one that fails holds up no other. */
  all(): Promise<void>
}

export function createSettle({
  sql,
  gate,
  sights,
  releaseUnseen,
  forget,
  log,
}: {
  sql: Sql
  gate: Gate
  sights: Sights
  releaseUnseen: ReleaseUnseen
  /** Sessions are looked up anew, here and on other nodes. */
  forget: (userId: string) => void
  log: Pick<pino.Logger, 'error'>
}): Settle {
  const settle = (line: Unrecorded): Promise<Refusal | null> =>
    settleNow(line).catch((error: unknown) => {
      const { workspaceId, commandId, event } = line
      log.error({ error, workspaceId, commandId, type: event.type }, 'a change of identity is not in the log yet')
      return notYet
    })

  async function settleNow(line: Unrecorded): Promise<Refusal | null> {
    const { workspaceId, commandId, bodyHash, actor, event, answer } = line
    if ('userId' in event.data) forget(event.data.userId)
    await sights.load(workspaceId)
    const outcome = await gate.execute({
      principal: { kind: 'rule', workspaceId, name: 'identity' },
      actor,
      command: { name: 'record', events: [event], answer },
      commandId,
      bodyHash,
    })
    if (isRefusal(outcome)) return outcome
    const refused = narrows(event) ? await releaseUnseen(workspaceId) : null
    if (!refused) await removeUnrecorded(sql, line)
    return refused
  }

  return Object.assign(settle, {
    async all() {
      for (const line of await readUnrecorded(sql, null)) await settle(line)
    },
  })
}

// The change itself stands. That nothing was done would not be true, and that all of it was is not yet.
const notYet = refuse(
  'unavailable',
  {},
  'This was done, and is not in the log yet. Try again in a moment; under the same id it happens once.',
)

/** Whether somebody may see less since then. */
function narrows(event: AuditEvent): boolean {
  switch (event.type) {
    case 'user.deleted':
      return true
    case 'user.updated':
      return event.data.changed.includes('role')
    case 'group.created':
    case 'group.updated':
    case 'group.deleted':
      return event.data.resighted.length > 0
    default:
      return false
  }
}
