import { Hono } from 'hono'
import { z } from 'zod'
import { listConversations } from '../../db/conversations.ts'
import { countPublic, readConversation, readPublic } from '../../db/log.ts'
import { readConversations } from '../../db/states.ts'
import { type Conversation, Customer } from '../../domain/conversation.ts'
import { formatCursor, formatCustomerCursor, parseCursor, parseCustomerCursor } from '../../domain/cursor.ts'
import { FlagKind } from '../../domain/flags.ts'
import { Id } from '../../domain/ids.ts'
import type { Principal } from '../../domain/rights.ts'
import { actorFor, sightOf } from '../../domain/rights.ts'
import type { Service } from '../../domain/service.ts'
import { canSee } from '../../domain/sight.ts'
import { line, nameLine } from '../../domain/text.ts'
import {
  ConversationStatus,
  type ConversationView,
  CustomerConversation,
  CustomerEvent,
  customerEvent,
  viewConversation,
  viewEvent,
  viewForCustomer,
} from '../../domain/wire.ts'
import type { Deps } from '../deps.ts'
import { caller, needs, ownConversation } from './access.ts'
import { cursors, timeOf } from './cursors.ts'
import { describe, page, schemas } from './describe.ts'
import type { Env } from './env.ts'
import { execute } from './execute.ts'
import { body, limitOf, params, query } from './input.ts'
import { no } from './problem.ts'

const NewConversation = z.strictObject({
  id: Id.optional(),
  serviceId: Id,
  customer: Customer.strict().default({}),
  channel: nameLine(40).default('api'),
  agent: nameLine(60).optional(),
})

const Filter = z.strictObject({
  status: ConversationStatus.optional(),
  serviceId: Id.optional(),
  flag: FlagKind.optional(),
  owner: z
    .union([z.literal('none'), Id], { error: 'must be an operator’s id, or “none”' })
    .optional()
    .describe('an operator’s id, or `none`'),
  q: line(200).optional(),
  cursor: z.string().max(200).optional(),
  limit: limitOf(),
})

const place = cursors(z.object({ startedAt: timeOf, id: z.uuid() }))
const After = z.strictObject({ after: z.string().max(60).optional(), limit: limitOf() })

/** A conversation with its service, or a refusal that does not tell whether it exists elsewhere, or out of sight (L7). */
export async function find(
  deps: Pick<Deps, 'hub' | 'database'>,
  principal: Principal,
  id: string,
): Promise<{ conversation: Conversation; service: Service }> {
  ownConversation(principal, id)
  const { workspaceId } = principal
  // What another node was told before counts here; while the database is away, what this node knows.
  const board = await deps.hub.fresh(workspaceId).catch(() => deps.hub.board(workspaceId))
  const [stored] = board?.conversations.get(id)
    ? []
    : await readConversations(deps.database.sql, [{ ws: workspaceId, id }])
  const conversation = board?.conversations.get(id) ?? stored?.state
  if (!conversation) throw no('not_found')
  const service =
    board?.services.get(conversation.serviceId) ??
    (await deps.hub.allServices(workspaceId)).find((candidate) => candidate.id === conversation.serviceId)
  // After the last wait: what was in sight may be so no more.
  if (!service || !canSee(sightOf(principal), conversation.serviceId)) throw no('not_found')
  return { conversation, service }
}

/** What the caller may see of a conversation that a command answered with. */
export async function shown(
  deps: Pick<Deps, 'hub'>,
  principal: Principal,
  view: ConversationView,
): Promise<ConversationView | CustomerConversation> {
  if (principal.kind !== 'customer') return view
  const board = await deps.hub.board(principal.workspaceId)
  const service =
    board?.services.get(view.serviceId) ??
    (await deps.hub.allServices(principal.workspaceId)).find(({ id, deleted }) => id === view.serviceId && !deleted)
  if (!service) throw no('service_gone')
  return viewForCustomer({ ...view, owner: view.claimedBy }, service)
}

