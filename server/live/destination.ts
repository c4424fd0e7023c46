import type { Sql } from '../../db/connect.ts'
import { readNames, readSchedules } from '../../db/live.ts'
import type { CommandOf } from '../../domain/commands.ts'
import { couldJoin } from '../../domain/routing/live.ts'
import { loadsOf } from '../../domain/routing/loads.ts'
import { honestPromise } from '../../domain/routing/promise.ts'
import { leastLoaded } from '../../domain/routing/route.ts'
import { routingOf } from '../../domain/routing/settings.ts'
import { routes } from '../../domain/routing/switches.ts'
import { canSee } from '../../domain/sight.ts'
import type { Clock } from '../clock.ts'
import type { Hub } from '../hub/hub.ts'
import type { Sights } from '../identity/sights.ts'
import type { Live } from './live.ts'
import type { SwitchBoard } from './switches.ts'

/** Where a handoff by the AI goes, as the command carries it (laws.md, “Where a handoff goes”, 2). */
export type Destination = Pick<CommandOf<'handOff'>, 'someoneLive' | 'assignTo' | 'nobodyLive'>

export interface Destinations {
  /** Whether a person can be promised at this moment (B9). */
  someoneLive(workspaceId: string, serviceId: string): boolean
  of(workspaceId: string, serviceId: string): Promise<Destination>
}

export function createDestinations({
  sql,
  hub,
  live,
  switches,
  sights,
  clock,
  someoneHere,
}: {
  sql: Sql
  hub: Hub
  live: Live
  switches: SwitchBoard
  sights: Sights
  clock: Clock
  /** Whether somebody who sees that service has a console open. */
  someoneHere: (workspaceId: string, serviceId: string) => boolean
}): Destinations {
  const serviceOf = (workspaceId: string, serviceId: string) => hub.loaded(workspaceId)?.services.get(serviceId)

  /** Of a service's default operators those who still belong to the team and see it. */
  function defaultsOf(workspaceId: string, serviceId: string): string[] {
    const service = serviceOf(workspaceId, serviceId)
    if (!service) return []
    return routingOf(service).defaultOperators.filter(
      (id) => sights.scopes(workspaceId, id).has('operator:write') && canSee(sights.of(workspaceId, id), serviceId),
    )
  }

  function someoneLive(workspaceId: string, serviceId: string): boolean {
    if (defaultsOf(workspaceId, serviceId).length > 0) return true
    if (!routes(switches.of(workspaceId))) return someoneHere(workspaceId, serviceId)
    const service = serviceOf(workspaceId, serviceId)
    const wanted = { serviceId, needs: service ? routingOf(service).needs : [] }
    return live.operators(workspaceId).some((operator) => couldJoin(operator, wanted, clock.now()))
  }

  return {
    someoneLive,
    async of(workspaceId, serviceId) {
      const defaults = defaultsOf(workspaceId, serviceId)
      if (defaults.length > 0) {
        const people = await readNames(sql, workspaceId, defaults)
        const board = await hub.board(workspaceId)
        const assignTo = board && leastLoaded(people, loadsOf(board))
        if (assignTo) return { someoneLive: true, assignTo }
      }
      const here = someoneLive(workspaceId, serviceId)
      if (here || !routes(switches.of(workspaceId))) return { someoneLive: here }
      const schedules = (await readSchedules(sql, workspaceId)).flatMap(({ userId, schedule }) =>
        canSee(sights.of(workspaceId, userId), serviceId) ? [schedule] : [],
      )
      return { someoneLive: false, nobodyLive: honestPromise(schedules, clock.now()) }
    },
  }
}
