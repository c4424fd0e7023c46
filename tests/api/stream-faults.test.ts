import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ServiceView } from '../../domain/wire.ts'
import { type Begun, type Human, newId, type Running, startBaton } from '../builders/baton.ts'
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

const readers = async () => {
  const { text } = await baton.stranger.get('//metrics')
  return [...text.matchAll(/^baton_stream_readers\{.*\} (\d+)$/gm)].map(([, count]) => Number(count))
}

describe('L5, L13: who was away while a lot was said', () => {
  const COUNT = 900
  const word = (n: number) => `${n} `.padEnd(9_500, 'x')
  let begun: Begun
  let from: string
  beforeAll(async () => {
    begun = await baton.begin(service.id)
    from = (await baton.key.get('/stats')).expect(200).body.cursor
    for (let n = 0; n < COUNT; n += 20)
      await Promise.all(
        Array.from({ length: 20 }, async (_, i) =>
          (await baton.key.post(`/conversations/${begun.id}/messages`, { role: 'customer', text: word(n + i) })).expect(
            201,
          ),
        ),
      )
  })

  const ways: [string, () => Promise<Listener>][] = [
    ['Server-Sent Events', () => listen(baton.key, `/stream?after=${from}`)],
    ['one conversation', () => listen(ann, `/conversations/${begun.id}/stream?after=${from}`)],
    ['a customer', () => listen(begun.customer, `/conversations/${begun.id}/stream?after=c1.2`)],
    ['a WebSocket', () => listenSocket(ann, from)],
  ]
  const all = Array.from({ length: COUNT }, (_, n) => n)
  const said = (heard: Heard[]) =>
    heard.flatMap(({ event, data }) =>
      event === 'message.added' ? [Number(data.data.message.text.split(' ')[0])] : [],
    )

  async function getsAll(open: () => Promise<Listener>): Promise<void> {
    const stream = await open()
    await stream.until(({ event }) => event === 'heartbeat', 20_000)
    const got = said(stream.events())
    expect(got).toHaveLength(COUNT)
    expect(new Set(got)).toEqual(new Set(all))
    const seqs = stream.events().map(({ data }) => data.seq)
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
    expect(stream.isOver()).toBe(false)
    stream.close()
  }

  test.each(ways)('from memory, by %s: everything arrives, and nobody is cut', async (_name, open) => {
    await getsAll(open)
  })

  test('from the log, after a restart, too', async () => {
    await baton.restart()
    for (const [, open] of ways) await getsAll(open)
  })

  test('L7, L13: who takes nothing of it holds little memory, and goes when its right ends', async () => {
    const { id, key } = (await baton.key.post('/keys', { name: 'Deaf' })).expect(201).body
    const { hostname, port } = new URL(baton.url)
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.write(
        `GET /api/v1/stream?after=${from} HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${key}\r\n\r\n`,
      )
      socket.pause()
    })
    socket.on('error', () => {})
    const gone = new Promise((resolve) => socket.on('close', resolve))
    await vi.waitFor(async () => expect(await readers()).toEqual([1, 0]), { timeout: 5_000 })
    await baton.key.delete(`/keys/${id}`)
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    socket.resume()
    await gone
    await vi.waitFor(async () => expect(await readers()).toEqual([0, 0]), { timeout: 5_000 })
  })
})

describe('L11, L13: who leaves at once', () => {
  const path = (begun: Begun) => ['/stream', `/conversations/${begun.id}/stream`]

  test('leaves no reader behind, however early', async () => {
    const begun = await baton.begin(service.id)
    const { hostname, port } = new URL(baton.url)
    for (let round = 0; round < 4; round++)
      await Promise.all(
        Array.from(
          { length: 20 },
          (_, i) =>
            new Promise<void>((resolve) => {
              const socket = connect({ host: hostname, port: Number(port) }, () => {
                const headers = Object.entries({ ...ann.headers, host: `${hostname}:${port}` })
                const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
                socket.write(`GET /api/v1${path(begun)[i % 2]} HTTP/1.1\r\n${lines}\r\n`, () =>
                  setTimeout(() => socket.resetAndDestroy(), i % 5),
                )
              })
              socket.on('error', () => {})
              socket.on('close', () => resolve())
            }),
        ),
      )
    for (let i = 0; i < 20; i++) {
      const stop = new AbortController()
      void fetch(ann.at('/stream'), { headers: ann.headers, signal: stop.signal }).catch(() => {})
      setTimeout(() => stop.abort(), i % 4)
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
    await vi.waitFor(async () => expect(await readers()).toEqual([0, 0]), { timeout: 5_000 })
    const { operators } = (await baton.key.get('/board')).expect(200).body
    expect(operators.filter(({ online }: { online: boolean }) => online)).toEqual([])
  })

  test('who comes and goes at once is told to the team in few frames, and truly', async () => {
    const team = await listen(baton.key)
    const ben = await baton.human('Ben')
    const streams = await Promise.all(Array.from({ length: 20 }, () => listenSocket(ben)))
    const isHere = (is: boolean) =>
      team.until(
        ({ event, data }) =>
          event === 'operators' &&
          data.operators.some(({ id, online }: { id: string; online: boolean }) => id === ben.id && online === is),
      )
    await isHere(true)
    for (const stream of streams) stream.close()
    await isHere(false)
    expect(team.heard.filter(({ event }) => event === 'operators').length).toBeLessThan(15)
    team.close()
  })
})

describe('H6, H10: an operator’s typing reaches the customer only from who may speak now', () => {
  const typed = async (hold: (id: string, serviceId: string) => Promise<unknown>): Promise<string[]> => {
    const own = await baton.service({ name: `Typing ${newId()}` })
    const begun = await baton.begin(own.id)
    await hold(begun.id, own.id)
    const shown = await listen(begun.customer, `/conversations/${begun.id}/stream`)
    ;(await ann.post(`/conversations/${begun.id}/typing`, { typing: true })).expect(204)
    await new Promise((resolve) => setTimeout(resolve, 150))
    shown.close()
    return shown.heard.flatMap(({ event, data }) => (event === 'typing' ? [data.who] : []))
  }
  const mode = (serviceId: string, to: string) =>
    baton.key.put(`/services/${serviceId}/mode`, { mode: to }).then((answer) => answer.expect(200))

  test.each<[string, (id: string, serviceId: string) => Promise<unknown>]>([
    ['while the AI has it', async () => {}],
    ['in AI Only', (_id, serviceId) => mode(serviceId, 'ai_only')],
    [
      'in AI Only, where it waited',
      async (id, serviceId) => {
        await ann.post(`/conversations/${id}/handoff`, { trigger: 'manual' })
        await mode(serviceId, 'ai_only')
      },
    ],
    [
      'after the end',
      async (id) => {
        ;(await ann.post(`/conversations/${id}/takeover`)).expect(200)
        ;(await ann.post(`/conversations/${id}/resolve`, {})).expect(200)
      },
    ],
  ])('not %s', async (_when, hold) => {
    expect(await typed(hold)).toEqual([])
  })

  test.each<[string, (id: string, serviceId: string) => Promise<unknown>]>([
    ['the owner’s', async (id) => (await ann.post(`/conversations/${id}/takeover`)).expect(200)],
    [
      'anybody’s while it waits',
      async (id) => (await ann.post(`/conversations/${id}/handoff`, { trigger: 'manual' })).expect(200),
    ],
    ['anybody’s in Human Only', (_id, serviceId) => mode(serviceId, 'human_only')],
  ])('%s', async (_when, hold) => {
    expect(await typed(hold)).toEqual(['operator'])
  })
})
