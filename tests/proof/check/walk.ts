import type { Line } from '../kit/log.ts'

/** What the log alone says of a conversation before one of its lines. Written from laws.md, not from the code. */
export interface Stand {
  /** By mode, control and the last return of all claims. */
  aiMaySpeak: boolean
  owner: { id: string; name: string } | null
  turn: number
  ended: boolean
  /** The customer went on in a later session. */
  wentOn: boolean
  mode: string
}

interface Service {
  mode: string
  epoch: number
  deleted: boolean
}

interface Held {
  serviceId: string
  people: boolean
  owner: { id: string; name: string } | null
  /** The service's epoch when control or owner last changed: what a later return of all claims makes void. */
  epoch: number
  turn: number
  ended: boolean
  wentOn: boolean
}

/** Goes through a whole log and shows each line with how its conversation stood before it; null outside of one. */
export function walk(lines: readonly Line[], visit: (line: Line, before: Stand | null) => void): void {
  const services = new Map<string, Service>()
  const conversations = new Map<string, Held>()
  for (const line of lines) {
    const held = line.conversationId === null ? undefined : conversations.get(line.conversationId)
    visit(line, held ? stand(held, services.get(held.serviceId)) : null)
    take(line, services, conversations)
  }
}

function stand(held: Held, service: Service | undefined): Stand {
  const mode = service?.mode ?? 'human_supported'
  const returned = held.epoch < (service?.epoch ?? 0)
  const owner = returned ? null : held.owner
  const waiting = held.people && !returned
  const aiMaySpeak = owner === null && (mode === 'ai_only' || (mode === 'human_supported' && !waiting))
  return {
    aiMaySpeak,
    owner,
    turn: held.turn,
    ended: held.ended || (service?.deleted ?? false),
    wentOn: held.wentOn,
    mode,
  }
}

function take(line: Line, services: Map<string, Service>, conversations: Map<string, Held>): void {
  switch (line.type) {
    case 'service.created':
      services.set(line.data.service.id, { mode: line.data.service.mode, epoch: 0, deleted: false })
      return
    case 'service.deleted': {
      const service = services.get(line.data.serviceId)
      if (service) service.deleted = true
      return
    }
    case 'mode.changed': {
      const service = services.get(line.data.serviceId)
      if (service) Object.assign(service, { mode: line.data.mode, epoch: line.data.epoch })
      return
    }
    case 'conversation.opened':
      if (line.conversationId !== null)
        conversations.set(line.conversationId, {
          serviceId: line.data.serviceId,
          people: false,
          owner: null,
          epoch: line.data.epoch,
          turn: 1,
          ended: false,
          wentOn: false,
        })
      return
  }
  const held = line.conversationId === null ? undefined : conversations.get(line.conversationId)
  if (!held) return
  switch (line.type) {
    case 'conversation.handed_off':
      Object.assign(held, { people: true, owner: null, epoch: line.data.epoch, turn: held.turn + 1 })
      return
    case 'conversation.claimed':
    case 'conversation.assigned':
      Object.assign(held, { people: true, owner: line.data.owner, epoch: line.data.epoch, turn: held.turn + 1 })
      return
    case 'conversation.released':
      Object.assign(held, { owner: null, epoch: line.data.epoch, turn: held.turn + 1 })
      return
    case 'conversation.resumed':
      Object.assign(held, { people: false, owner: null, epoch: line.data.epoch, turn: held.turn + 1 })
      return
    case 'conversation.resolved':
      Object.assign(held, { ended: true, turn: held.turn + 1 })
      return
    case 'conversation.continued':
      held.wentOn = true
      return
    case 'conversation.reopened':
      Object.assign(held, {
        ended: false,
        people: true,
        owner: line.data.by,
        epoch: line.data.epoch,
        turn: held.turn + 1,
      })
      return
  }
}
