import type { Sql } from '../../db/connect.ts'
import { listSubscribers } from '../../db/push.ts'
import { within } from '../outside.ts'

/** How long the database may take, in milliseconds. */
const READING = 4_000

/**
 * Which browsers of whom are to be told (F6), in memory: asked at every decision, without a wait, so that a commit about
 * somebody who is told nothing costs no more than before. It may have some that are gone, to whom a task then tells nothing; of
 * one that came at another node it knows when the bus says so, or a few seconds later.
 */
export interface Browsers {
  /** The ids of a person's subscriptions. */
  of(workspaceId: string, userId: string): readonly string[]
  /** Reads them anew: by the end of this call those are known that were there at its beginning. */
  load(): Promise<void>
}

const none: readonly string[] = []

export function createBrowsers(sql: Sql): Browsers {
  let known = new Map<string, readonly string[]>()
  let reading: Promise<void> = Promise.resolve()

  async function read(): Promise<void> {
    const rows = await within(READING, listSubscribers(sql))
    known = new Map(rows.map(({ workspaceId, userId, ids }) => [`${workspaceId} ${userId}`, ids]))
  }

  return {
    of: (workspaceId, userId) => known.get(`${workspaceId} ${userId}`) ?? none,
    // One after another: an older answer never comes after a newer one.
    load() {
      reading = reading.then(read, read)
      return reading
    },
  }
}
