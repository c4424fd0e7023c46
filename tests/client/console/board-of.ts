import { createRoot } from 'solid-js'
import { createBoardStore } from '../../../client/console/live/board-store.ts'
import { boardStats, emptyBoard, foldBoard, onBoard } from '../../../domain/board.ts'
import type { Event, NewEvent } from '../../../domain/events.ts'
import { type BoardView, type EventView, viewConversation, viewEvent } from '../../../domain/wire.ts'
import { conversationId } from '../../builders/events.ts'
import { timeOf } from '../../builders/given.ts'

/** Events of several conversations in one log, numbered as they come. */
export function logOf(...happened: (NewEvent & { in?: string })[]): Event[] {
  return happened.map(({ in: id, ...event }, i) => {
    const service = event.type.startsWith('service.') || event.type === 'mode.changed'
    return { ...event, seq: i + 1, at: timeOf(i + 1), conversationId: service ? null : (id ?? conversationId) } as Event
  })
}

/** The event as it happens in another conversation. */
export const elsewhere = (id: string, event: NewEvent): NewEvent & { in: string } => ({ ...event, in: id })

/** What `GET /board` answers after these events. */
export function snapshotOf(log: readonly Event[], generation = 1): BoardView {
  const board = emptyBoard()
  for (const event of log) foldBoard(board, event)
  const open = [...board.conversations.values()].flatMap((conversation) => {
    const service = board.services.get(conversation.serviceId)
    return service ? [{ conversation, service }] : []
  })
  const views = (wanted: boolean) =>
    open
      .filter(({ conversation, service }) => onBoard(conversation, service) === wanted)
      .map(({ conversation, service }) => viewConversation(conversation, service))
  return {
    cursor: `${generation}.${board.seq}`,
    stats: boardStats(board),
    services: [...board.services.values()],
    conversations: views(true),
    opening: views(false),
    operators: [],
  }
}

export const viewsOf = (log: readonly Event[]): EventView[] => log.map((event) => viewEvent(1, event))

/** A store whose frames are drawn when the test says so. */
export function storeOf() {
  const frames: (() => void)[] = []
  let unknown = 0
  const store = createRoot(() =>
    createBoardStore({
      nextFrame: (flush) => frames.push(flush),
      now: () => Date.parse(timeOf(100)),
      unknown: () => {
        unknown += 1
      },
    }),
  )
  return {
    store,
    draw: () => {
      for (const frame of frames.splice(0)) frame()
    },
    waiting: () => frames.length,
    unknown: () => unknown,
  }
}
