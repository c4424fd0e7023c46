import { standing } from './control.ts'
import type { Conversation } from './conversation.ts'
import type { Event, EventType } from './events.ts'
import { evolve } from './evolve.ts'
import type { Mode } from './mode.ts'
import type { Service } from './service.ts'

/** Milliseconds of a session with the AI, waiting for a person, and with people: the rail laid flat. */
export interface ControlTime {
  ai: number
  waiting: number
  people: number
}

/** The events of a conversation that move control: what `controlTime` reads, and nothing of what was said. */
export const controlTypes = [
  'conversation.opened',
  'conversation.handed_off',
  'conversation.claimed',
  'conversation.assigned',
  'conversation.released',
  'conversation.resumed',
  'conversation.resolved',
  'conversation.reopened',
] as const satisfies readonly EventType[]

/** A change of the service's mode, as the log has it. */
export interface ModeChange {
  at: string
  mode: Mode
  previous: Mode
  epoch: number
}

/**
 * How long each of the three held a session, from its first event to its end, or to `now`. The time between an end and a
 * reopening counts for nobody.
 * @param events those of `controlTypes`, in order
 * @param modes the changes of its service's mode since it began, oldest first (L9: they move control without an event in it)
 * @param now RFC 3339
 */
export function controlTime(
  events: readonly Event[],
  modes: readonly ModeChange[],
  service: Pick<Service, 'mode' | 'epoch'>,
  now: string,
): ControlTime {
  const time: ControlTime = { ai: 0, waiting: 0, people: 0 }
  const first = events[0]
  if (first?.type !== 'conversation.opened') return time
  // The mode that held when it began; its epoch stands in its first event.
  const before = modes.find(({ at }) => at >= first.at)
  let ruled = { mode: before?.previous ?? service.mode, epoch: first.data.epoch, deleted: false }
  let state: Conversation | null = null
  let since = first.at
  const pass = (at: string) => {
    const held = state?.resolvedAt === null ? standing(state, ruled) : null
    const took = Math.max(0, Date.parse(at) - Date.parse(since))
    if (held) time[held.owner ? 'people' : held.waiting ? 'waiting' : 'ai'] += took
    since = at
  }
  const steps = [
    ...events.map((event) => ({ at: event.at, event, change: null })),
    // One commit holds a change of the mode after what it says of conversations.
    ...modes.filter(({ at }) => at >= first.at).map((change) => ({ at: change.at, event: null, change })),
  ].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  for (const { at, event, change } of steps) {
    pass(at)
    if (event) state = evolve(state, event)
    else ruled = { mode: change.mode, epoch: change.epoch, deleted: false }
  }
  pass(now > since ? now : since)
  return time
}
