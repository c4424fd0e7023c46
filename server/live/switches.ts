import type { Sql } from '../../db/connect.ts'
import { type Unrecorded, writeUnrecorded } from '../../db/groups.ts'
import { lockSwitches, readSwitches, writeSwitches } from '../../db/live.ts'
import { type Refusal, refuse } from '../../domain/refusal.ts'
import { type Switches, standardSwitches } from '../../domain/routing/switches.ts'
import type { Hub } from '../hub/hub.ts'

/** G11. What is switched on in each workspace, in memory: the gate asks it for each command. Read at the start and with each line of the log that changes it. */
export interface SwitchBoard {
  of(workspaceId: string): Switches
  /** @param line what the log is to get, in the transaction of the change */
  set(
    workspaceId: string,
    changes: { operator?: boolean | undefined; presence?: boolean | undefined },
    line: (now: Switches) => Unrecorded,
  ): Promise<Switches | Refusal>
  load(): Promise<void>
}

/** G11. Said beside the field that was changed. */
const needsOperator = (changes: { presence?: boolean | undefined }): Refusal =>
  changes.presence
    ? refuse(
        'invalid_input',
        { errors: [{ path: 'presence', message: 'needs `operator`' }] },
        '`presence` needs `operator`.',
      )
    : refuse(
        'invalid_input',
        { errors: [{ path: 'operator', message: 'is needed by `presence`: switch that off first' }] },
        '`operator` is needed by `presence`: switch that off first.',
      )

export function createSwitches({ sql, hub }: { sql: Sql; hub: Hub }): SwitchBoard {
  const known = new Map<string, Switches>()
  hub.onEvent((workspaceId, event) => {
    if (event.type === 'workspace.switched') known.set(workspaceId, event.data)
  })
  return {
    of: (workspaceId) => known.get(workspaceId) ?? standardSwitches,
    set: (workspaceId, changes, line) =>
      sql.begin(async (begun): Promise<Switches | Refusal> => {
        const tx = begun as unknown as Sql
        await lockSwitches(tx, workspaceId)
        const [before = standardSwitches] = await readSwitches(tx, workspaceId)
        const now = {
          operator: changes.operator ?? before.operator,
          presence: changes.presence ?? before.presence,
        }
        if (now.presence && !now.operator) return needsOperator(changes)
        await writeSwitches(tx, workspaceId, now)
        await writeUnrecorded(tx, line(now))
        return now
      }),
    async load() {
      for (const { workspaceId, operator, presence } of await readSwitches(sql, null))
        known.set(workspaceId, { operator, presence })
    },
  }
}
