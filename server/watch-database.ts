import type { Sql } from '../db/connect.ts'
import { readHeads } from '../db/log.ts'
import type { Bus } from './bus/bus.ts'
import type { Hub } from './hub/hub.ts'

/** How often the database is asked, in milliseconds; and while the bus is away, when nothing else tells of other nodes. */
const EVERY = 1_000
const EVERY_ALONE = 250

/**
 * Asks the database for a sign of life, tells the readers when it goes and when it is back, and the hub how far the logs
 * are: what no message told of, the last one above all, is read now.
 * @param onAnotherLog a node that started found that the database was restored: this one knows a log that is no more
 */
export function watchDatabase({
  sql,
  hub,
  bus,
  onAnotherLog,
}: {
  sql: Sql
  hub: Hub
  bus: Bus
  onAnotherLog: () => void
}): { stop(): void } {
  let asking = false
  let asked = 0
  const ask = async () => {
    if (asking) return
    asking = true
    const known = new Map(hub.workspaces().map((workspace) => [workspace.workspaceId, workspace]))
    let late: NodeJS.Timeout | undefined
    try {
      const heads = await Promise.race([
        readHeads(sql, [...known.keys()]),
        new Promise<never>((_, reject) => {
          late = setTimeout(() => reject(new Error('late')), 2_000)
        }),
      ])
      hub.database('up')
      if (heads.some((head) => isAnother(head, known.get(head.workspaceId)))) return onAnotherLog()
      for (const { workspaceId, generation, seq } of heads) {
        // Another node erased a person, or this one did and was cut short. Asked now: it may have been read anew meanwhile.
        const held = hub.workspaces().find((workspace) => workspace.workspaceId === workspaceId)
        if (held && generation > held.generation) await hub.renew(workspaceId)
        hub.heard(workspaceId, seq)
      }
    } catch {
      hub.database('down')
    } finally {
      clearTimeout(late)
      asking = false
    }
  }
  const timer = setInterval(() => {
    asked = bus.state() === 'down' || asked + EVERY_ALONE >= EVERY ? 0 : asked + EVERY_ALONE
    if (asked === 0) void ask()
  }, EVERY_ALONE)
  timer.unref()
  bus.onUp(() => void ask())
  return { stop: () => clearInterval(timer) }
}

interface Log {
  generation: number
  erasures: number
}

/** Whether it is another log: an erasure begins another generation of the same one, and generations only grow in it. */
const isAnother = (head: Log, known: Log | undefined): boolean =>
  known === undefined ||
  head.generation < known.generation ||
  head.generation - head.erasures !== known.generation - known.erasures
