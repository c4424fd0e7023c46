import type { NewEvent } from '../../../domain/events.ts'
import { notificationOf } from '../../../domain/notification.ts'
import type { BoardStore, Change } from '../live/board-store.ts'

/** Whether an event came to somebody as a notification tells it (F6): a conversation was given to them, or their customer wrote. */
export function isFor(userId: string, { event, after }: Change, board: Pick<BoardStore, 'service'>): boolean {
  const service = after && board.service(after.serviceId)
  return Boolean(service && notificationOf(event as NewEvent, after, service)?.userId === userId)
}
