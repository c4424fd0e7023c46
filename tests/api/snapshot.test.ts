import { request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BoardView, ServiceView } from '../../domain/wire.ts'
import { type Running, startBaton } from '../builders/baton.ts'

let baton: Running
let service: ServiceView
beforeAll(async () => {
  baton = await startBaton()
  service = await baton.service()
})
afterAll(() => baton.stop())

interface Got {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

/** As it comes over the wire: fetch unpacks by itself. */
const get = (headers: Record<string, string>): Promise<Got> =>
  new Promise((resolve, reject) => {
    request(baton.key.at('/board'), { headers: { ...baton.key.headers, ...headers } }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      )
      response.on('error', reject)
    })
      .on('error', reject)
      .end()
  })

const seqOf = (board: BoardView) => Number(board.cursor.split('.')[1])

test('the board comes packed to who takes it so, and is the same board', async () => {
  for (let i = 0; i < 40; i++) await baton.begin(service.id)
  const [plain, packed] = [await get({}), await get({ 'accept-encoding': 'gzip, deflate, br' })]
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: expect.stringContaining('accept-encoding') })
  expect(JSON.parse(gunzipSync(packed.body).toString())).toEqual(JSON.parse(plain.body.toString()))
  expect(packed.body.length).toBeLessThan(plain.body.length * 0.3)
  for (const accepted of ['gzip;q=0', 'br', 'identity', '*;q=0'])
    expect((await get({ 'accept-encoding': accepted })).headers['content-encoding'], accepted).toBeUndefined()
})

test('who has this very board already is told so, until something happens', async () => {
  const first = await get({})
  const etag = String(first.headers.etag)
  expect((await get({ 'accept-encoding': 'gzip' })).headers.etag).not.toBe(etag)
  expect(await get({ 'if-none-match': etag })).toMatchObject({ status: 304, body: Buffer.alloc(0) })
  await baton.begin(service.id)
  const next = await get({ 'if-none-match': etag })
  expect(next.status).toBe(200)
  expect(next.headers.etag).not.toBe(etag)
})

test('L6: nobody gets a board that is older than the question, however many ask while it changes', async () => {
  let over = false
  const [asked, writers] = [
    Array.from({ length: 12 }, async (_, i) => {
      const seen: BoardView[] = []
      while (!over) {
        const begun = await baton.begin(service.id)
        const answer = await get(i % 2 ? { 'accept-encoding': 'gzip' } : {})
        const text = i % 2 ? gunzipSync(answer.body) : answer.body
        const board = JSON.parse(text.toString()) as BoardView
        expect(board.conversations.map(({ id }) => id)).toContain(begun.id)
        seen.push(board)
      }
      return seen
    }),
    new Promise((resolve) => setTimeout(resolve, 1_500)),
  ]
  await writers
  over = true
  const boards = (await Promise.all(asked)).flat()
  expect(boards.length).toBeGreaterThan(24)
  for (const board of boards) expect(board.stats.activeConversations).toBe(board.conversations.length)
  // The same place of the log is the same board.
  const known = new Map<number, string>()
  for (const board of boards) {
    const text = JSON.stringify([board.stats, board.conversations.map(({ id, version }) => [id, version])])
    expect(known.get(seqOf(board)) ?? text).toBe(text)
    known.set(seqOf(board), text)
  }
})
