import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Attachment } from '../../domain/attachment.ts'
import type { CustomerEvent, ServiceView } from '../../domain/wire.ts'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import { type Caller, raw } from '../builders/caller.ts'

let baton: Running
let service: ServiceView
let ann: Human
let ben: Human
beforeAll(async () => {
  baton = await startBaton()
  service = await baton.service()
  ann = await baton.human('Ann')
  ben = await baton.human('Ben')
})
afterAll(() => baton.stop())

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
const octets = { 'content-type': 'application/octet-stream' }
const bring = (who: Caller, id: string, name = 'cracked shade.png', bytes: Uint8Array | string = png, more = '') =>
  who.post(`/conversations/${id}/attachments?name=${encodeURIComponent(name)}${more}`, raw(bytes), octets)
const fetched = (who: Caller, id: string, attachmentId: string) =>
  fetch(who.at(`/conversations/${id}/attachments/${attachmentId}`), { headers: who.headers })
const says = (who: Caller, id: string, role: string, attachments: string[], more: object = {}) =>
  who.post(`/conversations/${id}/messages`, { role, text: 'Look.', attachments, ...more })

describe('files that are sent along', () => {
  test('a customer brings a picture and sends it; the team downloads it, and so does the customer', async () => {
    const { id, customer } = await baton.begin(service.id)
    const file = (await bring(customer, id)).expect(201).body as Attachment
    expect(file).toEqual({ id: file.id, name: 'cracked shade.png', type: 'image/png', size: png.length })
    const { message } = (await says(customer, id, 'customer', [file.id])).expect(201).body
    expect(message.attachments).toEqual([file])
    for (const who of [ann, customer, baton.key]) {
      const answer = await fetched(who, id, file.id)
      expect(answer.status).toBe(200)
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(png)
    }
  })

  test('it comes as a download from where nothing can run', async () => {
    const { id, customer } = await baton.begin(service.id)
    const file = (await bring(customer, id, 'Übersicht "März".png')).expect(201).body
    const { headers } = await fetched(customer, id, file.id)
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="_bersicht _M_rz_.png"; filename*=UTF-8''%C3%9Cbersicht%20%22M%C3%A4rz%22.png`,
    )
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(headers.get('content-type')).toBe('image/png')
    expect(headers.get('cache-control')).toBe('private, no-store')
  })

  test('L8: what an operator has brought and not sent the customer does not find; once it is sent, it is there', async () => {
    const { id, customer } = await baton.begin(service.id)
    ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
    const file = (await bring(ann, id, 'offer.pdf', '%PDF-1.7 offer')).expect(201).body
    expect((await fetched(customer, id, file.id)).status).toBe(404)
    ;(await says(customer, id, 'customer', [file.id])).refused(422, 'unknown_attachment')
    ;(await says(ann, id, 'operator', [file.id])).expect(201)
    expect((await fetched(customer, id, file.id)).status).toBe(200)
    const events = (await customer.get(`/conversations/${id}/events`)).body.items as CustomerEvent[]
    expect(events.at(-1)?.data).toMatchObject({ message: { text: 'Look.', attachments: [file] } })
  })

  test('L7: another conversation’s customer finds nothing, whether it is there or not', async () => {
    const [one, two] = [await baton.begin(service.id), await baton.begin(service.id)]
    const file = (await bring(one.customer, one.id)).expect(201).body
    ;(await says(one.customer, one.id, 'customer', [file.id])).expect(201)
    expect((await fetched(two.customer, one.id, file.id)).status).toBe(404)
    expect((await fetched(two.customer, two.id, file.id)).status).toBe(404)
    ;(await bring(two.customer, one.id)).refused(404, 'not_found')
    ;(await says(two.customer, two.id, 'customer', [file.id])).refused(422, 'unknown_attachment')
    expect((await fetched(baton.stranger, one.id, file.id)).status).toBe(401)
  })

  test('G1, L7: who does not see the service finds nothing', async () => {
    const { id, customer } = await baton.begin(service.id)
    const file = (await bring(customer, id)).expect(201).body
    const lia = await baton.human('Lia')
    ;(await baton.key.post('/groups', { name: 'Elsewhere', services: [], members: [lia.id] })).expect(201)
    expect((await fetched(lia, id, file.id)).status).toBe(404)
    ;(await bring(lia, id)).refused(404, 'not_found')
  })

  test.each<[string, string, Uint8Array | string]>([
    ['a page that calls itself a picture', 'x.png', '<script>alert(1)</script>'],
    ['a picture that calls itself a page', 'x.html', png],
    ['a text that calls itself a page', 'x.html', 'hello'],
    ['a drawing with a script', 'x.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['a program', 'x.txt', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0])],
    ['broken text', 'x.txt', new Uint8Array([0xc3, 0x28])],
    ['nothing', 'x.txt', ''],
    ['a name without an ending', 'x', 'hello'],
  ])('%s is not taken', async (_what, name, bytes) => {
    const { id, customer } = await baton.begin(service.id)
    ;(await bring(customer, id, name, bytes)).refused(415, 'unsupported_file')
  })

  test.each([
    ['a folder', '../x.png'],
    ['a Windows folder', 'a\\x.png'],
    ['a name that turns the writing round', 'x\u202egnp.png'],
    ['two lines', 'x\ny.png'],
    ['a long one', `${'x'.repeat(120)}.png`],
  ])('%s is no name', async (_what, name) => {
    const { id, customer } = await baton.begin(service.id)
    ;(await bring(customer, id, name)).refused(422, 'invalid_input')
  })

  test('more than 5 MB is refused, said or unsaid, and JSON stays at 64 KB', async () => {
    const { id, customer } = await baton.begin(service.id)
    const big = new Uint8Array(5 * 1024 * 1024 + 1)
    big.set(png)
    ;(await bring(customer, id, 'x.png', big)).refused(413, 'body_too_large')
    const unsaid = await fetch(customer.at(`/conversations/${id}/attachments?name=x.png`), {
      method: 'POST',
      headers: { ...customer.headers, ...octets },
      body: new Blob([big]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect(unsaid.status).toBe(413)
    ;(await customer.post(`/conversations/${id}/messages`, { role: 'customer', text: 'x'.repeat(70_000) })).refused(
      413,
      'body_too_large',
    )
    ;(await bring(customer, id, 'x.png', big.subarray(0, 1024 * 1024))).expect(201)
  })

  test('five files a message, and an AI sends none', async () => {
    const { id, customer } = await baton.begin(service.id)
    const ids = Array.from({ length: 6 }, newId)
    ;(await says(customer, id, 'customer', ids)).refused(422, 'invalid_input')
    ;(await says(baton.key, id, 'ai', [newId()], { turn: 1 })).refused(422, 'invalid_input')
  })

  test('L4: brought again under the same id it stands once; other bytes under it are refused', async () => {
    const { id, customer } = await baton.begin(service.id)
    const own = newId()
    const first = (await bring(customer, id, 'a.png', png, `&id=${own}`)).expect(201).body
    expect((await bring(customer, id, 'a.png', png, `&id=${own}`)).expect(201).body).toEqual(first)
    ;(await bring(customer, id, 'a.png', new Uint8Array([...png, 9]), `&id=${own}`)).refused(409, 'id_reused')
    const [{ count } = { count: 0 }] = await baton.sql<
      { count: number }[]
    >`select count(*)::int as count from attachments where conversation_id = ${id}`
    expect(count).toBe(1)
  })

  test('L3: a file that was brought to a session which ended meanwhile goes along into the next one', async () => {
    const { id, customer } = await baton.begin(service.id)
    const file = (await bring(customer, id)).expect(201).body
    ;(await ann.post(`/conversations/${id}/resolve`)).expect(200)
    const messageId = newId()
    const say = () => says(customer, id, 'customer', [file.id], { id: messageId })
    const first = (await say()).expect(201).body
    expect(first.conversation.previousId).toBe(id)
    expect((await say()).expect(201).body.message).toEqual(first.message)
    const next = baton.bearer(first.customerToken)
    expect((await fetched(next, first.conversation.id, file.id)).status).toBe(200)
  })

  test('what was brought and never sent is dropped by its task; what was sent stays', async () => {
    const { id, customer } = await baton.begin(service.id)
    const [sent, left] = [(await bring(customer, id)).expect(201).body, (await bring(customer, id)).expect(201).body]
    ;(await says(customer, id, 'customer', [sent.id])).expect(201)
    await baton.sql`update tasks set run_at = now() where kind = 'dropUpload' and payload ->> 'conversationId' = ${id}`
    await expect
      .poll(
        async () => (await baton.sql`select id from attachments where conversation_id = ${id}`).map((row) => row.id),
        {
          timeout: 8_000,
        },
      )
      .toEqual([sent.id])
    expect((await fetched(ben, id, left.id)).status).toBe(404)
  })

  test('a conversation holds a number of files, and one customer brings a few at once', async () => {
    const { id, customer } = await baton.begin(service.id)
    const answers = await Promise.all(Array.from({ length: 12 }, () => bring(customer, id)))
    expect(answers.filter(({ status }) => status === 201).length).toBe(10)
    answers.find(({ status }) => status !== 201)?.refused(429, 'too_many_requests')
    await baton.sql`insert into attachments (workspace_id, id, conversation_id, side, name, type, size, bytes)
      select workspace_id, gen_random_uuid(), conversation_id, side, name, type, size, bytes from attachments, generate_series(1, 40)
      where id = ${answers.find(({ status }) => status === 201)?.body.id}`
    ;(await bring(ann, id)).refused(409, 'too_many_files')
  })

  test('a customer’s files go with the customer’s words', async () => {
    const { id, customer } = await baton.begin(service.id)
    const file = (await bring(customer, id)).expect(201).body
    ;(await says(customer, id, 'customer', [file.id])).expect(201)
    // Whose it is, is known soon after it began.
    const whose = async () => (await ann.get(`/conversations/${id}/customer`)).expect(200).body.customer
    await expect.poll(whose, { timeout: 8_000 }).not.toBeNull()
    const customerId = (await whose()).id
    ;(await baton.key.delete(`/customers/${customerId}`)).expect(204)
    expect((await fetched(ann, id, file.id)).status).toBe(404)
    expect((await baton.key.get(`/conversations/${id}/events`)).text).not.toContain('cracked')
  })
})
