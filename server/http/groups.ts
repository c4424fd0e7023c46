import type { Context } from 'hono'
import { Hono } from 'hono'
import { z } from 'zod'
import { Group } from '../../domain/group.ts'
import { Id } from '../../domain/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts'
import { actorFor, sightOf } from '../../domain/rights.ts'
import { canSee } from '../../domain/sight.ts'
import { nameLine, Text } from '../../domain/text.ts'
import { bodyHash } from '../clock.ts'
import type { Deps } from '../deps.ts'
import type { By } from '../identity/groups.ts'
import { caller, needs, placed } from './access.ts'
import { describe, page } from './describe.ts'
import type { Env } from './env.ts'
import { commandId } from './execute.ts'
import { body, params } from './input.ts'
import { no, Refused } from './problem.ts'

const GroupView = Group.meta({ id: 'Group' })
const ids = z
  .array(Id)
  .max(500)
  .transform((list) => [...new Set(list)])
const Description = Text.or(z.literal(''))
const NewGroup = z.strictObject({
  name: nameLine(80),
  description: Description.default(''),
  services: ids.default([]),
  members: ids.default([]),
})
const Changes = z
  .strictObject({ name: nameLine(80), description: Description, services: ids, members: ids })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'say what to change')

const widens =
  'An operator who leaves their last group with this sees every service from then on: the event in the log names them (`unlimited`). To take every service from somebody, put them into a group without services.'

/** Operator groups: who sees and handles which services (G1, G7). */
export function groups(deps: Deps) {
  const by = (c: Context<Env>, input: unknown): By => {
    const principal = caller(c)
    return {
      workspaceId: principal.workspaceId,
      actor: placed(c, actorFor(principal)),
      person: principal.kind === 'operator' ? principal.id : null,
      commandId: commandId(deps, c, { step: 'record' }),
      bodyHash: bodyHash(input),
    }
  }
  /** Services that the caller does not see are not named (L7). */
  const shown = (c: Context<Env>, group: Group): Group => ({
    ...group,
    services: group.services.filter((id) => canSee(sightOf(caller(c)), id)),
  })
  const orThrow = <T>(value: T | Refusal): T => {
    if (isRefusal(value)) throw new Refused(value)
    return value
  }

  return new Hono<Env>()
    .get(
      '/groups',
      describe({
        tag: 'Groups',
        summary: 'List operator groups',
        description: 'Of the services those are named that the caller sees.',
        answers: { 200: page(GroupView) },
      }),
      needs('operator:read'),
      async (c) => {
        const items = await deps.groups.list(caller(c).workspaceId)
        return c.json({ items: items.map((group) => shown(c, group)), nextCursor: null })
      },
    )
    .post(
      '/groups',
      describe({
        tag: 'Groups',
        summary: 'Create an operator group',
        description:
          'An operator in one group or several sees the services of those alone; an operator in no group sees every service, as administrators and API keys do. Members are people who may act as an operator.',
        answers: { 201: GroupView },
      }),
      needs('operator:write'),
      body(NewGroup),
      async (c) => {
        const input = c.req.valid('json')
        return c.json(shown(c, orThrow(await deps.groups.create(by(c, input), input))), 201)
      },
    )
    .get(
      '/groups/:id',
      describe({ tag: 'Groups', summary: 'Read an operator group', answers: { 200: GroupView } }),
      needs('operator:read'),
      params('id'),
      async (c) => {
        const group = await deps.groups.find(caller(c).workspaceId, c.req.valid('param').id)
        if (!group) throw no('not_found')
        return c.json(shown(c, group))
      },
    )
    .patch(
      '/groups/:id',
      describe({
        tag: 'Groups',
        summary: 'Change an operator group',
        description:
          '`services` and `members` are the whole lists, but services that the caller does not see stay. The open streams of people who see other services from now on get `reset`. ' +
          widens,
        answers: { 200: GroupView },
      }),
      needs('operator:write'),
      params('id'),
      body(Changes),
      async (c) => {
        const changes = c.req.valid('json')
        const changed = await deps.groups.update(by(c, changes), c.req.valid('param').id, () => changes)
        return c.json(shown(c, orThrow(changed)))
      },
    )
    .delete(
      '/groups/:id',
      describe({
        tag: 'Groups',
        summary: 'Delete an operator group',
        description: widens,
        answers: { 204: null },
      }),
      needs('operator:write'),
      params('id'),
      async (c) => {
        orThrow(await deps.groups.remove(by(c, {}), c.req.valid('param').id))
        return c.body(null, 204)
      },
    )
    .post(
      '/groups/:id/members',
      describe({ tag: 'Groups', summary: 'Add a member to an operator group', answers: { 200: GroupView } }),
      needs('operator:write'),
      params('id'),
      body(z.strictObject({ userId: Id })),
      async (c) => {
        const { userId } = c.req.valid('json')
        const { id } = c.req.valid('param')
        const added = await deps.groups.update(by(c, { userId }), id, ({ members }) => ({
          members: [...new Set([...members, userId])],
        }))
        return c.json(shown(c, orThrow(added)))
      },
    )
    .delete(
      '/groups/:id/members/:userId',
      describe({
        tag: 'Groups',
        summary: 'Remove a member from an operator group',
        description: widens,
        answers: { 204: null },
      }),
      needs('operator:write'),
      params('id', 'userId'),
      async (c) => {
        const { id, userId } = c.req.valid('param')
        const removed = await deps.groups.update(by(c, {}), id, ({ members }) =>
          members.includes(userId) ? { members: members.filter((member) => member !== userId) } : refuse('not_found'),
        )
        orThrow(removed)
        return c.body(null, 204)
      },
    )
}
