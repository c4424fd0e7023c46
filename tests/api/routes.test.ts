import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Begun, type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import type { Caller } from '../builders/caller.ts'
import { allRoutes, apiRoutes } from '../builders/routes.ts'

/** What a stranger may call. */
const strangers = [
  'GET /setup',
  'POST /setup',
  'GET /sign-in',
  'POST /widget/conversations',
  'POST /widget/token',
  'GET /widget/services/:id',
]
/** What a customer's token opens, for its own conversation. */
const customers = [
  'GET /conversations/:id',
  'GET /conversations/:id/events',
  'GET /conversations/:id/stream',
  'POST /conversations/:id/messages',
  'POST /conversations/:id/feedback',
  'POST /conversations/:id/typing',
  'POST /conversations/:id/attachments',
  'GET /conversations/:id/attachments/:attachmentId',
]
/** F4: what an operator may call. */
const operators = [
  'GET /services',
  'GET /services/:id',
  'GET /conversations',
  'GET /sessions',
  'GET /sessions/export',
  'GET /conversations/:id/customer',
  'GET /customers/:id',
  'PATCH /customers/:id',
  'POST /customers/:id/verify',
  'POST /customers/:id/merge',
  'POST /customers/:id/unmerge',
  'GET /conversations/:id',
  'GET /conversations/:id/events',
  'GET /conversations/:id/stream',
  'POST /conversations/:id/messages',
  'POST /conversations/:id/typing',
  'POST /conversations/:id/attachments',
  'GET /conversations/:id/attachments/:attachmentId',
  'POST /conversations/:id/takeover',
  'POST /conversations/:id/release',
  'POST /conversations/:id/resume',
  'POST /conversations/:id/resolve',
  'POST /conversations/:id/reopen',
  'POST /conversations/:id/assign',
  'POST /conversations/:id/handoff',
  'POST /conversations/:id/notes',
  'POST /conversations/:id/whispers',
  'POST /conversations/:id/flags',
  'POST /conversations/:id/drafts/:draftId/discard',
  'GET /stats',
  'GET /board',
  'POST /presence',
  'GET /presence',
  'PUT /presence',
  'POST /presence/beat',
  'GET /live',
  'POST /conversations/:id/decline',
  'POST /next',
  'GET /switches',
  'GET /stream',
  'GET /socket',
  'GET /groups',
  'POST /groups',
  'GET /groups/:id',
  'PATCH /groups/:id',
  'DELETE /groups/:id',
  'POST /groups/:id/members',
  'DELETE /groups/:id/members/:userId',
  'GET /push/key',
  'PUT /push/subscription',
  'DELETE /push/subscription',
  'GET /push/choices',
  'PUT /push/choices',
  'GET /canned-replies',
  'GET /me',
  'GET /me/sessions',
  'DELETE /me/sessions',
  'DELETE /me/sessions/:id',
  'PUT /me/password',
  'GET /me/two-factor',
  'POST /me/two-factor',
  'POST /me/two-factor/confirm',
  'POST /me/two-factor/off',
  'POST /me/two-factor/recovery-codes',
  'GET /capabilities',
]
/** F4: what an admin may call besides. */
const admins = [
  'POST /services',
  'PATCH /services/:id',
  'DELETE /services/:id',
  'GET /services/:id/webhook',
  'PUT /services/:id/mode',
  'POST /conversations/:id/force-takeover',
  'PUT /modes',
  'POST /modes/undo',
  'POST /canned-replies',
  'PATCH /canned-replies/:id',
  'DELETE /canned-replies/:id',
  'GET /users',
  'POST /users',
  'GET /users/:id',
  'PATCH /users/:id',
  'DELETE /users/:id',
  'GET /users/:id/sessions',
  'DELETE /users/:id/sessions',
  'DELETE /users/:id/two-factor',
  'GET /keys',
  'POST /keys',
  'DELETE /keys/:id',
  'GET /audit',
  'GET /audit.csv',
  'GET /audit.jsonl',
  'GET /tasks',
  'POST /tasks/:id/retry',
  'PATCH /switches',
  'GET /customers/:id/export',
  'DELETE /customers/:id',
  'GET /sample',
  'POST /sample',
  'DELETE /sample',
]
/** What programs alone may call: they speak as customers and AIs. */
const programs = ['POST /conversations', 'POST /conversations/:id/feedback']
/** Whose effect is not undone by being refused input: not called as somebody who may. */
const working = ['POST /sample', 'DELETE /sample']

