import { z } from 'zod'
import { Actor, Person } from './actor.ts'
import { Attachment } from './attachment.ts'
import { Conversation, Customer, Handoff, OfferFor, Role } from './conversation.ts'
import { Because, FlagKind, FlagState, Why } from './flags.ts'
import { Group } from './group.ts'
import { Claims, Mode } from './mode.ts'
import { Routing } from './routing/settings.ts'
import { Ai } from './service.ts'

/** A message as the log keeps it. `author` names the person or the agent; customers and notices have none. */
export const Message = z.object({
  id: z.string(),
  role: Role,
  text: z.string(),
  author: z.string().nullable(),
  attachments: z.array(Attachment).optional().describe('files that were sent along'),
})
export type Message = z.infer<typeof Message>

/** Ids of the people who see other services since then. */
const resighted = z.array(z.string())
/** Those of them whom no group limits any more. */
const unlimited = z
  .array(z.string())
  .optional()
  .describe('ids of the people who left their last group with this, and see every service from now on')
/** B12: whom a supervisor took it from, with the `reason`. */
const takenFrom = Person.optional().describe('of what another held: who lost it')
const flagAt = { kind: FlagKind, messageId: z.string() }

/**
 * The data of every type of event: one place for the log, the streams, the API document and `evolve`.
 * Recorded events never change their meaning; a new shape gets a new type or an upcast on reading.
 */
