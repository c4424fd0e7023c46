import { formatCursor } from '../../domain/cursor.ts'
import type { Event } from '../../domain/events.ts'
import { customerEvent, type Moment, viewEvent } from '../../domain/wire.ts'

/**
 * An event of the log with its number among those that the conversation's customer may see, and the service that decides
 * who of the team sees it; null for what belongs to none.
 */
export type Logged = Event & { publicSeq: number | null; serviceId: string | null }

/** What is sent, in the bytes of each transport; made when the first reader needs them, and the same for all readers. */
export interface Bytes {
  /** Server-Sent Events as they stand in a body. */
  sse(): Buffer
  /** The same as one chunk of a chunked body (RFC 9112, 7.1). */
  chunk(): Buffer
  /** WebSocket text frames as a server sends them: whole and unmasked (RFC 6455, 5.2). */
  socket(): Buffer
  /** The same texts in one WebSocket frame, one a line: a browser pays for each message, whatever is in it. */
  lines(): Buffer
}

/** One frame. `number` counts in the workspace for operators, among the public events for a customer; none for what is of the moment. */
export interface Packed extends Bytes {
  readonly number: number | null
  /** As one line of text; made anew each time. */
  text(): string
  /** How long its text is; its bytes are a little more. */
  length(): number
}

function packed(number: number | null, id: string | null, event: string, json: () => string): Packed {
  let known: string | undefined
  const data = () => {
    known ??= json()
    return known
  }
  const text = () => `{${id === null ? '' : `"id":"${id}",`}"event":"${event}","data":${data()}}`
  const socket = lazy(() => textFrame(text()))
  return {
    number,
    length: () => data().length,
    text,
    ...body(() => Buffer.from(`${id === null ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data()}\n\n`)),
    socket,
    lines: socket,
  }
}

/** Several frames as one write. */
export function packAll(frames: readonly Packed[]): Bytes {
  const [only] = frames
  if (only && frames.length === 1) return only
  return {
    ...body(() => Buffer.concat(frames.map((frame) => frame.sse()))),
    socket: lazy(() => Buffer.concat(frames.map((frame) => frame.socket()))),
    lines: lazy(() => textFrame(frames.map((frame) => frame.text()).join('\n'))),
  }
}

function body(make: () => Buffer): Pick<Bytes, 'sse' | 'chunk'> {
  const sse = lazy(make)
  return {
    sse,
    chunk: lazy(() => Buffer.concat([Buffer.from(`${sse().length.toString(16)}\r\n`), sse(), lineEnd])),
  }
}

function lazy(make: () => Buffer): () => Buffer {
  let made: Buffer | undefined
  return () => {
    made ??= make()
    return made
  }
}

const lineEnd = Buffer.from('\r\n')

/** FIN and the opcode for text, then the length in 7, 16 or 64 bits, then the text. */
function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(head + length)
  frame[0] = 0x81
  if (head === 2) frame[1] = length
  else if (head === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, head)
  return frame
}

/** For operators and programs: the whole event, serialised once for all of them. */
export const packEvent = (generation: number, event: Logged): Packed =>
  packed(event.seq, formatCursor({ generation, seq: event.seq }), event.type, () =>
    JSON.stringify(viewEvent(generation, event)),
  )

/** For the conversation's customer: its own shape, or null when it is private (L8). */
export function packForCustomer(generation: number, event: Event & Pick<Logged, 'publicSeq'>): Packed | null {
  if (event.publicSeq === null) return null
  const shape = customerEvent(generation, event, event.publicSeq)
  return shape && packed(event.publicSeq, shape.cursor, shape.type, () => JSON.stringify(shape))
}

export const packMoment = (moment: Moment): Packed => packed(null, null, moment.type, () => JSON.stringify(moment))

export const packHeartbeat = (cursor: string, at: string, database: 'up' | 'down'): Packed =>
  packed(null, null, 'heartbeat', () => JSON.stringify({ cursor, at, database }))

export const packReset = (cursor: string): Packed => packed(null, null, 'reset', () => JSON.stringify({ cursor }))
