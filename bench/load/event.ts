import { viewEvent } from '../../domain/wire.ts'
import type { Logged } from '../../server/hub/frames.ts'
import type { Stamp } from '../servers/source.ts'
import { marker } from './marker.ts'

const id = '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000'
const somewhere: Place = { serviceId: id, conversationId: id, publicSeq: 1 }

/** Where a message stands. */
export interface Place {
  serviceId: string
  conversationId: string
  publicSeq: number
}

/** A message of a conversation as the gate publishes it. */
export function message(
  { seq, serviceId, conversationId, publicSeq, text }: Place & { seq: number; text: string },
  at: string,
): Logged {
  const id = `0199aaaa-bbbb-7ccc-8ddd-${seq.toString(16).padStart(12, '0')}`
  return {
    seq,
    serviceId,
    conversationId,
    type: 'message.added',
    actor: { kind: 'customer', via: 'api' },
    at,
    data: { message: { id, role: 'customer', text, author: null }, turn: 1 },
    publicSeq,
  }
}

/** The text of an event that is so many bytes on the wire, beginning with its marker. */
export function textOf(bytes: number): (stamp: Stamp) => string {
  const at = new Date(0).toISOString()
  const bare = message({ ...somewhere, seq: 100_000, text: marker(0, 0) }, at)
  const filler = ' The lamp does not answer the bridge any more, what can I do?'
    .repeat(10_000 / 50)
    .slice(0, Math.max(0, bytes - JSON.stringify(viewEvent(1, bare)).length))
  return (stamp) => marker(stamp.seq, stamp.at) + filler
}

/** What a peer is given for each event: the object that Baton's own dashboards get, of the same size. */
export function peerEvent(bytes: number): (stamp: Stamp) => ReturnType<typeof viewEvent> {
  const text = textOf(bytes)
  return (stamp) => viewEvent(1, message({ ...somewhere, seq: stamp.seq, text: text(stamp) }, new Date().toISOString()))
}

/** Bytes of an event as JSON, without the frame around it: the table's 400. */
export const BYTES = Number(process.env.BENCH_BYTES ?? 400)
