import { Hono } from 'hono'
import { z } from 'zod'
import { isRefusal } from '../../domain/refusal.ts'
import { type Principal, roleScopes, Scope, UserRole } from '../../domain/rights.ts'
import { Schedule } from '../../domain/schedule.ts'
import { nameLine } from '../../domain/text.ts'
import type { Deps } from '../deps.ts'
import { newKey } from '../identity/keys.ts'
import { caller, needs } from './access.ts'
import { describe, page } from './describe.ts'
import type { Env } from './env.ts'
import { body, params } from './input.ts'
import { createOnce } from './once.ts'
import { no, Refused } from './problem.ts'

const User = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: UserRole,
    schedule: Schedule.nullable().describe('when somebody works, in their local time; null: no schedule'),
  })
  .meta({ id: 'User' })
const Password = z.string().min(8).max(128)
const NewUser = z.strictObject({
  name: nameLine(80),
  email: z.email().max(320),
  password: Password,
  role: UserRole,
  schedule: Schedule.nullable().default(null),
})
const UserChanges = z
  .strictObject({ name: nameLine(80), role: UserRole, password: Password, schedule: Schedule.nullable() })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'must say what to change')
const Key = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(Scope),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
  })
  .meta({ id: 'Key' })
const NewKey = z.strictObject({
  name: nameLine(80),
  scopes: z.array(Scope).min(1).default(['conversation:read', 'conversation:write']),
})

/** How long a new key is kept in memory for whoever did not get the answer and asks again, in milliseconds. The database has its hash alone. */
const SHOWN = 10 * 60_000

