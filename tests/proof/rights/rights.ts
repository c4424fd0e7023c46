import { UserRole } from '../../../domain/rights.ts'
import { api, newId } from '../kit/api.ts'
import { witness } from '../kit/log.ts'
import { ownDatabase } from '../kit/place.ts'
import { type Here, serveHere } from '../kit/server.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'
import { type Caller, MARK, makeCallers } from './callers.ts'
import { checkEnds, endedStreams } from './ends.ts'
import { notKnown, standing, surfaceOf } from './known.ts'
import { type Row, type Things, table } from './table.ts'
import { makeThings } from './things.ts'

/** L7, L8, F4, G7: every route of the API document × everybody who might call it, in two workspaces. */
export const rights: Suite = {
  about: 'every route × stranger, customer, operator, admin, keys with one scope, and another workspace',
  options: { within: 'milliseconds in which a stream must end after its right (2000)' },
  async run(run) {
    const database = await ownDatabase()
    try {
      return await rightsOn(database.url, run)
    } finally {
      await database.drop()
    }
  },
}

export async function rightsOn(databaseUrl: string, run: Run): Promise<Outcome> {
  const server = await serveHere(databaseUrl, { TRUST_PROXY: 'yes' })
  const see = witness(databaseUrl)
  try {
    const broken: string[] = []
    const ask = api(server.url, server.key)
    const { callers, abroad } = await makeCallers(server, see)
    const operatorId = callers.find(({ role }) => role === 'operator')?.personId ?? ''
    const things = makeThings(ask, see, operatorId)
    const tokens = await things.tokens()
    const foreign = await customerAbroad(server, callers)
    const everybody: Caller[] = [
      ...callers,
      customer('the customer', 'customer', tokens.own),
      customer('the customer of another conversation', 'other customer', tokens.other),
      { ...customer('a customer abroad', 'other customer', foreign), abroad: true },
    ]

    const surface = await documented(server)
    const routes = new Set(surface.routes)
    broken.push(
      ...notKnown(
        { ...surface, roles: UserRole.options },
        table.map(({ route }) => route),
        endedStreams,
      ),
    )

    let cells = 0
    for (const row of table.filter(({ route }) => routes.has(route)))
      for (const who of everybody) {
        broken.push(...(await tryCell(server, row, who, things, operatorId)))
        run.progress(`${++cells} cells, ${broken.length} wrong`)
      }
    const touched = (await see.log(abroad)).filter((line) => JSON.stringify(line).includes(MARK))
    if (touched.length > 0) broken.push(`L7: ${touched.length} lines of the other workspace's log speak of ours`)
    const ends = await checkEnds(server, ask, run.option('within', 2_000))
    return {
      faults: { 'calls without a right': cells },
      acknowledged: cells,
      lost: 0,
      figures: [['routes', routes.size], ['rows × callers', `${table.length} × ${everybody.length}`], ...ends.figures],
      broken: [...broken, ...ends.broken],
    }
  } finally {
    await see.end()
    await server.stop()
  }
}

const customer = (name: string, kind: Caller['kind'], token: string): Caller => ({
  name,
  kind,
  abroad: false,
  headers: { authorization: `Bearer ${token}` },
  scopes: [],
  role: null,
  personId: null,
})

async function documented(server: Here): Promise<ReturnType<typeof surfaceOf>> {
  const response = await fetch(`${server.url}/api/openapi.json`)
  return surfaceOf(((await response.json()) as { paths: Parameters<typeof surfaceOf>[0] }).paths)
}

async function customerAbroad(server: Here, callers: Caller[]): Promise<string> {
  const key = callers.find(({ kind, abroad, scopes }) => kind === 'key' && abroad && scopes.length > 1)
  const post = async (path: string, body: object) => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method: 'POST',
      headers: { ...key?.headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return (await response.json()) as { id: string; customerToken: string }
  }
  const service = await post('/services', { name: 'Abroad' })
  return (await post('/conversations', { serviceId: service.id })).customerToken
}

/** Routes that a customer's token opens at all; there another's conversation is not to be found. */
const forCustomers = new Set(table.filter(({ customer: may }) => may).map(({ route }) => route))

type Verdict = 'may' | 'abroad' | 401 | 403 | 404

