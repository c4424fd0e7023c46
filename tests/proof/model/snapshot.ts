import { type Board, boardStats, emptyBoard, foldBoard, recount } from '../../../domain/board.ts'
import type { Event } from '../../../domain/events.ts'
import { type BoardView, foldOf, viewConversation } from '../../../domain/wire.ts'
import { sorted } from '../check/streams.ts'

/** What `GET /board` shows of some services, as one fold can be compared with another. */
export type Snapshot = Pick<BoardView, 'cursor' | 'services' | 'conversations' | 'opening'> & {
  stats: BoardView['stats']
}

/** L6: a snapshot and the events after it, folded by the same `evolve` that the server uses, are a fresh snapshot. */
export function checkSnapshot(before: Snapshot, events: readonly Event[], fresh: Snapshot): string[] {
  const board = boardOf(before)
  for (const event of events) foldBoard(board, event)
  const folded = listed(board)
  return [
    ...differences('service', folded.services, fresh.services),
    ...differences('conversation', folded.conversations, [...fresh.conversations, ...fresh.opening]),
    ...(same(boardStats(board), fresh.stats)
      ? []
      : [`L6: folded counters ${JSON.stringify(boardStats(board))}, fresh ones ${JSON.stringify(fresh.stats)}`]),
    ...checkCounters(fresh),
  ]
}

/** Counters equal a count over the list at the same number. */
export function checkCounters({ conversations, stats }: Snapshot): string[] {
  const count = (wish: (conversation: (typeof conversations)[number]) => boolean) => conversations.filter(wish).length
  const counted = {
    activeConversations: conversations.length,
    needsAttention: count(({ needsAttention }) => needsAttention),
    paused: count(({ status }) => status === 'paused'),
    withAi: count(({ status }) => status === 'ai_active'),
    waiting: count(({ status, owner }) => status === 'paused' && owner === null),
    claimed: count(({ owner }) => owner !== null),
  }
  return same(counted, stats)
    ? []
    : [`L6: the list counts ${JSON.stringify(counted)}, the counters say ${JSON.stringify(stats)}`]
}

function boardOf({ services, conversations, opening }: Snapshot): Board {
  const board = emptyBoard()
  for (const service of services) board.services.set(service.id, service)
  for (const view of [...conversations, ...opening]) board.conversations.set(view.id, foldOf(view))
  for (const { id } of services) recount(board, id)
  return board
}

function listed(board: Board) {
  return {
    services: [...board.services.values()],
    conversations: [...board.conversations.values()].flatMap((conversation) => {
      const service = board.services.get(conversation.serviceId)
      return service ? [viewConversation(conversation, service)] : []
    }),
  }
}

function differences(what: string, folded: readonly { id: string }[], fresh: readonly { id: string }[]): string[] {
  const wanted = new Map(fresh.map((item) => [item.id, item]))
  const broken: string[] = []
  for (const item of folded) {
    const other = wanted.get(item.id)
    wanted.delete(item.id)
    if (!other) broken.push(`L6: ${what} ${item.id} is in the fold and not in the fresh snapshot`)
    else if (!same(item, other))
      broken.push(
        `L6: ${what} ${item.id} folded ${JSON.stringify(sorted(item))}, fresh ${JSON.stringify(sorted(other))}`,
      )
  }
  for (const id of wanted.keys()) broken.push(`L6: ${what} ${id} is in the fresh snapshot and not in the fold`)
  return broken
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
