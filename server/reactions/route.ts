import { readLive } from '../../db/live.ts'
import { type Board, onBoard } from '../../domain/board.ts'
import { standing } from '../../domain/control.ts'
import type { Conversation } from '../../domain/conversation.ts'
import { isHeldForOffers } from '../../domain/decide/offers.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { loadsOf } from '../../domain/routing/loads.ts'
import { route as choose, type Wanted } from '../../domain/routing/route.ts'
import { routingOf } from '../../domain/routing/settings.ts'
import { routes } from '../../domain/routing/switches.ts'
import type { Service } from '../../domain/service.ts'
import type { TaskPayload } from '../../domain/tasks.ts'
import { urgency } from '../../domain/urgency.ts'
import { operatorOf } from '../live/live.ts'
import type { Ended, Running } from '../worker.ts'
import { act } from './act.ts'
import { mayPass } from './end.ts'
import type { ReactionDeps } from './index.ts'

/** So often it is looked again at once when somebody was quicker than an offer. */
const ROUNDS = 5

/**
 * Asks those who fit about what waits (G4). Tasks of this kind are one lane of a workspace: whichever node does it, it is done by
 * one at a time, on what all had committed before, so that nobody is offered more than they have room for. An offer stands in
 * the log, and a claim before it is accepted wins at the gate (L1).
 */
export const route =
  (deps: ReactionDeps) =>
  async ({ fresh }: TaskPayload<'route'>, running: Running): Promise<Ended> => {
    for (let round = 0; round < ROUNDS; round++) if (await routeOnce(deps, fresh, running, round)) break
    if (fresh !== null) await leave(deps, fresh, running)
    return 'done'
  }

/** @returns whether all went as it was chosen */
async function routeOnce(deps: ReactionDeps, fresh: string | null, running: Running, round: number): Promise<boolean> {
  const { workspaceId } = running
  await deps.sights.ready(workspaceId)
  const board = await deps.hub.fresh(workspaceId)
  if (!board || !routes(deps.switches.of(workspaceId))) return true
  const { rows, now } = await readLive(deps.sql, workspaceId)
  const operators = rows.map((row) => operatorOf(row, row.left <= 0, deps.sights))
  const offers = choose(wanted(board, fresh, now), {
    operators,
    loads: loadsOf(board),
    given: deps.given.at(workspaceId),
    last: deps.given.last(workspaceId),
    at: now,
  })
  let asChosen = true
  for (const { conversationId, to } of offers) {
    const conversation = board.conversations.get(conversationId)
    const service = conversation && board.services.get(conversation.serviceId)
    if (!service) continue
    const delay = routingOf(service).offerSeconds * 1_000
    const outcome = await act(
      deps,
      running,
      'routing',
      {
        name: 'offer',
        conversationId,
        to,
        for: conversationId === fresh ? 'new' : 'waiting',
        until: new Date(now + delay).toISOString(),
        delay,
      },
      conversationId,
      round,
    )
    if (isRefusal(outcome) && mayPass(outcome)) throw new Error(outcome.detail)
    if (isRefusal(outcome)) asChosen = false
  }
  return asChosen
}

function wanted(board: Board, fresh: string | null, now: number): Wanted[] {
  return [...board.conversations.values()].flatMap((conversation) => {
    const service = board.services.get(conversation.serviceId)
    if (!service || conversation.offer || !onBoard(conversation, service)) return []
    const held = standing(conversation, service)
    const isNew = conversation.id === fresh && isHeldForOffers(conversation, service)
    return held.waiting || isNew ? [wantedOf(conversation, service, now)] : []
  })
}

function wantedOf(conversation: Conversation, service: Service, now: number): Wanted {
  const { needs, strategy } = routingOf(service)
  return {
    id: conversation.id,
    serviceId: service.id,
    needs,
    strategy,
    asked: conversation.asked ?? [],
    former: conversation.lostBy?.id ?? null,
    urgency: urgency(conversation, service, now),
    since: Date.parse(conversation.pausedAt ?? conversation.startedAt),
  }
}

/** Nobody is asked about the new conversation: the AI answers it. Where somebody is asked this changes nothing. */
async function leave(deps: ReactionDeps, conversationId: string, running: Running): Promise<void> {
  const conversation = deps.hub.peek(running.workspaceId, conversationId)
  if (!conversation || conversation.offer) return
  const because = conversation.asked ? 'nobody_accepted' : 'nobody_live'
  const outcome = await act(
    deps,
    running,
    'routing',
    { name: 'leaveToAi', conversationId, because },
    conversationId,
    'ai',
  )
  if (isRefusal(outcome) && mayPass(outcome)) throw new Error(outcome.detail)
}