let baton: Running
let ann: Human
let ada: Human
let begun: Begun
beforeAll(async () => {
  baton = await startBaton()
  ann = await baton.human('Ann')
  ada = await baton.admin()
  begun = await baton.begin((await baton.service()).id)
})
afterAll(() => baton.stop())

/** Calls a route and looks at the head of the answer alone: streams have no end. */
async function ask(who: Caller, route: string, id = newId()): Promise<{ status: number; code: string | null }> {
  const [method = '', path = ''] = route.split(' ')
  const stop = new AbortController()
  const response = await fetch(who.at(path.replace(':id', id).replace(/:\w+/, newId())), {
    method,
    headers: who.headers,
    signal: stop.signal,
  })
  const problem = response.headers.get('content-type')?.startsWith('application/problem+json')
  const code = problem ? ((await response.json()) as { code: string }).code : null
  stop.abort()
  return { status: response.status, code }
}

test('every route is on one of these lists: a new one does not slip in unseen', () => {
  const known = new Set([...strangers, ...operators, ...admins, ...programs])
  expect(apiRoutes().toSorted()).toEqual([...known].toSorted())
})

describe('L7: strangers', () => {
  test.each(apiRoutes().filter((route) => !strangers.includes(route)))('L7: %s wants somebody', async (route) => {
    expect(await ask(baton.stranger, route, begun.id)).toEqual({ status: 401, code: 'unauthorized' })
  })

  test.each(strangers)('the door of %s is open', async (route) => {
    expect((await ask(baton.stranger, route)).status).not.toBe(401)
  })

  test('what lies beside the API is pages, documents and signs of life', () => {
    const beside = allRoutes().flatMap(({ method, path }) => (path.startsWith('/api/v1/') ? [] : [`${method} ${path}`]))
    expect(beside.filter((route) => !route.startsWith('GET '))).toEqual([])
    expect(beside.filter((route) => route.startsWith('GET /api/')).toSorted()).toEqual(
      ['GET /api/openapi.json', 'GET /api/docs', 'GET /api/docs/start.js', 'GET /api/docs/:file'].toSorted(),
    )
  })

  test.each([
    ['a key that is none', { authorization: 'Bearer bk_made_up_made_up' }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['a token that is none', { authorization: 'Bearer ct_x.y' }],
    ['a cookie that is none', { cookie: 'baton.session_token=made-up' }],
    ['a cookie with a broken signature', { cookie: 'baton.session_token=abc.def%3D' }],
  ])('L7: %s opens nothing', async (_what, headers) => {
    ;(await baton.stranger.get('/services', headers)).refused(401, 'unauthorized')
  })
})

describe('L8: a customer’s token', () => {
  test.each(apiRoutes().filter((route) => ![...customers, ...strangers].includes(route)))(
    'L8: does not open %s',
    async (route) => {
      expect(await ask(begun.customer, route, begun.id)).toEqual({ status: 403, code: 'forbidden' })
    },
  )

  // A file is there or not: tests/api/attachments.test.ts.
  test.each(customers.filter((route) => !route.includes(':attachmentId')))(
    'opens %s for its own conversation',
    async (route) => {
      const { status } = await ask(begun.customer, route, begun.id)
      expect([200, 201, 204, 422]).toContain(status)
    },
  )

  test.each(customers)('L7: finds nothing at %s for any other, whether it exists or not', async (route) => {
    const other = await baton.begin((await baton.service()).id)
    const [method = '', path = ''] = route.split(' ')
    const bodies: Record<string, object> = {
      messages: { role: 'customer', text: 'Hello' },
      feedback: { messageId: newId(), rating: 'up' },
    }
    const send = (id: string) =>
      begun.customer.call(
        method,
        path.replace(':id', id),
        method === 'POST' ? (bodies[path.split('/')[3] ?? ''] ?? {}) : undefined,
      )
    const [existing, unknown] = [await send(other.id), await send(newId())]
    const { requestId: _a, ...first } = existing.refused(404, 'not_found').body
    const { requestId: _b, ...second } = unknown.refused(404, 'not_found').body
    expect(first).toEqual(second)
  })
})

describe('F4: roles', () => {
  test.each([...admins, ...programs])('F4: an operator may not %s', async (route) => {
    expect(await ask(ann, route, begun.id)).toEqual({ status: 403, code: 'forbidden' })
  })

  test.each(operators)('F4: an operator may %s', async (route) => {
    expect([401, 403]).not.toContain((await ask(ann, route)).status)
  })

  test.each([...operators, ...admins].filter((route) => !working.includes(route)))(
    'F4: an admin may %s',
    async (route) => {
      expect([401, 403]).not.toContain((await ask(ada, route)).status)
    },
  )

  test.each(programs)('no person may %s, an admin neither', async (route) => {
    expect(await ask(ada, route, begun.id)).toEqual({ status: 403, code: 'forbidden' })
  })

  test.each(apiRoutes().filter((route) => ![...strangers, 'GET /me'].includes(route)))(
    'a key without the scope may not %s',
    async (route) => {
      const { body } = (await baton.key.post('/keys', { name: 'Counts', scopes: ['analytics:read'] })).expect(201)
      expect(await ask(baton.bearer(body.key), route, begun.id)).toEqual({ status: 403, code: 'forbidden' })
    },
  )
})

describe('cookies', () => {
  const writes = apiRoutes().filter((route) => !route.startsWith('GET ') && !strangers.includes(route))

  test.each(writes)('a page of another origin cannot %s with our cookie', async (route) => {
    const { cookie = '' } = ada.headers
    for (const origin of [undefined, 'https://elsewhere.example', 'null', `${baton.url}.elsewhere.example`]) {
      const who: Caller = { ...ada, headers: { cookie, ...(origin && { origin }) } }
      expect(await ask(who, route, begun.id)).toEqual({ status: 403, code: 'wrong_origin' })
    }
  })

  test('reading needs no origin, and localhost is as good as 127.0.0.1', async () => {
    const { cookie = '' } = ann.headers
    ;(await baton.stranger.get('/me', { cookie })).expect(200)
    const origin = baton.url.replace('127.0.0.1', 'localhost')
    ;(await baton.stranger.post('/presence', { conversationId: null }, { cookie, origin })).expect(200)
  })

  test('better-auth opens only what is listed: nobody makes an account for themselves', async () => {
    const person = { name: 'Eve', email: 'eve@example.com', password: 'long enough' }
    for (const path of [
      '/sign-up/email',
      '/update-user',
      '/delete-user',
      '/forget-password',
      '/reset-password',
      '/change-email',
      '/admin/list-users',
      '/ok',
      '/error',
    ])
      for (const method of ['GET', 'POST'])
        (await baton.stranger.call(method, `/api/auth${path}`, method === 'POST' ? person : undefined)).refused(
          404,
          'not_found',
        )
  })

  test('what is no route is not found, below the API as elsewhere', async () => {
    ;(await baton.key.get('/nothing')).refused(404, 'not_found')
    ;(await baton.stranger.get('/nothing')).refused(401, 'unauthorized')
    ;(await baton.key.call('PUT', '/services')).refused(404, 'not_found')
    ;(await baton.stranger.get('//nothing')).refused(404, 'not_found')
    ;(await baton.stranger.get('/api/nothing')).refused(404, 'not_found')
  })
})
