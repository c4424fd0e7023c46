import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ServiceView } from '../../domain/wire.ts'
import { customerTokens } from '../../server/identity/customer-token.ts'
import { type Begun, type Human, newId, type Running, SECRET, startBaton } from '../builders/baton.ts'
import type { Caller } from '../builders/caller.ts'
import { type Heard, type Listener, listen, listenSocket } from '../builders/listener.ts'

let baton: Running
let service: ServiceView
let ann: Human
beforeAll(async () => {
  baton = await startBaton()
  service = await baton.service()
  ann = await baton.human('Ann')
})
afterAll(() => baton.stop())

const say = async (id: string, text: string) =>
  (await baton.key.post(`/conversations/${id}/messages`, { role: 'customer', text })).expect(201)
const head = async (): Promise<string> => (await baton.key.get('/stats')).expect(200).body.cursor
const seqOf = (cursor: string | null) => Number(cursor?.split('.')[1])
const numbers = (stream: Listener) => stream.events().map(({ data }) => data.seq)
const counting = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const texts = (events: Heard[]) =>
  events.flatMap(({ event, data }) => (event === 'message.added' ? [data.data.message.text] : []))

/** The log as it stands, to hold streams against. */
async function stored(after: number): Promise<{ seq: number; type: string }[]> {
  const rows = await baton.sql<{ seq: string; type: string }[]>`
    select seq, type from events where workspace_id = ${baton.workspaceId} and seq > ${after} order by seq`
  return rows.map(({ seq, type }) => ({ seq: Number(seq), type }))
}

/** Both ways of listening to the workspace. */
const ways: [string, (after?: string) => Promise<Listener>][] = [
  ['Server-Sent Events', (after) => listen(baton.key, after === undefined ? '/stream' : `/stream?after=${after}`)],
  ['a WebSocket', (after) => listenSocket(ann, after)],
  ['a WebSocket whose messages hold several frames', (after) => listenSocket(ann, after, true)],
]

