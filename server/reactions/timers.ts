import type { Command } from '../../domain/commands.ts'
import type { TaskPayload } from '../../domain/tasks.ts'
import { bodyHash, derivedId } from '../clock.ts'
import type { Ended, Running } from '../worker.ts'
import { endOf } from './end.ts'
import type { ReactionDeps } from './index.ts'

/** A timer's command, ended together with its task. What has no effect ends the task alone. */
async function tick(deps: ReactionDeps, running: Running, name: string, command: Command): Promise<Ended> {
  const outcome = await deps.gate.execute({
    principal: { kind: 'rule', workspaceId: running.workspaceId, name },
    actor: { kind: 'rule', name, via: 'system' },
    command,
    commandId: derivedId('timer', running.id),
    bodyHash: bodyHash({ ...command, now: '' }),
    done: running.lease,
  })
  return endOf(outcome)
}

/** The end of a snooze: the flags open again (laws.md, “When attention opens and ends”). */
export const wakeFlags =
  (deps: ReactionDeps) =>
  ({ conversationId, until }: TaskPayload<'wakeFlags'>, running: Running): Promise<Ended> =>
    tick(deps, running, 'snooze', { name: 'wakeFlags', conversationId, until })

/** A conversation with the AI that fell silent ends by rule. */
export const endSilence =
  (deps: ReactionDeps) =>
  async ({ conversationId }: TaskPayload<'endSilence'>, running: Running): Promise<Ended> => {
    // By the database's clock, which set the timer: this machine's may be another.
    const [clock] = await deps.sql<
      { now: number }[]
    >`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`
    return tick(deps, running, 'silence', {
      name: 'endSilence',
      conversationId,
      now: new Date(Math.ceil(clock?.now ?? 0)).toISOString(),
    })
  }

/** An offer that nobody answered moves on: the end of it makes the next be asked. */
export const offerOver =
  (deps: ReactionDeps) =>
  ({ conversationId, to, until }: TaskPayload<'offerOver'>, running: Running): Promise<Ended> =>
    tick(deps, running, 'offer', { name: 'endOffer', conversationId, whom: to, until, because: 'unanswered' })

/** A wait that nobody claimed is over (laws.md, “Where a handoff goes”, 3). */
export const waitOver =
  (deps: ReactionDeps) =>
  ({ conversationId, turn }: TaskPayload<'waitOver'>, running: Running): Promise<Ended> =>
    tick(deps, running, 'wait', { name: 'endWait', conversationId, turn })
