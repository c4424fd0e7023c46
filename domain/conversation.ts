import { z } from 'zod'
import { Person } from './actor.ts'
import { Flag, Sentiment } from './flags.ts'
import { line, nameLine } from './text.ts'

export const Location = z.object({
  city: nameLine(120).nullish(),
  region: nameLine(120).nullish(),
  country: nameLine(120).nullish(),
})

/** What is known of a customer. `externalId` is the customer's id in the caller's own system. */
export const Customer = z.object({
  externalId: line(200).nullish(),
  name: nameLine(200).nullish(),
  email: z.email().max(320).nullish(),
  phone: line(60).nullish(),
  location: Location.nullish(),
})
export type Customer = z.infer<typeof Customer>

export const Trigger = z.enum(['manual', 'automatic', 'customer_request'])
export type Trigger = z.infer<typeof Trigger>

export const Handoff = z.object({
  trigger: Trigger,
  reason: z.string().nullable(),
  summary: z.string().nullable(),
  sentiment: Sentiment,
  at: z.string(),
})
export type Handoff = z.infer<typeof Handoff>

/** What an offer is for: one that waits, one that is new (G4), or the most urgent one that somebody asked for (B6). */
export const OfferFor = z.enum(['waiting', 'new', 'next'])
export type OfferFor = z.infer<typeof OfferFor>
export const Forced = z.object({ from: Person, by: Person, reason: z.string() })
export type Forced = z.infer<typeof Forced>

export const Role = z.enum(['customer', 'ai', 'operator', 'system'])
export type Role = z.infer<typeof Role>

/**
 * The fold of one conversation's events: what `decide` needs and what a card shows.
 * `control` and `owner` are what the events say; what holds now follows from the service's mode too: see control.ts.
 */
export const Conversation = z.object({
  id: z.string(),
  serviceId: z.string(),
  customer: Customer,
  channel: z.string(),
  agent: z.string(),
  previousId: z.string().nullable(),
  nextId: z.string().nullable().describe('the session that the customer went on in'),
  startedAt: z.string(),
  resolvedAt: z.string().nullable(),
  control: z.enum(['ai', 'people']),
  owner: Person.nullable(),
  ownerSince: z.string().nullable(),
  ownerReplied: z.boolean(),
  pausedAt: z.string().nullable(),
  movedAt: z.string().describe('when control or owner last moved'),
  turn: z.number().int().describe('the fencing number of control: an AI reply must carry the present one'),
  epoch: z.number().int().describe('the service’s epoch when control or owner last changed'),
  openingQuestion: z.string().nullable(),
  messageCount: z.number().int().describe('customer, AI and human messages'),
  lastMessage: z.object({ id: z.string(), role: Role, at: z.string() }).nullable(),
  lastReplyId: z.string().nullable().describe('the newest message of an AI or a person'),
  unansweredSince: z
    .string()
    .nullable()
    .describe('the first customer message after the last reply, or the reopening since'),
  flags: z.array(Flag),
  handoff: Handoff.nullable(),
  offer: z
    .object({ to: Person, for: OfferFor, at: z.string(), until: z.string() })
    .optional()
    .describe('the one open offer; the conversation is nobody’s before it is accepted'),
  asked: z
    .array(z.object({ id: z.string(), at: z.string() }))
    .optional()
    .describe('who was offered it in this wait and let it pass'),
  leftToAi: z.literal(true).optional().describe('nobody live took it when it was new'),
  lostBy: Person.optional().describe('who held it and went without a word, until somebody else holds it'),
  /** B12: a supervisor took it from its owner; absent once control or owner moved again. */
  forced: Forced.optional(),
  /** Events of this conversation so far, and those of them that its customer may see. */
  version: z.number().int(),
  publicCount: z.number().int(),
})
export type Conversation = z.infer<typeof Conversation>