/** The table's answer for one caller. */
function verdict(row: Row, who: Caller): Verdict {
  if (row.public) return who.kind === 'foreign page' ? 'may' : who.abroad ? 'abroad' : 'may'
  switch (who.kind) {
    case 'stranger':
    case 'forged':
      return 401
    case 'customer':
      return row.customer ? 'may' : 403
    case 'other customer':
      return forCustomers.has(row.route) ? 404 : 403
    case 'foreign page':
      return row.route.startsWith('GET') && !row.route.endsWith('/socket') && mayPerson(row, who) ? 'may' : 403
    case 'person':
      return mayPerson(row, who) ? (who.abroad ? 'abroad' : 'may') : 403
    case 'key': {
      const one = row.scopes === 'any' || row.scopes.some((scope) => who.scopes.includes(scope))
      const may = one && (row.besides ?? []).every((scope) => who.scopes.includes(scope))
      return may ? (who.abroad ? 'abroad' : 'may') : 403
    }
    default:
      return who.kind satisfies never
  }
}

function mayPerson(row: Row, who: Caller): boolean {
  return who.role !== null && standing[who.role].includes(row.people)
}

async function tryCell(
  server: Here,
  row: Row,
  who: Caller,
  makes: ReturnType<typeof makeThings>,
  operatorId: string,
): Promise<string[]> {
  const name = `${row.route}${row.as ? ` (${row.as})` : ''} by ${who.name}`
  const wanted = verdict(row, who)
  const may = wanted === 'may'
  const { things, token } = may
    ? await makes.fresh(row.fresh, who.personId ?? operatorId)
    : { things: { ...(await makes.shared()), ...(who.personId && { operatorId: who.personId }) }, token: null }
  const self = who.kind === 'customer' && token ? { ...who, headers: { authorization: `Bearer ${token}` } } : who
  const answer = await call(server, row, self, things)
  const broken: string[] = []
  const statuses = wanted === 'may' ? row.ok : wanted === 'abroad' ? row.abroad : [wanted]
  if (!statuses.includes(answer.status))
    broken.push(
      `${name} was answered ${answer.status} instead of ${statuses.join(' or ')}: ${answer.text.slice(0, 160)}`,
    )
  if (who.abroad || who.kind === 'stranger' || who.kind === 'forged') {
    if (answer.text.includes(MARK) && !row.public)
      broken.push(`L7: ${name} was told of ours: ${answer.text.slice(0, 200)}`)
    const nothing = await call(server, row, self, unknown(things))
    const same = answer.status === nothing.status && withoutIds(answer.text) === withoutIds(nothing.text)
    if (answer.status >= 400 && !same)
      broken.push(
        `L7: ${name} was answered otherwise for a foreign id (${answer.text}) than for an unknown one (${nothing.text})`,
      )
  }
  if (who.kind === 'other customer' && !row.public && answer.text.includes(MARK))
    broken.push(`L8: ${name} was told of another's`)
  return broken
}

/** The same things by names that nobody has. */
const unknown = (things: Things): Things => ({
  ...things,
  conversationId: newId(),
  messageId: newId(),
  draftId: newId(),
  serviceId: newId(),
  userId: newId(),
  groupId: newId(),
  keyId: newId(),
  cannedReplyId: newId(),
  attachmentId: newId(),
  taskId: newId(),
  customerId: newId(),
})

const withoutIds = (text: string) => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')

const names: Record<string, keyof Things> = {
  conversations: 'conversationId',
  services: 'serviceId',
  users: 'userId',
  groups: 'groupId',
  keys: 'keyId',
  'canned-replies': 'cannedReplyId',
  tasks: 'taskId',
  customers: 'customerId',
}

async function call(server: Here, row: Row, who: Caller, things: Things): Promise<{ status: number; text: string }> {
  const [method = '', template = ''] = row.route.split(' ')
  const path = template
    .replace('{draftId}', things.draftId)
    .replace('{userId}', things.userId)
    .replace('{attachmentId}', things.attachmentId)
    .replace(/([\w-]+)\/\{id\}/, (_, noun: string) => `${noun}/${things[names[noun] ?? 'conversationId']}`)
  const query =
    row.search !== undefined
      ? `?${row.search}`
      : row.query === undefined
        ? ''
        : `?${row.query}=${things[row.query as keyof Things]}`
  const body = row.body?.(things, { key: who.kind === 'key', person: who.personId !== null })
  const end = new AbortController()
  const response = await fetch(`${server.url}${path}${query}`, {
    method,
    headers: {
      ...who.headers,
      'x-forwarded-for': `10.${Math.floor(Math.random() * 255)}.${Math.floor(Math.random() * 255)}.1`,
      ...(body && { 'content-type': 'application/json' }),
      ...(row.raw !== undefined && { 'content-type': 'application/octet-stream' }),
    },
    ...(body && { body: JSON.stringify(body) }),
    ...(row.raw !== undefined && { body: row.raw }),
    signal: end.signal,
  })
  const stream = response.headers.get('content-type')?.startsWith('text/event-stream')
  const text = stream ? '' : await response.text()
  if (stream) end.abort()
  return { status: response.status, text }
}