describe.each(ways)('L5: %s', (_name, open) => {
  test('L5: without a cursor, what happens from now on', async () => {
    const { id } = await baton.begin(service.id)
    const from = seqOf(await head())
    const stream = await open()
    await say(id, 'now')
    await stream.untilText('now')
    expect(numbers(stream)).toEqual([from + 1])
    stream.close()
  })

  test('L5: after a cursor, all that was missed, once, in order, and then what happens', async () => {
    const { id } = await baton.begin(service.id)
    const first = await open()
    await say(id, 'one')
    await first.untilText('one')
    first.close()
    for (const text of ['two', 'three']) await say(id, text)
    await ann.post(`/conversations/${id}/takeover`)
    const second = await open(first.cursor() ?? '')
    await say(id, 'four')
    await second.untilText('four')
    const from = seqOf(first.cursor())
    expect(second.events().map(({ data }) => ({ seq: data.seq, type: data.type }))).toEqual(await stored(from))
    expect(numbers(second)).toEqual(counting(from + 1, from + 5))
    second.close()
  })

  test('L5: each frame is the event as lists have it, under its cursor and type', async () => {
    const { id } = await baton.begin(service.id)
    const from = await head()
    await ann.post(`/conversations/${id}/takeover`)
    const stream = await open(from)
    await stream.until(({ event }) => event === 'message.added')
    const { items } = (await baton.key.get(`/conversations/${id}/events?after=${from}`)).body
    expect(stream.events().map(({ data }) => data)).toEqual(items)
    for (const { id: cursor, event, data } of stream.events()) expect([cursor, event]).toEqual([data.cursor, data.type])
    stream.close()
  })

  test('L5: who comes and goes while much is said misses nothing and hears nothing twice', async () => {
    const begun = await Promise.all(Array.from({ length: 4 }, () => baton.begin(service.id)))
    const from = await head()
    let talking = true
    const talk = Promise.all(
      begun.map(async ({ id }) => {
        for (let i = 0; i < 40; i++) await say(id, `word ${i}`)
      }),
    ).then(() => {
      talking = false
    })
    const got: Heard[] = []
    let cursor = from
    while (talking) {
      const stream = await open(cursor)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40))
      stream.close()
      got.push(...stream.events())
      cursor = stream.cursor() ?? cursor
    }
    await talk
    const last = await open(cursor)
    const end = seqOf(await head())
    if (seqOf(cursor) < end) await last.until(({ data }) => data.seq === end)
    got.push(...last.events())
    expect(got.map(({ data }) => data.seq)).toEqual(counting(seqOf(from) + 1, end))
    last.close()
  })

  test.each([
    ['of another generation', () => '2.1'],
    ['of the future', async () => `1.${seqOf(await head()) + 1}`],
    ['of a far future', () => '1.999999999999999'],
  ])('L5: a cursor %s gets reset with the present one, and the stream goes on from there', async (_what, cursor) => {
    const { id } = await baton.begin(service.id)
    const stream = await open(await cursor())
    expect(stream.heard[0]).toEqual({ id: null, event: 'reset', data: { cursor: await head() } })
    await say(id, 'after the reset')
    await stream.untilText('after the reset')
    expect(texts(stream.events())).toEqual(['after the reset'])
    stream.close()
  })

  test.each(['x', 'c1.1', '1', '-1.5', '1.5; drop'])('a cursor that is none is refused: %s', async (cursor) => {
    await expect(open(encodeURIComponent(cursor))).rejects.toThrow('422')
  })

  test('B2: heartbeats come by themselves, and carry the head of the log and whether the database is there', async () => {
    const stream = await open()
    const already = stream.heard.length
    const { id } = await baton.begin(service.id)
    await say(id, 'a word')
    const now = await head()
    const beat = await stream.until(
      (frame) => frame.event === 'heartbeat' && stream.heard.indexOf(frame) >= already && frame.data.cursor === now,
      15_000,
    )
    expect(beat).toEqual({
      id: null,
      event: 'heartbeat',
      data: { cursor: now, at: expect.stringMatching(/Z$/), database: 'up' },
    })
    stream.close()
  })
})

describe('L5: Server-Sent Events', () => {
  test('L5: Last-Event-ID, which a browser sends when it comes back, counts before the address', async () => {
    const { id } = await baton.begin(service.id)
    const old = await head()
    for (const text of ['one', 'two']) await say(id, text)
    const later = `1.${seqOf(old) + 1}`
    const stream = await listen(baton.key, `/stream?after=${old}`, { 'last-event-id': later })
    await stream.untilText('two')
    expect(texts(stream.events())).toEqual(['two'])
    stream.close()
    await expect(listen(baton.key, '/stream', { 'last-event-id': 'x' })).rejects.toThrow('422')
  })

  test('L5: of one conversation, its events alone; the numbers of the others are holes', async () => {
    const [one, two] = [await baton.begin(service.id), await baton.begin(service.id)]
    const stream = await listen(ann, `/conversations/${one.id}/stream?after=1.0`)
    for (const text of ['a', 'b']) {
      await say(two.id, `theirs ${text}`)
      await say(one.id, `ours ${text}`)
    }
    await stream.untilText('ours b')
    expect(texts(stream.events())).toEqual(['Where is my parcel?', 'ours a', 'ours b'])
    expect(stream.events().every(({ data }) => data.conversationId === one.id)).toBe(true)
    stream.close()
  })

  test('many readers hear the same, in the same order', async () => {
    const streams = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? listen(baton.key) : listenSocket(ann))),
    )
    const { id } = await baton.begin(service.id)
    await Promise.all(Array.from({ length: 20 }, (_, i) => say(id, `${i}`)))
    await say(id, 'the last')
    for (const stream of streams) await stream.untilText('the last')
    const [first] = streams
    for (const stream of streams) {
      expect(stream.events()).toEqual(first?.events())
      stream.close()
    }
  })
})

