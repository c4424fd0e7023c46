import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Detect } from '../../domain/flags.ts'
import { Text } from '../../domain/text.ts'
import { AnswerError, answerers, openArticles, type Question, type Turn } from '../../server/ai/index.ts'
import { webhookSecret } from '../../server/identity/webhook-secret.ts'
import { unanswered } from '../builders/unanswered.ts'

interface Received {
  headers: IncomingHttpHeaders
  body: string
}

/** A bot on this machine: each test says what it does with a request. */
let play: (response: ServerResponse) => void
let received: Received[]
let closed: number
let url: string
let stop: () => Promise<void>

beforeEach(async () => {
  received = []
  closed = 0
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ headers: request.headers, body })
    response.on('close', () => {
      if (!response.writableFinished) closed += 1
    })
    play(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`
  stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})
afterEach(() => stop())

const sends =
  (body: string | Uint8Array, status = 200, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
const answers = (body: unknown) => sends(JSON.stringify(body))

const detect: Detect = ({ role, text }) => ({
  flags: role === 'ai' && /do not know/.test(text) ? [{ kind: 'non_answer', score: 0.9, cues: ['do not know'] }] : [],
  sentiment: /furious/.test(text) ? 'angry' : 'neutral',
})
const articles = await openArticles('articles')
const secretOf = webhookSecret('the installation’s own')
const now = 1_767_600_000_500
const customer = (text: string): Turn => ({ role: 'customer', text })

function ask(
  history: Turn[] = [customer('Where is my order?')],
  more: Partial<Question> = {},
  timeout = 2_000,
  resolve?: (host: string) => Promise<string[]>,
) {
  const webhook = { secretOf, timeout, now: () => now, ...(resolve && { resolve }) }
  return answerers.webhook({ articles, detect, webhook }).answer({
    requestId: '0198-request',
    conversationId: 'conversation-1',
    turn: 3,
    serviceId: 'service-1',
    serviceName: 'Customer Care',
    agentName: 'Orders',
    instructions: 'What the team wrote.',
    webhookUrl: url,
    history,
    asked: unanswered(history),
    handoff: { allowed: true, someoneLive: true },
    signal: new AbortController().signal,
    onText: () => {},
    ...more,
  })
}

const failure = async (reply: Promise<unknown>): Promise<AnswerError> =>
  reply.then(
    (answer) => expect.fail(`it answered ${JSON.stringify(answer)}`),
    (error) => error,
  )

describe('Bad input: a name that leads to a link-local address', () => {
  const there = (...addresses: string[]) => ask(undefined, {}, 2_000, async () => addresses)

  test.each(['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1%eth0'])('%s is not called', async (address) => {
    play = answers({ text: 'The credentials of the machine' })
    const failed = await there('192.0.2.7', address).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'rejected', retryable: false, message: expect.stringContaining('link-local') })
    expect(received).toEqual([])
  })

  test('one that leads to this machine, or to a private network, is', async () => {
    play = answers({ text: 'Under My orders.' })
    expect((await there('127.0.0.1', '10.0.0.7', '::1')).text).toBe('Under My orders.')
  })

  test('nor is an address that was kept before such were refused', async () => {
    const failed = ask(undefined, { webhookUrl: 'http://169.254.169.254/latest' })
    await expect(failed).rejects.toThrow('link-local')
  })

  test('L2: who looks a name up is not waited for when the answer is wanted no more, or too late', async () => {
    const never = () => new Promise<string[]>(() => {})
    const takeover = new AbortController()
    const stopped = ask(undefined, { signal: takeover.signal }, 2_000, never)
    takeover.abort()
    await expect(stopped).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
    await expect(ask(undefined, {}, 30, never)).rejects.toThrow('did not answer in time')
  })
})

describe('the user’s own bot answers over HTTP', () => {
  test('it is asked with the conversation, without markers, and its answer is the reply', async () => {
    play = answers({ text: 'It left yesterday.' })
    const history: Turn[] = [
      customer('Hi'),
      { role: 'ai', text: 'Hello' },
      { role: 'system', text: 'Mira has joined' },
      { role: 'operator', text: 'Mira here' },
      customer('Where is my order?'),
    ]
    expect(await ask(history)).toEqual({ text: 'It left yesterday.', nonAnswer: false })
    expect(received[0]?.headers['content-type']).toBe('application/json')
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      conversationId: 'conversation-1',
      turn: 3,
      service: { id: 'service-1', name: 'Customer Care' },
      agent: 'Orders',
      message: { text: 'Where is my order?' },
      history: history.filter(({ role }) => role !== 'system'),
      handoff: { allowed: true, someoneLive: true },
    })
  })

  test('a long conversation is told from its newest end', async () => {
    play = answers({ text: 'Yes.' })
    await ask(Array.from({ length: 150 }, (_, n) => customer(`Line ${n}`)))
    const { history } = JSON.parse(received[0]?.body ?? '')
    expect(history).toHaveLength(100)
    expect(history.at(-1).text).toBe('Line 149')
  })

  test('the request is signed as Standard Webhooks says, with the service’s own secret', async () => {
    play = answers({ text: 'Yes.' })
    await ask([customer('Grüße 👋')])
    const { headers, body } = received[0] as Received
    expect(headers['webhook-id']).toBe('0198-request')
    expect(headers['webhook-timestamp']).toBe('1767600000')
    const key = Buffer.from(secretOf('service-1').slice('whsec_'.length), 'base64')
    expect(key).toHaveLength(32)
    const signed = createHmac('sha256', key).update(`0198-request.1767600000.${body}`).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${signed}`)
    expect(secretOf('service-2')).not.toBe(secretOf('service-1'))
    expect(webhookSecret('another installation')('service-1')).not.toBe(secretOf('service-1'))
    expect(JSON.stringify([headers, body])).not.toContain(secretOf('service-1'))
  })

  test('L4: a second try carries the same id', async () => {
    play = answers({ text: 'Yes.' })
    await ask()
    await ask()
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  test('an empty text, or 204, means that the bot says nothing', async () => {
    for (const quiet of [answers({ text: '' }), answers({ text: ' \n\u0000' }), sends('', 204)]) {
      play = quiet
      expect(await ask()).toEqual({ text: '', nonAnswer: false })
    }
  })

  test('H8: a non-answer is what the bot says it is, else what its words say', async () => {
    play = answers({ text: 'I do not know that.' })
    expect((await ask()).nonAnswer).toBe(true)
    play = answers({ text: 'I do not know that.', nonAnswer: false })
    expect((await ask()).nonAnswer).toBe(false)
    play = answers({ text: 'Hm.', nonAnswer: true, handoff: null })
    expect((await ask()).nonAnswer).toBe(true)
  })
})

