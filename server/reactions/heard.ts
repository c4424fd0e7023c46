import type { Sql } from '../../db/connect.ts'
import { readRecent } from '../../db/log.ts'
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
}

/**
 * Reads the newest part of a conversation.
 * @param turn what was said under an earlier one went through people's hands and is not the AI's to answer (H11)
 */
export async function readHeard(sql: Sql, workspaceId: string, conversationId: string, turn: number): Promise<Heard> {
  const events = await readRecent(sql, workspaceId, conversationId, HISTORY)
  const added = events.flatMap((event) => (event.type === 'message.added' ? [event.data] : []))
  const answered = added.findLastIndex(({ message }) => message.role === 'ai' || message.role === 'operator')
  const open = added.slice(answered + 1).filter(({ message, turn: of }) => message.role === 'customer' && of === turn)
  return {
    turns: added.map(({ message: { role, text } }) => ({ role, text })),
    asked: open.map(({ message: { id, text } }) => ({ id, text })),
    known: new Set(added.map(({ message }) => message.id)),
  }
}
