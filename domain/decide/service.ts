import type { Actor } from '../actor.ts'
import type { Commands } from '../commands.ts'
import type { NewEvent } from '../events.ts'
import type { Claims, Mode } from '../mode.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { routingOf } from '../routing/settings.ts'
import type { Ai, Service } from '../service.ts'
import { by, type Decision, decision } from './decision.ts'

/** What a decision about services may look at: the workspace's services that are not deleted, and the command's own id. */
export interface KnownServices {
  services: Map<string, Service>
  actor: Actor
  commandId: string
}

export function createService({ service }: Commands['createService'], known: KnownServices): Decision | Refusal {
  if (known.services.has(service.id)) return refuse('id_taken')
  if (lacksBot(service)) return noBot()
  return decision([by(known.actor)('service.created', { service })], { subjectId: service.id })
}

export function updateService(
  { serviceId, changes }: Commands['updateService'],
  known: KnownServices,
): Decision | Refusal {
  const service = known.services.get(serviceId)
  if (!service) return refuse('not_found')
  if (
    lacksBot({
      ai: changes.ai ?? service.ai,
      webhookUrl: changes.webhookUrl === undefined ? service.webhookUrl : changes.webhookUrl,
    })
  )
    return noBot()
  const { routing, ...others } = changes
  // Put together here: two people may change two parts of it at once.
  const whole = routing && { routing: { ...routingOf(service), ...defined(routing) } }
  return decision([by(known.actor)('service.updated', { serviceId, changes: { ...others, ...whole } })], {
    subjectId: serviceId,
  })
}

const defined = <T extends object>(parts: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as never

const lacksBot = ({ ai, webhookUrl }: { ai: Ai; webhookUrl?: string | null | undefined }) =>
  ai === 'webhook' && !webhookUrl

/** Decided here and not at the edge: two people may change the kind and the address at once. */
const noBot = (): Refusal =>
  refuse(
    'invalid_input',
    { errors: [{ path: 'webhookUrl', message: 'must say where your bot listens' }] },
    '`webhookUrl` must say where your bot listens, such as https://bot.example.com/answer.',
  )

/** Its open conversations end with it: control.ts derives that from the service, no conversation is touched. */
export function deleteService({ serviceId }: Commands['deleteService'], known: KnownServices): Decision | Refusal {
  if (!known.services.has(serviceId)) return refuse('not_found')
  return decision([by(known.actor)('service.deleted', { serviceId })], { subjectId: serviceId })
}

/** H3, L9, B3: one event; what becomes of claims is a field of it. `expected` refuses to overwrite a colleague's change. */
export function setMode(command: Commands['setMode'], known: KnownServices): Decision | Refusal {
  const service = known.services.get(command.serviceId)
  if (!service) return refuse('not_found')
  if (command.expected && command.expected !== service.mode) return refuse('mode_changed_since', { mode: service.mode })
  return decision(changed(service, command.mode, command.claims, known), { subjectId: service.id })
}

/** “Set all services”: one command, an event for each service that changes. */
export function setModes(command: Commands['setModes'], known: KnownServices): Decision {
  return decision(
    [...known.services.values()].flatMap((service) => changed(service, command.mode, command.claims, known)),
  )
}

/** Undo: sets back what one change set, service by service, where nothing came after it. Claims that it returned hold again. */
export function undoMode({ changeId }: Commands['undoMode'], known: KnownServices): Decision | Refusal {
  const event = by(known.actor)
  const events = [...known.services.values()].flatMap((service) => {
    const { before, mode, id } = service
    if (before?.changeId !== changeId) return []
    return [
      event('mode.changed', {
        serviceId: id,
        mode: before.mode,
        previous: mode,
        claims: 'finish',
        epoch: before.epoch,
        changeId: known.commandId,
        undo: true,
      }),
    ]
  })
  return events.length ? decision(events) : refuse('nothing_to_undo')
}

function changed(service: Service, mode: Mode, claims: Claims, known: KnownServices): NewEvent[] {
  if (service.mode === mode && claims === 'finish') return []
  const epoch = claims === 'return' ? service.highestEpoch + 1 : service.epoch
  return [
    by(known.actor)('mode.changed', {
      serviceId: service.id,
      mode,
      previous: service.mode,
      claims,
      epoch,
      changeId: known.commandId,
      undo: false,
    }),
  ]
}
