import { createHash } from 'node:crypto'
import type { Sql } from '../../db/connect.ts'
import { type Principal, UserRole } from '../../domain/rights.ts'
import type { Auth } from './auth.ts'
import { createBeliefs } from './beliefs.ts'
import type { CustomerTokens } from './customer-token.ts'
import type { Keys } from './keys.ts'
import type { Sights } from './sights.ts'

/** How long a session is believed without asking the database again, in milliseconds. */
const BELIEF = 1_000

/** Finds out who calls. Null for a stranger; what the caller may do is decided by the scopes (domain/rights.ts). */
export interface Authenticate {
  (headers: Headers): Promise<Principal | null>
  /** Forgets what is believed, here and on other nodes: after a sign-out, a change of a person. @param userId whose sessions may have ended, where that is known */
  forget(userId?: string): void
  /** The same, because another node said so. */
  forgetHere(): void
}

export function createAuthenticate({
  sql,
  auth,
  keys,
  tokens,
  sights,
  now,
  onForget,
  onUse,
}: {
  sql: Sql
  auth: Auth
  keys: Keys
  tokens: CustomerTokens
  sights: Sights
  now: () => number
  /** Told when something has changed here, and for whom: other nodes believe it yet. */
  onForget: (userId?: string) => void
  /** Told which session was used, once a second at most while one is believed. */
  onUse: (sessionId: string) => void
}): Authenticate {
  // A thousand consoles that come back at once are one question for each session.
  const believed = createBeliefs<Principal>(now, BELIEF)

  async function bearer(token: string): Promise<Principal | null> {
    if (!token.startsWith('ct_')) return keys.find(token)
    const claim = tokens.read(token)
    return claim && { kind: 'customer', ...claim }
  }

  async function findOperator(headers: Headers): Promise<Principal | null> {
    const found = await auth.api.getSession({ headers })
    let principal: Principal | null = null
    if (found) {
      const [member] = await sql<{ workspace_id: string; role: string }[]>`
        select workspace_id, role from members where user_id = ${found.user.id} order by created_at limit 1`
      const role = UserRole.safeParse(member?.role)
      if (member && role.success) {
        const { workspace_id: workspaceId } = member
        const { id } = found.user
        onUse(found.session.id)
        principal = {
          kind: 'operator',
          workspaceId,
          id,
          name: found.user.name,
          email: found.user.email,
          role: role.data,
          get scopes() {
            return sights.scopes(workspaceId, id)
          },
          get services() {
            return sights.of(workspaceId, id)
          },
          sessionId: found.session.id,
        }
      }
    }
    return principal
  }

  const authenticate = async (headers: Headers): Promise<Principal | null> => {
    const principal = await callerOf(headers)
    // Also for a program: it may name a person.
    if (principal) await sights.ready(principal.workspaceId, principal.kind === 'operator' ? principal.id : undefined)
    return principal
  }

  async function callerOf(headers: Headers): Promise<Principal | null> {
    const authorization = headers.get('authorization')
    if (authorization !== null) {
      const found = /^Bearer ([\x21-\x7e]{1,600})$/i.exec(authorization)
      return found?.[1] ? bearer(found[1]) : null
    }
    const cookie = headers.get('cookie')
    return cookie?.includes('baton.session_token') ? believed.find(markOf(cookie), () => findOperator(headers)) : null
  }
  return Object.assign(authenticate, {
    forgetHere: believed.forget,
    forget(userId?: string) {
      believed.forget()
      onForget(userId)
    },
  })
}

/** What a session is believed by: a hash of its cookie alone, under either name; whatever else comes with it does not count. */
function markOf(cookie: string): string {
  const sessions = cookie.match(/(?:__Secure-)?baton\.session_token=[^;]*/g) ?? []
  return createHash('sha256').update(sessions.join(';')).digest('base64')
}
