import type { EventView } from '../../../../domain/wire.ts'
import type { Control } from '../../conversation/markers.ts'
import { readTranscript } from '../../conversation/read.ts'
import type { ModeMoment } from '../../live/modes.ts'

/** A stretch of a conversation with one holder, from `from` (milliseconds since 1970) until the next one begins. */
export interface Stretch {
  control: Control
  from: number
}

/** Who had a conversation, one after another, read from its log. */
export const stretchesOf = (events: readonly EventView[], modes: readonly ModeMoment[]): Stretch[] =>
  readTranscript(events, modes).flatMap(({ control, items }) => {
    const from = items[0]?.at
    return from ? [{ control, from: Date.parse(from) }] : []
  })

/**
 * How long it was with the AI, waited, was with people, in milliseconds.
 * @param until when it ended, or now, in milliseconds since 1970
 */
export const sharesOf = (stretches: readonly Stretch[], until: number): { control: Control; share: number }[] =>
  (['ai', 'waiting', 'people'] as const).map((control) => ({
    control,
    share: stretches.reduce((sum, stretch, i) => {
      if (stretch.control !== control) return sum
      return sum + Math.max(0, (stretches[i + 1]?.from ?? until) - stretch.from)
    }, 0),
  }))
