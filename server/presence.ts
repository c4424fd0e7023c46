import type { Sql } from '../db/connect.ts'
import type { Look, Present } from '../db/nodes.ts'
import type { Person } from '../domain/actor.ts'
import { canSee, type Sight } from '../domain/sight.ts'
import type { OperatorView } from '../domain/wire.ts'
import type { Bus } from './bus/bus.ts'
import type { Hub } from './hub/hub.ts'
import type { Reader } from './hub/reader.ts'
import type { People } from './identity/people.ts'
import type { Live } from './live/live.ts'
import { sharePresence } from './shared-presence.ts'

/** A look at a conversation counts this long without a word, in milliseconds: longer than a background tab's slowest beat (L11). */
const LEASE = 75_000

/** Who comes and goes within this long is told in one frame, in milliseconds: a thousand consoles reconnect at once. */
const GATHER = 200

/**
 * Who is here: whose console is connected, and where those look who said so. Who went Live is another matter (`live/`), which is
 * told to the team with it. Who looks at which conversation is said by the consoles themselves, and lapses.
 */
export interface Presence {
  operators(workspaceId: string): Promise<OperatorView[]>
  /** Another one whenever others are here. */
  key(workspaceId: string): string
  /** Whether somebody is here who sees that service. */
  someoneLive(workspaceId: string, serviceId: string): boolean
  /** A stream of a person is about to begin: from here on they are here, as long as it lasts. */
  joined(workspaceId: string, reader: Reader): void
  left(workspaceId: string, reader: Reader): void
  /** A console of this person connected or left: the team sees it. */
  changed(workspaceId: string): void
  look(workspaceId: string, person: Person, conversationId: string | null): void
  viewers(workspaceId: string, conversationId: string): Person[]
  /** Who has a console open on this node. */
  here(): Present[]
  stop(): void
}

/** The nodes that share the database, where there are several: what each knows goes through its rows. */
export interface Sharing {
  sql: Sql
  bus: Bus
  node: string
  /** Which services a person sees: of one at another node it is not known from the stream. */
  sees(workspaceId: string, userId: string): Sight
  /** Writes who is here. */
  write(): void
}