describe('L5, L8: a customer’s stream', () => {
  const open = ({ id, customer }: Begun, query = '', headers = {}) =>
    listen(customer, `/conversations/${id}/stream${query}`, headers)

  test('from the first message when no cursor is given, then what happens', async () => {
    const begun = await baton.begin(service.id)
    const stream = await open(begun)
    await say(begun.id, 'two')
    await stream.untilText('two')
    expect(texts(stream.events())).toEqual(['Where is my parcel?', 'two'])
    expect(stream.events().map(({ id }) => id)).toEqual(['c1.1', 'c1.2', 'c1.3'])
    stream.close()
  })

  test('resumes by after and by Last-Event-ID, and skips in its numbers what was private', async () => {
    const begun = await baton.begin(service.id)
    await ann.post(`/conversations/${begun.id}/notes`, { text: 'private' })
    for (const text of ['two', 'three', 'four']) await say(begun.id, text)
    const byAfter = await open(begun, '?after=c1.3')
    const byHeader = await open(begun, '?after=c1.1', { 'last-event-id': 'c1.4' })
    await byAfter.untilText('four')
    await byHeader.untilText('four')
    expect(texts(byAfter.events())).toEqual(['three', 'four'])
    expect(texts(byHeader.events())).toEqual(['four'])
    byAfter.close()
    byHeader.close()
  })

  test('while much is said, who comes and goes misses nothing and hears nothing twice', async () => {
    const begun = await baton.begin(service.id)
    let talking = true
    const talk = (async () => {
      for (let i = 0; i < 80; i++) await say(begun.id, `word ${i}`)
    })().then(() => {
      talking = false
    })
    const got: Heard[] = []
    const cursor = () => got.at(-1)?.id
    while (talking) {
      const stream = await open(begun, cursor() ? `?after=${cursor()}` : '')
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 30))
      stream.close()
      got.push(...stream.events())
    }
    await talk
    const last = await open(begun, cursor() ? `?after=${cursor()}` : '')
    got.push(...last.events())
    last.close()
    expect(got.map(({ id }) => id)).toEqual(counting(1, 82).map((n) => `c1.${n}`))
  })

  test.each([
    ['of another generation', 'c2.1'],
    ['of the future', 'c1.50'],
    ['of a far future', 'c1.999999999999999'],
  ])('a cursor %s gets reset, and then the conversation from its beginning: no silent hole', async (_what, cursor) => {
    const begun = await baton.begin(service.id)
    const stream = await open(begun, `?after=${cursor}`)
    await say(begun.id, 'two')
    await stream.untilText('two')
    expect(stream.heard[0]?.event).toBe('reset')
    expect(texts(stream.events())).toEqual(['Where is my parcel?', 'two'])
    stream.close()
  })

  test('a cursor of the future is refused by the list, with the same numbers', async () => {
    const { id, customer } = await baton.begin(service.id)
    for (const cursor of ['c1.50', 'c1.999999999999999'])
      (await customer.get(`/conversations/${id}/events?after=${cursor}`)).refused(422, 'cursor_invalid')
    ;(await baton.key.get(`/conversations/${id}/events?after=1.999999999999999`)).refused(422, 'cursor_invalid')
  })

  test('an operator’s cursor is none of a customer’s', async () => {
    const begun = await baton.begin(service.id)
    await expect(open(begun, '?after=1.1')).rejects.toThrow('422')
  })
})

