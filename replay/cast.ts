import type { Service } from '../domain/service.ts'
import type { Call } from '../server/demo/core/call.ts'
import { must } from '../server/demo/core/stop.ts'
import type { Recording } from './recording.ts'

/** Names for people, by the source of a recording; another source is called by its own. */
const serviceNames: Record<string, string> = {
  'tau-bench-gpt4o-airline': 'Airline Support',
  'tau-bench-fewshot-airline': 'Airline Bookings',
  'tau-bench-fewshot-retail': 'Shop Orders',
  star: 'Concierge Desk',
}

export const serviceNameOf = (source: string): string =>
  serviceNames[source] ??
  source
    .replace(/[-_\s]+/g, ' ')
    .trim()
    .replace(/(^| )\p{L}/gu, (letter) => letter.toUpperCase())
    .slice(0, 80)

/** The agent badge, by what the customer asks first. The first that fits. */
const topics: [about: RegExp, agent: string][] = [
  [/\b(baggage|bags?|suitcases?|luggage)\b/i, 'Baggage'],
  [/\b(refund|compensat|delay|insurance|complain|upset)/i, 'Refunds & Claims'],
  [/\b(cancel|duplicate)/i, 'Cancellations'],
  [/\b(change|modify|remove|update|exchange|swap|switch)/i, 'Changes'],
  [/\b(return|broken|damaged|defective|doesn'?t work|not working)/i, 'Returns'],
  [/\b(flight|book a flight|reservation)/i, 'Bookings'],
  [/\b(order|delivery|tracking|package|purchase)/i, 'Orders'],
  [/\b(party|rsvp|birthday|invite)/i, 'Events'],
  [/\b(bank|balance|money|poor|account|fraud|transaction)/i, 'Banking'],
  [/\b(doctor|dr\b|appointment|sick|plumber|medical)/i, 'Appointments'],
  [/\b(ride|taxi|driver|directions?|trip)/i, 'Rides & Routes'],
  [/\b(hotel|inn|restaurant|table|room|apartment|rent)/i, 'Places & Stays'],
  [/\b(weather|rain|sunny|forecast|spaceship)/i, 'Information'],
]

export function agentFor({ turns }: Recording): string {
  const asked = turns
    .filter(({ role }) => role === 'customer')
    .slice(0, 2)
    .map(({ text }) => text)
    .join(' ')
  return topics.find(([about]) => about.test(asked))?.[1] ?? 'General'
}

/**
 * The service of each source, by source: those of an earlier run, else new ones that a program answers in.
 * @throws Stop when the key may not
 */
export async function ensureServices(call: Call, sources: string[], newId: () => string): Promise<Map<string, string>> {
  const { items } = (await must(call('GET', '/services'), 'read the services')) as { items: Service[] }
  const present = [...items]
  const ids = new Map<string, string>()
  for (const source of new Set(sources)) {
    const name = serviceNameOf(source)
    const found = present.find((service) => service.name === name && service.ai === 'external')
    const service = found ?? ((await must(call('POST', '/services', { name }, newId()), 'create a service')) as Service)
    if (!found) present.push(service)
    ids.set(source, service.id)
  }
  return ids
}
