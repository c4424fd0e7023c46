import { needsAttention } from './attention.ts'
import { type Standing, standing } from './control.ts'
import type { Conversation } from './conversation.ts'
import type { Event } from './events.ts'
import { evolve, evolveService, serviceOf } from './evolve.ts'
import type { Service } from './service.ts'

/** H2. What the three counters show, and the parts that the screens show beside them. */
export interface Stats {
  activeConversations: number
  needsAttention: number
  paused: number
  withAi: number
  waiting: number
  claimed: number
}

export const noStats: Stats = {
  activeConversations: 0,
  needsAttention: 0,
  paused: 0,
  withAi: 0,
  waiting: 0,
  claimed: 0,
}

/** What one conversation adds to the counters. The board holds open conversations that have a customer's message. */
export function counted(conversation: Conversation, service: Service): Stats {
  if (!onBoard(conversation, service)) return noStats
  const held: Standing = standing(conversation, service)
  const paused = held.status === 'paused'
  return {
    activeConversations: 1,
    needsAttention: needsAttention(conversation) ? 1 : 0,
    paused: paused ? 1 : 0,
    withAi: paused ? 0 : 1,
    waiting: held.waiting ? 1 : 0,
    claimed: held.owner ? 1 : 0,
  }
}

export const onBoard = (conversation: Conversation, service: Pick<Service, 'deleted'>): boolean =>
  conversation.resolvedAt === null && !service.deleted && conversation.openingQuestion !== null

export const addStats = (a: Stats, b: Stats, sign: 1 | -1 = 1): Stats => ({
  activeConversations: a.activeConversations + sign * b.activeConversations,
  needsAttention: a.needsAttention + sign * b.needsAttention,
  paused: a.paused + sign * b.paused,
  withAi: a.withAi + sign * b.withAi,
  waiting: a.waiting + sign * b.waiting,
  claimed: a.claimed + sign * b.claimed,
})

/** The live picture of one workspace at one place of its log. `conversations` holds every open one, on the board or not yet. */
export interface Board {
  seq: number
  services: Map<string, Service>
  conversations: Map<string, Conversation>
  /** Counters per service, kept with each event; they equal a count over the list (L6). */
  stats: Map<string, Stats>
}

export const emptyBoard = (): Board => ({ seq: 0, services: new Map(), conversations: new Map(), stats: new Map() })

/**
 * Puts one event into the board, in place. The server's memory and the console's store are both made of this fold (L6).
 * @returns the conversation that changed, before and after, or null
 */
export function foldBoard(
  board: Board,
  event: Event,
): { before: Conversation | null; after: Conversation | null } | null {
  board.seq = event.seq
  const serviceId = serviceOf(event)
  if (serviceId !== null) {
    foldService(board, serviceId, event)
    return null
  }
  if (event.conversationId === null) return null
  const before = board.conversations.get(event.conversationId) ?? null
  const after = evolve(before, event)
  if (before) count(board, before, -1)
  if (after && after.resolvedAt === null) {
    board.conversations.set(after.id, after)
    count(board, after, 1)
  } else board.conversations.delete(event.conversationId)
  return { before, after }
}

function foldService(board: Board, id: string, event: Event): void {
  const service = evolveService(board.services.get(id) ?? null, event)
  if (!service) return
  if (service.deleted) {
    board.services.delete(id)
    board.stats.delete(id)
    for (const [key, conversation] of board.conversations)
      if (conversation.serviceId === id) board.conversations.delete(key)
    return
  }
  board.services.set(id, service)
  recount(board, id)
}

/** Counts a service's conversations anew: after a mode change, which moves all of them at once. */
export function recount(board: Board, serviceId: string): void {
  const service = board.services.get(serviceId)
  let sum = noStats
  if (service)
    for (const conversation of board.conversations.values())
      if (conversation.serviceId === serviceId) sum = addStats(sum, counted(conversation, service))
  board.stats.set(serviceId, sum)
}

/** Counts every service's conversations, in one pass: for a board that was put together out of a picture. */
export function countAll(board: Board): void {
  for (const id of board.services.keys()) board.stats.set(id, noStats)
  for (const conversation of board.conversations.values()) count(board, conversation, 1)
}

function count(board: Board, conversation: Conversation, sign: 1 | -1): void {
  const service = board.services.get(conversation.serviceId)
  if (!service) return
  const stats = board.stats.get(service.id) ?? noStats
  board.stats.set(service.id, addStats(stats, counted(conversation, service), sign))
}

/** The sum over the services that a reader may see. */
export function boardStats(board: Board, sees: (serviceId: string) => boolean = () => true): Stats {
  let sum = noStats
  for (const [id, stats] of board.stats) if (sees(id)) sum = addStats(sum, stats)
  return sum
}
