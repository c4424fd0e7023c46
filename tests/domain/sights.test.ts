import { expect, test, vi } from 'vitest'
import type { Sql } from '../../db/connect.ts'
import { createSights } from '../../server/identity/sights.ts'

/** A database that answers by hand. */
function database() {
  const reads: { answer(rows: object[]): void; fail(): void }[] = []
  const sql = (words: TemplateStringsArray) =>
    words.join('').includes('p.user_id')
      ? new Promise((resolve, reject) => reads.push({ answer: resolve, fail: () => reject(new Error('away')) }))
      : {}
  return { reads, sql: sql as unknown as Sql }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a thousand who wait for a workspace’s people are two questions when the first one fails', async () => {
  const { reads, sql } = database()
  const sights = createSights(sql)
  const all = Array.from({ length: 1000 }, () => sights.ready('w', 'ann'))
  reads[0]?.fail()
  await settled()
  expect(reads).toHaveLength(2)
  reads[1]?.answer([{ userId: 'ann', role: 'operator', services: ['a'] }])
  await Promise.all(all)
  expect([...(sights.of('w', 'ann') ?? [])]).toEqual(['a'])
  expect(reads).toHaveLength(2)
})

test('L6: a reading that was under way answers nobody who asked after it: they get the next one, one for all', async () => {
  const { reads, sql } = database()
  const sights = createSights(sql)
  const first = sights.load('w')
  const later = Array.from({ length: 100 }, () => sights.load('w'))
  reads[0]?.answer([{ userId: 'ann', role: 'operator', services: null }])
  await first
  await settled()
  expect(reads).toHaveLength(2)
  reads[1]?.answer([{ userId: 'ann', role: 'operator', services: ['a'] }])
  expect(await Promise.all(later)).toEqual(Array.from({ length: 100 }, () => true))
  expect([...(sights.of('w', 'ann') ?? [])]).toEqual(['a'])
})

test('a request waits for them eight seconds at most', async () => {
  vi.useFakeTimers()
  try {
    const { reads, sql } = database()
    const waiting = expect(createSights(sql).ready('w', 'ann')).rejects.toThrow('in time')
    await vi.advanceTimersByTimeAsync(8_000)
    await waiting
    expect(reads).toHaveLength(2)
  } finally {
    vi.useRealTimers()
  }
})
