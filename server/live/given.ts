import type { Hub } from '../hub/hub.ts'

/** Who was last given what, for strategies that ask in turn. Of what this node heard since its start: after one the turn begins anew. */
export interface Given {
  /** When each was last given something, in milliseconds since 1970. */
  at(workspaceId: string): ReadonlyMap<string, number>
  /** Who was last given something of each service. */
  last(workspaceId: string): ReadonlyMap<string, string>
}

export function createGiven(hub: Hub): Given {
  const at = new Map<string, Map<string, number>>()
  const last = new Map<string, Map<string, string>>()
  const nothing = new Map<never, never>()
  hub.onEvent((workspaceId, event) => {
    const to = givenTo(event)
    if (to === null || event.serviceId === null) return
    at.set(workspaceId, (at.get(workspaceId) ?? new Map()).set(to, Date.parse(event.at)))
    last.set(workspaceId, (last.get(workspaceId) ?? new Map()).set(event.serviceId, to))
  })
  return {
    at: (workspaceId) => at.get(workspaceId) ?? nothing,
    last: (workspaceId) => last.get(workspaceId) ?? nothing,
  }
}

function givenTo(event: Parameters<Parameters<Hub['onEvent']>[0]>[1]): string | null {
  switch (event.type) {
    case 'conversation.offered':
      return event.data.to.id
    case 'conversation.claimed':
    case 'conversation.assigned':
      return event.data.owner.id
    default:
      return null
  }
}
