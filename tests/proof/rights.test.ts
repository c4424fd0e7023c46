import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { freshSeed, quiet } from './kit/suite.ts'
import { rightsOn } from './rights/rights.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

describe('rights', () => {
  it('L7, L8, F4, G7: every route answers everybody as the table says, in two workspaces, and a stream ends with its right', async () => {
    const outcome = await rightsOn(database.url, quiet(freshSeed(), { within: 15_000 }))
    expect(outcome.broken).toEqual([])
    expect(outcome.acknowledged).toBeGreaterThan(1_000)
  })
})
