import type { Context } from 'hono'
import { Hono } from 'hono'
import { z } from 'zod'
import { databaseNow } from '../../db/live.ts'
import type { Person } from '../../domain/actor.ts'
import { Id } from '../../domain/ids.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { actorFor, sightOf } from '../../domain/rights.ts'
import { mostUrgent } from '../../domain/routing/next.ts'
import { canSee } from '../../domain/sight.ts'
import { line } from '../../domain/text.ts'
import { bodyHash } from '../clock.ts'
import type { Deps } from '../deps.ts'
import { caller, needs, placed } from './access.ts'
import { describe, schemas } from './describe.ts'
import type { Env } from './env.ts'
import { commandId, execute, operatorOf } from './execute.ts'
import { body, params } from './input.ts'
import { no, Refused } from './problem.ts'

/** For how long “Next” leaves a conversation to one operator, in milliseconds (B6). */
const NEXT = 60_000
/** So often another one is tried when somebody was quicker. */
const TRIES = 8

const operatorId = line(80).optional().describe('with an API key: the operator for whom it acts')
const AsOperator = z.strictObject({ operatorId })
const Next = z.strictObject({
  skip: z
    .array(Id)
    .max(500)
    .default([])
    .describe('conversations that are to be passed over; of the ones left to you the lease ends'),
  operatorId,
})

/** What operators do with offers: decline one (G4), and ask for the next (B6). To accept is to take over. */
export function offers(deps: Deps) {
  /** Of those that were left to them before, these are free again. */
  async function letGo(
    c: Context<Env>,
    operator: Person,
    ids: readonly { id: string; until: string }[],
  ): Promise<void> {
    for (const { id, until } of ids)
      await execute(deps, c, {
        command: { name: 'endOffer', conversationId: id, whom: operator.id, until, because: 'skipped' },
        actor: actorFor(caller(c), { operator }),
        body: { id },
        commandId: deps.clock.newId(),
      })
  }

  /** Makes an offer of the most urgent one to whoever asked: others pass it over meanwhile. Said again under its id it is the same one (L4). */
  async function next(c: Context<Env>, operator: Person, skip: readonly string[]): Promise<string | null> {
    const { workspaceId } = caller(c)
    const said = {
      workspaceId,
      commandId: commandId(deps, c, { step: 'next' }),
      bodyHash: bodyHash([operator.id, skip]),
    }
    const first = c.req.header('idempotency-key') === undefined ? null : await deps.gate.answered(said)
    if (isRefusal(first)) throw new Refused(first)
    if (first?.answer.conversation) return first.answer.conversation.id
    const board = await deps.hub.fresh(workspaceId)
    if (!board) throw no('not_found')
    const [theirs, own] = [deps.sights.of(workspaceId, operator.id), sightOf(caller(c))]
    const choice = [...board.conversations.values()].filter(
      ({ serviceId }) => canSee(theirs, serviceId) && canSee(own, serviceId),
    )
    const passed = new Set(skip)
    const over = choice.flatMap(({ id, offer }) =>
      offer?.for === 'next' && offer.to.id === operator.id && passed.has(id) ? [{ id, until: offer.until }] : [],
    )
    await letGo(c, operator, over)
    const now = await databaseNow(deps.database.sql)
    for (let tries = 0; tries < TRIES; tries++) {
      const id = mostUrgent(board, choice, operator.id, passed, now)
      if (id === null || board.conversations.get(id)?.offer?.to.id === operator.id) return id
      const outcome = await deps.gate.execute({
        ...said,
        principal: caller(c),
        actor: placed(c, actorFor(caller(c), { operator })),
        command: {
          name: 'offer',
          conversationId: id,
          to: operator,
          for: 'next',
          until: new Date(now + NEXT).toISOString(),
          delay: NEXT,
        },
      })
      if (!isRefusal(outcome)) return outcome.answer.conversation?.id ?? id
      if (outcome.refused === 'unavailable' || outcome.refused === 'id_reused') throw new Refused(outcome)
      passed.add(id)
    }
    return null
  }

  return new Hono<Env>()
    .post(
      '/conversations/:id/decline',
      describe({
        tag: 'Live',
        summary: 'Decline an offer',
        description: 'It moves on to the next one who fits. To accept an offer is to take over.',
        answers: { 200: schemas.Conversation },
      }),
      needs('operator:write'),
      params('id'),
      body(AsOperator),
      async (c) => {
        const input = c.req.valid('json')
        const operator = await operatorOf(deps, caller(c), input.operatorId)
        const { id: conversationId } = c.req.valid('param')
        const done = await execute(deps, c, {
          command: { name: 'endOffer', conversationId, whom: operator.id, because: 'declined' },
          actor: actorFor(caller(c), { operator }),
          body: input,
        })
        if (!done.answer.conversation) throw no('internal')
        return c.json(done.answer.conversation)
      },
    )
    .post(
      '/next',
      describe({
        tag: 'Live',
        summary: 'The most urgent conversation, left to you for a minute',
        description:
          'Of those that need attention or wait, and are nobody’s. Nobody else is given it by `next` or an offer meanwhile; whoever takes over first has it all the same.',
        answers: { 200: z.object({ conversationId: z.string().nullable() }) },
      }),
      needs('operator:write'),
      body(Next),
      async (c) => {
        const { skip, operatorId } = c.req.valid('json')
        const operator = await operatorOf(deps, caller(c), operatorId)
        return c.json({ conversationId: await next(c, operator, skip) })
      },
    )
}
