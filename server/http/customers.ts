import type { Context } from 'hono'
import { Hono } from 'hono'
import { z } from 'zod'
import {
  readAlike,
  readCustomerData,
  readCustomerHistory,
  readCustomerOf,
  readCustomerSessions,
  readFamily,
  type StoredCustomer,
} from '../../db/customers.ts'
import { readConversation, readOfTypes } from '../../db/log.ts'
import { Person } from '../../domain/actor.ts'
import { Conversation } from '../../domain/conversation.ts'
import { ContactField, CustomerChange, CustomerEdit, CustomerRecord, DataRecord } from '../../domain/customer.ts'
import { Id } from '../../domain/ids.ts'
import { isRefusal, type Refusal } from '../../domain/refusal.ts'
import { actorFor, sightOf } from '../../domain/rights.ts'
import { canSee } from '../../domain/sight.ts'
import { SessionView, viewEvent } from '../../domain/wire.ts'
import { bodyHash } from '../clock.ts'
import type { By } from '../customers.ts'
import type { Deps } from '../deps.ts'
import { caller, needs, placed } from './access.ts'
import { find } from './conversations.ts'
import { describe, schemas } from './describe.ts'
import type { Env } from './env.ts'
import { commandId } from './execute.ts'
import { body, params } from './input.ts'
import { no, Refused } from './problem.ts'
import { shownSessions } from './sessions.ts'

/** So many sessions of one customer are shown, the newest. */
const MOST = 300

const Brief = CustomerRecord.pick({ id: true, externalId: true, name: true, email: true, phone: true })
const CustomerView = CustomerRecord.extend({
  sessions: z.array(
    SessionView.extend({ claimed: z.boolean().describe('by what a visitor said, which nobody proved') }),
  ),
  data: z.array(DataRecord),
  notes: z.array(
    z.object({ id: z.string(), conversationId: z.string(), at: z.string(), text: z.string(), author: Person }),
  ),
  history: z.array(CustomerChange),
  merged: z.array(Brief.extend({ into: z.string() })),
  alike: z.array(Brief).describe('others with the same address or number'),
}).meta({ id: 'Customer' })
type CustomerView = z.infer<typeof CustomerView>
const Export = z.object({
  exportedAt: z.string(),
  records: z.array(CustomerRecord.extend({ mergedInto: z.string().nullable() })),
  data: z.array(DataRecord),
  history: z.array(CustomerChange),
  sessions: z.array(Conversation.extend({ events: z.array(schemas.Event) })),
})

const brief = ({ id, externalId, name, email, phone }: StoredCustomer) => ({ id, externalId, name, email, phone })

