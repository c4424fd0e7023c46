import { boardStats, emptyBoard, foldBoard, onBoard } from '../../domain/board.ts'
import type { Event, NewEvent } from '../../domain/events.ts'
import { uuidV7 } from '../../domain/ids.ts'
import { type BoardView, viewConversation } from '../../domain/wire.ts'
import { type Packed, packEvent, packHeartbeat } from '../../server/hub/frames.ts'
import { opened, said, serviceCreated, serviceId } from '../../tests/builders/events.ts'

/** What a console is fed with: a snapshot of so many conversations, and the frames of what is said in them afterwards. */
export interface Traffic {
  snapshot: string
  /** The next frame, a message in one of `among` conversations. */
  next(among: number): Packed
  heartbeat(): Packed
}

/** Made with the fold, the shapes and the frames of the server itself. */
export function makeTraffic(count: number): Traffic {
  const ids = Array.from({ length: count }, () => newId())
  const board = emptyBoard()
  let seq = 0
  const happen = (conversationId: string | null, event: NewEvent): Event => {
    const made = { ...event, seq: ++seq, at: new Date().toISOString(), conversationId } as Event
    return made
  }
  foldBoard(board, happen(null, serviceCreated()))
  for (const [i, id] of ids.entries()) {
    foldBoard(board, happen(id, opened()))
    foldBoard(board, happen(id, said('customer', newId(), `Question ${i}: where is my parcel, and when does it come?`)))
  }
  const cursor = () => `1.${seq}`
  const conversations = [...board.conversations.values()].flatMap((one) => {
    const service = board.services.get(serviceId)
    return service && onBoard(one, service) ? [viewConversation(one, service)] : []
  })
  const view: BoardView = {
    cursor: cursor(),
    stats: boardStats(board),
    services: [...board.services.values()],
    conversations,
    opening: [],
    operators: [],
  }
  return {
    snapshot: JSON.stringify(view),
    next(among) {
      const id = ids[Math.floor(Math.random() * Math.min(among, count))] ?? ''
      const event = happen(id, said('customer', newId(), 'And what if nobody is at home?'))
      return packEvent(1, { ...event, publicSeq: null, serviceId })
    },
    heartbeat: () => packHeartbeat(cursor(), new Date().toISOString(), 'up'),
  }
}

const newId = () => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
