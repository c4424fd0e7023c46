import { z } from 'zod'
import { Actor, Person } from './actor.ts'
import { needsAttention } from './attention.ts'
import type { Stats } from './board.ts'
import { standing } from './control.ts'
import { Conversation } from './conversation.ts'
import { formatCursor, formatCustomerCursor } from './cursor.ts'
import { type Event, type EventData, isPublic, Message } from './events.ts'
import { LiveState } from './routing/live.ts'
import { Service } from './service.ts'

/** A service as the API shows it. Everything that the board's fold needs is in it, so that snapshot + events = snapshot (L6). */
export const ServiceView = Service
export type ServiceView = z.infer<typeof ServiceView>

export const ConversationStatus = z.enum(['ai_active', 'paused', 'resolved'])

/** A conversation as operators and programs see it: its fold, with owner, status and attention as they hold now. */
export const ConversationView = Conversation.extend({
  status: ConversationStatus,
  needsAttention: z.boolean(),
  /** The owner that the events name; `owner` is the one that holds now. They differ after a mode change that returned all. */
  claimedBy: Person.nullable(),
})
export type ConversationView = z.infer<typeof ConversationView>

/** A session as the sessions screen lists it (A1). */
export const SessionView = ConversationView.extend({
  service: z.string().describe('the name of its service'),
  responsible: Person.nullable().describe('who holds it or, when it has ended, who held it last'),
  controlTime: z
    .object({ ai: z.number(), waiting: z.number(), people: z.number() })
    .describe('milliseconds with the AI, waiting for a person, and with people'),
})
export type SessionView = z.infer<typeof SessionView>

export function viewConversation(conversation: Conversation, service: Service): ConversationView {
  const { status, owner } = standing(conversation, service)
  return {
    ...conversation,
    owner,
    claimedBy: conversation.owner,
    status,
    needsAttention: status !== 'resolved' && needsAttention(conversation),
  }
}

/**
 * The way back: what the fold goes on from. Field by field: a screen does it for tens of thousands before its first
 * picture, and a copy of “all the others” takes many times as long.
 */
export const foldOf = (view: ConversationView): Conversation => ({
  id: view.id,
  serviceId: view.serviceId,
  customer: view.customer,
  channel: view.channel,
  agent: view.agent,
  previousId: view.previousId,
  nextId: view.nextId,
  startedAt: view.startedAt,
  resolvedAt: view.resolvedAt,
  control: view.control,
  owner: view.claimedBy,
  ownerSince: view.ownerSince,
  ownerReplied: view.ownerReplied,
  pausedAt: view.pausedAt,
  movedAt: view.movedAt,
  turn: view.turn,
  epoch: view.epoch,
  openingQuestion: view.openingQuestion,
  messageCount: view.messageCount,
  lastMessage: view.lastMessage,
  lastReplyId: view.lastReplyId,
  unansweredSince: view.unansweredSince,
  flags: view.flags,
  handoff: view.handoff,
  ...(view.offer && { offer: view.offer }),
  ...(view.asked && { asked: view.asked }),
  ...(view.leftToAi && { leftToAi: view.leftToAi }),
  ...(view.lostBy && { lostBy: view.lostBy }),
  ...(view.forced && { forced: view.forced }),
  version: view.version,
  publicCount: view.publicCount,
})

/** What a customer may know of a conversation (L8): no flags, no owner’s id, nothing of the mode, no turn, which counts releases. */
export const CustomerConversation = z.object({
  id: z.string(),
  status: z.enum(['open', 'resolved']),
  service: z.string(),
  agent: z.string(),
  /** The person who writes with the customer now. */
  person: z.string().nullable(),
  startedAt: z.string(),
  previousId: z.string().nullable(),
})
export type CustomerConversation = z.infer<typeof CustomerConversation>

export function viewForCustomer(conversation: Conversation, service: Service): CustomerConversation {
  const { status, owner } = standing(conversation, service)
  return {
    id: conversation.id,
    status: status === 'resolved' ? 'resolved' : 'open',
    service: service.name,
    agent: conversation.agent,
    person: owner?.name ?? null,
    startedAt: conversation.startedAt,
    previousId: conversation.previousId,
  }
}

export const MessageView = Message.extend({ at: z.string(), turn: z.number().int() })
export type MessageView = z.infer<typeof MessageView>

