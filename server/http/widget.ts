import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { z } from 'zod'
import { Customer } from '../../domain/conversation.ts'
import { Id } from '../../domain/ids.ts'
import { isRefusal } from '../../domain/refusal.ts'
import type { Principal } from '../../domain/rights.ts'
import { CustomerConversation, viewForCustomer } from '../../domain/wire.ts'
import { bodyHash, derivedId } from '../clock.ts'
import type { Deps } from '../deps.ts'
import { makeVisitor, renewVisitor } from '../identity/visitors.ts'
import { addressLimit } from './address-limit.ts'
import { find } from './conversations.ts'
import { describe } from './describe.ts'
import type { Env } from './env.ts'
import { body, params } from './input.ts'
import { badInput, no, Refused } from './problem.ts'

const NewWidgetConversation = z
  .strictObject({
    id: Id.optional(),
    secret: z
      .string()
      .regex(/^[\w-]{43,128}$/)
      .optional()
      .describe(
        'at least 32 random bytes in base64url: an `id` may be repeated only by whoever made it, with its secret',
      ),
    serviceId: Id,
    customer: Customer.omit({ location: true }).strict().default({}),
  })
  .refine(({ id, secret }) => id === undefined || secret !== undefined, {
    path: ['secret'],
    message: 'is missing: an id needs one',
  })
const Opened = z.object({ conversation: CustomerConversation, customerToken: z.string(), visitorToken: z.string() })

/** Any site may carry the widget; it sends no cookie, its tokens are all that it has. */
export const widgetCors = cors({
  origin: '*',
  allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'last-event-id'],
  allowMethods: ['GET', 'POST'],
  exposeHeaders: ['retry-after', 'x-request-id'],
  maxAge: 600,
})

/** Shorter ones might be another visitor's by chance, and lead into that visitor's conversation. */
const Key = /^[\x21-\x7e]{20,200}$/

/** The customer’s door: public, limited by address. */
export function widget(deps: Deps) {
  const opening = addressLimit({ most: 30, within: 60_000, now: deps.clock.elapsed })
  const renewing = addressLimit({ most: 120, within: 60_000, now: deps.clock.elapsed })

  /** The workspace of a service; a service id is public where its widget stands. */
  async function serviceOf(
    id: string,
    unknown: 'not_found' | 'unknown_service' = 'not_found',
  ): Promise<{ workspaceId: string; name: string; agent: string }> {
    const [row] = await deps.database.sql<{ workspace_id: string; name: string; agent: string }[]>`
      select workspace_id, state ->> 'name' as name, state ->> 'agent' as agent from services where id = ${id} and not deleted limit 1`
    if (!row) throw no(unknown)
    return { workspaceId: row.workspace_id, name: row.name, agent: row.agent }
  }

  /**
   * The id of the conversation to open. An id is no secret: operators, keys and webhooks know it. So the one that a page
   * brings goes with a secret, which is part of what must be the same again (L4), and an `Idempotency-Key` is one itself.
   */
  function idFor(input: z.infer<typeof NewWidgetConversation>, workspaceId: string, key: string | undefined): string {
    if (input.id !== undefined) return input.id
    if (key === undefined) return deps.clock.newId()
    if (!Key.test(key))
      throw badInput([{ path: 'Idempotency-Key', message: 'must have 20 to 200 printable characters, of chance' }])
    return derivedId(workspaceId, 'widget key', key)
  }

  async function opened(workspaceId: string, conversationId: string, visitorToken: string) {
    const principal: Principal = { kind: 'customer', workspaceId, conversationId, expiresAt: 0 }
    const { conversation, service } = await find(deps, principal, conversationId)
    return {
      conversation: viewForCustomer(conversation, service),
      customerToken: deps.tokens.make({ workspaceId, conversationId }),
      visitorToken,
    }
  }

  return new Hono<Env>()
    .get(
      '/widget/services/:id',
      describe({
        tag: 'Widget',
        summary: 'What a widget shows of a service',
        answers: { 200: z.object({ id: z.string(), name: z.string(), agent: z.string() }) },
        public: true,
      }),
      params('id'),
      async (c) => {
        const { id } = c.req.valid('param')
        const { name, agent } = await serviceOf(id)
        return c.json({ id, name, agent })
      },
    )
    .post(
      '/widget/conversations',
      describe({
        tag: 'Widget',
        summary: 'Open a conversation from a web page',
        description:
          'Opened once under an `id` with its `secret`, or under an `Idempotency-Key` that nobody can guess: sent again, it leads to the same conversation.',
        answers: { 201: Opened },
        public: true,
      }),
      body(NewWidgetConversation),
      async (c) => {
        opening(c)
        const input = c.req.valid('json')
        const { workspaceId } = await serviceOf(input.serviceId, 'unknown_service')
        const conversationId = idFor(input, workspaceId, c.req.header('idempotency-key'))
        const location = deps.locate(c.req.raw.headers, c.get('address'))
        const outcome = await deps.gate.execute({
          principal: { kind: 'customer', workspaceId, conversationId, expiresAt: 0 },
          actor: { kind: 'customer', via: 'widget' },
          command: {
            name: 'openConversation',
            conversationId,
            serviceId: input.serviceId,
            channel: 'web',
            customer: { ...input.customer, ...(location && { location }) },
          },
          commandId: derivedId(workspaceId, 'widget', conversationId),
          bodyHash: bodyHash(input),
        })
        if (isRefusal(outcome)) throw new Refused(outcome)
        const visitorToken = await makeVisitor(deps.database.sql, { workspaceId, conversationId })
        return c.json(await opened(workspaceId, conversationId, visitorToken), 201)
      },
    )
    .post(
      '/widget/token',
      describe({
        tag: 'Widget',
        summary: 'A new token for the old',
        description: 'Leads to the visitor’s newest session. The visitor token changes at each use.',
        answers: { 200: Opened },
        public: true,
      }),
      body(z.strictObject({ visitorToken: z.string().regex(/^vt_[\w-]{43}$/) })),
      async (c) => {
        renewing(c)
        const found = await renewVisitor(deps.database.sql, c.req.valid('json').visitorToken)
        if (!found) throw no('unauthorized')
        return c.json(await opened(found.workspaceId, found.conversationId, found.token))
      },
    )
}