export function createPresence({
  hub,
  people,
  now,
  live,
  sharing,
}: {
  hub: Hub
  people: People
  now: () => number
  live: Pick<Live, 'views' | 'key'>
  sharing: Sharing | null
}): Presence {
  const gathering = new Map<string, NodeJS.Timeout>()
  const looks = new Map<string, { workspaceId: string; person: Person; conversationId: string; until: number }>()
  /** The open streams of each person, by workspace: a thousand screens are not walked through for each question. */
  const streams = new Map<string, Map<string, Set<Reader>>>()
  const hears = ({ audience, closed }: Reader, serviceId: string | null) =>
    !closed && audience.kind === 'operators' && canSee(audience.services, serviceId)
  const keyOf = (workspaceId: string, person: Person) => `${workspaceId} ${person.id}`

  function online(workspaceId: string, serviceId: string | null = null): Set<string> {
    const ids = new Set<string>()
    for (const id of shared?.elsewhere(workspaceId) ?? [])
      if (serviceId === null || canSee(sharing?.sees(workspaceId, id) ?? null, serviceId)) ids.add(id)
    for (const [id, readers] of streams.get(workspaceId) ?? [])
      if (readers.values().some((reader) => hears(reader, serviceId))) ids.add(id)
    return ids
  }

  const viewers = (workspaceId: string, conversationId: string): Person[] =>
    [...looks.values()]
      .filter(
        (look) => look.workspaceId === workspaceId && look.conversationId === conversationId && look.until > now(),
      )
      .map((look) => look.person)

  function tell(workspaceId: string, conversationId: string): void {
    hub.momentHere(workspaceId, { type: 'viewers', conversationId, viewers: viewers(workspaceId, conversationId) })
  }

  async function operators(workspaceId: string): Promise<OperatorView[]> {
    const list = await people.list(workspaceId)
    // Asked after the wait: who came meanwhile is here.
    const here = online(workspaceId)
    const wentLive = live.views(workspaceId)
    return list.map(({ id, name, role }) => {
      const view = wentLive.get(id)
      return { id, name, role, online: here.has(id), ...(view && { live: view }) }
    })
  }

  const timer = setInterval(() => {
    for (const [key, look] of looks) {
      if (look.until > now()) continue
      looks.delete(key)
      tell(look.workspaceId, look.conversationId)
    }
  }, 5_000)
  timer.unref()

  /** The team hears who is here; and the rows say it to other nodes, when it is ours that came or left. */
  function tellSoon(workspaceId: string, ours = true): void {
    const told = setTimeout(() => {
      gathering.delete(workspaceId)
      if (ours) sharing?.write()
      operators(workspaceId).then(
        (list) => hub.momentHere(workspaceId, { type: 'operators', operators: list }),
        () => {}, // The next change says it again; the board has the list too.
      )
    }, GATHER)
    told.unref()
    gathering.set(workspaceId, told)
  }

  /** What the rows say of looks takes the place of what was known. */
  function takeLooks(rows: readonly Look[], unwritten: (look: Present) => boolean): void {
    const before = new Map(looks)
    for (const [key, { workspaceId, person }] of before)
      if (!unwritten({ workspaceId, userId: person.id })) looks.delete(key)
    for (const row of rows) {
      if (row.conversationId === null || unwritten(row)) continue
      const { workspaceId, conversationId } = row
      const person = { id: row.userId, name: row.name }
      looks.set(keyOf(workspaceId, person), { workspaceId, person, conversationId, until: now() + row.left })
    }
    const moved = new Map<string, { workspaceId: string; conversationId: string }>()
    for (const key of new Set([...before.keys(), ...looks.keys()])) {
      const [was, is] = [before.get(key), looks.get(key)]
      if (was?.conversationId === is?.conversationId) continue
      for (const look of [was, is]) if (look) moved.set(`${look.workspaceId} ${look.conversationId}`, look)
    }
    for (const { workspaceId, conversationId } of moved.values()) tell(workspaceId, conversationId)
  }

  const shared =
    sharing &&
    sharePresence({
      sql: sharing.sql,
      bus: sharing.bus,
      node: sharing.node,
      onPresent: (ids) => ids.forEach((id) => void (gathering.has(id) || tellSoon(id, false))),
      onLooks: takeLooks,
    })

  return {
    operators,
    key: (workspaceId) => `${[...online(workspaceId)].sort().join(' ')} ${live.key(workspaceId)}`,
    someoneLive: (workspaceId, serviceId) => online(workspaceId, serviceId).size > 0,
    joined(workspaceId, reader) {
      if (reader.right.kind !== 'session') return
      const people = streams.get(workspaceId) ?? new Map<string, Set<Reader>>()
      streams.set(workspaceId, people)
      const { userId } = reader.right
      people.set(userId, (people.get(userId) ?? new Set()).add(reader))
    },
    left(workspaceId, reader) {
      if (reader.right.kind !== 'session') return
      const people = streams.get(workspaceId)
      const readers = people?.get(reader.right.userId)
      readers?.delete(reader)
      if (readers?.size === 0) people?.delete(reader.right.userId)
    },
    changed(workspaceId) {
      if (gathering.has(workspaceId)) return
      tellSoon(workspaceId)
    },
    look(workspaceId, person, conversationId) {
      const key = keyOf(workspaceId, person)
      const before = looks.get(key)
      shared?.look({ workspaceId, userId: person.id, name: person.name, conversationId, left: LEASE })
      if (conversationId === null) looks.delete(key)
      else looks.set(key, { workspaceId, person, conversationId, until: now() + LEASE })
      if (before && before.conversationId !== conversationId) tell(workspaceId, before.conversationId)
      if (conversationId !== null && before?.conversationId !== conversationId) tell(workspaceId, conversationId)
    },
    viewers,
    here() {
      return [...streams].flatMap(([workspaceId, people]) =>
        [...people].flatMap(([userId, readers]) =>
          readers.values().some(({ closed }) => !closed) ? [{ workspaceId, userId }] : [],
        ),
      )
    },
    stop() {
      shared?.stop()
      clearInterval(timer)
      for (const told of gathering.values()) clearTimeout(told)
    },
  }
}
