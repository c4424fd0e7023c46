import { createHash } from 'node:crypto'
import { setImmediate as pause } from 'node:timers/promises'
import { gunzipSync, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Board, boardStats, emptyBoard, foldBoard, onBoard } from '../../domain/board.ts'
import type { Event, NewEvent } from '../../domain/events.ts'
import { canSee, type Sight } from '../../domain/sight.ts'
import { type BoardView, viewConversation } from '../../domain/wire.ts'
import { createPages, type Page } from '../../server/hub/board-pages.ts'
import { gzipOf, pack, stored } from '../../server/hub/gzip.ts'
import { createSnapshots, type Pictured } from '../../server/hub/snapshot.ts'
import { modeChanged, opened, resolved, said, serviceCreated } from '../builders/events.ts'

const SHIRTS = '00000000-0000-4000-8000-00000000aaaa'
const SHOES = '00000000-0000-4000-8000-00000000bbbb'
/** A UUID, the same in each run. */
const idOf = (n: number) =>
  createHash('sha256')
    .update(`${n}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')

let board: Board
/** The node's own: what is kept of a board is kept for it. */
let feed: Pictured
const tell = (event: NewEvent, conversationId: string | null = null) =>
  foldBoard(board, { ...event, seq: board.seq + 1, conversationId, at: '2026-05-04T10:00:00.000Z' } as Event)
const begin = (n: number, serviceId: string, text: string | null = `Where is order ${n}? Où est-il ?`) => {
  tell(opened({ serviceId, customer: { name: `Kim ${n}`, externalId: `customer-${n}` } }), idOf(n))
  if (text !== null) tell(said('customer', `message-${n}`, text), idOf(n))
}
const write = (n: number, text = 'Hello?') => tell(said('customer', `more-${board.seq}`, text), idOf(n))

/** Two services, three in four conversations in the first, one in fifty opened and without a word yet. */
const SIZE = 1_600
beforeEach(() => {
  board = emptyBoard()
  feed = { workspaceId: 'w', generation: 3, board }
  for (const id of [SHIRTS, SHOES]) tell(serviceCreated({ id }))
  for (let n = 0; n < SIZE; n++) begin(n, n % 4 === 0 ? SHOES : SHIRTS, n % 50 === 1 ? null : undefined)
})

const team = { key: () => '', list: async () => [{ id: 'ann', name: 'Ann', role: 'operator', online: true }] }
const taken = async (sight: Sight, coding: 'gzip' | 'identity', snapshots = createSnapshots()) =>
  (await snapshots.take(feed, coding, sight, team)).body

/** The board as it is written without pages. */
function wholly(sight: Sight): BoardView {
  const of = (shown: boolean) =>
    [...board.conversations.values()].flatMap((conversation) => {
      const service = board.services.get(conversation.serviceId)
      return service && canSee(sight, service.id) && onBoard(conversation, service) === shown
        ? [viewConversation(conversation, service)]
        : []
    })
  return {
    cursor: `3.${board.seq}`,
    stats: boardStats(board, (id) => canSee(sight, id)),
    services: [...board.services.values()].filter(({ id }) => canSee(sight, id)),
    operators: [{ id: 'ann', name: 'Ann', role: 'operator', online: true }],
    conversations: of(true),
    opening: of(false),
  }
}
const inOrder = (view: BoardView): BoardView => {
  const byId = (list: BoardView['conversations']) => list.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return { ...view, conversations: byId(view.conversations), opening: byId(view.opening) }
}
const unpacked = (body: Buffer): BoardView => JSON.parse(gunzipSync(body).toString())

describe('stretches of a gzip file', () => {
  test('whatever texts are packed one by one, together they are one ordinary file of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.string({ maxLength: 400, unit: 'binary' }), fc.boolean())),
        async (texts) => {
          const whole = Buffer.from(texts.map(([text]) => text).join(''))
          const stretches = texts.map(([text, short]) => (short ? stored(Buffer.from(text)) : pack(Buffer.from(text))))
          const file = gzipOf(await Promise.all(stretches))
          expect(gunzipSync(file)).toEqual(whole)
          // One member: what stands between its head and its sums is one stream, and it ends there.
          expect(inflateRawSync(file.subarray(10, -8))).toEqual(whole)
        },
      ),
      { numRuns: 20 },
    )
  })

  test('also where a text is longer than what deflate looks back to', async () => {
    const texts = [1, 2, 3].map((n) => Buffer.from(`Order ${n}. `.repeat(8_000 * n)))
    expect(gunzipSync(gzipOf(await Promise.all(texts.map(pack))))).toEqual(Buffer.concat(texts))
  })

  test('a byte that was changed on the way is seen', async () => {
    const file = gzipOf([await pack(Buffer.from('Where is my parcel?')), stored(Buffer.from(','))])
    file.writeUInt32LE(file.readUInt32LE(file.length - 8) ^ 1, file.length - 8)
    expect(() => gunzipSync(file)).toThrow('incorrect data check')
  })
})

describe('L6: the picture that is put together of pages', () => {
  test('L6: it is the board of its cursor, packed or not', async () => {
    const plain = await taken(null, 'identity')
    expect(inOrder(JSON.parse(plain.toString()))).toEqual(inOrder(wholly(null)))
    expect(gunzipSync(await taken(null, 'gzip'))).toEqual(plain)
    expect((await taken(null, 'gzip')).length).toBeLessThan(plain.length * 0.165)
  })

  test('L6: after each of many changes, with the pages of before', async () => {
    const snapshots = createSnapshots()
    await taken(null, 'gzip', snapshots)
    let next = SIZE
    const changes = [
      () => write(700),
      () => write(51),
      () => tell(resolved(null), idOf(900)),
      () => begin(next++, SHOES),
      () => begin(next++, SHIRTS, null),
      () => tell(modeChanged('human_only', { serviceId: SHOES })),
      () => tell({ ...serviceCreated({ id: idOf(9_000) }) }),
      () => begin(next++, idOf(9_000)),
      () =>
        tell({ type: 'service.deleted', actor: { kind: 'rule', name: 'test' }, data: { serviceId: SHIRTS } } as never),
    ]
    for (const change of [...changes, ...changes.slice(3, 5)]) {
      change()
      expect(inOrder(unpacked(await taken(null, 'gzip', snapshots)))).toEqual(inOrder(wholly(null)))
    }
  })

  test('L6: of one instant, however much happens while it is written', async () => {
    let over = false
    const wanted = new Map<string, string>()
    const said = ({ stats, conversations }: BoardView) =>
      JSON.stringify([stats, conversations.map(({ id, messageCount }) => id + messageCount).sort()])
    const happening = (async () => {
      for (let n = 2; !over; n += 4) {
        wanted.set(`3.${board.seq}`, said(wholly(null)))
        await pause()
        write(n)
      }
    })()
    const views = [unpacked(await taken(null, 'gzip')), JSON.parse((await taken(null, 'identity')).toString())]
    over = true
    await happening
    for (const view of views) expect(said(view)).toBe(wanted.get(view.cursor))
    expect(board.seq).toBeGreaterThan(Number(views[0]?.cursor.split('.')[1]) + 4)
  })

  test('nothing moved: who waited for the first gets the same, and it is not made again', async () => {
    let lists = 0
    const counting = { ...team, list: () => (lists++, team.list()) }
    const snapshots = createSnapshots()
    const got = await Promise.all([1, 2, 3].map(() => snapshots.take(feed, 'gzip', null, counting)))
    expect(new Set(got).size).toBe(1)
    expect(lists).toBe(1)
  })
})

describe('what moves makes its own page anew', () => {
  const all = ({ shown, opening }: { shown: Page[]; opening: Page[] }) => [...shown, ...opening]
  /** How many pages are new after a change, of how many. */
  function renewed(change: () => void, sight: Sight = null): { made: Page[]; pages: Page[] } {
    const cut = createPages()
    const before = new Set(all(cut(board, sight)))
    change()
    const pages = all(cut(board, sight))
    return { made: pages.filter((page) => !before.has(page)), pages }
  }

  test('a message: one page; the others are the very same', () => {
    const { made, pages } = renewed(() => write(700))
    expect(pages.length).toBeGreaterThan(10)
    expect(made.map(({ conversations }) => conversations.some(({ id }) => id === idOf(700)))).toEqual([true])
  })

  test('nothing: none', () => expect(renewed(() => {}).made).toEqual([]))

  test('an end in the middle of the board, a new conversation, a first message: those that they touch', () => {
    const ends = Array.from({ length: 40 }, (_, i) => renewed(() => tell(resolved(null), idOf(400 + i))).made.length)
    expect(Math.min(...ends)).toBe(1)
    expect(ends.reduce((sum, made) => sum + made) / ends.length).toBeLessThan(1.5)
    expect(renewed(() => begin(SIZE, SHIRTS)).made).toHaveLength(1)
    expect(renewed(() => write(51)).made.length).toBeLessThan(4)
  })

  test('L9: a mode change: the pages of its service alone', () => {
    const { made, pages } = renewed(() => tell(modeChanged('human_only', { serviceId: SHOES })))
    expect(made).toEqual(pages.filter(({ service }) => service.id === SHOES))
  })

  test('a page is of one service, and of so many conversations as are written in one go', () => {
    for (const { service, conversations } of renewed(() => {}).pages) {
      expect(conversations.length).toBeLessThanOrEqual(640)
      expect(new Set(conversations.map(({ serviceId }) => serviceId))).toEqual(new Set([service.id]))
    }
  })
})

describe('G1: who sees some services', () => {
  const shoes: Sight = new Set([SHOES])

  test('G1, L7: gets the board of those, and no word of another', async () => {
    const snapshots = createSnapshots()
    await taken(null, 'gzip', snapshots)
    for (const coding of ['gzip', 'identity'] as const) {
      const body = await taken(shoes, coding, snapshots)
      const text = (coding === 'gzip' ? gunzipSync(body) : body).toString()
      expect(inOrder(JSON.parse(text))).toEqual(inOrder(wholly(shoes)))
      expect(text).not.toContain(SHIRTS)
      for (let n = 0; n < SIZE; n++) if (n % 4 !== 0) expect(text.includes(idOf(n))).toBe(false)
    }
    const nobodys = unpacked(await taken(new Set<string>(), 'gzip', snapshots))
    expect([nobodys.services, nobodys.conversations, nobodys.opening]).toEqual([[], [], []])
  })

  test('G1: by the same pages as everybody', () => {
    const cut = createPages()
    const whole = cut(board, null)
    const part = cut(board, shoes)
    expect(part.shown.length).toBeGreaterThan(1)
    expect(part.shown).toEqual(whole.shown.filter(({ service }) => service.id === SHOES))
    for (const page of part.shown) expect(whole.shown).toContain(page)
    // And what they looked at does not spoil the others'.
    for (const page of cut(board, null).shown) expect(whole.shown.includes(page)).toBe(true)
  })
})
