import type { Sql } from '../../db/connect.ts'
import { readRecent } from '../../db/log.ts'
import type { EventData } from '../../domain/events.ts'
import type { Turn } from '../ai/answerer.ts'

const HISTORY = 400
/** So many of the unanswered messages are put to an answerer, and so many characters of them: the newest. */
const MOST_ASKED = 20
const MOST_TEXT = 20_000

interface Said {
  id: string
  text: string
}

/** What was said in a conversation, as an answer needs it. */
export interface Heard {
  /** Oldest first. */
  turns: Turn[]
  /** The ids of the customer's messages of this turn that nobody has answered, oldest first. */
  open: string[]
  /** What of them is put to an answerer, oldest first, the newest always. */
  asked: Said[]
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
    .flatMap(({ message, turn: of }) => (message.role === 'customer' && of === turn ? [message] : []))
  const wishes = events.flatMap(({ type, data }) =>
    type === 'flag.raised' && data.kind === 'help_requested' ? [data.messageId] : [],
  )
  return {
    turns: added.map(({ message: { role, text } }) => ({ role, text })),
    open: open.map(({ id }) => id),
    asked: newest(open, new Set(wishes)).map(({ id, text }) => ({ id, text })),
    known: new Set(added.map(({ message }) => message.id)),
    lastReplyId: added[reply]?.message.id ?? null,
  }
}

/** The place of the newest message that was answered: the last reply's own, or the one up to which that had read. */
function answeredUpTo(added: EventData<'message.added'>[], reply: number): number {
  const reads = added[reply]?.reads
  return reads === undefined ? reply : added.findIndex(({ message }) => message.id === reads)
}

/** The newest that have room, behind the newest of the others in which the detectors found the wish for a person (A3). */
function newest(open: Said[], wishes: ReadonlySet<string>): Said[] {
  let room = MOST_TEXT
  const over = open.findLastIndex(({ text }, at) => {
    room -= text.length
    return room < 0 || at < open.length - MOST_ASKED
  })
  const from = Math.min(over + 1, open.length - 1)
  const wish = open.slice(0, Math.max(0, from)).findLast(({ id }) => wishes.has(id))
  return [...(wish ? [wish] : []), ...open.slice(from)]
}
