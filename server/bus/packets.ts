import { z } from 'zod'
import type { Moment } from '../../domain/wire.ts'
import type { Logged } from '../hub/frames.ts'
import type { News } from './bus.ts'

/** What is said in one turn of the loop, by subject: the workspace's id, or `all` for what concerns the installation. */
export interface Packet {
  topic: string
  text: string
}

/** A message is closed when it is so long, in characters; NATS takes 1 MB unless told otherwise, and a character is at most 3 bytes. */
const LONG = 256 * 1024

/** Puts what was said into as few messages as may be: each event is serialised once, words that are said twice go once. */
export function pack(news: readonly News[]): Packet[] {
  const events = new Map<string, string[]>()
  const moments = new Map<string, string[]>()
  const words = new Set<string>()
  const users = new Set<string>()
  for (const item of news) {
    if (item.kind === 'events') add(events, item.workspaceId, item.events)
    else if (item.kind === 'moment') add(moments, item.workspaceId, [item.moment])
    else words.add(item.kind)
    if (item.kind === 'identity') for (const user of item.users ?? []) users.add(user)
  }
  const packets: Packet[] = []
  for (const [topic, list] of events)
    for (const part of parts(list)) packets.push({ topic, text: `{"events":[${part}]}` })
  for (const [topic, list] of moments)
    for (const part of parts(list)) packets.push({ topic, text: `{"moments":[${part}]}` })
  if (words.size > 0)
    packets.push({
      topic: 'all',
      text: JSON.stringify({ words: [...words], ...(users.size > 0 && { users: [...users] }) }),
    })
  return packets
}

function add(to: Map<string, string[]>, key: string, items: readonly unknown[]): void {
  const list = to.get(key) ?? []
  for (const item of items) list.push(JSON.stringify(item))
  to.set(key, list)
}

function* parts(list: readonly string[]): Iterable<string> {
  let part: string[] = []
  let length = 0
  for (const text of list) {
    if (length > 0 && length + text.length > LONG) {
      yield part.join(',')
      part = []
      length = 0
    }
    part.push(text)
    length += text.length + 1
  }
  if (part.length > 0) yield part.join(',')
}

// Whoever may publish here is one of us, and the events are the log's own; what is looked at is that it is a message of ours.
const Message = z.union([
  z.object({ events: z.array(z.looseObject({ seq: z.number().int().positive(), type: z.string() })) }),
  z.object({ moments: z.array(z.looseObject({ type: z.string() })) }),
  z.object({ words: z.array(z.string()), users: z.array(z.string()).optional() }),
])

/**
 * What a message says. Words of a newer Baton are left out.
 * @throws when it is none of ours
 */
export function unpack({ topic, text }: Packet): News[] {
  const message = Message.parse(JSON.parse(text))
  if ('events' in message)
    return [{ kind: 'events', workspaceId: topic, events: message.events as unknown as Logged[] }]
  if ('moments' in message)
    return message.moments.map((moment) => ({
      kind: 'moment',
      workspaceId: topic,
      moment: moment as unknown as Moment,
    }))
  const { words, users } = message
  return words.flatMap((kind): News[] => {
    if (kind === 'identity') return [{ kind, ...(users && { users }) }]
    return kind === 'presence' || kind === 'tasks' || kind === 'browsers' ? [{ kind }] : []
  })
}
