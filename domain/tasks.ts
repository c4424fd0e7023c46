import { z } from 'zod'
import { NotificationKind } from './notification.ts'

/** What reactions do, by kind; the payload goes from the commit that causes it to the worker (L12). */
export const taskPayload = {
  /** The built-in AI or a model answers the customer. */
  answer: z.object({ conversationId: z.string(), messageId: z.string(), turn: z.number() }),
  /** An answer failed for good: a person is told (H8). */
  unanswered: z.object({ conversationId: z.string(), messageId: z.string(), turn: z.number(), why: z.string() }),
  wakeFlags: z.object({ conversationId: z.string(), until: z.string() }),
  endSilence: z.object({ conversationId: z.string() }),
  /** Who is to be asked about what waits (G4); `fresh` is a new conversation, with which the AI holds back. */
  route: z.object({ fresh: z.string().nullable() }),
  /** An offer that nobody answered moves on. */
  offerOver: z.object({ conversationId: z.string(), to: z.string(), until: z.string() }),
  /** A wait that nobody claimed goes back to the AI, where the service says so. */
  waitOver: z.object({ conversationId: z.string(), turn: z.number() }),
  /** Looks whether somebody who went Live is still here (L11). `run` is that of the presence for which it was made. */
  lapse: z.object({ userId: z.string(), run: z.string() }),
  /** One browser of a person is told of one event (F6). */
  notify: z.object({
    conversationId: z.string(),
    subscriptionId: z.string(),
    kind: NotificationKind,
    userId: z.string(),
    number: z.number(),
    messageId: z.string().nullable(),
  }),
  /** A file that was brought a day ago, unless a message names it. */
  dropUpload: z.object({ conversationId: z.string(), attachmentId: z.string() }),
} as const

export type TaskKind = keyof typeof taskPayload
export type TaskPayload<K extends TaskKind> = z.infer<(typeof taskPayload)[K]>

/** A task that a decision wants. Tasks of one lane run one after another; lanes run beside each other. */
export type NewTask = {
  [K in TaskKind]: {
    lane: string
    kind: K
    payload: TaskPayload<K> /** milliseconds after the commit */
    delay: number
  }
}[TaskKind]

/**
 * What a task leaves behind when it fails for good, written in the same statement: nobody is left without an answer unseen (L12).
 * @param why what went wrong the last time
 */
export function afterDeath(kind: string, payload: unknown, why: string): Omit<NewTask, 'delay'> | null {
  // The AI holds back from a new conversation until people were asked: it must not be for ever.
  const fresh = kind === 'route' ? taskPayload.route.safeParse(payload).data?.fresh : null
  if (fresh) return { lane: `route:${fresh}`, kind: 'route', payload: { fresh } }
  const answer = kind === 'answer' ? taskPayload.answer.safeParse(payload).data : undefined
  if (!answer) return null
  return { lane: `unanswered:${answer.conversationId}`, kind: 'unanswered', payload: { ...answer, why } }
}
