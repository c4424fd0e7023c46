import type { Group } from '../../../../domain/group.ts'
import { limitedRoles } from '../../../../domain/rights.ts'
import type { User } from './user-dialogs.tsx'

/** The members of a group whom no other group limits: without this one they see every service (G1). */
export const unlimitedBy = (group: Group, groups: readonly Group[], users: readonly User[]): User[] =>
  users.filter(
    ({ id, role }) =>
      limitedRoles.includes(role) &&
      group.members.includes(id) &&
      groups.every((other) => other.id === group.id || !other.members.includes(id)),
  )

/** What that means, before it is done; nothing when it means nothing. */
export function widened(people: readonly User[]): string {
  if (people.length === 0) return ''
  const names = people.map(({ name }) => name)
  const [last, rest] = [names.at(-1), names.slice(0, -1)]
  const who = rest.length > 0 ? `${rest.join(', ')} and ${last} are` : `${last} is`
  const then = rest.length > 0 ? 'they see' : 'this person sees'
  return `${who} in no other group: from then on ${then} every service.`
}
