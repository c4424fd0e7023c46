import type { Sql } from '../db/connect.ts'
import { type Look, type Present, readPresence, writeLooks } from '../db/nodes.ts'
import type { Bus } from './bus/bus.ts'

/** How often the rows are read without any word of a change, in milliseconds: leases lapse silently. */
const EVERY = 2_000
/** Looks within this long are written together, in milliseconds. */
const GATHER = 100

/** What this node knows of presence on other nodes. */
export interface SharedPresence {
  /** Who has a console open on another node. */
  elsewhere(workspaceId: string): ReadonlySet<string>
  /** A person told this node where they look. */
  look(look: Look): void
  stop(): void
}

/**
 * Reads and writes presence rows: theirs are read when the bus says that they changed, and every two seconds.
 * @param onPresent who is here on other nodes has changed, in these workspaces
 * @param onLooks who looks where, by the word of all nodes; but of those who told this node and are not written yet
 */
export function sharePresence({
  sql,
  bus,
  node,
  onPresent,
  onLooks,
}: {
  sql: Sql
  bus: Bus
  node: string
  onPresent: (workspaceIds: string[]) => void
  onLooks: (looks: readonly Look[], unwritten: (look: Present) => boolean) => void
}): SharedPresence {
  let elsewhere = new Map<string, Set<string>>()
  const nobody: ReadonlySet<string> = new Set()
  let unwritten = new Map<string, Look>()
  let writing = new Map<string, Look>()
  let gathering: NodeJS.Timeout | undefined
  let reading = false
  let again = false
  const keyOf = ({ workspaceId, userId }: Present) => `${workspaceId} ${userId}`

  async function read(): Promise<void> {
    again = true
    if (reading) return
    reading = true
    try {
      while (again) {
        again = false
        take(await readPresence(sql, node))
      }
    } catch {
      // The database is away: the picture stays, and is read again soon.
    } finally {
      reading = false
    }
  }

  function take({ present, looks }: { present: Present[]; looks: Look[] }): void {
    const before = elsewhere
    elsewhere = new Map()
    for (const { workspaceId, userId } of present)
      elsewhere.set(workspaceId, (elsewhere.get(workspaceId) ?? new Set()).add(userId))
    const changed = [...new Set([...before.keys(), ...elsewhere.keys()])].filter(
      (id) => [...(before.get(id) ?? [])].sort().join() !== [...(elsewhere.get(id) ?? [])].sort().join(),
    )
    if (changed.length > 0) onPresent(changed)
    onLooks(looks, (look) => unwritten.has(keyOf(look)) || writing.has(keyOf(look)))
  }

  async function write(): Promise<void> {
    gathering = undefined
    if (writing.size > 0) return plan()
    writing = unwritten
    unwritten = new Map()
    try {
      await writeLooks(sql, [...writing.values()])
      bus.say({ kind: 'presence' })
    } catch {
      // The database is away: said again when it is back, unless they look elsewhere by then.
      unwritten = new Map([...writing, ...unwritten])
      plan()
    } finally {
      writing = new Map()
    }
  }

  const plan = () => {
    gathering ??= setTimeout(() => void write(), GATHER).unref()
  }

  bus.onNews((news) => {
    if (news.kind === 'presence') void read()
  })
  const timer = setInterval(() => void read(), EVERY)
  timer.unref()
  void read()
  return {
    elsewhere: (workspaceId) => elsewhere.get(workspaceId) ?? nobody,
    look(look) {
      unwritten.set(keyOf(look), look)
      plan()
    },
    stop() {
      clearInterval(timer)
      clearTimeout(gathering)
    },
  }
}
