import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { freshSeed, quiet } from './kit/suite.ts'
import { raceOn } from './races/races.ts'

let database: FreshDatabase
let another: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  another = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
  await another.drop()
})

describe('races', () => {
  it('L1, L2, L3, L4, L5, L9: of those who reach for one conversation at once one wins, the AI never talks over a person, and the log has it all', async () => {
    const seed = freshSeed()
    const outcome = await raceOn(database.url, quiet(seed, { trials: 45, 'at-once': 100, width: 6 }))
    expect(outcome.broken, `seed ${seed}`).toEqual([])
    expect(outcome.acknowledged).toBeGreaterThan(100)
  })

  it('L1, L2, L3, L4, L5: the same on two servers that share nothing but the database', async () => {
    const seed = freshSeed()
    const short = { trials: 44, 'at-once': 20, width: 6, nodes: 2, here: 1 }
    const outcome = await raceOn(another.url, quiet(seed, short))
    expect(outcome.broken, `seed ${seed}`).toEqual([])
    expect(outcome.acknowledged).toBeGreaterThan(100)
  })
})