describe('L7: a stream ends within a second of its right’s end', () => {
  /** A little more than a second: this machine may be busy. */
  const SOON = 1_600
  async function endsAfter(stream: Listener, act: () => Promise<unknown>): Promise<number | null> {
    const other = await listen(baton.key)
    await act()
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('it is still open')), SOON))
    const code = await Promise.race([stream.ended, late])
    expect(other.isOver()).toBe(false)
    other.close()
    return code
  }

  test.each([
    ['Server-Sent Events', (who: Caller) => listen(who), null],
    ['a WebSocket', (who: Caller) => listenSocket(who), 4401],
  ])('L7: %s of a person who was removed, who signed out, whose password was changed', async (_name, open, code) => {
    const [cy, di, ed] = [await baton.human('Cy'), await baton.human('Di'), await baton.human('Ed')]
    const [removed, left, changed] = [await open(cy), await open(di), await open(ed)]
    const codes = await Promise.all([
      endsAfter(removed, () => baton.key.delete(`/users/${cy.id}`)),
      endsAfter(left, () => di.post('/api/auth/sign-out', {})),
      endsAfter(changed, () => baton.key.patch(`/users/${ed.id}`, { password: 'another long one' })),
    ])
    expect(codes).toEqual([code, code, code])
  })

  test('L7: of a key that was revoked', async () => {
    const { id, key } = (await baton.key.post('/keys', { name: 'Wall' })).expect(201).body
    const stream = await listen(baton.bearer(key))
    await endsAfter(stream, () => baton.key.delete(`/keys/${id}`))
    await expect(listen(baton.bearer(key))).rejects.toThrow('401')
  })

  test('L7: of a customer’s token whose hour is over', async () => {
    const { id } = await baton.begin(service.id)
    const almost = customerTokens(SECRET, () => Date.now() - 3_600_000 + 1_500)
    const who = baton.bearer(almost.make({ workspaceId: baton.workspaceId, conversationId: id }))
    const stream = await listen(who, `/conversations/${id}/stream`)
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(stream.isOver()).toBe(false)
    await endsAfter(stream, () => new Promise((resolve) => setTimeout(resolve, 800)))
  })
})

