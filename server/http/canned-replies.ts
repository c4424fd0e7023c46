import type { Context } from 'hono'
import { Hono } from 'hono'
import { z } from 'zod'
import { CannedReply, CannedText, Shortcut } from '../../domain/canned-reply.ts'
import { Id } from '../../domain/ids.ts'
import { isRefusal, type Refusal } from '../../domain/refusal.ts'
import { actorFor, sightOf } from '../../domain/rights.ts'
import type { By } from '../canned-replies.ts'
import { bodyHash } from '../clock.ts'
import type { Deps } from '../deps.ts'
import { caller, needs, placed } from './access.ts'
import { describe, page } from './describe.ts'
import type { Env } from './env.ts'
import { commandId } from './execute.ts'
import { body, params } from './input.ts'
import { Refused } from './problem.ts'

const CannedReplyView = CannedReply.meta({ id: 'CannedReply' })
const NewCannedReply = z.strictObject({
  shortcut: Shortcut,
  text: CannedText.describe('`{customer}`, `{operator}`, `{service}`; `{customer|there}` where no name is known'),
  serviceId: Id.nullable().default(null).describe('null: for every service'),
})
const Changes = z
  .strictObject({
    version: z.number().int().min(1).describe('the one that was seen'),
    shortcut: Shortcut.optional(),
    text: CannedText.optional(),
    serviceId: Id.nullable().optional(),
  })
  .refine((changes) => Object.keys(changes).length > 1, 'say what to change')

/** Texts that operators use again and again, for every service or for one. */
export function cannedReplies(deps: Deps) {
  const by = (c: Context<Env>, input: unknown): By => {
    const principal = caller(c)
    return {
      workspaceId: principal.workspaceId,
      actor: placed(c, actorFor(principal)),
      sight: sightOf(principal),
      commandId: commandId(deps, c, { step: 'record' }),
      bodyHash: bodyHash(input),
    }
  }
  const orThrow = <T>(value: T | Refusal): T => {
    if (isRefusal(value)) throw new Refused(value)
    return value
  }

  return new Hono<Env>()
    .get(
      '/canned-replies',
      describe({
        tag: 'Canned replies',
        summary: 'List canned replies',
        description: 'Those for every service, and those of the services that the caller sees.',
        answers: { 200: page(CannedReplyView) },
      }),
      needs('operator:read'),
      async (c) => {
        const principal = caller(c)
        const items = await deps.cannedReplies.list(principal.workspaceId, sightOf(principal))
        return c.json({ items, nextCursor: null })
      },
    )
    .post(
      '/canned-replies',
      describe({ tag: 'Canned replies', summary: 'Create a canned reply', answers: { 201: CannedReplyView } }),
      needs('service:write'),
      body(NewCannedReply),
      async (c) => {
        const input = c.req.valid('json')
        return c.json(orThrow(await deps.cannedReplies.create(by(c, input), input)), 201)
      },
    )
    .patch(
      '/canned-replies/:id',
      describe({
        tag: 'Canned replies',
        summary: 'Change a canned reply',
        description:
          '`version` is the one that was seen: 409 `changed_since` with `current` where it is another by now.',
        answers: { 200: CannedReplyView },
      }),
      needs('service:write'),
      params('id'),
      body(Changes),
      async (c) => {
        const input = c.req.valid('json')
        const { version, shortcut, text, serviceId } = input
        const fields = {
          ...(shortcut !== undefined && { shortcut }),
          ...(text !== undefined && { text }),
          ...(serviceId !== undefined && { serviceId }),
        }
        return c.json(orThrow(await deps.cannedReplies.update(by(c, input), c.req.valid('param').id, version, fields)))
      },
    )
    .delete(
      '/canned-replies/:id',
      describe({ tag: 'Canned replies', summary: 'Delete a canned reply', answers: { 204: null } }),
      needs('service:write'),
      params('id'),
      async (c) => {
        orThrow(await deps.cannedReplies.remove(by(c, {}), c.req.valid('param').id))
        return c.body(null, 204)
      },
    )
}
