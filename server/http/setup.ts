import { Hono } from 'hono'
import { z } from 'zod'
import { isRefusal } from '../../domain/refusal.ts'
import { nameLine } from '../../domain/text.ts'
import { bodyHash } from '../clock.ts'
import type { Deps } from '../deps.ts'
import { createPeople } from '../identity/people.ts'
import { useSetupToken } from '../identity/setup.ts'
import { caller, needs } from './access.ts'
import { addressLimit } from './address-limit.ts'
import { describe } from './describe.ts'
import type { Env } from './env.ts'
import { body } from './input.ts'
import { no, Refused } from './problem.ts'

const FirstAdmin = z.strictObject({
  token: z.string().min(1).max(100),
  name: nameLine(80),
  email: z.email().max(320),
  password: z.string().min(8).max(128),
})
const SampleState = z.object({ running: z.boolean(), services: z.number().int() })

/** The first run: the administrator by the printed link, and sample traffic that can be removed. */
export function setup(deps: Deps) {
  const { workspaceId } = deps.setup
  const trying = addressLimit({ most: 20, within: 60_000, now: deps.clock.elapsed })
  const empty = async () => (await deps.people.list(workspaceId)).length === 0
  const state = async (id: string) => deps.sample.state(id)

  return new Hono<Env>()
    .get(
      '/setup',
      describe({
        tag: 'First run',
        summary: 'Whether an administrator is wanted',
        answers: { 200: z.object({ needed: z.boolean() }) },
        public: true,
      }),
      async (c) => c.json({ needed: await empty() }),
    )
    .post(
      '/setup',
      describe({
        tag: 'First run',
        summary: 'Create the first administrator',
        description: 'With the one-time token of the printed link.',
        answers: { 201: z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.string() }) },
        public: true,
      }),
      body(FirstAdmin),
      async (c) => {
        trying(c)
        const { token, ...person } = c.req.valid('json')
        if (!(await empty())) throw no('already_set_up')
        const admin = await useSetupToken(deps.database.sql, token, (sql) =>
          createPeople(sql, deps.auth).create(workspaceId, { ...person, role: 'admin', schedule: null }),
        )
        if (!admin) throw no('forbidden', {}, 'This link is not the one that was printed last, or it was used.')
        if (isRefusal(admin)) throw new Refused(admin)
        const event = { type: 'user.created' as const, data: { userId: admin.id, name: admin.name, role: admin.role } }
        await deps.gate.execute({
          principal: { kind: 'rule', workspaceId, name: 'set-up' },
          actor: { kind: 'rule', name: 'set-up', via: 'console' },
          command: { name: 'record', events: [event] },
          commandId: deps.clock.newId(),
          bodyHash: bodyHash(event),
        })
        return c.json(admin, 201)
      },
    )
    .get(
      '/sample',
      describe({ tag: 'First run', summary: 'The state of sample traffic', answers: { 200: SampleState } }),
      needs('workspace:admin'),
      async (c) => c.json(await state(caller(c).workspaceId)),
    )
    .post(
      '/sample',
      describe({ tag: 'First run', summary: 'Start sample traffic', answers: { 200: SampleState } }),
      needs('workspace:admin'),
      async (c) => {
        const id = caller(c).workspaceId
        await deps.sample.start(id)
        return c.json(await state(id))
      },
    )
    .delete(
      '/sample',
      describe({ tag: 'First run', summary: 'Stop and remove sample traffic', answers: { 200: SampleState } }),
      needs('workspace:admin'),
      async (c) => {
        const id = caller(c).workspaceId
        await deps.sample.stop(id)
        return c.json(await state(id))
      },
    )
}
