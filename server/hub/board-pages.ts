import { type Board, onBoard } from '../../domain/board.ts'
import type { Conversation } from '../../domain/conversation.ts'
import type { Service } from '../../domain/service.ts'
import { canSee, type Sight } from '../../domain/sight.ts'
import { viewConversation } from '../../domain/wire.ts'
import { pack, type Stretch } from './gzip.ts'

/** Some conversations of one service as they stood at one instant. It never changes: what moves makes another page. */
export interface Page {
  readonly service: Service
  readonly conversations: readonly Conversation[]
  /** Their JSON, with commas between them: made anew at each call. */
  text(): Buffer
  /** The same packed: made once, for all boards that show this page. */
  packed(): Promise<Stretch>
  /** Whether it is packed, or is being packed. */
  readonly begun: boolean
}

export interface Pages {
  /** What the board shows. */
  shown: Page[]
  /** What the fold needs to go on from: sessions in which nothing was said yet. */
  opening: Page[]
}

/** So many conversations stand on a page at least, and at most: writing and packing one page takes some milliseconds. */
const LEAST = 160
const MOST = 640

/**
 * Cuts the board of one instant into pages, and gives the same page again as long as nothing moved on it. Each is of one
 * service, so that one page serves all whose sight has that service (G1), and a mode change makes the pages of its own
 * service anew. A page ends after a conversation whose id says so: when one ends that stood in the middle of the board,
 * the cuts after it stay where they are.
 *
 * It goes over the whole board each time, since what is true is there alone: a comparison of two pointers for each conversation.
 */
export function createPages(): (board: Board, sight: Sight) => Pages {
  /** By service, and by the first conversation on the page. */
  const kept = new Map<string, Map<string, Page>>()

  return (board, sight) => {
    const runs = new Map<string, { shown: Run; opening: Run }>()
    for (const [id, service] of board.services)
      if (canSee(sight, id))
        runs.set(id, { shown: runOf(service, kept.get(id)), opening: runOf(service, kept.get(id)) })
    for (const conversation of board.conversations.values()) {
      const run = runs.get(conversation.serviceId)
      if (!run) continue
      add(onBoard(conversation, run.shown.service) ? run.shown : run.opening, conversation)
    }
    const pages: Pages = { shown: [], opening: [] }
    for (const [id, { shown, opening }] of runs) {
      close(shown)
      close(opening)
      pages.shown.push(...shown.pages)
      pages.opening.push(...opening.pages)
      kept.set(id, new Map([...shown.pages, ...opening.pages].map((page) => [firstOf(page), page])))
    }
    for (const id of kept.keys()) if (!board.services.has(id)) kept.delete(id)
    return pages
  }
}

/** The conversations of a service in their order, on pages. */
interface Run {
  service: Service
  known: ReadonlyMap<string, Page> | undefined
  conversations: Conversation[]
  pages: Page[]
}

const runOf = (service: Service, known: Run['known']): Run => ({ service, known, conversations: [], pages: [] })

function add(run: Run, conversation: Conversation): void {
  run.conversations.push(conversation)
  const { length } = run.conversations
  if (length >= LEAST && (length >= MOST || endsPage(conversation))) close(run)
}

/** One in sixteen does: the last digit of a UUID is as good as drawn. */
const endsPage = ({ id }: Conversation): boolean => id.endsWith('0')

function close(run: Run): void {
  const { service, known, conversations } = run
  const [first] = conversations
  if (!first) return
  const page = known?.get(first.id)
  run.pages.push(page && isOf(page, service, conversations) ? page : pageOf(service, conversations))
  run.conversations = []
}

const firstOf = (page: Page): string => page.conversations[0]?.id ?? ''

/** Folds are never changed in place: the same one says the same. */
const isOf = (page: Page, service: Service, conversations: readonly Conversation[]): boolean =>
  page.service === service &&
  page.conversations.length === conversations.length &&
  page.conversations.every((conversation, i) => conversation === conversations[i])

function pageOf(service: Service, conversations: readonly Conversation[]): Page {
  let packed: Promise<Stretch> | null = null
  const text = () =>
    Buffer.from(JSON.stringify(conversations.map((one) => viewConversation(one, service))).slice(1, -1))
  return {
    service,
    conversations,
    text,
    packed() {
      if (packed) return packed
      packed = pack(text())
      // Who asks next tries again.
      packed.catch(() => {
        packed = null
      })
      return packed
    },
    get begun() {
      return packed !== null
    },
  }
}
