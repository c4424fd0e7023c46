import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { readChoices, removeSubscriptionOf, writeChoices, writeSubscription } from '../../db/push.ts'
import { NotificationChoices, standardChoices } from '../../domain/notification.ts'
import type { Principal } from '../../domain/rights.ts'
import type { Deps } from '../deps.ts'
import { isPoint } from '../push/encrypt.ts'
import { endpointProblem } from '../push/endpoint.ts'
import { caller, needs } from './access.ts'
import { describe } from './describe.ts'
import type { Env } from './env.ts'
import { body } from './input.ts'
import { createOnce } from './once.ts'
import { badInput, no } from './problem.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')
const Base64Url = z
  .string()
  .max(200)
  .regex(/^[\w-]+=*$/, 'must be base64url')

/** As `PushSubscription.toJSON()` has it. */
const Subscription = z.strictObject({
  endpoint: z.string().max(2_000).describe('where the push service of the browser takes messages for it'),
  expirationTime: z.number().nullish(),
  keys: z.strictObject({
    p256dh: Base64Url.refine((text) => isPoint(text), 'must be a point on P-256'),
    auth: Base64Url.refine((text) => bytes(text).length === 16, 'must be 16 bytes'),
  }),
})

/** F6: where a person is told while no console is open. A browser is the caller's session: another one has a subscription of its own. */
export function push(deps: Deps) {
  const { sql } = deps.database
  const once = createOnce(deps)

  /** Programs have no browser. */
  function person(c: Context<Env>): Extract<Principal, { kind: 'operator' }> {
    const principal = caller(c)
    if (principal.kind !== 'operator') throw no('forbidden', {}, 'Only people have browsers that can be notified.')
    return principal
  }
  /** Here before the answer, so that the next event finds it; at the other nodes soon. */
  async function changed(): Promise<void> {
    deps.sayBrowsers()
    await deps.browsers.load()
  }

  return new Hono<Env>()
    .get(
      '/push/key',
      describe({
        tag: 'Notifications',
        summary: 'The key that browsers bind their push subscriptions to',
        description:
          'For `applicationServerKey` of `PushManager.subscribe()`: a point on P-256, uncompressed, base64url (RFC 8292).',
        answers: { 200: z.object({ publicKey: z.string() }) },
      }),
      needs('operator:write'),
      (c) => {
        person(c)
        return c.json({ publicKey: deps.vapid.publicKey })
      },
    )
    .put(
      '/push/subscription',
      describe({
        tag: 'Notifications',
        summary: 'Notify this browser of what comes to its person',
        description:
          'The body is what `PushSubscription.toJSON()` gives. It holds for the session of the cookie: one more replaces it, and a sign-out ends it. What is sent there is encrypted for that browser alone: “You have new session assigned.” to the assignee, “New message: …” to the owner.',
        answers: { 204: null },
      }),
      needs('operator:write'),
      body(Subscription),
      async (c) => {
        const { id: userId, workspaceId, sessionId } = person(c)
        const { endpoint, keys } = c.req.valid('json')
        const problem = endpointProblem(endpoint, deps.config.pushService)
        if (problem) throw badInput([{ path: 'endpoint', message: problem }])
        const id = deps.clock.newId()
        const subscription = { workspaceId, sessionId, id, userId, endpoint, ...keys }
        if (!(await writeSubscription(sql, subscription))) throw no('unauthorized')
        await changed()
        return c.body(null, 204)
      },
    )
    .delete(
      '/push/subscription',
      describe({
        tag: 'Notifications',
        summary: 'Notify this browser no more',
        answers: { 204: null },
      }),
      needs('operator:write'),
      async (c) => {
        const { workspaceId, sessionId } = person(c)
        await removeSubscriptionOf(sql, workspaceId, sessionId)
        await changed()
        return c.body(null, 204)
      },
    )
    .get(
      '/push/choices',
      describe({
        tag: 'Notifications',
        summary: 'What the caller wants to be notified of',
        answers: { 200: NotificationChoices },
      }),
      needs('operator:write'),
      async (c) => {
        const { id, workspaceId } = person(c)
        return c.json((await readChoices(sql, workspaceId, id)) ?? standardChoices)
      },
    )
    .put(
      '/push/choices',
      describe({
        tag: 'Notifications',
        summary: 'Choose what to be notified of',
        description:
          'It holds for all browsers of the caller. In the quiet hours nothing is told, and nothing is told afterwards either.',
        answers: { 200: NotificationChoices },
      }),
      needs('operator:write'),
      body(NotificationChoices),
      async (c) => {
        const { id, workspaceId } = person(c)
        const choices = c.req.valid('json')
        const chosen = await once(c, choices, async (line) => {
          const event = { type: 'user.updated' as const, data: { userId: id, changed: ['notifications'] } }
          if (!(await writeChoices(sql, workspaceId, id, choices, line(event, choices)))) throw no('unauthorized')
          return { answer: choices }
        })
        return c.json(chosen)
      },
    )
}
