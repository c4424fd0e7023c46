import type { Person } from '../domain/actor.ts'
import { canSee } from '../domain/sight.ts'
import type { OperatorView } from '../domain/wire.ts'
import type { Hub } from './hub/hub.ts'
import type { People } from './identity/people.ts'

/** A look at a conversation counts this long without a word, in milliseconds: longer than a background tab's slowest beat (L11). */
const LEASE = 75_000

/** Who comes and goes within this long is told in one frame, in milliseconds: a thousand consoles reconnect at once. */
const GATHER = 200

/**
 * Who is here. Until presence with services and capacity comes, a person counts as live while a console of theirs is
 * connected; who looks at which conversation is said by the consoles themselves, and lapses.
 */
export interface Presence {
  operators(workspaceId: string): Promise<OperatorView[]>
  /** Another one whenever others are here. */
  key(workspaceId: string): string
  /** Whether somebody is here who sees that service. */
  someoneLive(workspaceId: string, serviceId: string): boolean
  /** A console of this person connected or left: the team sees it. */
  changed(workspaceId: string): void
  look(workspaceId: string, person: Person, conversationId: string | null): void
  viewers(workspaceId: string, conversationId: string): Person[]
  stop(): void
}

export function createPresence({ hub, people, now }: { hub: Hub; people: People; now: () => number }): Presence {
  const gathering = new Map<string, NodeJS.Timeout>()
  const looks = new Map<string, { workspaceId: string; person: Person; conversationId: string; until: number }>()
  const keyOf = (workspaceId: string, person: Person) => `${workspaceId} ${person.id}`

  function online(workspaceId: string, serviceId: string | null = null): Set<string> {
    const ids = new Set<string>()
    for (const [workspace, { right, audience, closed }] of hub.readers()) {
      if (workspace !== workspaceId || right.kind !== 'session' || closed) continue
      if (audience.kind === 'operators' && canSee(audience.services, serviceId)) ids.add(right.userId)
    }
    return ids
  }

  const viewers = (workspaceId: string, conversationId: string): Person[] =>
    [...looks.values()]
      .filter(
        (look) => look.workspaceId === workspaceId && look.conversationId === conversationId && look.until > now(),
      )
      .map((look) => look.person)

  function tell(workspaceId: string, conversationId: string): void {
    hub.moment(workspaceId, { type: 'viewers', conversationId, viewers: viewers(workspaceId, conversationId) })
  }

  async function operators(workspaceId: string): Promise<OperatorView[]> {
    const list = await people.list(workspaceId)
    // Asked after the wait: who came meanwhile is here.
    const here = online(workspaceId)
    return list.map(({ id, name, role }) => ({ id, name, role, online: here.has(id) }))
  }

  const timer = setInterval(() => {
    for (const [key, look] of looks) {
      if (look.until > now()) continue
      looks.delete(key)
      tell(look.workspaceId, look.conversationId)
    }
  }, 5_000)
  timer.unref()

  return {
    operators,
    key: (workspaceId) => [...online(workspaceId)].sort().join(' '),
    someoneLive: (workspaceId, serviceId) => online(workspaceId, serviceId).size > 0,
    changed(workspaceId) {
      if (gathering.has(workspaceId)) return
      const told = setTimeout(() => {
        gathering.delete(workspaceId)
        operators(workspaceId).then(
          (list) => hub.moment(workspaceId, { type: 'operators', operators: list }),
          () => {}, // The next change says it again; the board has the list too.
        )
      }, GATHER)
      told.unref()
      gathering.set(workspaceId, told)
    },
    look(workspaceId, person, conversationId) {
      const key = keyOf(workspaceId, person)
      const before = looks.get(key)
      if (conversationId === null) looks.delete(key)
      else looks.set(key, { workspaceId, person, conversationId, until: now() + LEASE })
      if (before && before.conversationId !== conversationId) tell(workspaceId, before.conversationId)
      if (conversationId !== null && before?.conversationId !== conversationId) tell(workspaceId, conversationId)
    },
    viewers,
    stop() {
      clearInterval(timer)
      for (const told of gathering.values()) clearTimeout(told)
    },
  }
}
