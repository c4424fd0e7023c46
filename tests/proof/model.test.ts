import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { freshSeed, quiet } from './kit/suite.ts'
import { modelOn } from './model/model.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

describe('the model', () => {
  it('L6, L9: whatever is commanded, the program and the model agree, and snapshot + events is a fresh snapshot', async () => {
    const seed = freshSeed()
    const outcome = await modelOn(database.url, quiet(seed, { runs: 40, commands: 30 }))
    expect(outcome.broken, `seed ${seed}`).toEqual([])
    expect(outcome.acknowledged).toBeGreaterThan(100)
  })
})
