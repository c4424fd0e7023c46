import type { BetterAuthPlugin } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { betterAuth } from 'better-auth/minimal'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { Db } from '../../db/connect.ts'
import { accounts, sessions, twoFactors, users, verifications } from '../../db/schema/index.ts'
import type { Clock } from '../clock.ts'

/** The paths of better-auth that are open; what is not on this list does not exist. Accounts are made by administrators. */
export const authPaths = [
  '/sign-in/email',
  '/sign-in/social',
  '/callback/oidc',
  '/two-factor/verify-totp',
  '/two-factor/verify-backup-code',
  '/sign-out',
  '/get-session',
] as const

/** In which header better-auth is told where a caller is. */
export const addressHeader = 'x-baton-address'

export interface AuthOptions {
  db: Db
  secret: string
  publicUrl: string
  origins: () => string[]
  clock: Clock
  /** An identity provider beside e-mail and password. */
  provider?: BetterAuthPlugin
}

/** Sign-in with e-mail and password, a second factor for who wants one, and sessions. */
export function createAuth({ db, secret, publicUrl, origins, clock, provider }: AuthOptions) {
  return betterAuth({
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    database: drizzleAdapter(db, {
      provider: 'pg',
      schema: {
        user: users,
        session: sessions,
        account: accounts,
        verification: verifications,
        twoFactor: twoFactors,
      },
    }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 128 },
    session: { expiresIn: 14 * 86_400, updateAge: 86_400 },
    // The type is that without a provider: its routes are asked for by their addresses.
    plugins: [twoFactor({ issuer: 'Baton' }), ...((provider ? [provider] : []) as [])],
    // Whom the provider signs in was added here by an administrator who knew the address.
    account: { accountLinking: { enabled: true, requireLocalEmailVerified: false }, updateAccountOnSignIn: false },
    databaseHooks: {
      account: {
        // The provider's tokens are for asking it more, which nothing here does.
        create: {
          before: async (account) => ({ data: { ...account, accessToken: null, refreshToken: null, idToken: null } }),
        },
      },
    },
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
      // Set by http/auth.ts from what the server saw; what the caller sends under these names is never passed on.
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
  })
}

export type Auth = ReturnType<typeof createAuth>