describe('the bot hands over', () => {
  test('O1, O7: with its words, its reason and its summary', async () => {
    const handoff = {
      trigger: 'customer_request',
      reason: 'Asks for a person',
      summary: 'A parcel.',
      sentiment: 'angry',
    }
    play = answers({ text: 'I pass you on.', handoff })
    expect(await ask()).toEqual({ text: 'I pass you on.', nonAnswer: false, handoff })
  })

  test('O7: what it leaves out is filled from what the customer could see', async () => {
    play = answers({ text: '', handoff: { reason: ' ' } })
    const reply = await ask([customer('I am furious, LW-20418 arrived with a cracked shade.')])
    expect(reply.handoff).toMatchObject({ trigger: 'automatic', sentiment: 'angry' })
    expect(reply.handoff?.reason).toMatch(/\w/)
    expect(reply.handoff?.summary).toContain('LW-20418')
    expect(reply.text).toContain('passing you on')
  })

  test('B9: without words of its own nobody is promised while nobody is live', async () => {
    play = answers({ text: '', handoff: { reason: 'Asks' } })
    const reply = await ask(undefined, { handoff: { allowed: true, someoneLive: false } })
    expect(reply.text).toMatch(/Nobody from our team is here right now/)
  })

  test('H4: where no handoff is allowed it is left out, and the words stand', async () => {
    play = answers({ text: 'Sorry.', handoff: { reason: 'Asks' } })
    expect(await ask(undefined, { handoff: { allowed: false, someoneLive: true } })).toEqual({
      text: 'Sorry.',
      nonAnswer: false,
    })
  })
})

