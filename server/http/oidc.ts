import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { networkOf } from '../address.ts'
import type { Deps } from '../deps.ts'
import { addressHeader } from '../identity/auth.ts'
import { PROVIDER } from '../identity/oidc.ts'
import { addressLimit } from './address-limit.ts'
import { describe } from './describe.ts'
import type { Env } from './env.ts'
import { no } from './problem.ts'

const Begin = z.strictObject({ next: z.string().max(2_000).optional() })

/** What the door says of a sign-in through the provider that came to nothing. Whether somebody exists here is not told. */
type Failure = 'denied' | 'nobody' | 'failed'
const failures: Readonly<Record<string, Failure>> = {
  access_denied: 'denied',
  signup_disabled: 'nobody',
  account_not_linked: 'nobody',
  email_not_found: 'nobody',
}

/** What the door offers besides a password. */
export function signInOptions({ oidc }: Pick<Deps, 'oidc'>) {
  return new Hono<Env>().get(
    '/sign-in',
    describe({
      tag: 'First run',
      summary: 'How one may sign in',
      answers: {
        200: z.object({
          oidc: z.string().nullable().describe('the name of the identity provider; null: there is none'),
        }),
      },
      public: true,
    }),
    (c) => c.json({ oidc: oidc?.name ?? null }),
  )
}

/** Sign-in through the identity provider: there, and back. Both are better-auth's; what goes in and what comes out is ours. */
export function throughProvider(deps: Deps) {
  const beginning = addressLimit({ most: 60, within: 60_000, now: deps.clock.elapsed })
  const { publicUrl } = deps.config
  const home = () => new URL(publicUrl).origin

  async function ask(path: string, init: RequestInit & { headers: Headers }): Promise<Response> {
    if (!deps.oidc) throw no('not_found')
    const auth = await deps.oidc.ready().catch(() => {
      throw away()
    })
    return auth.handler(new Request(`${publicUrl}/api/auth${path}`, init))
  }

  return {
    /** Where the browser goes to show at the provider who it is. */
    async begin(c: Context<Env>): Promise<Response> {
      if (!deps.oidc) throw no('not_found')
      beginning(c)
      const given = Begin.safeParse(await c.req.json().catch(() => ({})))
      if (!given.success) throw no('invalid_input', {}, 'Send `next`, a page of this console, or nothing.')
      const headers = new Headers({ 'content-type': 'application/json', origin: home() })
      headers.set(addressHeader, c.get('address'))
      const callbackURL = pageOf(given.data.next, home())
      const body = JSON.stringify({
        provider: PROVIDER,
        callbackURL,
        errorCallbackURL: '/sign-in',
        disableRedirect: true,
      })
      const response = await ask('/sign-in/social', { method: 'POST', headers, body })
      if (!response.ok) throw away()
      const { url } = (await response.json()) as { url: string }
      for (const cookie of response.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
      return c.json({ url })
    },

    /** Back from the provider: into the console with a session, or to the door with a reason. */
    async back(c: Context<Env>): Promise<Response> {
      if (!deps.oidc || c.req.method !== 'GET') throw no('not_found')
      const headers = new Headers({
        cookie: c.req.header('cookie') ?? '',
        'user-agent': c.req.header('user-agent') ?? '',
      })
      headers.set(addressHeader, c.get('address'))
      const response = await ask(`/callback/${PROVIDER}${new URL(c.req.url).search}`, { headers })
      const to = new URL(response.headers.get('location') ?? '/api/auth/error', publicUrl)
      const error = to.searchParams.get('error')
      const began = response.headers.getSetCookie()
      if (response.status !== 302 || to.origin !== home() || error !== null || to.pathname.startsWith('/api/'))
        return atTheDoor(failures[error ?? ''] ?? 'failed')
      const cookie = began.map((line) => line.split(';')[0]).join('; ')
      const found = await deps.auth.api.getSession({ headers: new Headers({ cookie }) })
      if (!found) return atTheDoor('failed')
      if (!(await deps.signedIn(found.user, 'oidc', networkOf(c.get('address'))))) {
        await deps.database.sql`delete from sessions where id = ${found.session.id}`
        return atTheDoor('nobody')
      }
      return response
    },
  }
}

const away = () =>
  no(
    'unavailable',
    {},
    'The identity provider cannot be reached. Sign in with your password, or try again in a moment.',
  )

const atTheDoor = (error: Failure): Response =>
  new Response(null, { status: 302, headers: { location: `/sign-in?error=${error}`, 'cache-control': 'no-store' } })

/** A page of this console as a path; home for anything else. */
function pageOf(next: string | undefined, origin: string): string {
  if (!next?.startsWith('/') || !URL.canParse(next, origin)) return '/'
  const url = new URL(next, origin)
  return url.origin === origin && !url.pathname.startsWith('//') && !url.pathname.startsWith('/api')
    ? `${url.pathname}${url.search}`
    : '/'
}