/** The people of the workspace, its keys, and who is calling (F4). Identity writes outside the gate; the log gets the fact (L10). */
export function people(deps: Deps) {
  const once = createOnce(deps)
  const shown = new Map<string, string>()

  const orThrow = <T>(value: T): Exclude<T, { refused: string }> => {
    if (isRefusal(value)) throw new Refused(value)
    return value as Exclude<T, { refused: string }>
  }

  /** Nobody makes, changes or removes a person of more rights than the own ones. */
  function mayMake(principal: Principal, ...roles: (UserRole | undefined)[]): void {
    const held = 'scopes' in principal ? principal.scopes : new Set<Scope>()
    if (!roles.every((role) => role === undefined || roleScopes[role].every((scope) => held.has(scope))))
      throw no('forbidden', {}, 'You cannot give or change a role with rights that you do not have.')
  }
  const roleOf = async (workspaceId: string, id: string) => (await deps.people.find(workspaceId, id))?.role

  return new Hono<Env>()
    .get(
      '/me',
      describe({
        tag: 'People',
        summary: 'Who is calling',
        answers: {
          200: z.object({
            id: z.string(),
            name: z.string(),
            email: z.string().nullable(),
            role: z.string(),
            scopes: z.array(Scope),
            workspace: z.object({ id: z.string(), name: z.string() }),
          }),
        },
      }),
      async (c) => {
        const principal = caller(c)
        if (principal.kind !== 'operator' && principal.kind !== 'key') throw no('forbidden')
        const [workspace] = await deps.database.sql<
          { id: string; name: string }[]
        >`select id, name from workspaces where id = ${principal.workspaceId}`
        if (!workspace) throw no('not_found')
        const { id, name } = principal
        const person = principal.kind === 'operator'
        return c.json({
          id,
          name,
          email: person ? principal.email : null,
          role: person ? principal.role : 'key',
          scopes: [...principal.scopes],
          workspace,
        })
      },
    )
    .get(
      '/capabilities',
      describe({
        tag: 'People',
        summary: 'What this installation offers',
        answers: { 200: z.object({ builtin: z.boolean(), model: z.boolean(), publicUrl: z.string() }) },
      }),
      needs('conversation:read'),
      (c) => c.json({ ...deps.capabilities, publicUrl: deps.config.publicUrl }),
    )
    .get(
      '/users',
      describe({ tag: 'People', summary: 'List users', answers: { 200: page(User) } }),
      needs('people:write'),
      async (c) => c.json({ items: await deps.people.list(caller(c).workspaceId), nextCursor: null }),
    )
    .post(
      '/users',
      describe({ tag: 'People', summary: 'Add a user', answers: { 201: User } }),
      needs('people:write'),
      body(NewUser),
      async (c) => {
        const input = c.req.valid('json')
        mayMake(caller(c), input.role)
        const user = await once(c, { ...input, password: '' }, async (line) => {
          const event = ({ id: userId, name, role }: z.infer<typeof User>) =>
            ({ type: 'user.created', data: { userId, name, role } }) as const
          const made = orThrow(
            await deps.people.create(caller(c).workspaceId, input, (person) => line(event(person), person)),
          )
          return { answer: made }
        })
        return c.json(user, 201)
      },
    )
    .get(
      '/users/:id',
      describe({ tag: 'People', summary: 'Read a user', answers: { 200: User } }),
      needs('people:write'),
      params('id'),
      async (c) => {
        const user = await deps.people.find(caller(c).workspaceId, c.req.valid('param').id)
        if (!user) throw no('not_found')
        return c.json(user)
      },
    )
    .patch(
      '/users/:id',
      describe({ tag: 'People', summary: 'Change a user', answers: { 200: User } }),
      needs('people:write'),
      params('id'),
      body(UserChanges),
      async (c) => {
        const changes = c.req.valid('json')
        const { id } = c.req.valid('param')
        mayMake(caller(c), changes.role, await roleOf(caller(c).workspaceId, id))
        const user = await once(c, { ...changes, ...(changes.password && { password: '' }) }, async (line) => {
          const event = { type: 'user.updated', data: { userId: id, changed: Object.keys(changes) } } as const
          const changed = await deps.people.update(caller(c).workspaceId, id, changes, (person) => line(event, person))
          return { answer: orThrow(changed) }
        })
        return c.json(user)
      },
    )
    .delete(
      '/users/:id',
      describe({ tag: 'People', summary: 'Remove a user', answers: { 204: null } }),
      needs('people:write'),
      params('id'),
      async (c) => {
        const { id } = c.req.valid('param')
        const { workspaceId } = caller(c)
        mayMake(caller(c), await roleOf(workspaceId, id))
        await once(c, {}, async (line) => {
          const event = { type: 'user.deleted', data: { userId: id } } as const
          orThrow(await deps.people.remove(workspaceId, id, line(event, { id })))
          return { answer: { id } }
        })
        return c.body(null, 204)
      },
    )
    .get(
      '/keys',
      describe({ tag: 'Keys', summary: 'List API keys', answers: { 200: page(Key) } }),
      needs('workspace:admin'),
      async (c) => c.json({ items: await deps.keys.list(caller(c).workspaceId), nextCursor: null }),
    )
    .post(
      '/keys',
      describe({
        tag: 'Keys',
        summary: 'Make an API key',
        description: 'The key is shown here and never again.',
        answers: { 201: z.object({ id: z.string(), name: z.string(), scopes: z.array(Scope), key: z.string() }) },
      }),
      needs('workspace:admin'),
      body(NewKey),
      async (c) => {
        const principal = caller(c)
        const { name, scopes } = c.req.valid('json')
        // A key never gives more than a program of the workspace may have: its own words, and what its maker may do.
        const holds = (scope: Scope) =>
          scope === 'conversation:write' ||
          (principal.kind !== 'customer' && principal.kind !== 'rule' && principal.scopes.has(scope))
        if (!scopes.every(holds))
          throw no('forbidden', {}, 'A key cannot be given a right that its maker does not have.')
        const made = await once(c, { name, scopes }, async (line) => {
          const id = deps.clock.newId()
          const event = { type: 'key.created', data: { keyId: id, name } } as const
          const answer = { id, name, scopes }
          const key = newKey()
          // Before it is made: the database may make it and its answer not arrive.
          shown.set(id, key)
          setTimeout(() => shown.delete(id), SHOWN).unref()
          await deps.keys.create(principal.workspaceId, { ...answer, key }, line(event, answer))
          return { answer }
        })
        const key = shown.get(made.id)
        if (key === undefined)
          throw no(
            'id_reused',
            { keyId: made.id },
            'This key was made, and cannot be shown any more. Revoke it and make another one.',
          )
        return c.json({ ...made, key }, 201)
      },
    )
    .delete(
      '/keys/:id',
      describe({ tag: 'Keys', summary: 'Revoke an API key', answers: { 204: null } }),
      needs('workspace:admin'),
      params('id'),
      async (c) => {
        const { id } = c.req.valid('param')
        await once(c, {}, async (line) => {
          const event = { type: 'key.revoked', data: { keyId: id } } as const
          if (!(await deps.keys.revoke(caller(c).workspaceId, id, line(event, { id })))) throw no('not_found')
          return { answer: { id } }
        })
        return c.body(null, 204)
      },
    )
}