/** The 360 view of customers (A5): read, edited, verified, merged, handed out. */
export function customers(deps: Deps) {
  const { sql } = deps.database
  const by = (c: Context<Env>, input: unknown): By => {
    const principal = caller(c)
    if (principal.kind !== 'operator' && principal.kind !== 'key') throw no('forbidden')
    return {
      workspaceId: principal.workspaceId,
      actor: placed(c, actorFor(principal)),
      person: { id: principal.id, name: principal.name },
      commandId: commandId(deps, c, { step: 'record' }),
      bodyHash: bodyHash(input),
    }
  }

  /** A customer as the caller may see one: by whom one of its sessions is seen, or who sees every service (L7). */
  async function seen(
    c: Context<Env>,
    id: string,
  ): Promise<{ family: StoredCustomer[]; sessions: CustomerView['sessions'] }> {
    const { workspaceId } = caller(c)
    const family = await readFamily(sql, workspaceId, id)
    const linked = await readCustomerSessions(
      sql,
      workspaceId,
      family.map((one) => one.id),
      MOST,
    )
    const sight = sightOf(caller(c))
    const inSight = linked.filter(({ conversation }) => canSee(sight, conversation.serviceId))
    if (family.length === 0 || (sight !== null && inSight.length === 0)) throw no('not_found')
    const claims = new Map(inSight.map(({ conversation, claimed }) => [conversation.id, claimed]))
    const views = await shownSessions(
      deps,
      workspaceId,
      inSight.map(({ conversation }) => conversation),
    )
    return { family, sessions: views.map((view) => ({ ...view, claimed: claims.get(view.id) ?? false })) }
  }

  async function view(c: Context<Env>, id: string): Promise<CustomerView> {
    const { workspaceId } = caller(c)
    const { family, sessions } = await seen(c, id)
    const root = family[0] as StoredCustomer
    const ids = family.map((one) => one.id)
    const inSight = new Set(sessions.map((session) => session.id))
    const [data, history, alike, noted] = await Promise.all([
      readCustomerData(sql, workspaceId, ids),
      readCustomerHistory(sql, workspaceId, ids),
      readAlike(sql, workspaceId, root),
      readOfTypes(sql, workspaceId, [...inSight], ['note.added']),
    ])
    const others = await Promise.all(alike.map(async (other) => ((await mayRead(c, other.id)) ? [brief(other)] : [])))
    const { mergedInto: _into, rootId: _root, ...record } = root
    return {
      ...record,
      sessions,
      data: data.filter(({ conversationId }) => conversationId === null || inSight.has(conversationId)),
      history,
      notes: noted
        .flatMap((event) =>
          event.type === 'note.added'
            ? [{ ...event.data.note, at: event.at, conversationId: event.conversationId ?? '' }]
            : [],
        )
        .reverse(),
      merged: family.slice(1).map((one) => ({ ...brief(one), into: one.mergedInto ?? root.id })),
      alike: others.flat(),
    }
  }

  const mayRead = (c: Context<Env>, id: string): Promise<boolean> =>
    seen(c, id).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Refused) return false
        throw error
      },
    )

  /** The record after a change. */
  const after = async (c: Context<Env>, changed: { id: string } | Refusal): Promise<CustomerView> => {
    if (isRefusal(changed)) throw new Refused(changed)
    return view(c, changed.id)
  }

  return new Hono<Env>()
    .get(
      '/conversations/:id/customer',
      describe({
        tag: 'Customers',
        summary: 'Whose a conversation is',
        description:
          'Null for a visitor who gave nothing of themselves. Known about a second after the conversation began.',
        answers: { 200: z.object({ customer: Brief.nullable(), claimed: z.boolean() }) },
      }),
      needs('conversation:read'),
      params('id'),
      async (c) => {
        const principal = caller(c)
        const { conversation } = await find(deps, principal, c.req.valid('param').id)
        const linked = await readCustomerOf(sql, principal.workspaceId, conversation.id)
        const [root] = linked ? await readFamily(sql, principal.workspaceId, linked.id) : []
        return c.json({ customer: root ? brief(root) : null, claimed: linked?.claimed ?? false })
      },
    )
    .get(
      '/customers/:id',
      describe({
        tag: 'Customers',
        summary: 'Read a customer',
        description:
          'One person over all channels and services: contact details, sessions, collected data, notes, history. Sessions and what was said in them are those in sight. A merged record leads to the one that it was merged into.',
        answers: { 200: CustomerView },
      }),
      needs('conversation:read'),
      params('id'),
      async (c) => c.json(await view(c, c.req.valid('param').id)),
    )
    .patch(
      '/customers/:id',
      describe({
        tag: 'Customers',
        summary: 'Edit a customer',
        description:
          'With the `version` that was edited; another one in between is `changed_since`. An edited value is not verified any more.',
        answers: { 200: CustomerView },
      }),
      needs('operator:write'),
      params('id'),
      body(CustomerEdit),
      async (c) => {
        const edit = c.req.valid('json')
        const { family } = await seen(c, c.req.valid('param').id)
        return c.json(await after(c, await deps.customers.edit(by(c, edit), family[0]?.id ?? '', edit)))
      },
    )
    .post(
      '/customers/:id/verify',
      describe({ tag: 'Customers', summary: 'Say that values are right', answers: { 200: CustomerView } }),
      needs('operator:write'),
      params('id'),
      body(z.strictObject({ version: z.number().int(), fields: z.array(ContactField).min(1).max(4) })),
      async (c) => {
        const input = c.req.valid('json')
        const { family } = await seen(c, c.req.valid('param').id)
        const done = await deps.customers.verify(by(c, input), family[0]?.id ?? '', input.version, input.fields)
        return c.json(await after(c, done))
      },
    )
    .post(
      '/customers/:id/merge',
      describe({
        tag: 'Customers',
        summary: 'Merge another record into this one',
        description: 'This one keeps its values; sessions and data of both are shown in it. Undone with `unmerge`.',
        answers: { 200: CustomerView },
      }),
      needs('operator:write'),
      params('id'),
      body(z.strictObject({ from: Id })),
      async (c) => {
        const input = c.req.valid('json')
        const { family } = await seen(c, c.req.valid('param').id)
        await seen(c, input.from)
        return c.json(await after(c, await deps.customers.merge(by(c, input), family[0]?.id ?? '', input.from)))
      },
    )
    .post(
      '/customers/:id/unmerge',
      describe({
        tag: 'Customers',
        summary: 'Take a merged record out again',
        description: 'It is as it was before.',
        answers: { 200: CustomerView },
      }),
      needs('operator:write'),
      params('id'),
      body(z.strictObject({ from: Id })),
      async (c) => {
        const input = c.req.valid('json')
        const { family } = await seen(c, c.req.valid('param').id)
        return c.json(await after(c, await deps.customers.unmerge(by(c, input), family[0]?.id ?? '', input.from)))
      },
    )
    .get(
      '/customers/:id/export',
      describe({
        tag: 'Customers',
        summary: 'Export all data of one person',
        description:
          'As JSON: the records, their history, and the whole log of each session. That it was handed out stands in the log.',
        answers: { 200: Export },
      }),
      needs('workspace:admin'),
      params('id'),
      async (c) => {
        const { workspaceId } = caller(c)
        const { family } = await seen(c, c.req.valid('param').id)
        const ids = family.map((one) => one.id)
        const noted = await deps.customers.noteExport(by(c, {}), ids[0] ?? '')
        if (isRefusal(noted)) throw new Refused(noted)
        const linked = await readCustomerSessions(sql, workspaceId, ids, 100_000)
        const sessions = []
        for (const { conversation } of linked)
          sessions.push({
            ...conversation,
            // As everybody reads them: where a colleague sat is not the person's data.
            events: (await readConversation(sql, workspaceId, conversation.id, 0, 100_000)).map((event) =>
              viewEvent(0, event),
            ),
          })
        c.header('content-disposition', `attachment; filename="customer-${ids[0]}.json"`)
        return c.json({
          exportedAt: new Date(deps.clock.now()).toISOString(),
          records: family.map(({ rootId: _root, ...record }) => record),
          data: await readCustomerData(sql, workspaceId, ids),
          history: await readCustomerHistory(sql, workspaceId, ids),
          sessions,
        })
      },
    )
    .delete(
      '/customers/:id',
      describe({
        tag: 'Customers',
        summary: 'Erase a person',
        description:
          'For ever: what was said in their sessions, what they gave of themselves, the record and its history. The log keeps number, type, author and time, and gets `customer.erased`. A new generation begins: every stream is `reset`.',
        answers: { 204: null },
      }),
      needs('workspace:admin'),
      params('id'),
      async (c) => {
        const { family } = await seen(c, c.req.valid('param').id)
        const done = await deps.eraseCustomer(by(c, {}), family[0]?.id ?? '')
        if (isRefusal(done)) throw new Refused(done)
        return c.body(null, 204)
      },
    )
}
