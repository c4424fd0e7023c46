import { type Ask, api, newId, openConversation, wanted } from '../kit/api.ts'
import { type Chance, chance, times } from '../kit/chance.ts'
import { ownDatabase } from '../kit/place.ts'
import { type Here, serveHere } from '../kit/server.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'
import { type Api, type Operation, readDocument } from './document.ts'
import { broken as breakIt, type Values, values } from './values.ts'
import { garbage, type Hit, type Shot, shoot } from './wire.ts'

/** laws.md, “Bad input”: requests made from the API document, right and wrong; never a 5xx, never an answer that it does not describe. */
export const fuzz: Suite = {
  about: 'requests made from the API document, valid and broken: no 5xx, no answer outside its schema',
  options: { requests: 'requests in all (100000)', width: 'requests beside each other (8)' },
  async run(run) {
    const database = await ownDatabase()
    try {
      return await fuzzOn(database.url, run)
    } finally {
      await database.drop()
    }
  },
}

/** What exists at the moment, for requests that hit something. */
interface Scene {
  ids: Record<string, string[]>
  /** Who may shoot; a customer mostly at the own conversation. */
  shooters: { headers: Record<string, string>; conversationId?: string }[]
}

const HOUSEKEEPING = 2_000

/**
 * Things that no request makes: `/tasks/{id}` names what failed for good, `/me/sessions/{id}` where somebody signed in. Requests for
 * them hit nothing.
 */
const notByRequest = ['tasks', 'sessions']

/** A sentence for each kind of thing that paths name and no scene makes: all requests for it would miss. */
export const notMade = (operations: readonly Pick<Operation, 'path'>[], made: readonly string[]): string[] =>
  [...new Set(operations.flatMap(({ path }) => /\/(\w+)\/\{id\}/.exec(path)?.[1] ?? []))]
    .filter((noun) => !made.includes(noun) && !notByRequest.includes(noun))
    .map((noun) => `/${noun}/{id} is in the API document, and the fuzzer makes no ${noun}`)

export async function fuzzOn(databaseUrl: string, run: Run): Promise<Outcome> {
  const server = await serveHere(databaseUrl, { TRUST_PROXY: 'yes', LOG_LEVEL: 'silent' })
  try {
    const dice = chance(run.seed)
    const document = readDocument((await (await fetch(`${server.url}/api/openapi.json`)).json()) as never)
    const people = await signInPeople(server)
    let scene = await makeScene(server, people)
    const unmade = notMade(document.operations, Object.keys(scene.ids))
    const make = values(document, dice, (name) => realId(scene, dice, name))
    const statuses = new Map<number, number>()
    const broken: string[] = []
    const total = run.option('requests', 100_000)
    let done = 0
    await times(total, run.option('width', 8), async (i) => {
      if (i > 0 && i % HOUSEKEEPING === 0) {
        const old = scene
        scene = await makeScene(server, people)
        await clear(server, old)
      }
      const operation = dice.yes(0.04) ? null : dice.of(document.operations)
      const shot = operation ? aim(operation, scene, dice, make) : beside(scene, dice)
      const hit = await shoot(server.url, shot).catch((error: Error) => error)
      // A head that is far too long: Node may hang up before it has read the whole of it.
      if (hit instanceof Error && shot.path.length > 8_000) return
      const wrong = hit instanceof Error ? `no answer: ${hit.message}` : judge(document, operation, shot, hit)
      if (wrong) broken.push(`${describe(shot)}: ${wrong}`)
      if (!(hit instanceof Error)) statuses.set(hit.status, (statuses.get(hit.status) ?? 0) + 1)
      run.progress(`${++done} of ${total} requests, ${broken.length} wrong`)
    })
    const alive = await api(server.url, server.key)('GET', '/stats')
    if (alive.status !== 200) broken.push(`after it all GET /stats is answered ${alive.status}`)
    return {
      faults: { requests: total },
      acknowledged: [...statuses].reduce((sum, [status, count]) => sum + (status < 300 ? count : 0), 0),
      lost: 0,
      figures: [
        ['operations', document.operations.length],
        ...[...statuses]
          .sort(([a], [b]) => a - b)
          .map(([status, count]): [string, number] => [`answers ${status}`, count]),
      ],
      broken: [...unmade, ...distinct(broken)],
    }
  } finally {
    await server.stop()
  }
}

