import type { SentFile } from './customer-event.ts'
import type { Edges } from './edges.ts'

export interface Session {
  conversationId: string
  customerToken: string
  visitorToken: string
}

/** A session that this browser has left for a later one. */
export type Left = Pick<Session, 'conversationId' | 'customerToken'>

/** The id of a conversation to be, and the secret by which this browser alone may send its opening again. */
export interface Opening {
  id: string
  secret: string
}

/** A message on its way. It is here before it is sent, and until the server has it. */
export interface Outgoing {
  id: string
  text: string
  /** Files that were brought to the conversation before. */
  files?: SentFile[]
  /** RFC 3339 UTC, by this browser's clock. */
  at: string
  /** It was sent at least once; whether it arrived may be unknown. */
  tried?: boolean
  /** Why it can never arrive as it stands. */
  refused?: string
}

export interface Rating {
  rating: 'up' | 'down'
  sent: boolean
}

/**
 * What this browser keeps for one service. Every message has an entry of its own, so that two tabs that write at once
 * lose nothing of each other. A full or forbidden storage costs the reload, never the message: then memory holds it.
 */
export interface Kept {
  session(): Session | null
  keepSession(session: Session | null): void
  /** The sessions before the present one of the same visit, the oldest first. */
  earlier(): Left[]
  dropEarlier(conversationId: string): void
  /** Under what a session is being opened: the same after a reload (L4). */
  opening(): Opening | null
  keepOpening(opening: Opening | null): void
  /** In the order in which they were written. */
  outbox(): Outgoing[]
  put(message: Outgoing): void
  drop(id: string): void
  ratings(): Map<string, Rating>
  rate(messageId: string, rating: Rating | null): void
  /** How many public events of a conversation the customer has had before the eyes. */
  seen(conversationId: string): number
  keepSeen(conversationId: string, seq: number): void
  /** Whether the panel was open; null before it was ever opened or closed. */
  isOpen(): boolean | null
  keepOpen(open: boolean): void
  /** What stands in the field, for this tab alone. */
  draft(): string
  keepDraft(text: string): void
  /** Calls back when another tab changed something. */
  onChange(listener: () => void): () => void
}

/** How many of them are kept. */
const EARLIER = 5

export function createKept(serviceId: string, edges: Pick<Edges, 'storage'>): Kept {
  const prefix = `baton:${serviceId}:`
  const { get, set, keys } = cautious(edges.storage)
  const tab = cautious(() => window.sessionStorage)
  const read = <T>(key: string): T | null => parse<T>(get(prefix + key))
  const write = (key: string, value: unknown) => set(prefix + key, value === null ? null : JSON.stringify(value))
  const named = <T>(kind: string): [string, T][] =>
    keys()
      .filter((key) => key.startsWith(prefix + kind))
      .map((key): [string, T | null] => [key.slice(prefix.length + kind.length), parse<T>(get(key))])
      .filter((entry): entry is [string, T] => entry[1] !== null)

  const earlier = () => read<Left[]>('earlier') ?? []

  return {
    session: () => read<Session>('session'),
    keepSession(session) {
      const before = read<Session>('session')
      if (before?.conversationId !== session?.conversationId) {
        // A visit that is over for good takes all of its sessions along: the next one may be somebody else's.
        write('earlier', session && before ? [...earlier(), left(before)].slice(-EARLIER) : null)
        for (const [id, { sent }] of named<Rating>('rate:')) if (sent) write(`rate:${id}`, null)
      }
      write('session', session)
    },
    earlier,
    dropEarlier: (id) =>
      write(
        'earlier',
        earlier().filter(({ conversationId }) => conversationId !== id),
      ),
    opening: () => {
      const opening = read<Partial<Opening>>('opening')
      return opening?.id && opening.secret ? { id: opening.id, secret: opening.secret } : null
    },
    keepOpening: (opening) => write('opening', opening),
    outbox: () =>
      named<Outgoing>('out:')
        .map(([, message]) => message)
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    put: (message) => write(`out:${message.id}`, message),
    drop: (id) => write(`out:${id}`, null),
    ratings: () => new Map(named<Rating>('rate:')),
    rate: (messageId, rating) => write(`rate:${messageId}`, rating),
    seen: (conversationId) => {
      const seen = read<{ in: string; seq: number }>('seen')
      return seen?.in === conversationId ? seen.seq : 0
    },
    keepSeen: (conversationId, seq) => write('seen', { in: conversationId, seq }),
    isOpen: () => read<boolean>('open'),
    keepOpen: (open) => write('open', open),
    draft: () => tab.get(`${prefix}draft`) ?? '',
    keepDraft: (text) => tab.set(`${prefix}draft`, text || null),
    onChange(listener) {
      const heard = (event: StorageEvent) => {
        if (event.key === null || event.key.startsWith(prefix)) listener()
      }
      window.addEventListener('storage', heard)
      return () => window.removeEventListener('storage', heard)
    },
  }
}

const left = ({ conversationId, customerToken }: Session): Left => ({ conversationId, customerToken })

function parse<T>(text: string | null): T | null {
  if (text === null) return null
  try {
    return JSON.parse(text) as T
  } catch {
    return null
  }
}

/** The site's storage, with memory for what it would not take. */
function cautious(storage: () => Storage) {
  const memory = new Map<string, string | null>()
  const attempt = <T>(work: (storage: Storage) => T, otherwise: T): T => {
    try {
      return work(storage())
    } catch {
      return otherwise
    }
  }
  return {
    get: (key: string): string | null => {
      const held = memory.get(key)
      return held !== undefined ? held : attempt((store) => store.getItem(key), null)
    },
    set(key: string, value: string | null) {
      const done = attempt((store) => {
        if (value === null) store.removeItem(key)
        else store.setItem(key, value)
        return true
      }, false)
      if (done) memory.delete(key)
      else memory.set(key, value)
    },
    keys: (): string[] => [...new Set([...attempt((store) => Object.keys(store), []), ...memory.keys()])],
  }
}
