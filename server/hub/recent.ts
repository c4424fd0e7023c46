import { canSee, inSight, type Sight } from '../../domain/sight.ts'
import { type Bytes, type Logged, type Packed, packAll, packEvent } from './frames.ts'

/** An event with its frame for operators, which is made once for the stream and for those who come later. */
export interface Recent {
  event: Logged
  frame: Packed
}

export const recentOf = (generation: number, event: Logged): Recent => ({ event, frame: packEvent(generation, event) })

/** What is sent of an event to one with this sight: the frame of all, unless it names what is out of it. */
export function frameFor({ event, frame }: Recent, generation: number, sight: Sight): Packed {
  const seen = inSight(event, sight)
  return seen === event ? frame : packEvent(generation, seen)
}

/** All that one with this sight hears of them, as one write; null when it is nothing. */
export function packHeard(recents: readonly Recent[], generation: number, sight: Sight): Bytes | null {
  const heard = recents.filter(({ event }) => canSee(sight, event.serviceId))
  return heard.length > 0 ? packAll(heard.map((recent) => frameFor(recent, generation, sight))) : null
}
