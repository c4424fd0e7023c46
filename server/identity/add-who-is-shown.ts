import type { Sql } from '../../db/connect.ts'
import type { Unrecorded } from '../../db/groups.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { nameLine } from '../../domain/text.ts'
import { bodyHash, type Clock } from '../clock.ts'
import type { Shown } from './oidc.ts'
import type { People } from './people.ts'
import type { Settle } from './settle.ts'

/** Makes an operator of whoever the identity provider vouches for and nobody has added: the switch `OIDC_NEW_PEOPLE=operators`. */
export function addWhoIsShown({
  sql,
  people,
  settle,
  clock,
  workspaceId,
}: {
  sql: Sql
  people: People
  settle: Settle
  clock: Clock
  workspaceId: string
}): (shown: Shown) => Promise<void> {
  return async ({ email, name }) => {
    const [known] = await sql`select from users where email = ${email.toLowerCase()}`
    if (known) return
    const called = nameLine(80).safeParse(name)
    const person = {
      name: called.success ? called.data : (email.split('@')[0] ?? email).slice(0, 80),
      email,
      role: 'operator' as const,
      password: null,
      schedule: null,
    }
    let line: Unrecorded | undefined
    const made = await people.create(workspaceId, person, (made) => {
      const event = {
        type: 'user.created',
        data: { userId: made.id, name: made.name, role: made.role },
      } as const
      const actor = { kind: 'rule', name: 'single sign-on', via: 'system' } as const
      line = { workspaceId, commandId: clock.newId(), bodyHash: bodyHash(event), actor, event, answer: made }
      return line
    })
    // Refused: somebody has added them at the same moment.
    if (!isRefusal(made) && line) await settle(line)
  }
}
