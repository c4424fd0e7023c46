import { formatCursor } from '../../domain/cursor.ts'
import type { Event } from '../../domain/events.ts'
import { customerEvent, type Moment, viewEvent } from '../../domain/wire.ts'

/** An event of the log with its number among those that the conversation's customer may see. */
export type Logged = Event & { publicSeq: number | null }

/** A frame as both transports send it; each text is made once, when the first reader needs it. */
export interface Packed {
  sse(): string
  socket(): string
}

function packed(id: string | null, event: string, json: () => string): Packed {
  let text: string | undefined
  let sse: string | undefined
  let socket: string | undefined
  const data = () => {
    text ??= json()
    return text
  }
  return {
    sse: () => {
      sse ??= `${id === null ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data()}\n\n`
      return sse
    },
    socket: () => {
      socket ??= `{${id === null ? '' : `"id":"${id}",`}"event":"${event}","data":${data()}}`
      return socket
    },
  }
}

/** For operators and programs: the whole event, serialised once for all of them. */
export const packEvent = (generation: number, event: Logged): Packed =>
  packed(formatCursor({ generation, seq: event.seq }), event.type, () => JSON.stringify(viewEvent(generation, event)))

/** For the conversation's customer: its own shape, or null when it is private (L8). */
export function packForCustomer(generation: number, event: Logged): Packed | null {
  if (event.publicSeq === null) return null
  const shape = customerEvent(generation, event, event.publicSeq)
  return shape && packed(shape.cursor, shape.type, () => JSON.stringify(shape))
}

export const packMoment = (moment: Moment): Packed => packed(null, moment.type, () => JSON.stringify(moment))

export const packHeartbeat = (cursor: string, at: string, database: 'up' | 'down'): Packed =>
  packed(null, 'heartbeat', () => JSON.stringify({ cursor, at, database }))

export const packReset = (cursor: string): Packed => packed(null, 'reset', () => JSON.stringify({ cursor }))
