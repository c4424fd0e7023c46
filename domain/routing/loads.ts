import { standing } from '../control.ts'
import type { Conversation } from '../conversation.ts'
import type { Service } from '../service.ts'

interface Pictured {
  conversations: ReadonlyMap<string, Conversation>
  services: ReadonlyMap<string, Service>
}

/** How many conversations each holds or is offered. */
export function loadsOf({ conversations, services }: Pictured): Map<string, number> {
  const loads = new Map<string, number>()
  for (const conversation of conversations.values()) {
    if (!conversation.owner && !conversation.offer) continue
    const service = services.get(conversation.serviceId)
    const id = service && (standing(conversation, service).owner?.id ?? conversation.offer?.to.id)
    if (id !== undefined) loads.set(id, (loads.get(id) ?? 0) + 1)
  }
  return loads
}

/** What somebody holds. */
export const heldBy = ({ conversations, services }: Pictured, userId: string): Conversation[] =>
  [...conversations.values()].filter((conversation) => {
    const service = services.get(conversation.serviceId)
    return conversation.owner?.id === userId && service !== undefined && standing(conversation, service).owner !== null
  })
