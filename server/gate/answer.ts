import type { Sql } from '../../db/connect.ts'
import { readUpTo } from '../../db/log.ts'
import type { Conversation } from '../../domain/conversation.ts'
import type { NewEvent } from '../../domain/events.ts'
import { evolve } from '../../domain/evolve.ts'
import type { Refusal } from '../../domain/refusal.ts'
import type { ConversationView, MessageView, ServiceView } from '../../domain/wire.ts'

/** The answer to a command, given again to whoever repeats it (L4). */
export interface Answer {
  conversation?: ConversationView
  services?: ServiceView[]
  message?: MessageView
  subjectId?: string
  refusal?: Refusal
  /** What a command whose work lies outside the gate was answered with. */
  recorded?: unknown
}

/**
 * What is kept of an answer about a conversation: what the log cannot tell, since it followed from the service as it was.
 * The rest is folded from the log for whoever says the command again (L4).
 */
export interface Kept {
  view: Pick<ConversationView, 'status' | 'needsAttention'> & Partial<Pick<ConversationView, 'owner'>>
  subjectId?: string
  refusal?: Refusal
}

/** An answer as it is kept; `state` is the conversation after the command's events, of which there is at least one. */
export function kept(
  { conversation, subjectId, refusal }: Answer & { conversation: ConversationView },
  state: Conversation,
): Kept {
  const { status, needsAttention, owner } = conversation
  const view = { status, needsAttention, ...(owner !== state.owner && { owner }) }
  return { view, ...(subjectId && { subjectId }), ...(refusal && { refusal }) }
}

/** The answer that a command got when it went in. Older programs kept it whole, and so is that of a command without an event. */
export async function firstAnswer(
  sql: Sql,
  { ws, id, seq, result }: { ws: string; id: string; seq: number; result: unknown },
): Promise<Answer> {
  if (!isKept(result)) return result as Answer
  const { view, ...rest } = result
  const events = await readUpTo(sql, ws, seq)
  const state = events.reduce<Conversation | null>(evolve, null)
  if (!state) throw new Error(`the log has no conversation for the answer to ${id}`)
  const own = events.filter(({ commandId }) => commandId === id)
  const message = messageView(own, rest.subjectId)
  return { conversation: { ...state, claimedBy: state.owner, ...view }, ...(message && { message }), ...rest }
}

/** The message by that id, if one of these events added it. */
export function messageView(
  events: readonly (NewEvent & { at: string })[],
  id: string | undefined,
): MessageView | null {
  for (const event of events)
    if (event.type === 'message.added' && event.data.message.id === id)
      return { ...event.data.message, at: event.at, turn: event.data.turn }
  return null
}

const isKept = (result: unknown): result is Kept => typeof result === 'object' && result !== null && 'view' in result
