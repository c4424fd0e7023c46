import type { Command } from '../../domain/commands.ts'
import type { Refusal } from '../../domain/refusal.ts'
import { bodyHash, derivedId } from '../clock.ts'
import type { Done, Gate } from '../gate/gate.ts'
import type { Running } from '../worker.ts'

/** A command that a task causes beside its end, under an id that follows from the task's: tried again it happens once. */
export const act = (
  { gate }: { gate: Gate },
  running: Running,
  name: string,
  command: Command,
  ...parts: (string | number)[]
): Promise<Done | Refusal> =>
  gate.execute({
    principal: { kind: 'rule', workspaceId: running.workspaceId, name },
    actor: { kind: 'rule', name, via: 'system' },
    command,
    commandId: derivedId(name, running.id, ...parts),
    bodyHash: bodyHash(parts),
  })