/** An event as operators and programs read it, in lists and in streams alike. */
export const EventView = z.object({
  cursor: z.string(),
  seq: z.number().int(),
  type: z.string(),
  conversationId: z.string().nullable(),
  actor: Actor,
  at: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export type EventView = Omit<z.infer<typeof EventView>, 'data' | 'type'> & Pick<Event, 'type' | 'data'>

export const viewEvent = (generation: number, { seq, type, conversationId, actor, at, data }: Event): EventView => ({
  cursor: formatCursor({ generation, seq }),
  seq,
  type,
  conversationId,
  actor: actor.network === undefined ? actor : withoutNetwork(actor),
  at,
  data,
})

// What a colleague or a program reads everywhere need not say where each of the others sits.
function withoutNetwork({ network: _network, ...actor }: Actor): Actor {
  return actor
}

/** An event in the customer's shape; `seq` counts the public events of the conversation. */
export const CustomerEvent = z.object({
  cursor: z.string(),
  seq: z.number().int(),
  type: z.enum(['conversation.opened', 'message.added', 'conversation.resolved', 'conversation.continued']),
  actor: z.object({ kind: z.enum(['customer', 'ai', 'operator', 'system']), name: z.string().nullable() }),
  at: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export type CustomerEvent = z.infer<typeof CustomerEvent>

/** Null for what a customer must not see (L8). `count` is the event's number among the public ones of its conversation. */
export function customerEvent(generation: number, event: Event, count: number): CustomerEvent | null {
  if (!isPublic(event.type)) return null
  const shape = (
    kind: CustomerEvent['actor']['kind'],
    name: string | null,
    data: Record<string, unknown>,
  ): CustomerEvent => ({
    cursor: formatCustomerCursor(generation, count),
    seq: count,
    type: event.type as CustomerEvent['type'],
    actor: { kind, name },
    at: event.at,
    data,
  })
  switch (event.type) {
    case 'conversation.opened':
      return shape('customer', null, { agent: event.data.agent, previousId: event.data.previousId })
    case 'message.added': {
      const { message } = event.data
      return shape(message.role, message.author, { message: { ...message, at: event.at } })
    }
    case 'conversation.resolved':
      return shape('system', null, {})
    case 'conversation.continued':
      return shape('system', null, {
        conversationId: (event.data as EventData<'conversation.continued'>).conversationId,
      })
    default:
      return null
  }
}

/** Frames without a number, never stored: what is happening at this moment (B13). */
export type Moment =
  | {
      type: 'typing'
      conversationId: string
      who: 'customer' | 'operator' | 'ai'
      name: string | null
      typing: boolean
    }
  | { type: 'ai.writing'; conversationId: string; text: string; done: boolean }
  | { type: 'viewers'; conversationId: string; viewers: Person[] }
  | { type: 'operators'; operators: OperatorView[] }

/** Somebody who went Live, as the team sees it; which services and conversations that is about depends on who looks (`GET /live`). */
export const LiveView = z.object({
  state: LiveState.exclude(['offline']),
  capacity: z.number().int(),
  since: z.string(),
  atRisk: z.boolean().describe('their lease is over: what they hold is released soon'),
})
export type LiveView = z.infer<typeof LiveView>

/** A person of the team on the board. `online`: a console of theirs is open. */
export const OperatorView = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  online: z.boolean(),
  live: LiveView.optional().describe('absent for who did not go Live'),
})
export type OperatorView = z.infer<typeof OperatorView>

/** The snapshot that a dashboard starts from; events after `cursor` lead to the next one (L6). Fold `conversations` and `opening` alike. */
export interface BoardView {
  cursor: string
  stats: Stats
  services: ServiceView[]
  /** Open, and with a customer's message: what a board shows and counts. */
  conversations: ConversationView[]
  /** Opened, and nothing said yet: what the fold needs to go on from, shown and counted nowhere. */
  opening: ConversationView[]
  operators: OperatorView[]
}

/** What one WebSocket message or Server-Sent Event carries: an event with its cursor, or a frame without one. */
export type Frame =
  | { id: string; event: Event['type']; data: EventView }
  | { event: 'heartbeat'; data: { cursor: string; at: string; database: 'up' | 'down' } }
  | { event: 'reset'; data: { cursor: string } }
  | { event: Moment['type']; data: Moment }
