import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { fuzzOn, notMade } from './fuzz/fuzz.ts'
import { freshSeed, quiet } from './kit/suite.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

describe('bad input', () => {
  it('a new kind of thing in the API document is not shot at with ids that nobody has, unseen', () => {
    const operations = [
      { path: '/api/v1/groups/{id}/members/{userId}' },
      { path: '/api/v1/widgets/{id}' },
      { path: '/api/v1/stats' },
    ]
    expect(notMade(operations, ['groups'])).toEqual([
      '/widgets/{id} is in the API document, and the fuzzer makes no widgets',
    ])
  })

  it('whatever is sent to whatever route, the answer is one that the API document describes, and never a 5xx', async () => {
    const seed = freshSeed()
    const outcome = await fuzzOn(database.url, quiet(seed, { requests: 1_200 }))
    expect(outcome.broken, `seed ${seed}`).toEqual([])
    expect(outcome.acknowledged).toBeGreaterThan(100)
  })
})
