import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ServiceView } from '../../domain/wire.ts'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import { listen } from '../builders/listener.ts'

let baton: Running
let ann: Human
let url: string
let stop: () => void
/** What the bot was asked, in order, and what it does. */
let asked: { headers: IncomingHttpHeaders; text: string; body: { conversationId: string; turn: number } }[]
let play: (response: ServerResponse) => void

beforeAll(async () => {
  const bot = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    asked.push({ headers: request.headers, text, body: JSON.parse(text) })
    play(response)
  })
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(bot.address() as AddressInfo).port}/answer`
  stop = () => {
    bot.closeAllConnections()
    bot.close()
  }
  baton = await startBaton()
  ann = await baton.human('Ann')
})
afterAll(async () => {
  await baton.stop()
  stop()
})
beforeEach(() => {
  asked = []
})

const says = (answer: object) => (response: ServerResponse) => void response.end(JSON.stringify(answer))
const made = (over: object = {}) => baton.service({ ai: 'webhook', webhookUrl: url, ...over })
const events = async (id: string) =>
  (await baton.key.get(`/conversations/${id}/events`)).body.items as {
    type: string
    actor: object
    // oxlint-disable-next-line typescript/no-explicit-any -- what it holds is what tests ask
    data: any
  }[]
const tasksOf = (id: string) =>
  baton.sql<
    { dead: boolean; error: string | null }[]
  >`select dead, error from tasks where payload ->> 'conversationId' = ${id} and kind = 'answer'`

describe('a service that a bot of one’s own answers', () => {
  test('needs the bot’s address, at its beginning and afterwards', async () => {
    const errors = expect.arrayContaining([{ path: 'webhookUrl', message: expect.any(String) }])
    const refuse = async (body: object) =>
      (await baton.key.post('/services', { name: 'Bot', ai: 'webhook', ...body })).refused(422, 'invalid_input', {
        errors,
      })
    await refuse({})
    for (const webhookUrl of [
      null,
      '',
      'bot',
      '/answer',
      'ftp://bot.example.com',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'https://ann:secret@bot.example.com',
      'http://169.254.169.254/latest/meta-data/',
      'http://[::ffff:169.254.169.254]/',
      'http://[fe80::1]/',
      `https://bot.example.com/${'x'.repeat(500)}`,
    ])
      await refuse({ webhookUrl })

    const service = await made()
    expect(ServiceView.strict().parse(service)).toEqual(service)
    expect(service).toMatchObject({ ai: 'webhook', webhookUrl: url })
    const change = (body: object) => baton.key.patch(`/services/${service.id}`, body)
    ;(await change({ webhookUrl: null })).refused(422, 'invalid_input', { errors })
    ;(await change({ ai: 'builtin', webhookUrl: null })).expect(200)
    ;(await change({ ai: 'webhook' })).refused(422, 'invalid_input', { errors })
    const back = (await change({ ai: 'webhook', webhookUrl: url })).expect(200).body
    expect(back).toMatchObject({ ai: 'webhook', webhookUrl: url })
    expect((await baton.key.get(`/services/${service.id}`)).body).toEqual(back)
    expect((await baton.service()).webhookUrl).toBe(null)
  })

  test('L8: its secret is read at its own place by who configures, and stands nowhere else', async () => {
    const service = await made()
    const path = `/services/${service.id}/webhook`
    const { body } = (await (await baton.admin()).get(path)).expect(200)
    expect(body).toEqual({ url, secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) })
    expect((await baton.key.get(path)).body).toEqual(body)
    ;(await ann.get(path)).refused(403, 'forbidden')
    ;(await baton.key.get(`/services/${newId()}/webhook`)).refused(404, 'not_found')
    for (const other of ['/board', '/services', `/services/${service.id}`])
      expect((await baton.key.get(other)).expect(200).text).not.toContain(body.secret)
  })
})

