import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import type { Config } from '../config.ts'
import { within } from '../outside.ts'
import { type Auth, type AuthOptions, createAuth } from './auth.ts'

/** The identity provider's name in better-auth, and in the address that it sends people back to. */
export const PROVIDER = 'oidc'

/** Who has shown at the identity provider who they are. */
export interface Shown {
  email: string
  name: string
}

/** How long the identity provider may take to say where its doors are, in milliseconds. */
const DISCOVERY = 8_000

/**
 * Sign-in through an identity provider (OpenID Connect, code flow with PKCE and nonce, ID token verified against its keys). It is made at
 * the first use and stands by itself: a provider that is away keeps nobody with a password from signing in.
 * @param onShown called with an address that the provider has verified, before it is looked for among the people
 */
export function createOidc(
  options: AuthOptions,
  oidc: NonNullable<Config['oidc']>,
  onShown: (shown: Shown) => Promise<void>,
) {
  const make = () =>
    createAuth({
      ...options,
      provider: genericOAuth({
        config: [
          {
            providerId: PROVIDER,
            name: oidc.name,
            discoveryUrl: `${oidc.issuer}/.well-known/openid-configuration`,
            clientId: oidc.clientId,
            clientSecret: oidc.clientSecret,
            scopes: ['openid', 'email', 'profile'],
            pkce: true,
            requireIdTokenVerification: true,
            // People are made by administrators, or by `onShown`; never by better-auth.
            disableSignUp: true,
            disableImplicitSignUp: true,
            mapProfileToUser: async (profile) => {
              const { email, name, emailVerified } = profile as {
                email?: unknown
                name?: unknown
                emailVerified?: unknown
              }
              if (typeof email === 'string' && emailVerified === true)
                await onShown({ email, name: typeof name === 'string' ? name : '' })
              return {}
            },
          },
        ],
      }),
    })
  let made: Auth | undefined

  return {
    name: oidc.name,
    /** @throws Error when the provider does not say where its doors are */
    async ready(): Promise<Auth> {
      if (made) return made
      const one = make()
      await within(DISCOVERY, one.$context)
      made = one
      return one
    },
  }
}

export type Oidc = ReturnType<typeof createOidc>
