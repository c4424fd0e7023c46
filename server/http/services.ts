import { Hono } from 'hono'
import { z } from 'zod'
import { Id } from '../../domain/ids.ts'
import { Claims, Mode } from '../../domain/mode.ts'
import { type Principal, sightOf } from '../../domain/rights.ts'
import { Routing } from '../../domain/routing/settings.ts'
import { Ai, type Service, WebhookUrl } from '../../domain/service.ts'
import { canSee } from '../../domain/sight.ts'
import { nameLine, Text } from '../../domain/text.ts'
import type { Deps } from '../deps.ts'
import { caller, needs } from './access.ts'
import { describe, page, schemas } from './describe.ts'
import type { Env } from './env.ts'
import { execute } from './execute.ts'
import { body, params } from './input.ts'
import { no } from './problem.ts'

const Instructions = Text.or(z.literal(''))

const NewService = z.strictObject({
  id: Id.optional(),
  name: nameLine(80),
  ai: Ai.default('external'),
  agent: nameLine(60).default('Assistant'),
  instructions: Instructions.default(''),
  allowHandoff: z.boolean().default(true),
  mode: Mode.default('human_supported'),
  webhookUrl: WebhookUrl.nullable().default(null),
  sample: z.boolean().default(false),
})

const Changes = z
  .strictObject({
    name: nameLine(80),
    ai: Ai,
    agent: nameLine(60),
    instructions: Instructions,
    allowHandoff: z.boolean(),
    webhookUrl: WebhookUrl.nullable(),
    routing: Routing.partial().describe('what is not said stays as it was'),
  })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'must say what to change')

const NewMode = z.strictObject({ mode: Mode, claims: Claims.default('finish'), expected: Mode.optional() })
const AllModes = z.strictObject({ mode: Mode, claims: Claims.default('finish') })
const Webhook = z
  .object({
    url: z.string().nullable(),
    secret: z.string().describe('signs what Baton sends; `whsec_…` of Standard Webhooks'),
  })
  .meta({ id: 'Webhook' })

/** Services and their modes (H3–H6, B3). */
export function services(deps: Deps) {
  /** The services in the caller's sight. */
  const known = async (principal: Principal): Promise<Service[]> => {
    const { workspaceId } = principal
    const board = await deps.hub.fresh(workspaceId).catch(() => deps.hub.board(workspaceId))
    const found = [...(board?.services.values() ?? [])]
    return found.filter(({ id }) => canSee(sightOf(principal), id))
  }
  const answer = (found: Service[] | undefined): Service => {
    const [service] = found ?? []
    if (!service) throw no('not_found')
    return service
  }
  const offered = (ai: Ai | undefined) => {
    if (ai === 'model' && !deps.capabilities.model)
      throw no(
        'invalid_input',
        { errors: [{ path: 'ai', message: 'cannot be “model”: no model is configured' }] },
        '`ai` cannot be “model”: no model is configured. Set AI_BASE_URL and AI_MODEL and start again.',
      )
  }

  return new Hono<Env>()
    .get(
      '/services',
      describe({ tag: 'Services', summary: 'List services', answers: { 200: page(schemas.Service) } }),
      needs('conversation:read'),
      async (c) => c.json({ items: await known(caller(c)), nextCursor: null }),
    )
    .post(
      '/services',
      describe({ tag: 'Services', summary: 'Create a service', answers: { 201: schemas.Service } }),
      needs('service:write'),
      body(NewService),
      async (c) => {
        const input = c.req.valid('json')
        offered(input.ai)
        const service = { ...input, id: input.id ?? deps.clock.newId() }
        const done = await execute(deps, c, { command: { name: 'createService', service }, body: input, id: input.id })
        return c.json(answer(done.answer.services), 201)
      },
    )
    .get(
      '/services/:id',
      describe({ tag: 'Services', summary: 'Read a service', answers: { 200: schemas.Service } }),
      needs('conversation:read'),
      params('id'),
      async (c) => {
        const { id } = c.req.valid('param')
        return c.json(answer((await known(caller(c))).filter((service) => service.id === id)))
      },
    )
    .patch(
      '/services/:id',
      describe({ tag: 'Services', summary: 'Change a service', answers: { 200: schemas.Service } }),
      needs('service:write'),
      params('id'),
      body(Changes),
      async (c) => {
        const changes = c.req.valid('json')
        offered(changes.ai)
        const done = await execute(deps, c, {
          command: { name: 'updateService', serviceId: c.req.valid('param').id, changes },
          body: changes,
        })
        return c.json(answer(done.answer.services))
      },
    )
    .delete(
      '/services/:id',
      describe({
        tag: 'Services',
        summary: 'Delete a service',
        description: 'Its open conversations end with it; the log keeps them.',
        answers: { 204: null },
      }),
      needs('service:write'),
      params('id'),
      async (c) => {
        await execute(deps, c, { command: { name: 'deleteService', serviceId: c.req.valid('param').id }, body: {} })
        return c.body(null, 204)
      },
    )
    .get(
      '/services/:id/webhook',
      describe({
        tag: 'Services',
        summary: 'Read where a service’s bot listens, and the secret that signs what it is sent',
        description:
          'With `ai` `webhook` Baton posts each question to `webhookUrl`, signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`).',
        answers: { 200: Webhook },
      }),
      needs('service:write'),
      params('id'),
      async (c) => {
        const { id } = c.req.valid('param')
        const { webhookUrl } = answer((await known(caller(c))).filter((service) => service.id === id))
        return c.json({ url: webhookUrl, secret: deps.webhookSecret(id) })
      },
    )
    .put(
      '/services/:id/mode',
      describe({
        tag: 'Modes',
        summary: 'Set a service’s mode',
        description:
          '`claims` says what becomes of conversations that a person holds: they finish (the default) or all return to the AI. With `expected`, a change that somebody made in the meantime is not overwritten.',
        answers: { 200: schemas.Service },
      }),
      needs('service:write'),
      params('id'),
      body(NewMode),
      async (c) => {
        const input = c.req.valid('json')
        const done = await execute(deps, c, {
          command: { name: 'setMode', serviceId: c.req.valid('param').id, ...input },
          body: input,
        })
        return c.json(answer(done.answer.services))
      },
    )
    .put(
      '/modes',
      describe({ tag: 'Modes', summary: 'Set the mode of all services', answers: { 200: page(schemas.Service) } }),
      needs('service:write'),
      body(AllModes),
      async (c) => {
        const input = c.req.valid('json')
        const done = await execute(deps, c, { command: { name: 'setModes', ...input }, body: input })
        return c.json({ items: done.answer.services ?? [], nextCursor: null })
      },
    )
    .post(
      '/modes/undo',
      describe({
        tag: 'Modes',
        summary: 'Undo a mode change',
        description: '`changeId` stands in each service’s `before`. Claims that the change returned hold again.',
        answers: { 200: page(schemas.Service) },
      }),
      needs('service:write'),
      body(z.strictObject({ changeId: z.uuid() })),
      async (c) => {
        const { changeId } = c.req.valid('json')
        const done = await execute(deps, c, { command: { name: 'undoMode', changeId }, body: { changeId } })
        return c.json({ items: done.answer.services ?? [], nextCursor: null })
      },
    )
}