/** One of each kind is enough to see what is wrong; how many there were stands beside it. */
function distinct(broken: string[]): string[] {
  const kinds = new Map<string, { first: string; count: number }>()
  for (const sentence of broken) {
    const [method, path = ''] = sentence.split(' ')
    const kind = `${method} ${path.split('?')[0]?.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '…')} ${sentence.slice(sentence.lastIndexOf(': ')).slice(0, 60)}`
    const known = kinds.get(kind)
    if (known) known.count++
    else kinds.set(kind, { first: sentence, count: 1 })
  }
  return [...kinds.values()].map(({ first, count }) => (count > 1 ? `${first} (× ${count})` : first))
}

const describe = ({ method, path, headers, body }: Shot) =>
  `${method} ${path.slice(0, 300)} as ${(headers.authorization ?? headers.cookie ?? 'a stranger').slice(0, 24)} ${JSON.stringify(body?.toString('latin1').slice(0, 300) ?? null)}`

async function signInPeople(server: Here): Promise<Record<string, string>[]> {
  const ask = api(server.url, server.key)
  const sessions: Record<string, string>[] = []
  for (const role of ['admin', 'operator']) {
    const person = { name: role, email: `${role}@example.com`, password: 'correct horse battery', role }
    wanted(await ask('POST', '/users', person), 201)
    const response = await fetch(`${server.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify(person),
    })
    const cookie = response.headers.getSetCookie().map((text) => text.split(';')[0])
    sessions.push({ cookie: cookie.join('; '), origin: server.url })
  }
  return sessions
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

async function makeScene(server: Here, people: Record<string, string>[]): Promise<Scene> {
  const ask = api(server.url, server.key)
  const ids: Scene['ids'] = {
    conversations: [],
    messages: [],
    services: [],
    users: [],
    keys: [],
    groups: [],
    customers: [],
    operators: [],
  }
  const put = (noun: string, id: unknown) => void ids[noun]?.push(String(id))
  for (let i = 0; i < 3; i++)
    put('services', wanted(await ask('POST', '/services', { name: `Fuzz ${i}` }), 201).body.id)
  const customers: Scene['shooters'] = []
  for (let i = 0; i < 12; i++) {
    const serviceId = ids.services?.[i % 3] ?? ''
    const id = await openConversation(ask, serviceId)
    put('conversations', id)
    const message = { id: newId(), role: 'customer', text: 'I want a human, this is terrible!' }
    put('messages', message.id)
    await ask('POST', `/conversations/${id}/messages`, message)
    const reply = { id: newId(), role: 'ai', text: 'I do not know.', turn: 1, nonAnswer: true }
    put('messages', reply.id)
    await ask('POST', `/conversations/${id}/messages`, reply)
    if (i >= 4) continue
    const opened = wanted(await ask('POST', '/conversations', { serviceId }), 201).body
    put('conversations', opened.id)
    customers.push({ headers: bearer(String(opened.customerToken)), conversationId: String(opened.id) })
  }
  const person = { name: 'Fuzz', email: `${newId()}@example.com`, password: 'correct horse battery', role: 'operator' }
  const user = wanted(await ask('POST', '/users', person), 201).body.id
  put('users', user)
  put('operators', user)
  const key = wanted(await ask('POST', '/keys', { name: 'Fuzz', scopes: ['conversation:read'] }), 201).body
  put('keys', key.id)
  put('groups', wanted(await ask('POST', '/groups', { name: 'Fuzz', services: ids.services }), 201).body.id)
  for (const name of ['Kim', 'Lee', 'Mo']) {
    const begun = wanted(
      await ask('POST', '/conversations', { serviceId: ids.services?.[0], customer: { name } }),
      201,
    ).body
    put('customers', await customerOf(ask, String(begun.id)))
  }
  const program = { headers: bearer(server.key) }
  const others = [bearer(String(key.key)), {}, ...people, ...people].map((headers) => ({ headers }))
  return { ids, shooters: [...Array.from({ length: 12 }, () => program), ...others, ...customers] }
}

/** The record of a conversation's customer, which is made a moment after it. */
async function customerOf(ask: Ask, conversationId: string): Promise<string> {
  for (const until = Date.now() + 20_000; Date.now() < until; await new Promise((next) => setTimeout(next, 100))) {
    const { customer } = wanted(await ask('GET', `/conversations/${conversationId}/customer`), 200).body as {
      customer: { id: string } | null
    }
    if (customer) return customer.id
  }
  throw new Error('a conversation whose customer got no record')
}

async function clear(server: Here, { ids }: Scene): Promise<void> {
  const ask = api(server.url, server.key)
  for (const noun of ['groups', 'services', 'users', 'keys'])
    for (const id of ids[noun] ?? []) await ask('DELETE', `/${noun}/${id}`)
  // Those that the requests themselves made.
  const { items } = wanted(await ask('GET', '/services'), 200).body as { items: { id: string; name: string }[] }
  for (const { id, name } of items) if (!name.startsWith('Fuzz')) await ask('DELETE', `/services/${id}`)
}

function realId(scene: Scene, dice: Chance, name: string): string {
  const noun = /operator/i.test(name)
    ? 'operators'
    : /message|draft/i.test(name)
      ? 'messages'
      : /service/i.test(name)
        ? 'services'
        : /conversation/i.test(name)
          ? 'conversations'
          : (Object.keys(scene.ids).find((noun) => name === `${noun.slice(0, -1)}Id`) ??
            dice.of(Object.keys(scene.ids)))
  const list = scene.ids[noun] ?? []
  return list.length === 0 || dice.yes(0.15) ? newId() : dice.of(list)
}

/** Acts that make the rest of the run meaningless, or that take long: seldom, and not by those who may. */
const seldom = /^(POST \/api\/v1\/(users|setup|sample)|PATCH \/api\/v1\/users\/\{id\}|P\w+ \/api\/v1\/me\/.*)$/

/** A request for one operation: in half of the cases as the document wants it, else broken somewhere. */
function aim({ method, path, parameters, body }: Operation, scene: Scene, dice: Chance, make: Values): Shot {
  const shooter = dice.of(scene.shooters)
  const headers: Record<string, string> = {
    ...shooter.headers,
    'x-forwarded-for': `10.${dice.below(250)}.${dice.below(250)}.${dice.below(250)}`,
  }
  if (seldom.test(`${method} ${path}`) && !dice.yes(0.02))
    for (const name of ['authorization', 'cookie']) delete headers[name]
  if (path.endsWith('/sample')) for (const name of ['authorization', 'cookie']) delete headers[name]
  const noun = path.split('/')[3] ?? ''
  const place = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (dice.yes(0.08)) return encodeURIComponent(text(make.hostile())).slice(0, 3_000) || 'x'
    if (shooter.conversationId && noun === 'conversations' && dice.yes(0.8)) return shooter.conversationId
    const id = name === 'id' ? dice.of([...(scene.ids[noun] ?? []), newId()]) : realId(scene, dice, name)
    return dice.yes(0.1) ? id.toUpperCase() : id
  })
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && dice.yes(0.4))
    .map(({ name, schema }) => {
      const value = dice.yes(0.5) ? make.valid(schema ?? {}, name) : make.hostile()
      return `${name}=${encodeURIComponent(text(value))}`
    })
  if (dice.yes(0.03)) query.push('unknown=1')
  const target = `${place}${query.length > 0 ? `?${query.join('&')}` : ''}`
  if (dice.yes(0.15)) headers['idempotency-key'] = dice.of(['same', newId(), 'x'.repeat(200), 'x'.repeat(201), 'ü'])
  if (dice.yes(0.03)) headers['last-event-id'] = dice.of(['1.0', '1.99999', 'c1.1', 'x', '9'.repeat(40)])
  if (!body && (method === 'GET' || dice.yes(0.9))) return { method, path: target, headers, body: null }
  headers['content-type'] = dice.yes(0.95)
    ? 'application/json'
    : dice.of(['text/plain', 'application/xml', 'multipart/form-data', ''])
  if (dice.yes(0.07)) return { method, path: target, headers, body: garbage(dice) }
  const whole = make.valid(body ?? {})
  if (shooter.conversationId && dice.yes(0.7)) asCustomer(whole)
  const sent = dice.yes(0.5) ? whole : breakIt(whole, dice, make)
  return { method, path: target, headers, body: Buffer.from(JSON.stringify(sent) ?? 'undefined') }
}

/** A customer's message says its text and no more. */
function asCustomer(body: unknown): void {
  if (typeof body !== 'object' || body === null || !('role' in body)) return
  for (const name of Object.keys(body)) if (name !== 'text' && name !== 'id') Reflect.deleteProperty(body, name)
  body.role = 'customer'
}

/** What lies beside the API: pages, signs of life, sign-in, other methods, paths that lead nowhere. */
function beside(scene: Scene, dice: Chance): Shot {
  const path = dice.of([
    '/',
    '/healthz',
    '/readyz',
    '/handoff',
    '/settings/..%2f..%2fpackage.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/demo/%2e%2e/%2e%2e/package.json',
    '/assets/%00',
    '/assets/%ff%fe',
    '/api',
    '/api/',
    '/api/v1',
    '/api/v1/',
    '/api/v1//services',
    '/api/v1/nothing',
    '/api/v2/services',
    '/api/docs/..%2fpackage.json',
    '/api/docs/package.json',
    '/api/auth/get-session',
    '/api/auth/sign-in/email',
    '/api/auth/sign-up/email',
    '/api/auth/sign-out',
    '/api/auth/nothing',
    '/%',
    '/%c0%ae%c0%ae/',
    '/api/v1/services/%',
    `/${'x'.repeat(3_000)}`,
  ])
  const method = dice.of(['GET', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND'])
  const body = method === 'POST' || method === 'PUT' ? garbage(dice) : null
  return {
    method,
    path,
    headers: { ...dice.of(scene.shooters).headers, ...(body && { 'content-type': 'application/json' }) },
    body,
  }
}

const text = (value: unknown): string =>
  typeof value === 'string' ? (value.isWellFormed() ? value : value.toWellFormed()) : JSON.stringify(value)

/** What is wrong with an answer, or null. */
export function judge(
  document: Api,
  operation: Operation | null,
  shot: Shot,
  { status, headers, text: said }: Hit,
): string | null {
  const type = String(headers['content-type'] ?? '')
  if (status >= 500) return `answered ${status}: ${said.slice(0, 200)}`
  if (/\n\s+at |node_modules|[\w-]+\.ts:\d+/.test(type.includes('html') || type.includes('javascript') ? '' : said))
    return `tells of its insides: ${said.slice(0, 200)}`
  if (/"lockfileVersion"|"devDependencies"/.test(said)) return 'gives away a file that is nobody’s business'
  // Node itself refuses a head of more than 16 KB, before it is a request.
  if (status === 431 && shot.path.length > 8_000) return null
  if (status >= 400 && shot.path.startsWith('/api/v1/')) {
    if (shot.method === 'HEAD') return null
    if (!type.startsWith('application/problem+json')) return `a refusal ${status} as “${type}”: ${said.slice(0, 120)}`
    const problem = parsed(said) as { code?: string; status?: number; requestId?: string; detail?: string } | undefined
    if (problem?.status !== status || !problem.code || !problem.detail)
      return `a refusal that is none: ${said.slice(0, 200)}`
    if (problem.requestId !== headers['x-request-id']) return 'a refusal with another request id than its header'
  }
  if (!operation || shot.method !== operation.method) return null
  if (status >= 400) return null
  const answer = operation.answers.get(status)
  if (answer === undefined) return `answered ${status}, which the document does not name`
  if (answer === null) return said === '' ? null : `answered ${status} with a body: ${said.slice(0, 120)}`
  if (!type.startsWith(answer.media)) return `answered as “${type}” instead of ${answer.media}`
  if (answer.media !== 'application/json') return null
  const wrong = document.check(answer.schema, parsed(said))
  return wrong ? `answered outside its schema: ${wrong.slice(0, 300)} in ${said.slice(0, 200)}` : null
}

function parsed(said: string): unknown {
  try {
    return JSON.parse(said)
  } catch {
    return undefined
  }
}
