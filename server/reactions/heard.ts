import type { Sql } from '../../db/connect.ts'
import { readRecent } from '../../db/log.ts'
import type { EventData } from '../../domain/events.ts'
import type { Turn } from '../ai/answerer.ts'

const HISTORY = 400

/** What was said in a conversation, as an answer needs it. */
export interface Heard {
  /** Oldest first. */
  turns: Turn[]
  /** The customer's messages of this turn that nobody has answered, oldest first. */
  asked: { id: string; text: string }[]
  /** The ids of all messages in `turns`. */
  known: ReadonlySet<string>
  /** The newest message of an AI or a person among them, or null. */
  lastReplyId: string | null
}

/**
 * Reads the newest part of a conversation.
 * @param turn what was said under an earlier one went through people's hands and is not the AI's to answer (H11)
 */
export async function readHeard(sql: Sql, workspaceId: string, conversationId: string, turn: number): Promise<Heard> {
  const events = await readRecent(sql, workspaceId, conversationId, HISTORY)
  const added = events.flatMap((event) => (event.type === 'message.added' ? [event.data] : []))
  const reply = added.findLastIndex(({ message }) => message.role === 'ai' || message.role === 'operator')
  const open = added
    .slice(answeredUpTo(added, reply) + 1)
    .filter(({ message, turn: of }) => message.role === 'customer' && of === turn)
  return {
    turns: added.map(({ message: { role, text } }) => ({ role, text })),
    asked: open.map(({ message: { id, text } }) => ({ id, text })),
    known: new Set(added.map(({ message }) => message.id)),
    lastReplyId: added[reply]?.message.id ?? null,
  }
}

/** The place of the newest message that was answered: the last reply's own, or the one up to which that had read. */
function answeredUpTo(added: EventData<'message.added'>[], reply: number): number {
  const reads = added[reply]?.reads
  return reads === undefined ? reply : added.findIndex(({ message }) => message.id === reads)
}
