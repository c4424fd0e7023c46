import type { Actor } from '../actor.ts'
import type { Conversation } from '../conversation.ts'
import type { EventData, EventType, NewEvent } from '../events.ts'
import type { Refusal } from '../refusal.ts'
import type { Service } from '../service.ts'
import type { NewTask } from '../tasks.ts'

/** What a decision may look at. Pure: ids come from `newId`, times from the commit. */
export interface Known {
  conversation: Conversation | null
  service: Service | null
  actor: Actor
  newId: () => string
  /** Whether live routing is on in this workspace (G11). */
  routed?: boolean
}

/** What a command comes to: events and tasks in one commit, or a refusal. A late AI reply is both: it keeps a draft and is refused. */
export interface Decision {
  events: NewEvent[]
  tasks: NewTask[]
  /** The message or note that the answer shows. */
  subjectId?: string
  refusal?: Refusal
}

/** Makes events of one actor. */
export const by =
  (actor: Actor) =>
  <T extends EventType>(type: T, data: EventData<T>): NewEvent =>
    ({ type, actor, data }) as NewEvent

export const decision = (events: NewEvent[], more: Partial<Decision> = {}): Decision => ({ events, tasks: [], ...more })

/** A conversation that exists, with its service: what most commands need. */
export type Living = Known & { conversation: Conversation; service: Service }
