import type { Person } from './actor.ts'
import type { Conversation } from './conversation.ts'
import type { Service } from './service.ts'

export type Status = 'ai_active' | 'paused' | 'resolved'

/** Who may speak now, derived from (mode, conversation): L9 and the table in laws.md, “Control, derived”. */
export interface Standing {
  status: Status
  control: 'ai' | 'people'
  owner: Person | null
  /** Paused, and nobody holds it. */
  waiting: boolean
}

type Held = Pick<Conversation, 'control' | 'owner' | 'epoch' | 'resolvedAt'>
type Ruled = Pick<Service, 'mode' | 'epoch' | 'deleted'>

/** A mode change touches no conversation: this function is what makes it hold for all of them at once. */
export function standing(conversation: Held, service: Ruled): Standing {
  if (conversation.resolvedAt !== null || service.deleted)
    return { status: 'resolved', control: conversation.control, owner: null, waiting: false }
  const returned = conversation.epoch < service.epoch
  const owner = returned ? null : conversation.owner
  const people = !returned && conversation.control === 'people'
  if (owner) return { status: 'paused', control: 'people', owner, waiting: false }
  switch (service.mode) {
    case 'ai_only':
      return { status: 'ai_active', control: 'ai', owner: null, waiting: false }
    case 'human_only':
      return { status: 'paused', control: 'people', owner: null, waiting: true }
    case 'human_supported':
      return people
        ? { status: 'paused', control: 'people', owner: null, waiting: true }
        : { status: 'ai_active', control: 'ai', owner: null, waiting: false }
    default:
      return service.mode satisfies never
  }
}

/** Whether a change of the service's mode took the conversation from its owner (B3, “return all”). */
export const endedClaim = (conversation: Held, before: Ruled, after: Ruled): boolean =>
  !after.deleted && standing(conversation, before).owner !== null && standing(conversation, after).owner === null
