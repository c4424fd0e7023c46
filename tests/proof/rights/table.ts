import { standardChoices } from '../../../domain/notification.ts'
import { roleScopes, type Scope } from '../../../domain/rights.ts'

/** What a row may name in its path and body: things of the workspace whose rights are tried. */
export interface Things {
  conversationId: string
  /** A reply of the AI in it, and a late one that was kept. */
  messageId: string
  draftId: string
  serviceId: string
  userId: string
  /** With the user in it. */
  groupId: string
  keyId: string
  cannedReplyId: string
  attachmentId: string
  /** One that failed for good. */
  taskId: string
  visitorToken: string
  /** The record of the customer of a conversation. */
  customerId: string
  /** The operator for whom a key acts; for a person, that person. */
  operatorId: string
}

/**
 * One route and who may use it: laws.md, “Who may do what”, api.md and product.md (F4, G7). Keys need one of `scopes`;
 * `any` stands for every key. People are operators (and admins with them), admins alone, or nobody.
 */
export interface Row {
  route: string
  /** Tells rows of one route apart. */
  as?: string
  scopes: readonly Scope[] | 'any'
  /** Every one of these besides: nobody makes or changes a person who may do more than they may. */
  besides?: readonly Scope[]
  people: 'operators' | 'admins' | 'nobody'
  /** A customer’s token opens it, for the own conversation alone. */
  customer?: true
  /** A stranger may. */
  public?: true
  /** What those get who may. */
  ok: readonly number[]
  /** What those of another workspace get who may there, with ids of ours: as for an id that nobody has. */
  abroad: readonly number[]
  /** What must be made anew for each who may, because the act uses it up. */
  fresh?:
    | 'conversation'
    | 'claimed'
    | 'ended'
    | 'user'
    | 'key'
    | 'task'
    | 'service'
    | 'visitor'
    | 'group'
    | 'cannedReply'
    | 'customer'
  query?: string
  /** The query word for word. */
  search?: string
  /** The body as it is, in the place of JSON. */
  raw?: string
  body?(things: Things, caller: { key: boolean; person: boolean }): Record<string, unknown>
}

const uuid = '01890000-0000-7000-8000-000000000000'
const asOperator = ({ operatorId }: Things, { key }: { key: boolean }) => (key ? { operatorId } : {})

/** The acts of an operator in a conversation: people act as themselves, keys name one. */
const act = (verb: string, more: Partial<Row> = {}): Row => ({
  route: `POST /api/v1/conversations/{id}/${verb}`,
  scopes: ['operator:write'],
  people: 'operators',
  ok: [200],
  abroad: [404, 422],
  fresh: 'conversation',
  body: asOperator,
  ...more,
})

const reading = (path: string, more: Partial<Row> = {}): Row => ({
  route: `GET /api/v1/${path}`,
  scopes: ['conversation:read'],
  people: 'operators',
  ok: [200],
  abroad: path.includes('{') ? [404] : [200],
  ...more,
})

const configuring = (route: string, more: Partial<Row>): Row => ({
  route: route.replace(' /', ' /api/v1/'),
  scopes: ['service:write'],
  people: 'admins',
  ok: [200],
  abroad: route.includes('{') ? [404] : [200],
  ...more,
})

/** G7: whoever may act as an operator manages groups. */
const grouping = (route: string, more: Partial<Row> = {}): Row =>
  configuring(route, { scopes: ['operator:write'], people: 'operators', ...more })

/** F6: people have browsers, programs have none. */
const notifying = (route: string, more: Partial<Row> = {}): Row =>
  configuring(route, { scopes: [], people: 'operators', ...more })
