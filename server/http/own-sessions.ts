import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { AuditEvent } from '../../domain/commands.ts'
import { roleScopes } from '../../domain/rights.ts'
import type { Deps } from '../deps.ts'
import { atABrowser, caller, needs, person } from './access.ts'
import { describe, page } from './describe.ts'
import type { Env } from './env.ts'
import { body, params } from './input.ts'
import { createOnce } from './once.ts'
import { no } from './problem.ts'
import { proven } from './proven.ts'

const OwnSession = z
  .object({
    id: z.string(),
    userAgent: z.string().nullable().describe('what the browser calls itself'),
    network: z.string().nullable().describe('where it signed in from: an IPv4 address, or an IPv6 /64'),
    since: z.string(),
    lastUsed: z.string().describe('to half a minute'),
    current: z.boolean().describe('the one that asks'),
  })
  .meta({ id: 'OwnSession', description: 'A browser in which somebody is signed in' })

const Passwords = z.strictObject({ current: z.string().min(1).max(128), password: z.string().min(8).max(128) })

/** One’s own sessions and password, and the end of somebody else’s sessions. Streams end with them, within a second. */
export function ownSessions(deps: Deps) {
  const once = createOnce(deps)

  /** Somebody of the workspace whom the caller may change. */
  async function whom(c: Context<Env>, id: string): Promise<void> {
    const principal = caller(c)
    const found = await deps.people.find(principal.workspaceId, id)
    if (!found) throw no('not_found')
    const held = 'scopes' in principal ? principal.scopes : new Set<string>()
    if (!roleScopes[found.role].every((scope) => held.has(scope)))
      throw no('forbidden', {}, 'You cannot end the sessions of somebody with rights that you do not have.')
  }

  return new Hono<Env>()
    .get(
      '/me/sessions',
      describe({
        tag: 'People',
        summary: 'Where one is signed in, the latest used first',
        answers: { 200: page(OwnSession) },
      }),
      atABrowser,
      async (c) => {
        const { id, sessionId } = person(c)
        const items = (await deps.ownSessions.list(id)).map((one) => ({ ...one, current: one.id === sessionId }))
        return c.json({ items, nextCursor: null })
      },
    )
    .delete(
      '/me/sessions',
      describe({ tag: 'People', summary: 'End one’s other sessions', answers: { 204: null } }),
      atABrowser,
      async (c) => {
        const { id, sessionId } = person(c)
        await once(c, {}, async (line) => {
          const event = { type: 'user.signed_out', data: { userId: id, which: 'others' } } as const
          await deps.ownSessions.endOthers(id, sessionId, line(event, {}))
          return { answer: {} }
        })
        return c.body(null, 204)
      },
    )
    .delete(
      '/me/sessions/:id',
      describe({ tag: 'People', summary: 'End one of one’s sessions', answers: { 204: null } }),
      atABrowser,
      params('id'),
      async (c) => {
        const { id } = person(c)
        const sessionId = c.req.valid('param').id
        await once(c, {}, async (line) => {
          const event = { type: 'user.signed_out', data: { userId: id, which: 'one' } } as const
          if (!(await deps.ownSessions.end(id, sessionId, line(event, {})))) throw no('not_found')
          return { answer: {} }
        })
        return c.body(null, 204)
      },
    )
    .put(
      '/me/password',
      describe({
        tag: 'People',
        summary: 'Change one’s password',
        description:
          'Asks for the present one, and ends one’s other sessions. Wrong ones are counted with failed sign-ins.',
        answers: { 204: null },
      }),
      atABrowser,
      body(Passwords),
      async (c) => {
        const me = person(c)
        const { current, password } = c.req.valid('json')
        await once(c, {}, async (line) => {
          await proven(deps, c, me, current)
          const event: AuditEvent = { type: 'user.updated', data: { userId: me.id, changed: ['password'] } }
          await deps.people.changePassword(me.id, password, me.sessionId, line(event, {}))
          return { answer: {} }
        })
        return c.body(null, 204)
      },
    )
    .get(
      '/users/:id/sessions',
      describe({ tag: 'People', summary: 'Where a user is signed in', answers: { 200: page(OwnSession) } }),
      needs('people:write'),
      params('id'),
      async (c) => {
        const { id } = c.req.valid('param')
        await whom(c, id)
        const principal = caller(c)
        const mine = principal.kind === 'operator' ? principal.sessionId : null
        const items = (await deps.ownSessions.list(id)).map((one) => ({ ...one, current: one.id === mine }))
        return c.json({ items, nextCursor: null })
      },
    )
    .delete(
      '/users/:id/sessions',
      describe({ tag: 'People', summary: 'Sign a user out everywhere', answers: { 204: null } }),
      needs('people:write'),
      params('id'),
      async (c) => {
        const { id } = c.req.valid('param')
        await whom(c, id)
        await once(c, {}, async (line) => {
          const event = { type: 'user.signed_out', data: { userId: id, which: 'all' } } as const
          await deps.ownSessions.endOthers(id, null, line(event, {}))
          return { answer: {} }
        })
        return c.body(null, 204)
      },
    )
}