describe('hostile answers', () => {
  test('L14: control characters and half characters do not reach the log, and a text has its limit', async () => {
    play = answers({
      text: '\u001b[31mFine\u0000 <b>\ud800</b>',
      handoff: { reason: 'a\u0000b\nc', summary: 'x\u0007y' },
    })
    const reply = await ask()
    expect(reply.text).toBe('[31mFine <b>\ufffd</b>')
    expect(reply.handoff).toMatchObject({ reason: 'ab c', summary: 'xy' })
    play = answers({ text: `a${'👋'.repeat(6_000)}` })
    const { text } = await ask()
    expect(text).toHaveLength(9_999)
    expect(Text.safeParse(text).success).toBe(true)
  })

  test.each([
    ['no JSON', 'nonsense'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['no text', '{"nonAnswer": true}'],
    ['a text of another type', '{"text": 5}'],
    ['an unknown trigger', '{"text": "Hi", "handoff": {"trigger": "manual", "reason": "x"}}'],
    ['an unknown sentiment', '{"text": "Hi", "handoff": {"reason": "x", "sentiment": "rm -rf"}}'],
    ['a handoff without a reason', '{"text": "Hi", "handoff": {}}'],
  ])('%s is not read as an answer', async (_what, body) => {
    play = sends(body)
    expect(await failure(ask())).toMatchObject({ name: 'AnswerError', code: 'bad_response', retryable: true })
  })

  test('an answer beyond 64 KB is not read to its end, packed or not, whatever length it claims', async () => {
    const large = JSON.stringify({ text: 'Hi', more: 'x'.repeat(5_000_000) })
    for (const send of [sends(large), sends(gzipSync(large), 200, { 'content-encoding': 'gzip' })]) {
      play = send
      expect(await failure(ask())).toMatchObject({ code: 'bad_response', message: expect.stringContaining('64 KB') })
    }
    play = (response) => {
      response.writeHead(200)
      const more = () => !response.destroyed && response.write('x'.repeat(10_000), () => setImmediate(more))
      more()
    }
    expect(await failure(ask())).toMatchObject({ code: 'bad_response', message: expect.stringContaining('64 KB') })
    await vi.waitFor(() => expect(closed).toBeGreaterThan(0))
  })
})

describe('a bot that fails', () => {
  test.each([
    [500, 'unreachable', true],
    [503, 'unreachable', true],
    [408, 'unreachable', true],
    [429, 'rate_limited', true],
    [400, 'rejected', false],
    [404, 'rejected', false],
    [410, 'rejected', false],
  ] as const)('L12: a %i becomes “%s”, tried once here, without its words', async (status, code, retryable) => {
    play = sends('{"error": "secret story"}', status)
    const error = await failure(ask([customer('my secret story')]))
    expect(error).toMatchObject({ name: 'AnswerError', code, retryable })
    expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/secret story|127\.0\.0\.1/)
    expect(received).toHaveLength(1)
  })

  test.each([301, 302, 303, 307, 308])('a %i is not followed', async (status) => {
    play = sends('', status, { location: `${url}/elsewhere` })
    expect(await failure(ask())).toMatchObject({ code: 'rejected', retryable: false })
    expect(received).toHaveLength(1)
  })

  test('L12: silence, before the answer and in the middle of it, is a timeout to try again', async () => {
    play = () => {}
    expect(await failure(ask(undefined, {}, 100))).toMatchObject({ code: 'timeout', retryable: true })
    play = (response) => void response.writeHead(200).write('{"text": "Ha')
    expect(await failure(ask(undefined, {}, 100))).toMatchObject({ code: 'timeout', retryable: true })
    await vi.waitFor(() => expect(closed).toBe(2))
  })

  test('L12: nobody at the address, and a cut connection, are errors to try again', async () => {
    play = (response) => void response.destroy()
    expect(await failure(ask())).toMatchObject({ code: 'unreachable', retryable: true })
    play = (response) => {
      response.writeHead(200).write('{"text": "Ha')
      setTimeout(() => response.destroy(), 20)
    }
    expect(await failure(ask())).toMatchObject({ code: 'unreachable', retryable: true })
    await stop()
    expect(await failure(ask())).toMatchObject({ code: 'unreachable', retryable: true })
    stop = async () => {}
  })

  test('the end of the task ends the request, with the signal’s reason', async () => {
    const ended = new AbortController()
    play = () => ended.abort()
    const error = await failure(ask(undefined, { signal: ended.signal }))
    expect(error).toMatchObject({ name: 'AbortError' })
    expect(error).not.toBeInstanceOf(AnswerError)
    await vi.waitFor(() => expect(closed).toBe(1))
    received = []
    expect(await failure(ask(undefined, { signal: AbortSignal.abort() }))).toMatchObject({ name: 'AbortError' })
    expect(received).toEqual([])
  })

  test('without an address there is nothing to try again', async () => {
    expect(await failure(ask(undefined, { webhookUrl: null }))).toMatchObject({ code: 'rejected', retryable: false })
  })
})