/** A browser's, with the keys of the example in RFC 8291. */
const subscription = {
  endpoint: 'https://push.example/of-a-browser',
  keys: {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
}

const people = (route: string, more: Partial<Row> = {}): Row =>
  configuring(route, { scopes: ['people:write'], ...more })
/** What a person does about the own account. */
const own = (route: string, more: Partial<Row> = {}): Row =>
  configuring(route, { scopes: [], people: 'operators', ...more })
const keys = (route: string, more: Partial<Row> = {}): Row =>
  configuring(route, { scopes: ['workspace:admin'], ...more })
const says = (role: string, more: Partial<Row>): Row => ({
  route: 'POST /api/v1/conversations/{id}/messages',
  as: role,
  scopes: ['conversation:write'],
  people: 'nobody',
  ok: [201],
  abroad: [404],
  fresh: 'conversation',
  body: () => ({ role, text: 'Hello.', ...(role === 'ai' && { turn: 1 }) }),
  ...more,
})
const open = (route: string, more: Partial<Row>): Row => ({
  route: route.replace(' /', ' /api/v1/'),
  scopes: 'any',
  people: 'operators',
  public: true,
  ok: [200],
  abroad: [200],
  ...more,
})

/** Going Live is a person's. */
const presence = (method: string, more: Partial<Row>): Row => ({
  route: `${method} /api/v1/presence`,
  scopes: [],
  people: 'operators',
  ok: [200],
  abroad: [200],
  ...more,
})

export const table: readonly Row[] = [
  reading('services'),
  reading('services/{id}'),
  configuring('POST /services', { ok: [201], abroad: [201], body: () => ({ name: 'Another' }) }),
  configuring('PATCH /services/{id}', { body: () => ({ instructions: 'Be short.' }) }),
  configuring('DELETE /services/{id}', { ok: [204], fresh: 'service' }),
  configuring('GET /services/{id}/webhook', {}),
  configuring('PUT /services/{id}/mode', { body: () => ({ mode: 'human_supported' }) }),
  configuring('PUT /modes', { body: () => ({ mode: 'human_supported' }) }),
  configuring('POST /modes/undo', { ok: [409], abroad: [409], body: () => ({ changeId: uuid }) }),

  {
    route: 'POST /api/v1/conversations',
    scopes: ['conversation:write'],
    people: 'nobody',
    ok: [201],
    abroad: [404],
    body: ({ serviceId }) => ({ serviceId }),
  },
  reading('conversations'),
  reading('conversations', { as: 'of one service', query: 'serviceId' }),
  reading('sessions'),
  reading('sessions/export'),
  reading('conversations/{id}/customer'),
  reading('customers/{id}'),
  grouping('PATCH /customers/{id}', { fresh: 'customer', body: () => ({ version: 1, phone: '+49 1' }) }),
  grouping('POST /customers/{id}/verify', { fresh: 'customer', body: () => ({ version: 1, fields: ['name'] }) }),
  grouping('POST /customers/{id}/merge', { ok: [409], body: ({ customerId }) => ({ from: customerId }) }),
  grouping('POST /customers/{id}/unmerge', { ok: [404], body: ({ customerId }) => ({ from: customerId }) }),
  keys('GET /customers/{id}/export'),
  keys('DELETE /customers/{id}', { ok: [204], fresh: 'customer' }),
  reading('conversations/{id}', { customer: true }),
  reading('conversations/{id}/events', { customer: true }),
  reading('conversations/{id}/stream', { customer: true }),
  reading('stats'),
  reading('board'),
  reading('stream'),
  reading('socket', { ok: [422], abroad: [422] }),
  reading('capabilities'),
  reading('me', { scopes: 'any' }),

  says('customer', { customer: true }),
  says('ai', {}),
  says('operator', {
    scopes: ['operator:write'],
    people: 'operators',
    abroad: [404, 422],
    body: (things, caller) => ({ role: 'operator', text: 'Hello.', ...asOperator(things, caller) }),
  }),
  {
    route: 'POST /api/v1/conversations/{id}/feedback',
    scopes: ['conversation:write'],
    people: 'nobody',
    customer: true,
    ok: [200],
    abroad: [404],
    body: ({ messageId }) => ({ messageId, rating: 'up' }),
  },
  {
    route: 'POST /api/v1/conversations/{id}/typing',
    scopes: ['conversation:write', 'operator:write'],
    people: 'operators',
    customer: true,
    ok: [204],
    abroad: [404],
    body: () => ({ typing: true }),
  },

  {
    route: 'POST /api/v1/conversations/{id}/attachments',
    scopes: ['conversation:write', 'operator:write'],
    people: 'operators',
    customer: true,
    ok: [201],
    abroad: [404],
    search: 'name=words.txt',
    raw: 'Some words.',
    fresh: 'conversation',
  },
  reading('conversations/{id}/attachments/{attachmentId}', { customer: true, fresh: 'conversation' }),

  act('takeover'),
  act('force-takeover', {
    scopes: ['operator:supervise'],
    people: 'admins',
    fresh: 'claimed',
    body: (things, caller) => ({ reason: 'The shift ended', ...asOperator(things, caller) }),
  }),
  act('release', { fresh: 'claimed' }),
  act('resume', { fresh: 'claimed' }),
  act('resolve', { as: 'for an operator' }),
  act('resolve', {
    as: 'as itself',
    scopes: ['conversation:write', 'operator:write'],
    abroad: [404],
    body: () => ({}),
  }),
  act('reopen', { fresh: 'ended' }),
  act('assign', { body: ({ operatorId }) => ({ operatorId }) }),
  act('assign', {
    as: 'with a reason',
    scopes: ['operator:write'],
    besides: ['operator:supervise'],
    people: 'admins',
    fresh: 'claimed',
    body: ({ operatorId }) => ({ operatorId, reason: 'The shift ended' }),
  }),
  act('handoff', {
    as: 'manual',
    scopes: ['conversation:write', 'operator:write'],
    abroad: [404],
    body: () => ({ trigger: 'manual' }),
  }),
  act('handoff', {
    as: 'by the AI',
    scopes: ['conversation:write'],
    people: 'nobody',
    abroad: [404],
    body: () => ({ trigger: 'automatic', text: 'I hand you over.' }),
  }),
  act('notes', { body: (things, caller) => ({ text: 'A note.', ...asOperator(things, caller) }) }),
  act('whispers', {
    ok: [409],
    abroad: [404, 422],
    body: (things, caller) => ({ text: 'A whisper.', ...asOperator(things, caller) }),
  }),
  act('flags', { body: (things, caller) => ({ as: 'seen', ...asOperator(things, caller) }) }),
  act('drafts/{draftId}/discard'),
  {
    route: 'POST /api/v1/presence',
    scopes: [],
    people: 'operators',
    ok: [200],
    abroad: [404],
    body: ({ conversationId }) => ({ conversationId }),
  },
  presence('GET', {}),
  presence('PUT', { body: () => ({ state: 'offline' }) }),
  { ...presence('POST', {}), route: 'POST /api/v1/presence/beat' },
  reading('live', { scopes: ['operator:read'] }),
  act('decline', { ok: [409], abroad: [404, 422] }),
  configuring('POST /next', {
    scopes: ['operator:write'],
    people: 'operators',
    abroad: [200, 422],
    body: asOperator,
  }),
  reading('switches', { scopes: ['operator:read'] }),
  keys('PATCH /switches', { body: () => ({ presence: false }) }),
  notifying('GET /push/key'),
  notifying('PUT /push/subscription', { ok: [204], abroad: [204], body: () => subscription }),
  notifying('DELETE /push/subscription', { ok: [204], abroad: [204] }),
  notifying('GET /push/choices'),
  notifying('PUT /push/choices', { body: () => ({ ...standardChoices }) }),

  // A program has no sessions.
  own('GET /me/sessions'),
  own('DELETE /me/sessions', { ok: [204], abroad: [204] }),
  own('DELETE /me/sessions/{id}', { ok: [404] }),
  own('PUT /me/password', { ok: [422], abroad: [422] }),
  own('GET /me/two-factor'),
  own('POST /me/two-factor', { ok: [422], abroad: [422] }),
  own('POST /me/two-factor/confirm', { ok: [422], abroad: [422] }),
  own('POST /me/two-factor/off', { ok: [422], abroad: [422] }),
  own('POST /me/two-factor/recovery-codes', { ok: [422], abroad: [422] }),
  people('DELETE /users/{id}/two-factor', { besides: roleScopes.operator, ok: [404] }),
  people('GET /users'),
  people('POST /users', {
    besides: roleScopes.operator,
    ok: [201],
    abroad: [201],
    body: () => ({
      name: 'New',
      email: `${crypto.randomUUID()}@example.com`,
      password: 'correct horse battery',
      role: 'operator',
    }),
  }),
  people('GET /users/{id}'),
  people('PATCH /users/{id}', { besides: roleScopes.operator, body: () => ({ name: 'Renamed' }) }),
  people('GET /users/{id}/sessions', { besides: roleScopes.operator }),
  people('DELETE /users/{id}/sessions', { besides: roleScopes.operator, ok: [204], fresh: 'user' }),
  people('DELETE /users/{id}', { besides: roleScopes.operator, ok: [204], fresh: 'user' }),
  reading('groups', { scopes: ['operator:read'] }),
  reading('groups/{id}', { scopes: ['operator:read'] }),
  grouping('POST /groups', {
    ok: [201],
    abroad: [404],
    body: ({ serviceId, userId }) => ({ name: 'Billing', services: [serviceId], members: [userId] }),
  }),
  grouping('PATCH /groups/{id}', { body: ({ serviceId }) => ({ name: 'Renamed', services: [serviceId] }) }),
  grouping('DELETE /groups/{id}', { ok: [204], fresh: 'group' }),
  grouping('POST /groups/{id}/members', { body: ({ userId }) => ({ userId }) }),
  grouping('DELETE /groups/{id}/members/{userId}', { ok: [204], fresh: 'group' }),

  reading('canned-replies', { scopes: ['operator:read'] }),
  configuring('POST /canned-replies', {
    ok: [201],
    abroad: [201],
    body: () => ({ shortcut: crypto.randomUUID(), text: 'Hello {customer|there}.' }),
  }),
  configuring('PATCH /canned-replies/{id}', {
    fresh: 'cannedReply',
    body: () => ({ version: 1, text: 'Goodbye.' }),
  }),
  configuring('DELETE /canned-replies/{id}', { ok: [204], fresh: 'cannedReply' }),

  keys('GET /keys'),
  keys('POST /keys', { ok: [201], abroad: [201], body: () => ({ name: 'New', scopes: ['conversation:write'] }) }),
  keys('DELETE /keys/{id}', { ok: [204], fresh: 'key' }),
  keys('GET /audit'),
  keys('GET /audit.csv'),
  keys('GET /audit.jsonl'),
  keys('GET /tasks'),
  keys('POST /tasks/{id}/retry', { fresh: 'task' }),
  keys('GET /sample'),
  keys('DELETE /sample'),
  keys('POST /sample'),

  open('GET /setup', {}),
  open('GET /sign-in', {}),
  open('POST /setup', {
    ok: [409],
    abroad: [409],
    body: () => ({ token: 'x', name: 'Eve', email: 'eve@example.com', password: 'correct horse battery' }),
  }),
  open('GET /widget/services/{id}', {}),
  open('POST /widget/conversations', { ok: [201], abroad: [201], body: ({ serviceId }) => ({ serviceId }) }),
  open('POST /widget/token', { fresh: 'visitor', body: ({ visitorToken }) => ({ visitorToken }) }),
]
