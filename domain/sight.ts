import type { Event } from './events.ts'

/**
 * Which services somebody may see; null is every one. A person in operator groups sees the services of those (G1), all
 * others see every one (api.md). People who see the same hold the same set, so that it may stand for them as a key.
 */
export type Sight = ReadonlySet<string> | null

/**
 * The one rule of visibility, for snapshots, lists, commands and frames alike. The unit is the service.
 * @param serviceId null for what belongs to no service: people, keys, groups
 */
export const canSee = (sight: Sight, serviceId: string | null): boolean =>
  sight === null || serviceId === null || sight.has(serviceId)

/** An event as one with this sight may read it: groups do not name services out of it (G1), as `GET /groups` does not. */
export function inSight<T extends Event>(event: T, sight: Sight): T {
  const told = servicesOf(event)
  const seen = told?.filter((id) => canSee(sight, id))
  return !seen || seen.length === told?.length ? event : withServices(event, seen)
}

function servicesOf(event: Event): string[] | undefined {
  switch (event.type) {
    case 'group.created':
      return event.data.group.services
    case 'group.updated':
      return event.data.changes.services
    default:
      return undefined
  }
}

function withServices<T extends Event>(event: T, services: string[]): T {
  switch (event.type) {
    case 'group.created':
      return { ...event, data: { ...event.data, group: { ...event.data.group, services } } }
    case 'group.updated':
      return { ...event, data: { ...event.data, changes: { ...event.data.changes, services } } }
    default:
      return event
  }
}

/** Whether the one sees nothing that the other does not. */
export const isWithin = (inner: Sight, outer: Sight): boolean =>
  outer === null || (inner !== null && [...inner].every((id) => outer.has(id)))

/** Whether an event changed which services a person sees: a picture from before it is not theirs any more (L6). */
export function resights(event: Event, userId: string): boolean {
  switch (event.type) {
    case 'group.created':
    case 'group.updated':
    case 'group.deleted':
      return event.data.resighted.includes(userId)
    case 'user.updated':
      return event.data.userId === userId && event.data.changed.includes('role')
    default:
      return false
  }
}
