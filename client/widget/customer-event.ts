import type { CustomerEvent } from '../../domain/wire.ts'

export interface Said {
  id: string
  role: 'customer' | 'ai' | 'operator' | 'system'
  text: string
  author: string | null
  files: SentFile[]
}

/** A file that was sent along: always a download. */
export interface SentFile {
  id: string
  name: string
  size: number
}

/** What the widget understands of an event, and all that it will ever show. */
export type Known =
  | { type: 'conversation.opened'; agent: string | null }
  | { type: 'message.added'; message: Said }
  | { type: 'conversation.resolved' }
  | { type: 'conversation.continued'; conversationId: string | null }
export type Happening = Known & Pick<CustomerEvent, 'cursor' | 'seq' | 'at'>

/**
 * An event off the wire, or null for what is none of the four that a customer sees (L8): should a server ever send a
 * note or a flag by mistake, the widget does not know how to show one.
 */
export function readEvent(wire: unknown): Happening | null {
  if (!isRecord(wire) || !isRecord(wire.data)) return null
  const { cursor, seq, at, type, data } = wire
  if (typeof cursor !== 'string' || typeof seq !== 'number' || typeof at !== 'string') return null
  const known = readData(type, data as Record<string, unknown>)
  return known && { ...known, cursor, seq, at }
}

function readData(type: unknown, data: Record<string, unknown>): Known | null {
  switch (type) {
    case 'conversation.opened':
      return { type, agent: words(data.agent) }
    case 'message.added': {
      const message = readMessage(data.message)
      return message && { type, message }
    }
    case 'conversation.resolved':
      return { type }
    case 'conversation.continued':
      return { type, conversationId: words(data.conversationId) }
    default:
      return null
  }
}

function readMessage(message: unknown): Said | null {
  if (!isRecord(message)) return null
  const { id, role, text, author } = message
  if (typeof id !== 'string' || typeof text !== 'string') return null
  if (role !== 'customer' && role !== 'ai' && role !== 'operator' && role !== 'system') return null
  return { id, role, text, author: words(author), files: readFiles(message.attachments) }
}

function readFiles(attachments: unknown): SentFile[] {
  if (!Array.isArray(attachments)) return []
  return attachments.flatMap((file: unknown) => {
    if (!isRecord(file) || typeof file.id !== 'string' || typeof file.name !== 'string') return []
    return [{ id: file.id, name: file.name, size: typeof file.size === 'number' ? file.size : 0 }]
  })
}

export interface Typing {
  who: 'operator' | 'ai'
  name: string | null
}

/** A `typing` frame: who is writing, or null for nobody. Undefined when it is no such frame. */
export function readTyping(data: unknown): Typing | null | undefined {
  if (!isRecord(data) || (data.who !== 'operator' && data.who !== 'ai')) return undefined
  return data.typing === true ? { who: data.who, name: words(data.name) } : null
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const words = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
