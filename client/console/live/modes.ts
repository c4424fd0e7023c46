import type { Board } from '../../../domain/board.ts'
import { endedClaim } from '../../../domain/control.ts'
import type { Conversation } from '../../../domain/conversation.ts'
import type { Mode } from '../../../domain/mode.ts'
import type { Service } from '../../../domain/service.ts'

/** One change of a service's mode, as far as this tab knows it. */
export interface ModeMoment extends NonNullable<Service['modeSet']> {
  mode: Mode
  epoch: number
}

/** Claims that one change of the mode returned (B3). */
export interface Returned {
  service: Service
  conversations: Conversation[]
}

/**
 * What the modes were: the latest change of each service, which the snapshot tells, and each that this tab has seen. Events of
 * a conversation do not tell (L9).
 */
export function createModes() {
  const known = new Map<string, ModeMoment[]>()
  const listeners = new Set<(returned: Returned) => void>()
  return {
    /** Oldest first. */
    of: (serviceId: string): readonly ModeMoment[] => known.get(serviceId) ?? [],
    /** The services after an event or a fresh snapshot. */
    record: (services: Iterable<Service>) => {
      for (const { id, mode, epoch, modeSet } of services) {
        const list = known.get(id) ?? []
        if (modeSet && list.at(-1)?.at !== modeSet.at) known.set(id, [...list, { ...modeSet, mode, epoch }])
      }
    },
    /** Tells whose claims were returned since the services were as `before`; at the first snapshot they were not there. */
    tell: (before: ReadonlyMap<string, Service>, board: Board) => {
      for (const service of board.services.values()) {
        const { id, epoch } = service
        const was = before.get(id)
        if (!was || was.epoch >= epoch) continue
        const conversations = [...board.conversations.values()].filter(
          (one) => one.serviceId === id && endedClaim(one, was, service),
        )
        if (conversations.length) for (const listener of listeners) listener({ service, conversations })
      }
    },
    listen: (listener: (returned: Returned) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
