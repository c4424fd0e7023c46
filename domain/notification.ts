import { z } from 'zod'
import type { Person } from './actor.ts'
import { standing } from './control.ts'
import type { Conversation } from './conversation.ts'
import type { NewEvent } from './events.ts'
import { TimeZone, worksAt } from './schedule.ts'
import { excerpt } from './text.ts'

/** F6. What a person is told of while they look elsewhere: a conversation came to them, its customer wrote. */
export const NotificationKind = z.enum(['assigned', 'message'])
export type NotificationKind = z.infer<typeof NotificationKind>

const Hour = z.number().min(0).max(24).multipleOf(0.25).describe('hours since local midnight, in quarters')

/** F6. Hours of each day in which a person is told nothing, by the clock on their wall; over midnight where they end before they begin. */
export const QuietHours = z
  .strictObject({ timeZone: TimeZone, from: Hour, to: Hour })
  .refine(({ from, to }) => from % 24 !== to % 24, { path: ['to'], message: 'must be another hour than the first' })
  .meta({ id: 'QuietHours' })
export type QuietHours = z.infer<typeof QuietHours>

/** F6. What a person wants to be told of, in all of their browsers. */
export const NotificationChoices = z
  .strictObject({
    assigned: z.boolean().describe('a conversation was assigned to them'),
    message: z.boolean().describe('a customer wrote in a conversation that they own'),
    sound: z.boolean().describe('whether their browsers may sound'),
    quiet: QuietHours.nullable(),
  })
  .meta({ id: 'NotificationChoices' })
export type NotificationChoices = z.infer<typeof NotificationChoices>

/** Whoever chose nothing is told of everything. */
export const standardChoices: NotificationChoices = { assigned: true, message: true, sound: true, quiet: null }

/** Whether somebody wants to be told of this at a moment. @param at milliseconds since 1970 */
export const wants = (choices: NotificationChoices, kind: NotificationKind, at: number): boolean =>
  choices[kind] && !(choices.quiet && isQuiet(choices.quiet, at))

/** The same hours each day are the ranges of a week that is like every other one. */
function isQuiet({ timeZone, from, to }: QuietHours, at: number): boolean {
  const length = ((to - from + 24) % 24) * 60
  const ranges = Array.from({ length: 7 }, (_, day): [number, number] => [day * 1_440 + from * 60, length])
  return worksAt({ timeZone, offset: 0, ranges }, at)
}

type Ruled = Parameters<typeof standing>[1]

/** Whom an event is to be told, as it is decided. */
export interface Notification {
  kind: NotificationKind
  userId: string
  /** The event's number among those of its conversation: the same event has the same one, however often it is told (L12). */
  number: number
  /** The customer's message. */
  messageId: string | null
}

/**
 * F6. “You have new session assigned.” is for the assignee, unless they took it themselves; “New message: …” for the owner of that
 * moment. Whether they are told in the end is asked again when it is delivered.
 * @param after the fold of the conversation with this event
 */
export function notificationOf(event: NewEvent, after: Conversation, service: Ruled): Notification | null {
  const to = recipientOf(event, after, service)
  if (!to) return null
  const messageId = event.type === 'message.added' ? event.data.message.id : null
  return { kind: messageId === null ? 'assigned' : 'message', userId: to.id, number: after.version, messageId }
}

function recipientOf(event: NewEvent, after: Conversation, service: Ruled): Person | null {
  switch (event.type) {
    case 'message.added':
      return event.data.message.role === 'customer' ? standing(after, service).owner : null
    case 'conversation.assigned':
      return isOwnHand(event, event.data.owner) ? null : event.data.owner
    // By a rule it came to them. Everybody else claims for themselves.
    case 'conversation.claimed':
      return event.actor.kind === 'rule' ? event.data.owner : null
    default:
      return null
  }
}

/** What a program did in somebody's name they may not know. */
const isOwnHand = ({ actor }: NewEvent, { id }: Person): boolean =>
  actor.kind === 'operator' && actor.id === id && !actor.key

/** How much of a customer's message is shown over whatever the person is doing. */
const SHOWN = 120

/** F6, word for word. @param text of the customer's message */
export const notificationTitle = (kind: NotificationKind, text: string): string =>
  kind === 'assigned' ? 'You have new session assigned.' : `New message: ${excerpt(text, SHOWN)}`

/** What a browser is sent, and shows without asking anybody. */
export interface PushContent {
  kind: NotificationKind
  conversationId: string
  number: number
  title: string
  /** The service's name. */
  body: string
  silent: boolean
}
