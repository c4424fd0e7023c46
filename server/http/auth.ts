import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { networkOf } from '../address.ts'
import type { Deps } from '../deps.ts'
import { addressHeader, authPaths } from '../identity/auth.ts'
import { sameOrigin } from './access.ts'
import type { Env } from './env.ts'
import { throughProvider } from './oidc.ts'
import { no, Refused } from './problem.ts'
import { orTooMany } from './proven.ts'

const SIGN_IN = '/sign-in/email'
const PROVIDER_BEGINS = '/sign-in/social'
const PROVIDER_BACK = '/callback/oidc'
/** The second step of a sign-in, by what is given. */
const secondSteps: Readonly<Record<string, 'two_factor' | 'recovery_code'>> = {
  '/two-factor/verify-totp': 'two_factor',
  '/two-factor/verify-backup-code': 'recovery_code',
}

const Credentials = z.object({ email: z.string().max(320), password: z.string().max(1000) })
const Code = z.object({ code: z.string().min(1).max(40) })

/** better-auth’s own routes, those of them that are open, with failed sign-ins counted in front. */
export function auth(deps: Deps) {
  const provider = throughProvider(deps)
  return new Hono<Env>().all('/*', async (c) => {
    const path = c.req.path.replace('/api/auth', '')
    if (!(authPaths as readonly string[]).includes(path)) throw no('not_found')
    if (c.req.method !== 'GET' && c.req.header('cookie')) sameOrigin(c, deps.origins())
    if (path === SIGN_IN) return signIn(c)
    if (path === PROVIDER_BEGINS) return provider.begin(c)
    if (path === PROVIDER_BACK) return provider.back(c)
    const how = secondSteps[path]
    if (how) return secondStep(c, how)
    if (c.req.method !== 'POST') return answerOf(await deps.auth.handler(await again(c)))
    // Asked before: after a sign-out nobody is there.
    const principal = await deps.authenticate(c.req.raw.headers)
    const response = await deps.auth.handler(await again(c))
    deps.authenticate.forget(principal?.kind === 'operator' ? principal.id : undefined)
    return answerOf(response)
  })

  /** The password. Who has a second factor is not signed in by it, and owes a code. */
  async function signIn(c: Context<Env>): Promise<Response> {
    const given = Credentials.safeParse(await c.req.json().catch(() => null))
    if (!given.success) throw no('invalid_input', {}, 'Send email and password as text.')
    const { email } = given.data
    const response = await counted(c, email, await again(c))
    if (!response.ok) return answerOf(response)
    const { user } = (await response.clone().json()) as { user?: { id: string; name: string } }
    // Failures are not forgiven half way: who knows the password alone would guess codes for ever.
    if (user) await entered(c, email, user, 'password')
    return answerOf(response)
  }

  /** The code. It counts with failed sign-ins, and each is tried once. */
  async function secondStep(c: Context<Env>, how: 'two_factor' | 'recovery_code'): Promise<Response> {
    const given = Code.safeParse(await c.req.json().catch(() => null))
    if (!given.success) throw no('invalid_input', {}, 'Send the code as text.')
    const cookie = stepCookie(c.req.header('cookie'))
    const owing = await deps.secondStep.owing(cookie)
    if (!owing) throw no('unauthorized', {}, 'Sign in with your password first.')
    orTooMany(deps, owing.email, networkOf(c.get('address')))
    if (!deps.secondStep.take(owing.id, given.data.code)) throw no('unauthorized', {}, 'This code was used already.')
    const headers = new Headers(c.req.raw.headers)
    // A session that this browser has besides is not what is asked for, and no browser is trusted without a code later on.
    headers.set('cookie', cookie)
    headers.set(addressHeader, c.get('address'))
    headers.delete('content-length')
    const asked = new Request(c.req.url, { method: 'POST', headers, body: JSON.stringify({ code: given.data.code }) })
    const response = await counted(c, owing.email, asked)
    if (response.ok) await entered(c, owing.email, owing, how)
    return answerOf(response)
  }

  /** Asks better-auth, with failures counted. */
  async function counted(c: Context<Env>, account: string, asked: Request): Promise<Response> {
    const address = networkOf(c.get('address'))
    orTooMany(deps, account, address)
    // Counted before it is tried: guesses that come at once must not all be tried.
    deps.signInLimit.tried(account, address)
    const response = await deps.auth.handler(asked)
    if (response.status !== 401 && response.status !== 403) deps.signInLimit.takenBack(account, address)
    return response
  }

  async function entered(
    c: Context<Env>,
    account: string,
    user: { id: string; name: string },
    how: Parameters<Deps['signedIn']>[1],
  ): Promise<void> {
    const address = networkOf(c.get('address'))
    deps.signInLimit.succeeded(account, address)
    await deps.signedIn(user, how, address)
  }

  /** better-auth's answer, its refusals as ours: problem documents. */
  async function answerOf(response: Response): Promise<Response> {
    if (response.status < 400) return response
    if (response.status >= 500) throw no(deps.hub.databaseIs === 'down' ? 'unavailable' : 'internal')
    if (response.status === 401 || response.status === 403) throw no('unauthorized')
    if (response.status === 429)
      throw new Refused(no('too_many_requests', {}, 'Too many wrong codes. Wait a quarter of an hour.').refusal, 900)
    const said = (await response.json().catch(() => null)) as { message?: unknown } | null
    throw no('invalid_input', {}, typeof said?.message === 'string' ? said.message : undefined)
  }
}

/** Of what a browser sends the cookie of the second step alone. */
const stepCookie = (cookies: string | undefined): string =>
  (cookies?.match(/(?:__Secure-)?baton\.two_factor=[^;]*/g) ?? []).join('; ')

/** The request anew, for one who reads it once more: its body was read at the edge. */
async function again(c: Context<Env>): Promise<Request> {
  const { method } = c.req.raw
  const headers = new Headers(c.req.raw.headers)
  headers.set(addressHeader, c.get('address'))
  const body = method === 'GET' || method === 'HEAD' ? null : await c.req.text()
  return new Request(c.req.url, { method, headers, body: body || null })
}
