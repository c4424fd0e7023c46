import { endLive, type LiveRow, readLive } from '../../db/live.ts'
import type { Conversation } from '../../domain/conversation.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { GRACE, graceFor } from '../../domain/routing/live.ts'
import { heldBy } from '../../domain/routing/loads.ts'
import { routeTask } from '../../domain/routing/wants.ts'
import { nextStart } from '../../domain/schedule.ts'
import type { NewTask, TaskPayload } from '../../domain/tasks.ts'
import { bodyHash, derivedId } from '../clock.ts'
import { lapseTask } from '../live/live.ts'
import type { Ended, Running } from '../worker.ts'
import { act } from './act.ts'
import { endOf, mayPass } from './end.ts'
import type { ReactionDeps } from './index.ts'

/** A little after the moment for which it waits, in milliseconds, so that it is over then. */
const AFTER = 50

/**
 * Looks after one who went Live (L11; laws.md, “an operator who is Live disconnects while owning”): the lease is over, at risk;
 * the grace is over, what they hold is released, still paused, and offered to them first if they come back. By the database's
 * clock, and begun again by whichever node is there when one died.
 */
export const lapse =
  (deps: ReactionDeps) =>
  async ({ userId, run }: TaskPayload<'lapse'>, running: Running): Promise<Ended> => {
    const { workspaceId } = running
    const { rows, now } = await readLive(deps.sql, workspaceId)
    const row = rows.find((one) => one.userId === userId)
    if (!row || row.state === 'offline' || row.run !== run) return 'done'
    if (row.left > 0) return again(deps, running, row, row.left + AFTER, now)
    await deps.live.changed()
    const over = -row.left
    const held = await holds(deps, workspaceId, row)
    for (const conversation of held) {
      if (over < graceFor(conversation)) continue
      const command = {
        name: 'release' as const,
        conversationId: conversation.id,
        operator: { id: userId, name: row.name },
        because: 'lost' as const,
      }
      const outcome = await act(deps, running, 'presence', command, conversation.id)
      // Any other refusal says that it is not theirs any more.
      if (isRefusal(outcome) && mayPass(outcome)) throw new Error(outcome.detail)
    }
    if (over >= GRACE.usual) {
      if (!(await endLive(deps.sql, { workspaceId, userId, run }, GRACE.usual)))
        return again(deps, running, row, AFTER, now)
      await deps.live.changed()
      return 'done'
    }
    const next = over < GRACE.customerWaits ? GRACE.customerWaits : GRACE.usual
    return again(deps, running, row, next - over + AFTER, now)
  }

/** What somebody holds at this moment. */
async function holds(deps: ReactionDeps, workspaceId: string, { userId }: LiveRow): Promise<Conversation[]> {
  const board = await deps.hub.fresh(workspaceId)
  return board ? heldBy(board, userId) : []
}

/** The next look, in the commit that ends this one; a shift that begins makes somebody fit, so that it is looked whom to ask. */
async function again(deps: ReactionDeps, running: Running, row: LiveRow, delay: number, now: number): Promise<Ended> {
  const starts = row.schedule && nextStart(row.schedule, now)
  const look = starts === null ? delay : Math.min(delay, starts - now + AFTER)
  const begun: NewTask[] = row.schedule && row.left > 0 ? [routeTask()] : []
  const command = {
    name: 'record' as const,
    events: [],
    tasks: [lapseTask(row.userId, row.run, look), ...begun],
  }
  return endOf(
    await deps.gate.execute({
      principal: { kind: 'rule', workspaceId: running.workspaceId, name: 'presence' },
      actor: { kind: 'rule', name: 'presence', via: 'system' },
      command,
      commandId: derivedId('lapse', running.id),
      bodyHash: bodyHash([row.userId, row.run]),
      done: running.lease,
    }),
  )
}
