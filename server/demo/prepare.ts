import type { Person } from '../../domain/actor.ts'
import type { Service } from '../../domain/service.ts'
import type { ConversationView } from '../../domain/wire.ts'
import type { Call } from './core/call.ts'
import { newId } from './core/random.ts'
import { must } from './core/stop.ts'
import { type SampleService, sampleServices } from './script.ts'

export type ServiceIds = Record<SampleService, string>

/** The sample services of an earlier run, else new ones. They are marked as samples, so that they can be removed together. */
export async function ensureSampleServices(call: Call, given: Partial<ServiceIds>): Promise<ServiceIds> {
  const { items } = (await must(call('GET', '/services'), 'read the services')) as { items: Service[] }
  const idOf = async (key: SampleService): Promise<string> => {
    const { name, agent } = sampleServices[key]
    const present = given[key] ?? items.find((service) => service.sample && service.name === name)?.id
    if (present) return present
    const body = { name, agent, ai: 'external', sample: true }
    return ((await must(call('POST', '/services', body, newId()), 'create a service')) as Service).id
  }
  const ids = { care: await idOf('care'), smart: await idOf('smart'), sales: await idOf('sales') }
  // For whoever tries the widget on the demo page: the built-in AI answers there, and no script plays.
  if (!items.some((service) => service.sample && service.ai === 'builtin')) {
    const body = { name: 'Ask Lampwright', agent: 'Assistant', ai: 'builtin', sample: true }
    await must(call('POST', '/services', body, newId()), 'create a service')
  }
  return ids
}

/** Resolves what nobody plays any more; what a person at a console holds is left alone. */
export async function clearLeftovers(call: Call, services: ServiceIds, colleagues: Person[]): Promise<void> {
  for (const serviceId of Object.values(services)) {
    for (const status of ['ai_active', 'paused'] as const) {
      const path = `/conversations?serviceId=${serviceId}&status=${status}&limit=500`
      const { items } = (await must(call('GET', path), 'read the conversations')) as { items: ConversationView[] }
      for (const { id, owner } of items) {
        if (owner && !colleagues.some((colleague) => colleague.id === owner.id)) continue
        await call('POST', `/conversations/${id}/resolve`, owner ? { operatorId: owner.id } : {}, newId())
      }
    }
  }
}