/** Conversations: open, list, read, and the log of one. */
export function conversations(deps: Deps) {
  const { sql } = deps.database
  return new Hono<Env>()
    .post(
      '/conversations',
      describe({
        tag: 'Conversations',
        summary: 'Open a conversation',
        description:
          'The answer carries, here only, a `customerToken`: it opens this one conversation, as its customer, for an hour.',
        answers: { 201: schemas.Conversation.extend({ customerToken: z.string() }) },
      }),
      needs('conversation:write'),
      body(NewConversation),
      async (c) => {
        const principal = caller(c)
        const input = c.req.valid('json')
        const conversationId = input.id ?? deps.clock.newId()
        const done = await execute(deps, c, {
          command: {
            name: 'openConversation',
            conversationId,
            serviceId: input.serviceId,
            customer: input.customer,
            channel: input.channel,
            agent: input.agent,
          },
          actor: actorFor(principal, { role: 'customer' }),
          body: input,
          id: input.id,
        })
        const view = done.answer.conversation
        if (!view) throw no('internal')
        return c.json(
          { ...view, customerToken: deps.tokens.make({ workspaceId: principal.workspaceId, conversationId: view.id }) },
          201,
        )
      },
    )
    .get(
      '/conversations',
      describe({
        tag: 'Conversations',
        summary: 'List conversations, newest first',
        answers: { 200: page(schemas.Conversation) },
      }),
      needs('conversation:read'),
      query(Filter),
      async (c) => {
        const { cursor, limit, ...filter } = c.req.valid('query')
        const { workspaceId } = caller(c)
        const found = await listConversations(sql, workspaceId, {
          ...filter,
          services: sightOf(caller(c)),
          after: cursor === undefined ? undefined : place.parse(cursor),
          limit: limit + 1,
        })
        const all = new Map((await deps.hub.allServices(workspaceId)).map((service) => [service.id, service]))
        const items = found.slice(0, limit).flatMap((conversation) => {
          const service = all.get(conversation.serviceId)
          return service ? [viewConversation(conversation, service)] : []
        })
        const last = found[limit - 1]
        return c.json({
          items,
          nextCursor: found.length > limit && last ? place.format(last) : null,
        })
      },
    )
    .get(
      '/conversations/:id',
      describe({
        tag: 'Conversations',
        summary: 'Read a conversation',
        answers: { 200: z.union([schemas.Conversation, CustomerConversation]) },
      }),
      needs('conversation:read'),
      params('id'),
      async (c) => {
        const principal = caller(c)
        const { conversation, service } = await find(deps, principal, c.req.valid('param').id)
        return c.json(
          principal.kind === 'customer'
            ? viewForCustomer(conversation, service)
            : viewConversation(conversation, service),
        )
      },
    )
    .get(
      '/conversations/:id/events',
      describe({
        tag: 'Conversations',
        summary: 'Read the log of a conversation',
        description:
          'As the caller may see it: a customer gets the public events in a shape of their own, numbered for themselves. A cursor of another log, or beyond the head, is `cursor_invalid`.',
        answers: { 200: z.object({ items: z.array(z.union([schemas.Event, CustomerEvent])), head: z.string() }) },
      }),
      needs('conversation:read'),
      params('id'),
      query(After),
      async (c) => {
        const principal = caller(c)
        const { workspaceId } = principal
        const { id } = c.req.valid('param')
        const { after, limit } = c.req.valid('query')
        const { conversation } = await find(deps, principal, id)
        const feed = await deps.hub.feed(workspaceId)
        if (!feed) throw no('not_found')
        const { generation } = feed
        if (principal.kind === 'customer') {
          const from = after === undefined ? { generation, seq: 0 } : parseCustomerCursor(after)
          if (from?.generation !== generation) throw no('cursor_invalid')
          const { publicCount } = conversation
          // Ahead of what this node knows: the database says how far the customer's numbers go.
          const reaches = from.seq > publicCount ? await countPublic(sql, workspaceId, id) : publicCount
          if (from.seq > reaches) throw no('cursor_invalid')
          const events = await readPublic(sql, workspaceId, id, from.seq, limit)
          const items = events.flatMap((event) => customerEvent(generation, event, event.publicSeq ?? 0) ?? [])
          return c.json({ items, head: formatCustomerCursor(generation, reaches) })
        }
        const from = after === undefined ? { generation, seq: 0 } : parseCursor(after)
        if (from?.generation !== generation) throw no('cursor_invalid')
        // It may come from another node: the log says whether there is such a place.
        if (from.seq > feed.board.seq) await feed.catchUp()
        if (from.seq > feed.board.seq) throw no('cursor_invalid')
        const head = formatCursor({ generation, seq: feed.board.seq })
        const events = await readConversation(sql, workspaceId, id, from.seq, limit)
        return c.json({ items: events.map((event) => viewEvent(generation, event)), head })
      },
    )
}