describe('L13: a slow reader hurts only itself', () => {
  const readers = async () => {
    const { text } = await baton.stranger.get('//metrics')
    return Number(/baton_stream_readers\{audience="operators"\} (\d+)/.exec(text)?.[1])
  }
  /** So much for every reader that no buffer holds it: frames of 40 KB that are never stored. */
  async function flood(id: string, gone: () => Promise<boolean>) {
    const text = '😀'.repeat(10_000)
    for (let i = 0; i < 100 && !(await gone()); i++)
      await Promise.all(
        Array.from({ length: 10 }, () => baton.key.post(`/conversations/${id}/typing`, { role: 'ai', text })),
      )
  }

  test('L13: who does not read is cut, the others are not, and resumes from its cursor without a loss', async () => {
    const { id } = await baton.begin(service.id)
    const from = await head()
    const good = await listen(baton.key)
    const slow = await deaf(baton.url, `/api/v1/stream?after=${from}`, baton.key.headers)
    const slowSocket = await listenSocket(ann, from)
    slowSocket.socket.pause()
    await vi.waitFor(async () => expect(await readers()).toBe(3))
    await say(id, 'before the flood')
    await flood(id, async () => (await readers()) === 1)
    await say(id, 'after the flood')
    await good.untilText('after the flood')
    expect(await readers()).toBe(1)
    expect(good.isOver()).toBe(false)
    slow.destroy()
    slowSocket.close()

    for (const again of [await listen(baton.key, `/stream?after=${from}`), await listenSocket(ann, from)]) {
      await again.untilText('after the flood')
      expect(texts(again.events())).toEqual(['before the flood', 'after the flood'])
      again.close()
    }
    good.close()
  }, 60_000)

  test('a WebSocket only listens: who talks a lot to it is shown the door', async () => {
    const stream = await listenSocket(ann)
    stream.socket.send('hello')
    const { id } = await baton.begin(service.id)
    await say(id, 'still listening')
    await stream.untilText('still listening')
    stream.socket.send('x'.repeat(100_000))
    expect(await stream.ended).toBe(1009)
  })

  /** A connection that asks for a stream and reads nothing of it. */
  function deaf(url: string, path: string, headers: Record<string, string>): Promise<Socket> {
    const { hostname, port } = new URL(url)
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) }, () => {
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
        socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\n${lines.join('')}\r\n`)
        socket.pause()
        resolve(socket)
      })
      socket.on('error', reject)
    })
  }
})

describe('L5: far behind', () => {
  /** Lines of the log that nobody wrote through the gate, so many as a long absence makes. */
  async function grow(lines: number) {
    const { sql, workspaceId } = baton
    const actor = sql.json({ kind: 'rule', name: 'test', via: 'system' })
    const data = sql.json({ userId: 'u', changed: ['name'] })
    await sql`insert into events (workspace_id, seq, type, actor, at, command_id, data)
      select ${workspaceId}, h.seq + n, 'user.updated', ${actor}, h.at, ${newId()}, ${data}
      from heads h, generate_series(1, ${lines}::int) n where h.workspace_id = ${workspaceId}`
    await sql`update heads set seq = seq + ${lines} where workspace_id = ${workspaceId}`
  }

  test('L5: after a restart what was missed comes from the log, page by page, and joins the present', async () => {
    const { id } = await baton.begin(service.id)
    const from = seqOf(await head())
    await grow(2_500)
    await baton.restart()
    const stream = await listen(baton.key, `/stream?after=1.${from}`)
    await say(id, 'the present')
    await stream.untilText('the present', 20_000)
    expect(numbers(stream)).toEqual(counting(from + 1, from + 2_501))
    const customers = await listen(
      baton.bearer(customerTokens(SECRET, Date.now).make({ workspaceId: baton.workspaceId, conversationId: id })),
      `/conversations/${id}/stream`,
    )
    await customers.untilText('the present')
    stream.close()
    customers.close()
  })

  test('L5, L13: of many who are further behind than memory reaches each gets everything, in order, once', async () => {
    const { id } = await baton.begin(service.id)
    const from = seqOf(await head())
    await say(id, 'long ago')
    await grow(12_000)
    await baton.restart()
    const streams = await Promise.all([
      ...Array.from({ length: 4 }, (_, i) => listen(baton.key, `/stream?after=1.${from + 9 * i}`)),
      ...Array.from({ length: 4 }, (_, i) => listenSocket(ann, `1.${from + 9 * i}`)),
    ])
    const near = await listen(ann, `/conversations/${id}/stream?after=1.${from}`)
    await say(id, 'the present')
    for (const [i, stream] of streams.entries()) {
      await stream.untilText('the present', 20_000)
      expect(numbers(stream)).toEqual(counting(from + 9 * (i % 4) + 1, from + 12_002))
      stream.close()
    }
    await near.untilText('the present')
    expect(texts(near.events())).toEqual(['long ago', 'the present'])
    near.close()
  })

  test('L5: where the log lacks what comes next, reset and no silent hole', async () => {
    const from = seqOf(await head())
    await grow(12_000)
    await baton.sql`delete from events where workspace_id = ${baton.workspaceId} and seq = ${from + 300}`
    await baton.restart()
    const stream = await listen(baton.key, `/stream?after=1.${from + 299}`)
    expect(stream.heard[0]).toEqual({ id: null, event: 'reset', data: { cursor: `1.${from + 12_000}` } })
    stream.close()
  })

  test('L5: a cursor too old gets reset and no silent hole', async () => {
    const from = seqOf(await head())
    await grow(50_001)
    await baton.restart()
    const old = await listen(baton.key, `/stream?after=1.${from}`)
    expect(old.heard[0]).toEqual({ id: null, event: 'reset', data: { cursor: `1.${from + 50_001}` } })
    expect(old.events()).toEqual([])
    old.close()
  })

  test('L5: when the log is another one, its generation is another, and every reader takes a fresh snapshot', async () => {
    const before = await head()
    await baton.sql`update heads set generation = generation + 1 where workspace_id = ${baton.workspaceId}`
    await baton.restart()
    const now = await head()
    expect(now).toBe(before.replace('1.', '2.'))
    const stream = await listen(baton.key, `/stream?after=${before}`)
    expect(stream.heard[0]).toEqual({ id: null, event: 'reset', data: { cursor: now } })
    stream.close()
  })
})
