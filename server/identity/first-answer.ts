import type { Sql } from '../../db/connect.ts'
import { readUnrecorded, type Unrecorded } from '../../db/groups.ts'
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts'
import type { Gate } from '../gate/gate.ts'
import type { Settle } from './settle.ts'

/**
 * What a change outside the gate was answered when its command was said for the first time, on whichever node, whether its
 * line is in the log already or waits for that (L4). What waits is settled first.
 * @returns null when it was not made, or a refusal: its id was used with another body, or it cannot be settled yet
 */
export type FirstAnswer = (
  asked: Pick<Unrecorded, 'workspaceId' | 'commandId' | 'bodyHash'>,
) => Promise<{ answer: unknown } | Refusal | null>

export function createFirstAnswer({ sql, gate, settle }: { sql: Sql; gate: Gate; settle: Settle }): FirstAnswer {
  return async (asked) => {
    // In this order: a line leaves the table when it is in the log.
    const [waiting] = await readUnrecorded(sql, asked)
    if (waiting) {
      if (waiting.bodyHash !== asked.bodyHash) return refuse('id_reused')
      return (await settle(waiting)) ?? { answer: waiting.answer }
    }
    const done = await gate.answered(asked)
    return done && (isRefusal(done) ? done : { answer: done.answer.recorded })
  }
}