export const eventData = {
  'conversation.opened': z.object({
    serviceId: z.string(),
    customer: Customer,
    channel: z.string(),
    agent: z.string(),
    previousId: z.string().nullable(),
    epoch: z.number(),
  }),
  'message.added': z.object({
    message: Message,
    turn: z.number(),
    agent: z.string().nullish().describe('the specialist that answers from now on, when it changed'),
    reads: z
      .string()
      .optional()
      .describe(
        'of a reply before which the customer went on: the newest message that it answers; later ones wait for theirs',
      ),
  }),
  'flag.raised': z.object({ ...flagAt, why: Why }),
  'flag.closed': z.object({ ...flagAt, state: FlagState, because: Because, until: z.string().nullish() }),
  'flag.reopened': z.object({ ...flagAt, because: Because }),
  'feedback.given': z.object({ messageId: z.string(), rating: z.enum(['up', 'down']) }),
  'conversation.handed_off': z.object({ ...Handoff.omit({ at: true }).shape, epoch: z.number() }),
  'conversation.claimed': z.object({ owner: Person, reason: z.string().nullish(), from: takenFrom, epoch: z.number() }),
  'conversation.assigned': z.object({
    owner: Person,
    by: Person.nullable(),
    reason: z.string().nullish(),
    from: takenFrom,
    epoch: z.number(),
  }),
  'conversation.released': z.object({
    owner: Person,
    epoch: z.number(),
    because: z.literal('lost').optional().describe('the owner was Live and is gone'),
  }),
  'conversation.offered': z.object({
    to: Person,
    for: OfferFor,
    until: z.string().describe('RFC 3339; unanswered it moves on then'),
  }),
  'conversation.offer_ended': z.object({
    to: Person,
    because: z.enum(['declined', 'unanswered', 'gone', 'skipped']),
  }),
  'conversation.left_to_ai': z.object({ because: z.enum(['nobody_live', 'nobody_accepted']) }),
  'conversation.not_handed_off': z.object({
    ...Handoff.omit({ at: true }).shape,
    back: z.string().nullable().describe('when somebody works again, RFC 3339; null where no schedule tells'),
  }),
  'conversation.resumed': z.object({ owner: Person.nullable(), epoch: z.number() }),
  'conversation.resolved': z.object({ by: Person.nullable(), reason: z.enum(['resolved', 'silence']) }),
  'conversation.reopened': z.object({
    by: Person,
    epoch: z.number(),
    conversation: Conversation.describe('its fold until then: a board that let go of it at its end goes on from this'),
  }),
  'conversation.continued': z.object({ conversationId: z.string() }),
  'note.added': z.object({
    note: z.object({
      id: z.string(),
      text: z.string(),
      author: Person,
      mentions: z.array(Person).optional().describe('the colleagues whom it is meant for'),
    }),
  }),
  'operator.whispered': z.object({
    whisper: z.object({ id: z.string(), text: z.string(), author: Person, to: Person.describe('who held it then') }),
  }),
  'reply.drafted': z.object({
    draft: z.object({
      id: z.string(),
      text: z.string(),
      author: z.string().nullable(),
      cut: z.literal(true).optional().describe('the AI was stopped in the middle of it'),
    }),
    turn: z.number(),
    because: z.enum(['stale_turn', 'ai_paused']),
  }),
  'draft.discarded': z.object({ draftId: z.string() }),
  'service.created': z.object({
    service: z.object({
      id: z.string(),
      name: z.string(),
      mode: Mode,
      ai: Ai,
      agent: z.string(),
      instructions: z.string(),
      allowHandoff: z.boolean(),
      sample: z.boolean(),
      webhookUrl: z.string().nullish().describe('absent in services of before webhooks'),
      routing: Routing.optional(),
    }),
  }),
  'service.updated': z.object({
    serviceId: z.string(),
    changes: z.object({
      name: z.string().optional(),
      ai: Ai.optional(),
      agent: z.string().optional(),
      instructions: z.string().optional(),
      allowHandoff: z.boolean().optional(),
      webhookUrl: z.string().nullable().optional(),
      routing: Routing.optional(),
    }),
  }),
  'service.deleted': z.object({ serviceId: z.string() }),
  'mode.changed': z.object({
    serviceId: z.string(),
    mode: Mode,
    previous: Mode,
    claims: Claims,
    epoch: z.number(),
    changeId: z.string(),
    undo: z.boolean(),
  }),
  'customer.erased': z.object({}),
  'customer.updated': z.object({
    customerId: z.string(),
    changed: z.array(z.string()).describe('which fields; from what to what stands in the record’s own history'),
  }),
  'customer.verified': z.object({ customerId: z.string(), fields: z.array(z.string()) }),
  'customer.merged': z.object({ customerId: z.string(), from: z.string() }),
  'customer.unmerged': z.object({ customerId: z.string(), from: z.string() }),
  'customer.exported': z.object({ customerId: z.string() }),
  'user.created': z.object({ userId: z.string(), name: z.string(), role: z.string() }),
  'user.updated': z.object({ userId: z.string(), changed: z.array(z.string()) }),
  'user.signed_in': z.object({ userId: z.string(), how: z.enum(['password', 'two_factor', 'recovery_code', 'oidc']) }),
  'user.signed_out': z.object({ userId: z.string(), which: z.enum(['one', 'others', 'all']) }),
  'user.second_factor_changed': z.object({ userId: z.string(), became: z.enum(['on', 'off', 'reset', 'new_codes']) }),
  'user.deleted': z.object({ userId: z.string() }),
  'group.created': z.object({ group: Group.omit({ createdAt: true }), resighted }),
  'group.updated': z.object({
    groupId: z.string(),
    changes: Group.pick({ name: true, description: true, services: true, members: true }).partial(),
    resighted,
    unlimited,
  }),
  'group.deleted': z.object({ groupId: z.string(), resighted, unlimited }),
  'workspace.switched': z.object({ operator: z.boolean(), presence: z.boolean() }),
  'canned_reply.created': z.object({ cannedReplyId: z.string(), shortcut: z.string() }),
  'canned_reply.updated': z.object({ cannedReplyId: z.string(), shortcut: z.string() }),
  'canned_reply.deleted': z.object({ cannedReplyId: z.string(), shortcut: z.string() }),
  'key.created': z.object({ keyId: z.string(), name: z.string() }),
  'key.revoked': z.object({ keyId: z.string() }),
  'task.retried': z.object({ taskId: z.string(), kind: z.string(), conversationId: z.string().nullable() }),
} as const

type DataOf = typeof eventData
export type EventType = keyof DataOf
export type EventData<T extends EventType> = z.infer<DataOf[T]>

/** An event that `decide` wants; the commit gives it its number and its time. */
export type NewEvent = { [T in EventType]: { type: T; actor: Actor; data: EventData<T> } }[EventType]

/** A line of the log. `seq` counts a workspace's events without a gap (L5); `at` is RFC 3339 UTC. */
export type Event = NewEvent & { seq: number; conversationId: string | null; at: string }

/** What a customer may see at all (L8, api.md): the rest is private. */
export const publicTypes = [
  'conversation.opened',
  'message.added',
  'conversation.resolved',
  'conversation.continued',
] as const
export const isPublic = (type: EventType): boolean => (publicTypes as readonly string[]).includes(type)
