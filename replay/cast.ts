import type { Call } from './call.ts'
import { codeOf } from './player.ts'
import { type Recording, Stop } from './recording.ts'

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

interface Service {
  id: string
  name: string
  ai: string
}

/** The items of a list, in either form that lists have. */
const itemsOf = <T>(body: unknown): T[] =>
  Array.isArray(body) ? body : (((body as { items?: T[] } | null)?.items ?? []) as T[])

/**
 * The service of each source, by source: those of an earlier run, else new ones that a program answers in.
 * @throws Stop when the key may not
 */
export async function ensureServices(call: Call, sources: string[], newId: () => string): Promise<Map<string, string>> {
  const present = itemsOf<Service>((await must(call('GET', '/services'), 'read the services')).body)
  const ids = new Map<string, string>()
  for (const source of new Set(sources)) {
    const name = serviceNameOf(source)
    const found = present.find((service) => service.name === name && service.ai === 'external')
    const service =
      found ??
      ((await must(call('POST', '/services', { name, ai: 'external' }, newId()), 'create a service')).body as Service)
    if (!found) present.push(service)
    ids.set(source, service.id)
  }
  return ids
}

export interface Colleague {
  name: string
  email: string
}

/** An operator's id, by e-mail: that of an earlier run, else a new one, who cannot sign in because nobody knows the password. */
export async function ensureOperator(call: Call, { name, email }: Colleague, newId: () => string): Promise<string> {
  const present = itemsOf<{ id: string; email: string }>(
    (await must(call('GET', '/users?limit=500'), 'read the users')).body,
  )
  const found = present.find((user) => user.email.toLowerCase() === email)
  if (found) return found.id
  const body = { name, email, password: `${crypto.randomUUID()}${crypto.randomUUID()}`.slice(0, 64), role: 'operator' }
  return ((await must(call('POST', '/users', body, newId()), 'create an operator')).body as { id: string }).id
}

/** An answer that the run cannot do without. */
async function must(asked: ReturnType<Call>, what: string) {
  const answer = await asked
  if (answer.status === 401)
    throw new Stop('The server does not know this key: give --key, or BATON_BOOTSTRAP_KEY as the server has it.')
  if (answer.status === 403) throw new Stop(`This key may not ${what}: it needs every scope.`)
  if (answer.status === 404) throw new Stop('There is a server, but no Baton: it has no /api/v1/services.')
  if (answer.status >= 400) throw new Stop(`The server refused to ${what}: ${codeOf(answer.body)}.`)
  return answer
}
