import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '../db/connect.ts'
import { linkCustomer } from '../db/customers.ts'
import { readUnread, type SearchPlace, takeSearchPlaces, writeWords } from '../db/search.ts'
import { wordsOf } from '../domain/words.ts'

/** How often it is looked whether a log went on, in milliseconds. */
const EVERY = 700
/** How long a node reads on before another may, in milliseconds. */
const LEASE = 15_000
/** So many events are read at a time. */
const PAGE = 300
/** Between two pages, in milliseconds: a log of years is read without holding up those who write it. */
const PAUSE = 15

/** What reads on behind the commits: the full-text search of sessions (A1), and whose each session is (A5). */
export interface SearchReader {
  /** Reads on now, as far as the log goes. */
  readOn(): Promise<void>
  stop(): Promise<void>
}

/**
 * Reads what was said out of the log into the index of words, and customers into their records, behind the commits: a commit
 * writes nothing for it and waits for nothing, and what is there when these are new is read in the same way. A message can be
 * found about a second later.
 * @param node this node among those of the same database
 */
export function createSearchReader({
  sql,
  node,
  newId,
}: {
  sql: Sql
  node: string
  newId: () => string
}): SearchReader {
  let reading: Promise<void> | null = null
  let stopped = false

  async function page(place: SearchPlace): Promise<SearchPlace | null> {
    const events = await readUnread(sql, place.workspaceId, place.seq, PAGE)
    const to = events.at(-1)?.seq
    if (to === undefined) return null
    const rows = events.flatMap(({ seq, conversationId, text }) => {
      const words = conversationId !== null && text ? wordsOf(text) : []
      return conversationId !== null && words.length > 0 ? [{ seq, conversation: conversationId, words }] : []
    })
    // Before the place moves on: what was cut short is done again, and changes nothing then.
    for (const { conversationId, begun } of events)
      if (conversationId !== null && begun) await linkCustomer(sql, place, { ...begun, conversationId }, newId())
    const moved = await writeWords(sql, place, to, rows)
    return moved && events.length === PAGE ? { ...place, seq: to } : null
  }

  async function read(): Promise<void> {
    for (const taken of await takeSearchPlaces(sql, node, LEASE)) {
      const until = performance.now() + LEASE / 2
      for (let place: SearchPlace | null = taken; place && !stopped && performance.now() < until; ) {
        place = await page(place)
        if (place) await sleep(PAUSE)
      }
    }
  }

  /** One at a time; who asks during a reading waits for it, and the one after it sees what was committed meanwhile. */
  const readOn = async (): Promise<void> => {
    await reading?.catch(() => {})
    reading ??= read().finally(() => {
      reading = null
    })
    await reading
  }
  // The database is away: the next look comes soon.
  const timer = setInterval(() => void (reading ?? readOn()).catch(() => {}), EVERY)
  timer.unref()

  return {
    readOn,
    async stop() {
      stopped = true
      clearInterval(timer)
      await reading?.catch(() => {})
    },
  }
}
