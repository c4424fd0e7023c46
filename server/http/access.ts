import type { Context, MiddlewareHandler } from 'hono'
import type { Actor } from '../../domain/actor.ts'
import type { Principal, Scope } from '../../domain/rights.ts'
import { networkOf } from '../address.ts'
import type { Authenticate } from '../identity/authenticate.ts'
import type { Env } from './env.ts'
import { no } from './problem.ts'

/** Routes under `/api/v1` that a stranger may call. Everything else wants a session, a key or a token. */
export const publicRoutes = [
  'GET /api/v1/setup',
  'POST /api/v1/setup',
  'GET /api/v1/sign-in',
  'POST /api/v1/widget/conversations',
  'POST /api/v1/widget/token',
  'GET /api/v1/widget/services/:id',
] as const

/** Routes that a customer's token opens, for its own conversation. To any other it is a stranger’s. */
export const customerRoutes = [
  'GET /api/v1/conversations/:id',
  'GET /api/v1/conversations/:id/events',
  'GET /api/v1/conversations/:id/stream',
  'POST /api/v1/conversations/:id/messages',
  'POST /api/v1/conversations/:id/feedback',
  'POST /api/v1/conversations/:id/typing',
  'POST /api/v1/conversations/:id/attachments',
  'GET /api/v1/conversations/:id/attachments/:attachmentId',
] as const

const pattern = (routes: readonly string[]) =>
  new RegExp(
    `^(?:${routes.map((route) => route.replace(/[.]/g, '\\.').replace(/:[a-z]+/gi, '([^/]+)')).join('|')})$`,
    'i',
  )
const isPublic = pattern(publicRoutes)
const isCustomers = pattern(customerRoutes)

/** The door of `/api/v1`: who calls is established once, and strangers are refused unless the list says public. */
export const door =
  (authenticate: Authenticate, origins: () => string[]): MiddlewareHandler<Env> =>
  async (c, next) => {
    const route = `${c.req.method === 'HEAD' ? 'GET' : c.req.method} ${c.req.path}`
    const principal = await authenticate(c.req.raw.headers)
    c.set('principal', principal)
    if (isPublic.test(route)) return next()
    if (!principal) throw no('unauthorized')
    if (principal.kind === 'customer' && !isCustomers.test(route)) throw no('forbidden')
    if (principal.kind === 'operator' && c.req.method !== 'GET' && c.req.method !== 'HEAD') sameOrigin(c, origins())
    return next()
  }

/** Cookies are sent by browsers whoever asks: a write with one must come from our own pages. */
export function sameOrigin(c: Context<Env>, origins: string[]): void {
  const origin = c.req.header('origin')
  if (!origin || !origins.includes(origin)) throw no('wrong_origin')
}

/** The caller of a route behind the door. */
export function caller(c: Context<Env>): Principal {
  const principal = c.get('principal')
  if (!principal) throw no('unauthorized')
  return principal
}

/**
 * The author of what is done, with the network that it comes from (L10). Of a customer none is kept: the log is for ever, and
 * whom the team answers need not be found by their address.
 */
export function placed(c: Context<Env>, actor: Actor): Actor {
  const { kind } = caller(c)
  const address = c.get('address')
  // Sample traffic comes from nowhere.
  const known = (kind === 'operator' || kind === 'key') && address !== 'unknown'
  return known ? { ...actor, network: networkOf(address) } : actor
}

/** Lets pass who holds one of these scopes. Commands are authorised again by the gate. */
export const needs =
  (...scopes: Scope[]): MiddlewareHandler<Env> =>
  async (c, next) => {
    const principal = caller(c)
    if (principal.kind === 'customer') return next()
    if (principal.kind === 'rule' || !scopes.some((scope) => principal.scopes.has(scope))) throw no('forbidden')
    return next()
  }

/** Lets pass a person at a browser: what is about their own account is no program’s. Asked before the body is looked at. */
export const atABrowser: MiddlewareHandler<Env> = async (c, next) => {
  if (caller(c).kind !== 'operator') throw no('forbidden', {}, 'A program has no account of its own here.')
  return next()
}

/** Who is at the browser, behind `atABrowser`. */
export function person(c: Context<Env>): Extract<Principal, { kind: 'operator' }> {
  const principal = caller(c)
  if (principal.kind !== 'operator') throw no('forbidden')
  return principal
}

/** A customer sees the own conversation alone; another one is not there (L7). */
export function ownConversation(principal: Principal, id: string): void {
  if (principal.kind === 'customer' && principal.conversationId !== id) throw no('not_found')
}
