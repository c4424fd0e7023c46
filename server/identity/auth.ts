import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { betterAuth } from 'better-auth/minimal'
import type { Db } from '../../db/connect.ts'
import { accounts, sessions, users, verifications } from '../../db/schema/index.ts'
import type { Clock } from '../clock.ts'

/** The paths of better-auth that are open; what is not on this list does not exist. Accounts are made by administrators. */
export const authPaths = [
  '/sign-in/email',
  '/sign-out',
  '/get-session',
  '/change-password',
  '/list-sessions',
  '/revoke-session',
  '/revoke-other-sessions',
] as const

/** Sign-in with e-mail and password, and sessions. The whole of identity comes later; this is where it grows. */
export function createAuth({
  db,
  secret,
  publicUrl,
  origins,
  clock,
}: {
  db: Db
  secret: string
  publicUrl: string
  origins: () => string[]
  clock: Clock
}) {
  return betterAuth({
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    database: drizzleAdapter(db, {
      provider: 'pg',
      schema: { user: users, session: sessions, account: accounts, verification: verifications },
    }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 128 },
    session: { expiresIn: 14 * 86_400, updateAge: 86_400 },
    trustedOrigins: () => origins(),
    // Failures are counted by account and address in identity/sign-in-limit.ts; better-auth would count sign-ins.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    // What is no refusal goes to the program's own handler, which tells an absent database from a bug; here it would be printed, parameters and all.
    onAPIError: { throw: true },
    advanced: {
      database: { generateId: () => clock.newId() },
      useSecureCookies: publicUrl.startsWith('https:'),
      cookiePrefix: 'baton',
    },
  })
}

export type Auth = ReturnType<typeof createAuth>
