import { createHash } from 'node:crypto'
import { setImmediate as pause } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { type Board, boardStats } from '../../domain/board.ts'
import { formatCursor } from '../../domain/cursor.ts'
import { canSee, type Sight } from '../../domain/sight.ts'
import type { BoardView, OperatorView } from '../../domain/wire.ts'
import { createPages, type Pages } from './board-pages.ts'
import type { Feed } from './feed.ts'
import { gzipOf, pack, type Stretch, stored } from './gzip.ts'

/** The board as it goes over the wire. */
export interface Snapshot {
  /** Strong: the same tag is the same bytes. */
  etag: string
  body: Buffer
}

export type Coding = 'gzip' | 'identity'

/** What a picture is taken of: a workspace's board on this node, as it is at each moment. */
export type Pictured = Pick<Feed, 'workspaceId' | 'generation' | 'board'>

/**
 * The snapshots of a node: each is made once for all who ask at about the same time, and kept until the board moves on.
 * Who asks while one is being made gets the next one, which begins when this one is ready: nobody gets a board that is
 * older than the question, and a thousand screens that open at once cost two snapshots at most.
 */
export interface Snapshots {
  /** @param sight what the caller may see; the same set for all who see the same */
  take(feed: Pictured, coding: Coding, sight: Sight, operators: Operators): Promise<Snapshot>
}

/** Who is in the team, and who of them is here. */
export interface Operators {
  /** Changes with those who are here; the others change with the log. */
  key(): string
  list(): Promise<OperatorView[]>
}

export function createSnapshots(): Snapshots {
  // By what may be seen first, and held as long as somebody sees it; null stands for every service.
  const all = new Map<string, Shelf>()
  const partly = new WeakMap<ReadonlySet<string>, Map<string, Shelf>>()
  /** The pages of a board are the same for all who see them. */
  const cuts = new WeakMap<Pictured, ReturnType<typeof createPages>>()

  function shelfOf(sight: Sight, key: string): Shelf {
    const shelves = sight === null ? all : (partly.get(sight) ?? new Map<string, Shelf>())
    if (sight !== null) partly.set(sight, shelves)
    const shelf = shelves.get(key) ?? { latest: null, making: null, next: null }
    shelves.set(key, shelf)
    return shelf
  }

  function pagesOf(feed: Pictured, sight: Sight): Pages {
    const cut = cuts.get(feed) ?? createPages()
    cuts.set(feed, cut)
    return cut(feed.board, sight)
  }

  /** The board of one instant: pages never change, so the list of them is the picture, however long the writing takes. */
  async function write(feed: Pictured, coding: Coding, sight: Sight, operators: Operators): Promise<Kept> {
    // Of before the list was read: who came while it was read is missing in it, and the next one is made anew.
    const mark = markOf(feed, operators)
    const list = await operators.list()
    const head = headOf(feed, sight, list)
    const pages = pagesOf(feed, sight)
    return { mark, snapshot: coding === 'gzip' ? await gzipped(head, pages) : await plain(head, pages) }
  }

  return {
    take(feed, coding, sight, operators) {
      const shelf = shelfOf(sight, `${feed.workspaceId} ${coding}`)
      const ready = () => (shelf.latest?.mark === markOf(feed, operators) ? shelf.latest.snapshot : null)
      const found = ready()
      if (found) return Promise.resolve(found)
      if (shelf.next) return shelf.next
      const make = async () => {
        // Nothing moved while they waited: what the others got is theirs too.
        const found = ready()
        if (found) return found
        shelf.latest = await write(feed, coding, sight, operators)
        return shelf.latest.snapshot
      }
      const begin = () => {
        const making = make().finally(() => {
          if (shelf.making === making) shelf.making = null
        })
        shelf.making = making
        return making
      }
      if (!shelf.making) return begin()
      shelf.next = shelf.making.then(noMatter, noMatter).then(() => {
        shelf.next = null
        return begin()
      })
      return shelf.next
    },
  }
}

interface Kept {
  /** As long as it is the same nothing has moved since the snapshot was begun. */
  mark: string
  snapshot: Snapshot
}

interface Shelf {
  latest: Kept | null
  making: Promise<Snapshot> | null
  next: Promise<Snapshot> | null
}

const noMatter = () => {}

const markOf = ({ generation, board }: Pictured, operators: Operators) =>
  `${generation}.${board.seq} ${operators.key()}`

/** All but the conversations, up to where they begin. */
function headOf({ board, generation }: Pictured, sight: Sight, operators: OperatorView[]): Buffer {
  const head = JSON.stringify({
    cursor: formatCursor({ generation, seq: board.seq }),
    stats: boardStats(board, (id) => canSee(sight, id)),
    services: servicesOf(board, sight),
    operators,
  } satisfies Omit<BoardView, 'conversations' | 'opening'>)
  return Buffer.from(`${head.slice(0, -1)},"conversations":[`)
}

const servicesOf = (board: Board, sight: Sight) => [...board.services.values()].filter(({ id }) => canSee(sight, id))

/** What stands between the pages. */
const between = { comma: Buffer.from(','), opening: Buffer.from('],"opening":['), end: Buffer.from(']}') }
const packedBetween = {
  comma: stored(between.comma),
  opening: stored(between.opening),
  end: stored(between.end),
}

/** So many pages are being packed at once; those before are waited for. */
const AT_ONCE = 2

/** Of the pages those alone are written that no board had before, one at a time: between them streams and commands go on. */
async function gzipped(head: Buffer, { shown, opening }: Pages): Promise<Snapshot> {
  const pages = [...shown, ...opening]
  const packing: Promise<Stretch>[] = []
  for (const page of pages) {
    if (!page.begun) {
      await pause()
      await packing.at(-AT_ONCE)
    }
    packing.push(page.packed())
  }
  const [first, ...packed] = await Promise.all([pack(head), ...packing])
  const stretches = joined(first, packed, shown.length, packedBetween)
  return { etag: tagOf('gzip', stretches), body: gzipOf(stretches) }
}

async function plain(head: Buffer, { shown, opening }: Pages): Promise<Snapshot> {
  const texts: Buffer[] = []
  for (const page of [...shown, ...opening]) {
    if (texts.length > 0) await pause()
    texts.push(page.text())
  }
  const parts = joined(head, texts, shown.length, between)
  const sums = parts.map((text) => ({ crc: crc32(text), length: text.length }))
  return { etag: tagOf('identity', sums), body: Buffer.concat(parts) }
}

/** The head, the pages with commas between them, and what closes the two lists. */
function joined<T>(head: T, pages: T[], shown: number, { comma, opening, end }: Record<keyof typeof between, T>): T[] {
  const list = (from: number, to?: number) =>
    pages.slice(from, to).flatMap((page, i) => (i === 0 ? [page] : [comma, page]))
  return [head, ...list(0, shown), opening, ...list(shown), end]
}

/** The cursor is in it, and a page that moved has another sum. */
function tagOf(coding: Coding, stretches: readonly Pick<Stretch, 'crc' | 'length'>[]): string {
  const digest = createHash('sha256').update(`${coding} `)
  for (const { crc, length } of stretches) digest.update(`${crc} ${length} `)
  return `"${digest.digest('base64url').slice(0, 22)}"`
}
