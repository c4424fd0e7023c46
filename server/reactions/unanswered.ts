import type { Command } from '../../domain/commands.ts'
import type { TaskPayload } from '../../domain/tasks.ts'
import { bodyHash, derivedId } from '../clock.ts'
import type { Ended, Running } from '../worker.ts'
import { endOf } from './end.ts'
import type { ReactionDeps } from './index.ts'

/** An answer failed for good: its conversation gets the flag that calls a person, and says how the AI failed. */
export const unanswered =
  (deps: ReactionDeps) =>
  async ({ why, ...about }: TaskPayload<'unanswered'>, running: Running): Promise<Ended> => {
    const command: Command = { name: 'raiseUnanswered', ...about, reason: why }
    const outcome = await deps.gate.execute({
      principal: { kind: 'rule', workspaceId: running.workspaceId, name: 'unanswered' },
      actor: { kind: 'rule', name: 'unanswered', via: 'system' },
      command,
      commandId: derivedId('unanswered', running.id),
      bodyHash: bodyHash(command),
      done: running.lease,
    })
    return endOf(outcome)
  }
