import type { Sql } from '../db/connect.ts'
import { beat, freeTasksOfTheDead, leave, type Present } from '../db/nodes.ts'
import type { Bus } from './bus/bus.ts'

/** How long a node counts as living without a beat, in milliseconds by the database's clock; it beats three times in it. */
const LEASE = 15_000
const EVERY = 5_000

/** This node among those that serve the same database. */
export interface Nodes {
  readonly id: string
  /** How many live, this one among them. */
  count(): number
  /** Who is here has changed: the rows are written now, then the others hear of it. */
  beat(): Promise<void>
  stop(): Promise<void>
}

/**
 * Keeps this node's lease and its presence rows, and frees the tasks of nodes whose lease has lapsed.
 * @param present who has a console open on this node
 * @param onTasks told when tasks of a dead node are free
 */
export async function joinNodes({
  sql,
  bus,
  id,
  present,
  onTasks,
}: {
  sql: Sql
  bus: Bus
  id: string
  present: () => Present[]
  onTasks: () => void
}): Promise<Nodes> {
  let count = 1
  let beating: Promise<void> | null = null
  let stopped = false
  let said = ''

  async function once(): Promise<void> {
    const here = present()
    count = await beat(sql, id, LEASE, here)
    const now = JSON.stringify(here)
    if (now !== said) bus.say({ kind: 'presence' })
    said = now
    if (await freeTasksOfTheDead(sql)) onTasks()
  }

  /** One at a time: a change that comes during a beat is in the next one. */
  function beatOn(): Promise<void> {
    beating = (beating ?? Promise.resolve())
      .catch(() => {}) // The database is away: the next beat comes soon.
      .then(() => (stopped ? undefined : once()))
    return beating
  }

  await once()
  const timer = setInterval(() => void beatOn().catch(() => {}), EVERY)
  timer.unref()
  return {
    id,
    count: () => count,
    beat: beatOn,
    async stop() {
      stopped = true
      clearInterval(timer)
      await beating?.catch(() => {})
      await leave(sql, id).catch(() => {}) // The lease lapses by itself.
      bus.say({ kind: 'presence' })
      bus.say({ kind: 'tasks' })
    },
  }
}
