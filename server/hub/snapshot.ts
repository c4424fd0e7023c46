import { createHash } from 'node:crypto'
import { setImmediate as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { type Board, boardStats, onBoard } from '../../domain/board.ts'
import type { Conversation } from '../../domain/conversation.ts'
import { formatCursor } from '../../domain/cursor.ts'
import type { Service } from '../../domain/service.ts'
import { canSee, type Sight } from '../../domain/sight.ts'
import { type BoardView, type OperatorView, viewConversation } from '../../domain/wire.ts'
import type { Feed } from './feed.ts'

/** The board as it goes over the wire. */
export interface Snapshot {
  /** Strong: the same tag is the same bytes. */
  etag: string
  body: Buffer
}

export type Coding = 'br' | 'identity'

/**
 * The snapshots of a node: each is made once for all who ask at about the same time, and kept until the board moves on.
 * Who asks while one is being made gets the next one, which begins when this one is ready: nobody gets a board that is
 * older than the question, and a thousand screens that open at once cost two snapshots.
 */
export interface Snapshots {
  /** @param sight what the caller may see; the same set for all who see the same */
  take(feed: Feed, coding: Coding, sight: Sight, operators: Operators): Promise<Snapshot>
}

/** Who is in the team, and who of them is here. */
export interface Operators {
  /** Changes with those who are here; the others change with the log. */
  key(): string
  list(): Promise<OperatorView[]>
}

/** So many conversations are written between two pauses, in which streams and commands go on. */
const SLICE = 2_000

const compress = promisify(brotliCompress)
/** Level 1: a ninth of the JSON at 400 MB/s; the next ones take twice the time for a tenth less. */
const quick = { [constants.BROTLI_PARAM_QUALITY]: 1 }

export function createSnapshots(): Snapshots {
  // By what may be seen first, and held as long as somebody sees it; null stands for every service.
  const all = new Map<string, Shelf>()
  const partly = new WeakMap<ReadonlySet<string>, Map<string, Shelf>>()

  function shelfOf(sight: Sight, key: string): Shelf {
    const shelves = sight === null ? all : (partly.get(sight) ?? new Map<string, Shelf>())
    if (sight !== null) partly.set(sight, shelves)
    const shelf = shelves.get(key) ?? { latest: null, making: null, next: null }
    shelves.set(key, shelf)
    return shelf
  }

  return {
    take(feed, coding, sight, operators) {
      const shelf = shelfOf(sight, `${feed.workspaceId} ${coding}`)
      if (shelf.latest?.mark === markOf(feed, operators)) return Promise.resolve(shelf.latest.snapshot)
      if (shelf.next) return shelf.next
      const make = async () => {
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
  /** Of the instant that the snapshot shows. */
  mark: string
  snapshot: Snapshot
}

interface Shelf {
  latest: Kept | null
  making: Promise<Snapshot> | null
  next: Promise<Snapshot> | null
}

const noMatter = () => {}

const markOf = ({ generation, board }: Feed, operators: Operators) => `${generation}.${board.seq} ${operators.key()}`

/** The board of one instant: folds are never changed in place, so the list of them is the picture, however long the writing takes. */
async function write(feed: Feed, coding: Coding, sight: Sight, operators: Operators): Promise<Kept> {
  const list = await operators.list()
  const mark = markOf(feed, operators)
  const { board, generation } = feed
  const services = new Map([...board.services].filter(([id]) => canSee(sight, id)))
  const [shown, opening] = parted(board, services)
  const head = JSON.stringify({
    cursor: formatCursor({ generation, seq: board.seq }),
    stats: boardStats(board, (id) => canSee(sight, id)),
    services: [...services.values()],
    operators: list,
  } satisfies Omit<BoardView, 'conversations' | 'opening'>)
  const json = Buffer.concat([
    Buffer.from(`${head.slice(0, -1)},"conversations":[`),
    ...(await written(shown, services)),
    Buffer.from('],"opening":['),
    ...(await written(opening, services)),
    Buffer.from(']}'),
  ])
  const body = coding === 'br' ? await compress(json, { params: quick }) : json
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 22)
  return { mark, snapshot: { etag: `"${digest}"`, body } }
}

/** What the board shows, and what the fold needs to go on from. */
function parted(board: Board, services: ReadonlyMap<string, Service>): [Conversation[], Conversation[]] {
  const shown: Conversation[] = []
  const opening: Conversation[] = []
  for (const conversation of board.conversations.values()) {
    const service = services.get(conversation.serviceId)
    if (service) (onBoard(conversation, service) ? shown : opening).push(conversation)
  }
  return [shown, opening]
}

async function written(list: Conversation[], services: ReadonlyMap<string, Service>): Promise<Buffer[]> {
  const parts: Buffer[] = []
  for (let from = 0; from < list.length; from += SLICE) {
    if (from > 0) await pause()
    const texts = list.slice(from, from + SLICE).flatMap((conversation) => {
      const service = services.get(conversation.serviceId)
      return service ? [textOf(conversation, service)] : []
    })
    parts.push(Buffer.from(`${from > 0 ? ',' : ''}${texts.join(',')}`))
  }
  return parts
}

const texts = new WeakMap<Conversation, { service: Service; text: string }>()

/** A conversation's JSON is made once for each fold of it and of its service. */
function textOf(conversation: Conversation, service: Service): string {
  const known = texts.get(conversation)
  if (known?.service === service) return known.text
  const text = JSON.stringify(viewConversation(conversation, service))
  texts.set(conversation, { service, text })
  return text
}
