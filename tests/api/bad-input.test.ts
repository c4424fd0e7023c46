import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServiceView } from '../../domain/wire.ts'
import { type Begun, type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import { type Answer, type Caller, raw } from '../builders/caller.ts'
import { apiRoutes } from '../builders/routes.ts'

let baton: Running
let service: ServiceView
let ann: Human
let ada: Human
let begun: Begun
beforeAll(async () => {
  baton = await startBaton()
  service = await baton.service()
  ann = await baton.human('Ann')
  ada = await baton.admin()
  begun = await baton.begin(service.id)
})
afterAll(() => baton.stop())

const say = (body: unknown, headers = {}) => baton.key.post(`/conversations/${begun.id}/messages`, body, headers)
const json = { 'content-type': 'application/json' }
const head = async () => (await baton.key.get('/stats')).expect(200).body.cursor

/** Nothing is half done: the log stands where it stood. */
async function changesNothing(act: () => Promise<unknown>) {
  const before = await head()
  await act()
  expect(await head()).toBe(before)
}

describe('laws.md, Bad input: names', () => {
  const key = (path: string) => (name: string) => baton.key.post(path, { name })
  const places: [string, (text: string) => Promise<Answer>][] = [
    ['a service', key('/services')],
    ['an agent', (agent) => baton.key.post('/services', { name: 'x', agent })],
    [
      'a person',
      (name) =>
        baton.key.post('/users', { name, email: 'unseen@example.com', password: 'correct horse', role: 'operator' }),
    ],
    ['a group', async (name) => ada.post('/groups', { name })],
    ['a key', async (name) => ada.post('/keys', { name })],
    ['a customer', (name) => baton.key.post('/conversations', { serviceId: service.id, customer: { name } })],
    ['a town', (city) => baton.key.post('/conversations', { serviceId: service.id, customer: { location: { city } } })],
  ]
  test.each(places)('L14: the name of %s can be seen, and turns no words beside it round', async (_what, make) => {
    await changesNothing(async () => {
      for (const text of ['\u200b', '\u3164', '\u2800\u2060', '\u202e\u202d', 'Ann\u202e', '\u2066Ann\u2069'])
        (await make(text)).refused(422, 'invalid_input')
    })
  })

  test('L14: a note in which nothing can be seen is none', async () => {
    await changesNothing(async () => {
      ;(await ann.post(`/conversations/${begun.id}/notes`, { text: '\u200b\u3164' })).refused(422, 'invalid_input')
    })
  })
})

describe('laws.md, Bad input: texts', () => {
  const fine = [
    'x'.repeat(10_000),
    '👍🏽'.repeat(10),
    'Zwei\nZeilen,\tein Tab',
    '‮right to left‬',
    '<script>alert(1)</script>',
    "'; drop table events; --",
    '\\u0000',
    '${1+1} {{1+1}} %s %n',
    'ẕ̸̢̛̘a̵l̴g̶o̷',
  ]

  test.each(fine.map((text) => [text.slice(0, 30), text]))(
    'L14: %s is text, and comes back as it was',
    async (_shown, text) => {
      const { body } = (await say({ role: 'customer', text })).expect(201)
      expect(body.message.text).toBe(text)
      const { items } = (await baton.key.get(`/conversations/${begun.id}/events?after=1.0&limit=500`)).expect(200).body
      expect(items.some(({ data }: { data: { message?: { text: string } } }) => data.message?.text === text)).toBe(true)
    },
  )

  const wrong: [string, unknown][] = [
    ['10,001 characters', 'x'.repeat(10_001)],
    ['nothing', ''],
    ['blanks', ' \n '],
    ['zero width', '\u200b\u2060'],
    ['fillers', '\u3164\u115f\u1160\u2800'],
    ['marks of direction alone', '\u202e\u202d'],
    ['a NUL', 'a\u0000b'],
    ['a bell', 'a\u0007b'],
    ['an escape', '\u001b[31mred'],
    ['a delete', 'a\u007fb'],
    ['a C1 control', 'a\u0085b'],
    ['half a character', 'a\ud83d'],
    ['the other half', '\udc4db'],
    ['a number', 7],
    ['a list', ['a']],
    ['an object', { text: 'a' }],
    ['null', null],
    ['yes', true],
  ]
  test.each(wrong)('a message of %s is 422, with the field named', async (_what, text) => {
    await changesNothing(async () => {
      const answer = (await say({ role: 'customer', text })).refused(422, 'invalid_input')
      expect(answer.body.errors[0].path).toBe('text')
      expect(answer.body.detail).toMatch(/^`text` .*\.$/)
    })
  })

  /** Every place where people or programs put words, with the rest of its body in order. */
  const places: [string, () => Caller, string, string, (text: unknown) => object][] = [
    ['a note', () => ann, 'POST', '/conversations/:id/notes', (text) => ({ text })],
    [
      'a reason of a handoff',
      () => ann,
      'POST',
      '/conversations/:id/handoff',
      (reason) => ({ trigger: 'manual', reason }),
    ],
    [
      'an acknowledgement',
      () => baton.key,
      'POST',
      '/conversations/:id/handoff',
      (text) => ({ trigger: 'automatic', text }),
    ],
    [
      'a summary',
      () => baton.key,
      'POST',
      '/conversations/:id/handoff',
      (summary) => ({ trigger: 'automatic', summary }),
    ],
    [
      'the agent of a handoff',
      () => baton.key,
      'POST',
      '/conversations/:id/handoff',
      (agent) => ({ trigger: 'automatic', agent }),
    ],
    [
      'an agent',
      () => baton.key,
      'POST',
      '/conversations/:id/messages',
      (agent) => ({ role: 'ai', turn: 1, text: 'x', agent }),
    ],
    [
      'an operator of a message',
      () => baton.key,
      'POST',
      '/conversations/:id/messages',
      (operatorId) => ({ role: 'operator', text: 'x', operatorId }),
    ],
    [
      'an operator of a takeover',
      () => baton.key,
      'POST',
      '/conversations/:id/takeover',
      (operatorId) => ({ operatorId }),
    ],
    ['an operator of an assignment', () => ann, 'POST', '/conversations/:id/assign', (operatorId) => ({ operatorId })],
    [
      'an operator of a note',
      () => baton.key,
      'POST',
      '/conversations/:id/notes',
      (operatorId) => ({ text: 'x', operatorId }),
    ],
    [
      'what an AI has written so far',
      () => baton.key,
      'POST',
      '/conversations/:id/typing',
      (text) => ({ role: 'ai', text }),
    ],
    [
      'a customer’s name',
      () => baton.key,
      'POST',
      '/conversations',
      (name) => ({ serviceId: service.id, customer: { name } }),
    ],
    [
      'a customer’s own id',
      () => baton.key,
      'POST',
      '/conversations',
      (externalId) => ({ serviceId: service.id, customer: { externalId } }),
    ],
    [
      'a customer’s e-mail',
      () => baton.key,
      'POST',
      '/conversations',
      (email) => ({ serviceId: service.id, customer: { email } }),
    ],
    [
      'a customer’s phone',
      () => baton.key,
      'POST',
      '/conversations',
      (phone) => ({ serviceId: service.id, customer: { phone } }),
    ],
    [
      'a city',
      () => baton.key,
      'POST',
      '/conversations',
      (city) => ({ serviceId: service.id, customer: { location: { city } } }),
    ],
    ['a channel', () => baton.key, 'POST', '/conversations', (channel) => ({ serviceId: service.id, channel })],
    ['a service’s name', () => ada, 'POST', '/services', (name) => ({ name })],
    ['a service’s agent', () => ada, 'POST', '/services', (agent) => ({ name: 'X', agent })],
    ['a service’s instructions', () => ada, 'POST', '/services', (instructions) => ({ name: 'X', instructions })],
    ['a changed name', () => ada, 'PATCH', `/services/:service`, (name) => ({ name })],
    [
      'a user’s name',
      () => ada,
      'POST',
      '/users',
      (name) => ({ name, email: 'x@example.com', password: 'long enough', role: 'operator' }),
    ],
    [
      'a user’s e-mail',
      () => ada,
      'POST',
      '/users',
      (email) => ({ name: 'X', email, password: 'long enough', role: 'operator' }),
    ],
    ['a key’s name', () => ada, 'POST', '/keys', (name) => ({ name })],
    [
      'a widget customer’s name',
      () => baton.stranger,
      'POST',
      '/widget/conversations',
      (name) => ({ serviceId: service.id, customer: { name } }),
    ],
  ]
  const poison: [string, unknown][] = [
    ['a NUL', 'a\u0000b'],
    ['a control character', 'a\u001bb'],
    ['half a character', 'a\ud800'],
    ['a list', []],
    ['a number', 1],
    ['100,000 characters', 'x'.repeat(10_001)],
  ]
  test.each(places)(
    '%s with anything of that in it is refused, and nothing is half done',
    async (_place, who, method, path, body) => {
      const where = path.replace(':id', begun.id).replace(':service', service.id)
      await changesNothing(async () => {
        for (const [what, value] of poison) {
          const answer = await who().call(method, where, body(value))
          expect([404, 422], `${what}: ${answer.text}`).toContain(answer.status)
          answer.refused(answer.status, answer.status === 404 ? 'not_found' : answer.body.code)
        }
      })
    },
  )
})

describe('bodies', () => {
  const send = (bytes: string | Uint8Array, headers: Record<string, string> = json) => say(raw(bytes), headers)
  const good = JSON.stringify({ role: 'customer', text: 'Hello' })

  test.each<[string, string | Uint8Array]>([
    ['no JSON', 'hello'],
    ['half of it', good.slice(0, -1)],
    ['two of it', good + good],
    ['a comment in it', `${good.slice(0, -1)}/* */}`],
    ['a trailing comma', `${good.slice(0, -1)},}`],
    ['NaN', '{"role":"customer","text":NaN}'],
    [
      'broken UTF-8',
      Buffer.concat([Buffer.from('{"role":"customer","text":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    ],
    [
      'overlong UTF-8',
      Buffer.concat([Buffer.from('{"role":"customer","text":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
    ],
    [
      'a surrogate as UTF-8',
      Buffer.concat([Buffer.from('{"role":"customer","text":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
    ],
    ['UTF-16', Buffer.from(good, 'utf16le')],
    ['a real NUL', `{"role":"customer","text":"a\u0000b"}`],
    ['null', 'null'],
    ['a text', '"hello"'],
    ['a number', '7'],
    ['a list', `[${good}]`],
    ['brackets, twenty thousand deep', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['a prototype', '{"role":"customer","text":"x","__proto__":{"admin":true}}'],
    ['a constructor', '{"role":"customer","text":"x","constructor":{"prototype":{}}}'],
  ])('%s is 422', async (_what, bytes) => {
    await changesNothing(async () => (await send(bytes)).refused(422, 'invalid_input'))
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  test('a byte order mark before it does no harm', async () => {
    expect([201, 422]).toContain(
      (await send(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(good)]))).status,
    )
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'text/json',
    'application/xml',
    '',
  ])('JSON that says it is “%s” is 415', async (type) => {
    await changesNothing(async () =>
      (await send(good, { 'content-type': type })).refused(415, 'unsupported_media_type'),
    )
  })

  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON', 'application/vnd.baton+json'])(
    'JSON that says it is “%s” is taken',
    async (type) => {
      ;(await send(good, { 'content-type': type })).expect(201)
    },
  )

  test('64 KB are taken, a byte more is 413, said before or only seen', async () => {
    const body = (size: number) => good.padEnd(size, ' ')
    ;(await send(body(65_536))).expect(201)
    ;(await send(body(65_537))).refused(413, 'body_too_large')
    const stream = (size: number) =>
      fetch(baton.key.at(`/conversations/${begun.id}/messages`), {
        method: 'POST',
        headers: { ...baton.key.headers, ...json },
        body: new Blob([body(size)]).stream(),
        duplex: 'half',
      } as RequestInit)
    expect((await stream(60_000)).status).toBe(201)
    const chunked = await stream(200_000)
    expect([chunked.status, ((await chunked.json()) as { code: string }).code]).toEqual([413, 'body_too_large'])
    ;(await baton.stranger.post('/api/auth/sign-in/email', raw(body(70_000)), json)).refused(413, 'body_too_large')
  })

  test('nothing at all is an empty object: what needs no word is done, what needs one says which', async () => {
    const { id } = await baton.begin(service.id)
    ;(await ann.call('POST', `/conversations/${id}/takeover`)).expect(200)
    ;(await ann.call('POST', `/conversations/${id}/notes`)).refused(422, 'invalid_input', {
      errors: [{ path: 'text', message: expect.any(String) }],
    })
  })

  const commands = apiRoutes().filter(
    (route) => /^(POST|PUT|PATCH) /.test(route) && !/\/(sample|setup|token|attachments)$/.test(route),
  )
  test.each(commands)('an unknown field of %s is refused by its name, a wrong type too', async (route) => {
    const [method = '', path = ''] = route.split(' ')
    // What is one person's own is asked for by a person.
    const who = path === '/presence' || path.startsWith('/me/') ? ann : baton.key
    const where = path.replace(':id', path.startsWith('/services') ? service.id : begun.id).replace(/:\w+/, newId())
    await changesNothing(async () => {
      const unknown = (await who.call(method, where, { surprise: 1 })).refused(422, 'invalid_input')
      expect(JSON.stringify(unknown.body.errors)).toContain('surprise')
      for (const body of [[], 'text', 7]) (await who.call(method, where, body)).refused(422, 'invalid_input')
    })
  })

  test.each([
    [{ role: 'customer' }, 'text', 'is missing'],
    [{ role: 'customer', text: 'x'.repeat(10_001) }, 'text', 'is longer than 10,000 characters'],
    [{ role: 'customer', text: '' }, 'text', 'is empty'],
    [{ role: 'customer', text: ' ' }, 'text', 'must not be blank'],
    [{ role: 'customer', text: 7 }, 'text', 'must be a text'],
    [{ role: 'boss', text: 'a' }, 'role', 'must be “customer”, “ai” or “operator”'],
    [{ role: 'customer', text: 'a', id: '1' }, 'id', 'must be an id, as Baton gives them'],
    [{ role: 'ai', text: 'a' }, 'turn', 'is missing: an AI reply carries the turn that it answers'],
    [{ role: 'ai', text: 'a', turn: -1 }, 'turn', 'must be at least 0'],
    [{ role: 'ai', text: 'a', turn: 1.5 }, 'turn', 'must be a whole number'],
    [{ role: 'ai', text: 'a', turn: 1, nonAnswer: 'no' }, 'nonAnswer', 'must be true or false'],
    [{ role: 'customer', text: 'a', surprise: 1 }, 'surprise', 'is not known here'],
    [[], '', 'must be an object'],
  ])('what is wrong with %j is said in a sentence that names the field', async (body, path, message) => {
    const answer = (await say(body)).refused(422, 'invalid_input')
    expect(answer.body.errors).toContainEqual({ path, message })
    expect(answer.body.detail).toBe(`${path ? `\`${path}\`` : 'The body'} ${message}.`)
  })

  test('so it is with a query, a list, an address and a missing body', async () => {
    const words = async (answer: ReturnType<typeof baton.key.get>) =>
      (await answer).refused(422, 'invalid_input').body.detail
    expect(await words(baton.key.get('/conversations?limit=501'))).toBe('`limit` must be at most 500.')
    expect(await words(baton.key.get('/conversations?limit=many'))).toBe('`limit` must be a number.')
    expect(await words(baton.key.post('/keys', { name: 'x', scopes: [] }))).toBe('`scopes` is empty.')
    expect(await words(baton.key.patch(`/services/${service.id}`, {}))).toBe('The body must say what to change.')
    const person = { name: 'Eve', email: 'nowhere', password: 'long enough', role: 'operator' }
    expect(await words(baton.key.post('/users', person))).toBe(
      '`email` must be an e-mail address, such as kim@example.com.',
    )
    expect(await words(baton.key.post('/users', { ...person, email: 'e@example.com', password: 'short' }))).toBe(
      '`password` is shorter than 8 characters.',
    )
  })

  test('a long list of mistakes is told shortly', async () => {
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`field${i}`, i]))
    const { text } = (await say(many)).refused(422, 'invalid_input')
    expect(text.length).toBeLessThan(5_000)
  })
})

describe('ids, numbers and addresses', () => {
  test.each([
    ['id', 'x'],
    ['id', 7],
    ['id', `${newId()}\u0000`],
    ['turn', -1],
    ['turn', 1.5],
    ['turn', 1e300],
    ['turn', '1'],
    ['role', 'system'],
    ['role', 'admin'],
    ['sentiment', 'furious'],
    ['nonAnswer', 'yes'],
  ])('a message with %s %j is 422', async (field, value) => {
    await changesNothing(async () =>
      (await say({ role: 'ai', text: 'x', turn: 1, [field]: value })).refused(422, 'invalid_input'),
    )
  })

  const odd = [
    'x',
    '%00',
    '%2e%2e%2f',
    '..%2f..%2fetc%2fpasswd',
    '%E0%A4%A',
    '%ff',
    "1'%20or%201=1",
    'null',
    'undefined',
    '-1',
    '{id}',
    'a'.repeat(5_000),
  ]
  test.each(odd)('L7: /conversations/%s is not found, whatever is done to it', async (id) => {
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['GET', '/events', undefined],
      ['GET', '/stream', undefined],
      ['POST', '/messages', { role: 'customer', text: 'x' }],
      ['POST', '/takeover', { operatorId: ann.id }],
    ] as const) {
      const answer = await baton.key.call(method, `/conversations/${id}${path}`, body)
      expect([400, 404, 422, 431], `${method} ${path}`).toContain(answer.status)
    }
  })

  test.each(odd)('the pages beside the API answer %s with no 5xx', async (name) => {
    for (const path of ['//assets/', '//demo/', '//settings/', '//', '/api/docs/', '/api/'])
      expect((await baton.stranger.get(path + name)).status, path).toBeLessThan(500)
  })

  test.each([
    'q=%00',
    'q=%EF%BF%BE',
    `q=${'x'.repeat(201)}`,
    'owner=%00',
    'owner=',
    'limit=1e3',
    'limit=-1',
    'limit=NaN',
    'cursor=%00',
    'status=paused&status=resolved',
    'q[]=a',
    'serviceId=%00',
    'flag=',
    '%00=1',
    'q=%',
    'q=%E0%A4',
  ])('GET /conversations?%s: 200 or 4xx', async (query) => {
    expect((await baton.key.get(`/conversations?${query}`)).status).toBeLessThan(500)
  })

  test('a foreign id in a body is refused like an unknown one', async () => {
    const other = await baton.begin(service.id)
    for (const messageId of [other.messageId, newId()])
      (await begun.customer.post(`/conversations/${begun.id}/feedback`, { messageId, rating: 'up' })).refused(
        404,
        'unknown_message',
      )
  })
})

describe('headers', () => {
  const headers: [string, Record<string, string>][] = [
    ['a long authorization', { authorization: `Bearer ${'x'.repeat(7_000)}` }],
    ['two words in it', { authorization: 'Bearer a b' }],
    ['letters of elsewhere in it', { authorization: 'Bearer \u00e9\u00e9\u00e9' }],
    ['a token of nonsense', { authorization: `Bearer ct_${'A'.repeat(60)}.${'B'.repeat(43)}` }],
    [
      'a token whose inside is no JSON',
      { authorization: `Bearer ct_${Buffer.from('not json at all, really').toString('base64url')}.${'B'.repeat(43)}` },
    ],
    ['a cookie of nonsense', { cookie: 'baton.session_token=%%%; baton.session_data=%E0%A4%A' }],
    ['a cookie of commas', { cookie: 'baton.session_token=a,b;;;=;baton.session_token' }],
    ['a long cookie', { cookie: `baton.session_token=${'x'.repeat(7_000)}` }],
  ]
  test.each(headers)('%s opens nothing and breaks nothing', async (_what, sent) => {
    ;(await baton.stranger.get('/services', sent)).refused(401, 'unauthorized')
    expect((await baton.stranger.get('/api/auth/get-session', sent)).status).toBeLessThan(500)
  })

  test('hostile headers beside a good key change nothing', async () => {
    const hostile: Record<string, string>[] = [
      { 'x-forwarded-for': '1.1.1.1, \u00e9' },
      { 'x-forwarded-host': 'elsewhere.example', 'x-forwarded-proto': 'javascript' },
      { 'last-event-id': '1.0' },
      { range: 'bytes=0-1' },
      { accept: '\u00e9/\u00e9' },
      { 'accept-language': '%00' },
      { 'x-http-method-override': 'DELETE' },
      { 'if-none-match': '*' },
    ]
    for (const sent of hostile) (await baton.key.get(`/services/${service.id}`, sent)).expect(200)
  })

  test('methods that are none of ours', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'PROPFIND'])
      expect((await baton.key.call(method, `/conversations/${begun.id}/takeover`)).status, method).toBeLessThan(500)
    const headed = await baton.key.call('HEAD', '/services')
    expect([headed.status, headed.text]).toEqual([200, ''])
  })

  /** What no client sends: written to the socket as it stands. */
  function wire(text: string): Promise<string> {
    const { hostname, port } = new URL(baton.url)
    return new Promise((resolve, reject) => {
      let got = ''
      const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(text))
      socket.setTimeout(3_000, () => socket.destroy())
      socket.on('data', (bytes) => {
        got += bytes
        if (got.includes('\r\n\r\n')) socket.destroy()
      })
      socket.on('close', () => resolve(got.split('\r\n')[0] ?? ''))
      socket.on('error', reject)
    })
  }
  const key = () => `authorization: ${baton.key.headers.authorization}\r\n`

  test.each<[string, () => string]>([
    ['no host', () => `GET /api/v1/services HTTP/1.1\r\n${key()}\r\n`],
    ['a host of nonsense', () => `GET /api/v1/services HTTP/1.1\r\nhost: a b c\r\n${key()}\r\n`],
    ['a host with a path', () => `GET /api/v1/services HTTP/1.1\r\nhost: a/../b?c#d\r\n${key()}\r\n`],
    ['a whole address', () => `GET http://elsewhere.example/api/v1/services HTTP/1.1\r\nhost: x\r\n${key()}\r\n`],
    ['an address that is none', () => `GET http://%%%/ HTTP/1.1\r\nhost: x\r\n${key()}\r\n`],
    ['a star', () => 'OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a double slash', () => `GET //api/v1/services HTTP/1.1\r\nhost: x\r\n${key()}\r\n`],
    [
      'two lengths',
      () => `POST /api/v1/services HTTP/1.1\r\nhost: x\r\n${key()}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
    ],
    [
      'a length and chunks',
      () =>
        `POST /api/v1/services HTTP/1.1\r\nhost: x\r\n${key()}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'an upgrade to nothing',
      () => `GET /api/v1/services HTTP/1.1\r\nhost: x\r\n${key()}connection: upgrade\r\nupgrade: nothing\r\n\r\n`,
    ],
    [
      'an upgrade of what is no socket',
      () =>
        `GET /api/v1/services HTTP/1.1\r\nhost: x\r\n${key()}connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    ],
    [
      'a socket with a bad key',
      () =>
        `GET /api/v1/socket HTTP/1.1\r\nhost: x\r\n${key()}connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: x\r\n\r\n`,
    ],
  ])('on the wire: %s', async (_what, text) => {
    expect(await wire(text())).not.toMatch(/^HTTP\/1\.1 5/)
    ;(await baton.stranger.get('//healthz')).expect(200)
  })
})

test('L3: after all of this the program stands as it stood', async () => {
  const { id } = await baton.begin(service.id)
  expect(await baton.read(id)).toMatchObject({ messageCount: 1 })
  expect((await baton.stranger.get('//readyz')).expect(200).body).toEqual({ status: 'ready' })
  const { text } = await baton.stranger.get('//metrics')
  expect(text.split('\n').filter((line) => /^baton_http_requests_total.*status="5/.test(line))).toEqual([])
})
