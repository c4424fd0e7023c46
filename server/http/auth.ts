import { type Context, Hono } from 'hono'
import { networkOf } from '../address.ts'
import type { Deps } from '../deps.ts'
import { authPaths } from '../identity/auth.ts'
import { sameOrigin } from './access.ts'
import type { Env } from './env.ts'
import { no, Refused } from './problem.ts'

const SIGN_IN = '/sign-in/email'

/** better-auth’s own routes, those of them that are open, with failed sign-ins counted in front. */
export function auth(deps: Deps) {
  return new Hono<Env>().all('/*', async (c) => {
    const path = c.req.path.replace('/api/auth', '')
    if (!(authPaths as readonly string[]).includes(path)) throw no('not_found')
    if (c.req.method !== 'GET' && c.req.header('cookie')) sameOrigin(c, deps.origins())
    if (path !== SIGN_IN) {
      if (c.req.method !== 'POST') return answerOf(await deps.auth.handler(await again(c)))
      // Asked before: after a sign-out nobody is there.
      const principal = await deps.authenticate(c.req.raw.headers)
      const response = await deps.auth.handler(await again(c))
      deps.authenticate.forget(principal?.kind === 'operator' ? principal.id : undefined)
      return answerOf(response)
    }
    const given = ((await c.req.json().catch(() => null)) ?? {}) as { email?: unknown; password?: unknown }
    if (
      typeof given.email !== 'string' ||
      typeof given.password !== 'string' ||
      given.email.length > 320 ||
      given.password.length > 1000
    )
      throw no('invalid_input', {}, 'Send email and password as text.')
    const { email } = given
    const address = networkOf(c.get('address'))
    const wait = deps.signInLimit.waitFor(email, address)
    if (wait > 0)
      throw new Refused(
        no('too_many_requests', {}, 'Too many failed sign-ins. Wait a little and try again.').refusal,
        wait,
      )
    // Counted before it is tried: guesses that come at once must not all be tried.
    deps.signInLimit.tried(email, address)
    const response = await deps.auth.handler(await again(c))
    if (response.status !== 401 && response.status !== 403) deps.signInLimit.takenBack(email, address)
    if (response.ok) deps.signInLimit.succeeded(email, address)
    return answerOf(response)
  })

  /** better-auth's answer, its refusals as ours: problem documents. */
  async function answerOf(response: Response): Promise<Response> {
    if (response.status < 400) return response
    if (response.status >= 500) throw no(deps.hub.databaseIs === 'down' ? 'unavailable' : 'internal')
    if (response.status === 401 || response.status === 403) throw no('unauthorized')
    const said = (await response.json().catch(() => null)) as { message?: unknown } | null
    throw no('invalid_input', {}, typeof said?.message === 'string' ? said.message : undefined)
  }
}

/** The request anew, for one who reads it once more: its body was read at the edge. */
async function again(c: Context<Env>): Promise<Request> {
  const { method, headers } = c.req.raw
  const body = method === 'GET' || method === 'HEAD' ? null : await c.req.text()
  return new Request(c.req.url, { method, headers, body: body || null })
}
