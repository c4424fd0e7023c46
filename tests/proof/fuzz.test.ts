import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { fuzzOn } from './fuzz/fuzz.ts'
import { freshSeed, quiet } from './kit/suite.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

describe('bad input', () => {
  it('whatever is sent to whatever route, the answer is one that the API document describes, and never a 5xx', async () => {
    const seed = freshSeed()
    const outcome = await fuzzOn(database.url, quiet(seed, { requests: 1_200 }))
    expect(outcome.broken, `seed ${seed}`).toEqual([])
    expect(outcome.acknowledged).toBeGreaterThan(100)
  })
})
