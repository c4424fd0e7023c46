import type { Sight } from '../../domain/sight.ts'
import type { Bytes } from './frames.ts'
import { packHeard, type Recent } from './recent.ts'

/** So many numbers are one page: few enough that what is read at once holds up nobody. */
const NUMBERS = 64
/** How long the frames of all pages that are kept may be, in characters; with events and bytes it is four times as much. */
const ROOM = 4_000_000
/** Milliseconds after which nothing is kept when nobody catches up any more. */
const IDLE = 10_000

/** A piece of the log between two fixed numbers. */
export interface Page {
  readonly recents: readonly Recent[]
  /** All that those with this sight hear of it, as one write, and the same bytes for all of them; null when it is nothing. */
  heard(sight: Sight): Bytes | null
}

/** The log in pages that are read and packed once for all who catch up: after an outage many come back to the same place. */
export interface Pages {
  /** The page that holds the number after this one. It may begin before it. */
  holding(after: number): Promise<Page>
}

/**
 * @param read so many events after a number; fewer where the log ends
 * @param room characters of the frames that are kept
 */
export function createPages(
  generation: number,
  read: (after: number, limit: number) => Promise<Recent[]>,
  room = ROOM,
): Pages {
  // The one that was asked for last stands last.
  const kept = new Map<number, Kept>()
  let length = 0
  const idle = setTimeout(() => {
    for (const [begin, one] of kept) drop(begin, one)
  }, IDLE).unref()

  function drop(begin: number, one: Kept): void {
    if (kept.get(begin) !== one) return
    kept.delete(begin)
    length -= one.length
  }

  function took(begin: number, one: Kept, recents: readonly Recent[]): void {
    // The log goes on there: the next one who asks may find more.
    if (recents.length < NUMBERS) return drop(begin, one)
    if (kept.get(begin) !== one) return
    one.length = recents.reduce((sum, { frame }) => sum + frame.length(), 0)
    length += one.length
    for (const [at, oldest] of kept) {
      if (length <= room) return
      if (oldest.length > 0) drop(at, oldest)
    }
  }

  return {
    holding(after) {
      idle.refresh()
      const begin = after - (after % NUMBERS)
      const known = kept.get(begin)
      if (known) {
        kept.delete(begin)
        kept.set(begin, known)
        return known.page
      }
      const page = read(begin, NUMBERS).then((recents) => pageOf(generation, recents))
      const one: Kept = { page, length: 0 }
      kept.set(begin, one)
      page.then(
        ({ recents }) => took(begin, one, recents),
        () => drop(begin, one),
      )
      return page
    },
  }
}

/** Its length is known when it was read. */
interface Kept {
  page: Promise<Page>
  length: number
}

function pageOf(generation: number, recents: readonly Recent[]): Page {
  const packed = new Map<Sight, Bytes | null>()
  return {
    recents,
    heard(sight) {
      if (!packed.has(sight)) packed.set(sight, packHeard(recents, generation, sight))
      return packed.get(sight) ?? null
    },
  }
}
