import { Hono } from 'hono'
import { z } from 'zod'
import { Id } from '../../domain/ids.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { type Principal, sightOf } from '../../domain/rights.ts'
import { LiveState } from '../../domain/routing/live.ts'
import { heldBy } from '../../domain/routing/loads.ts'
import { Tags } from '../../domain/routing/settings.ts'
import { routes, Switches } from '../../domain/routing/switches.ts'
import { canSee } from '../../domain/sight.ts'
import type { Deps } from '../deps.ts'
import { caller, needs } from './access.ts'
import { describe } from './describe.ts'
import type { Env } from './env.ts'
import { body } from './input.ts'
import { createOnce } from './once.ts'
import { no } from './problem.ts'

const ids = z
  .array(Id)
  .max(500)
  .transform((list) => [...new Set(list)])
const Mine = z
  .object({
    state: LiveState,
    services: z.array(z.string()),
    capacity: z.number().int(),
    tags: z.array(z.string()),
    since: z.string(),
    atRisk: z.boolean(),
  })
  .meta({ id: 'Presence' })
const MyPresence = z.object({ switches: Switches, mine: Mine.nullable() })
const Choice = z.strictObject({
  state: LiveState,
  services: ids.optional().describe('among those that you see; as before where it is absent'),
  capacity: z.number().int().min(1).max(50).optional(),
  tags: Tags.optional().describe('your languages and skills'),
})
const LivePerson = Mine.extend({ id: z.string(), name: z.string(), holding: z.array(z.string()) })