describe('the bot', () => {
  test('L12: the customer writes, the bot is asked and its answer stands in the conversation', async () => {
    const service = await made({ agent: 'Robo' })
    play = says({ text: 'It left yesterday.' })
    const begun = await baton.begin(service.id, 'Where is my parcel?')
    const stream = await listen(begun.customer, `/conversations/${begun.id}/stream`)
    const { data } = await stream.untilText('It left yesterday.')
    stream.close()
    expect(data.actor).toEqual({ kind: 'ai', name: 'Robo' })
    const { secret } = (await baton.key.get(`/services/${service.id}/webhook`)).body
    const [{ headers, text, body } = expect.fail('nobody was asked')] = asked
    expect(body).toMatchObject({ conversationId: begun.id, turn: begun.turn, message: { text: 'Where is my parcel?' } })
    const signed = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
      .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`)
      .digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${signed}`)
    expect(asked).toHaveLength(1)
  })

  test('L2: a handoff is its acknowledgement, the handoff and the notice, in that order', async () => {
    const { id: serviceId } = await made()
    play = says({
      text: 'I pass you on.',
      handoff: { trigger: 'customer_request', reason: 'Asks', summary: 'A parcel.' },
    })
    const { id } = await baton.begin(serviceId)
    await expect.poll(async () => (await baton.read(id)).status).toBe('paused')
    const log = (await events(id)).filter(({ type }) => type !== 'flag.raised')
    expect(log.slice(-3).map(({ type, data }) => [type, data.message?.role, data.summary])).toEqual([
      ['message.added', 'ai', undefined],
      ['conversation.handed_off', undefined, 'A parcel.'],
      ['message.added', 'system', undefined],
    ])
  })

  test('L2, B1: a takeover while it thinks: its typing ends, and what it then says is a draft', async () => {
    const { id: serviceId } = await made()
    let end = () => {}
    play = (response) => {
      end = () => says({ text: 'Too late.', handoff: { reason: 'Asks' } })(response)
    }
    const begun = await baton.begin(serviceId)
    const { id } = begun
    const typing = await listen(begun.customer, `/conversations/${id}/stream`)
    await expect.poll(() => asked.length).toBe(1)
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    await typing.until(({ event, data }) => event === 'typing' && data.who === 'ai' && !data.typing)
    end()
    await expect.poll(async () => (await events(id)).at(-1)?.type).toBe('reply.drafted')
    typing.close()
    const log = await events(id)
    expect(log.at(-1)?.data).toMatchObject({ draft: { text: 'Too late.' }, because: 'stale_turn' })
    expect(log.filter(({ type, data }) => type === 'message.added' && data.message.role === 'ai')).toEqual([])
    expect(await baton.read(id)).toMatchObject({ owner: { id: ann.id }, handoff: null })
  })

  test('a bot that chooses not to answer leaves the conversation as it is, and is not asked again', async () => {
    const { id: serviceId } = await made()
    play = says({ text: '' })
    const { id } = await baton.begin(serviceId)
    await expect.poll(() => asked.length).toBe(1)
    await expect.poll(async () => (await tasksOf(id)).length).toBe(0)
    expect((await events(id)).map(({ type }) => type)).toEqual(['conversation.opened', 'message.added'])
  })

  test('L4: the bot is asked once for all that came meanwhile, and one that chooses silence is asked no more', async () => {
    const { id: serviceId } = await made()
    play = (response) => {
      // It keeps the first question waiting until the customer goes on.
      if (asked.length > 1) response.writeHead(204).end()
    }
    const { id } = await baton.begin(serviceId, 'Where is my parcel?')
    await expect.poll(() => asked.length).toBe(1)
    for (const text of ['LW-20431', 'and get me a person'])
      (await baton.key.post(`/conversations/${id}/messages`, { role: 'customer', text })).expect(201)
    await expect.poll(async () => (await tasksOf(id)).length).toBe(0)
    const [first, ...later] = asked.map(({ headers, text }) => ({ id: headers['webhook-id'], ...JSON.parse(text) }))
    expect(first?.message).toEqual({ text: 'Where is my parcel?' })
    expect(later.at(-1)?.message).toEqual({ text: 'Where is my parcel?\nLW-20431\nand get me a person' })
    expect(new Set(asked.map(({ headers }) => headers['webhook-id'])).size).toBe(asked.length)
    expect(new Set(later.map(({ message }) => message.text)).size).toBe(later.length)
  })

  test('O1: who goes on and on writing is answered all the same, and what came behind the answer gets its own', async () => {
    const { id: serviceId } = await made()
    const open: ServerResponse[] = []
    play = (response) => void open.push(response)
    const { id } = await baton.begin(serviceId, 'Where is my parcel?')
    const write = async (text: string) =>
      (await baton.key.post(`/conversations/${id}/messages`, { role: 'customer', text })).expect(201)
    const questions = () => asked.map(({ text }) => JSON.parse(text).message.text)
    await expect.poll(questions).toEqual(['Where is my parcel?'])
    await write('LW-20431')
    await expect.poll(() => questions().at(-1)).toBe('Where is my parcel?\nLW-20431')
    const before = asked.length
    await sleep(1_100)
    await write('Hello?')
    await sleep(200)
    expect(asked).toHaveLength(before)
    says({ text: 'It left yesterday.' })(open.at(-1) ?? expect.fail())
    await expect.poll(() => questions().at(-1), { timeout: 5_000 }).toBe('Hello?')
    says({ text: 'I am here.' })(open.at(-1) ?? expect.fail())
    await expect.poll(async () => (await tasksOf(id)).length, { timeout: 5_000 }).toBe(0)
    const said = (await events(id)).flatMap(({ type, data }) => (type === 'message.added' ? [data] : []))
    expect(said.map(({ message }) => message.text)).toEqual([
      'Where is my parcel?',
      'LW-20431',
      'Hello?',
      'It left yesterday.',
      'I am here.',
    ])
    expect(said.map(({ reads }) => reads)).toEqual([undefined, undefined, undefined, said[1].message.id, undefined])
    expect((await baton.read(id)).unansweredSince).toBe(null)
  })

  test('L12: a bot that refuses is not asked again, and the task says why', async () => {
    const { id: serviceId } = await made()
    play = (response) => void response.writeHead(307, { location: url }).end()
    const { id } = await baton.begin(serviceId)
    await expect
      .poll(async () => (await tasksOf(id))[0])
      .toMatchObject({ dead: true, error: expect.stringMatching(/307/) })
    expect(asked).toHaveLength(1)
  })

  test('L4, L12: a dead bot is asked again under the same id, until it answers once', async () => {
    const { id: serviceId } = await made()
    play = (response) => {
      if (asked.length === 1) response.destroy()
      else if (asked.length === 2) response.writeHead(503).end()
      else says({ text: 'Here I am.' })(response)
    }
    const { id } = await baton.begin(serviceId)
    await expect.poll(async () => (await baton.read(id)).messageCount, { timeout: 20_000 }).toBe(2)
    expect(asked).toHaveLength(3)
    expect(new Set(asked.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })
})

// The last, since people who are signed in do not come along to another port.
describe('a database of before webhooks', () => {
  test('a service of before webhooks has none, in lists, on the board and after a restart', async () => {
    const { id } = await baton.service()
    await baton.sql`update services set state = state - 'webhookUrl' where id = ${id}`
    await baton.restart()
    const { services } = (await baton.key.get('/board')).body
    expect(services.find((service: { id: string }) => service.id === id)).toHaveProperty('webhookUrl', null)
    expect((await baton.key.patch(`/services/${id}`, { name: 'Old' })).expect(200).body.webhookUrl).toBe(null)
  })
})
