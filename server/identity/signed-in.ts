import type { Sql } from '../../db/connect.ts'
import { writeUnrecorded } from '../../db/groups.ts'
import type { EventData } from '../../domain/events.ts'
import { bodyHash, type Clock } from '../clock.ts'
import type { Settle } from './settle.ts'

/**
 * Puts a sign-in into the log (L10). The line stands in the database before the browser gets its cookie, so no session is used that the
 * log does not come to know of. It goes into the log right after, or as soon as that can be written.
 * @returns whether they belong to a workspace; who belongs to none comes to nothing
 */
export type SignedIn = (
  user: { id: string; name: string },
  how: EventData<'user.signed_in'>['how'],
  network: string,
) => Promise<boolean>

export function createSignedIn({ sql, clock, settle }: { sql: Sql; clock: Clock; settle: Settle }): SignedIn {
  return async ({ id, name }, how, network) => {
    const [member] = await sql<{ workspace_id: string }[]>`
      select workspace_id from members where user_id = ${id} order by created_at limit 1`
    if (!member) return false
    const event = { type: 'user.signed_in', data: { userId: id, how } } as const
    const line = {
      workspaceId: member.workspace_id,
      commandId: clock.newId(),
      bodyHash: bodyHash(event),
      actor: { kind: 'operator', id, name, via: 'console', network } as const,
      event,
      answer: {},
    }
    await writeUnrecorded(sql, line)
    await settle(line)
    return true
  }
}