/** Going Live (G2), who is (G8), and the switches for it (G11). */
export function live(deps: Deps) {
  const once = createOnce(deps)

  const person = (principal: Principal) => {
    if (principal.kind !== 'operator') throw no('forbidden', {}, 'A person goes Live, not a program.')
    return principal
  }
  const mineOf = (principal: Principal): z.infer<typeof Mine> | null => {
    const row = principal.kind === 'operator' ? deps.live.of(principal.workspaceId, principal.id) : null
    return row && viewOf(row, principal)
  }
  const answer = (principal: Principal) => ({
    switches: deps.switches.of(principal.workspaceId),
    mine: mineOf(principal),
  })
  const boardOf = async (workspaceId: string) => {
    const board = await deps.hub.fresh(workspaceId)
    if (!board) throw no('not_found')
    return board
  }

  /** Offers to somebody who cannot take them now move on at once. One that is missed moves on by its timer. */
  async function endOffersTo(workspaceId: string, userId: string): Promise<void> {
    const board = await boardOf(workspaceId)
    const open = [...board.conversations.values()].filter(
      ({ offer }) => offer?.to.id === userId && offer.for !== 'next',
    )
    await Promise.all(
      open.map(({ id, offer }) =>
        deps.gate.execute({
          principal: { kind: 'rule', workspaceId, name: 'presence' },
          actor: { kind: 'rule', name: 'presence', via: 'system' },
          command: { name: 'endOffer', conversationId: id, whom: userId, until: offer?.until, because: 'gone' },
          commandId: deps.clock.newId(),
          bodyHash: '',
        }),
      ),
    )
  }

  function viewOf(
    { state, services, capacity, tags, since, left }: NonNullable<ReturnType<Deps['live']['of']>>,
    principal: Principal,
  ): z.infer<typeof Mine> {
    const seen = services.filter((id) => canSee(sightOf(principal), id))
    return {
      state,
      services: seen,
      capacity,
      tags,
      since: new Date(since).toISOString(),
      atRisk: state !== 'offline' && left <= 0,
    }
  }

  return new Hono<Env>()
    .get(
      '/presence',
      describe({ tag: 'Live', summary: 'Whether you are Live', answers: { 200: MyPresence } }),
      needs('operator:write'),
      (c) => c.json(answer(person(caller(c)))),
    )
    .put(
      '/presence',
      describe({
        tag: 'Live',
        summary: 'Go Live, away, into wrap-up, or offline',
        description:
          'A lease of 75 s, which `POST /presence/beat` renews. When it is over you are at risk, and 2 minutes later (30 s where the customer waits) what you hold is released. What is not said stays as it was.',
        answers: { 200: MyPresence },
      }),
      needs('operator:write'),
      body(Choice),
      async (c) => {
        const principal = person(caller(c))
        const { workspaceId, id } = principal
        const input = c.req.valid('json')
        if (input.state !== 'offline' && !routes(deps.switches.of(workspaceId))) throw no('switched_off')
        await deps.live.read()
        const before = deps.live.of(workspaceId, id)
        const board = await boardOf(workspaceId)
        const services = (input.services ?? before?.services ?? []).filter(
          (one) => input.services !== undefined || (board.services.has(one) && canSee(principal.services, one)),
        )
        if (services.some((one) => !board.services.has(one) || !canSee(principal.services, one)))
          throw no('unknown_service')
        if (input.state === 'live' && services.length === 0)
          throw no(
            'invalid_input',
            { errors: [{ path: 'services', message: 'must name a service at least' }] },
            '`services` must name a service at least.',
          )
        const { capacity = before?.capacity ?? 4, tags = before?.tags ?? [] } = input
        if (!(await deps.live.put(workspaceId, id, { state: input.state, services, capacity, tags })))
          throw no('forbidden')
        if (input.state !== 'live') await endOffersTo(workspaceId, id)
        return c.json(answer(principal))
      },
    )
    .post(
      '/presence/beat',
      describe({
        tag: 'Live',
        summary: 'Say that you are still here',
        description: 'Renews the lease. `mine.state` is `offline` where it was over for too long.',
        answers: { 200: MyPresence },
      }),
      needs('operator:write'),
      body(z.strictObject({})),
      (c) => {
        const { workspaceId, id } = person(caller(c))
        deps.live.beat(workspaceId, id)
        return c.json(answer(caller(c)))
      },
    )
    .get(
      '/live',
      describe({
        tag: 'Live',
        summary: 'Who is Live, on what, holding what',
        description: 'Services and conversations that you do not see are not named.',
        answers: { 200: z.object({ items: z.array(LivePerson) }) },
      }),
      needs('operator:read'),
      async (c) => {
        const principal = caller(c)
        const { workspaceId } = principal
        const board = await boardOf(workspaceId)
        const items = deps.live.operators(workspaceId).flatMap(({ id, name }) => {
          const row = deps.live.of(workspaceId, id)
          const holding = heldBy(board, id).filter(({ serviceId }) => canSee(sightOf(principal), serviceId))
          return row ? [{ ...viewOf(row, principal), id, name, holding: holding.map((one) => one.id) }] : []
        })
        return c.json({ items })
      },
    )
    .get(
      '/switches',
      describe({ tag: 'Live', summary: 'What is switched on in this workspace', answers: { 200: Switches } }),
      needs('operator:read'),
      (c) => c.json(deps.switches.of(caller(c).workspaceId)),
    )
    .patch(
      '/switches',
      describe({
        tag: 'Live',
        summary: 'Switch live operators on or off',
        description: 'Live routing needs `operator` and `presence`, and `presence` needs `operator`.',
        answers: { 200: Switches },
      }),
      needs('workspace:admin'),
      body(
        z
          .strictObject({ operator: z.boolean(), presence: z.boolean() })
          .partial()
          .refine((changes) => Object.keys(changes).length > 0, 'must say what to change'),
      ),
      async (c) => {
        const changes = c.req.valid('json')
        const changed = await once(c, changes, async (line) => ({
          answer: await deps.switches.set(caller(c).workspaceId, changes, (now) =>
            line({ type: 'workspace.switched', data: now }, now),
          ),
        }))
        if (isRefusal(changed)) throw no('invalid_input', changed.data, changed.detail)
        return c.json(changed)
      },
    )
}
