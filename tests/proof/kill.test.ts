import { describe, expect, it } from 'vitest'
import { killUnderLoad } from './kill/kill.ts'
import { freshSeed, quiet } from './kit/suite.ts'

describe('kill -9', () => {
  it('L3, L4, L5, L12: what was acknowledged stands once and in order, and streams miss nothing, through kills of server, connections and PostgreSQL', async () => {
    const seed = freshSeed()
    const short = { faults: 3, acknowledged: 100, corners: 3, within: 60_000 }
    const outcome = await killUnderLoad(quiet(seed, short))
    expect(outcome.broken, `seed ${seed}`).toEqual([])
    expect(outcome.faults).toEqual({ server: 1, connections: 1, PostgreSQL: 1 })
    expect(outcome.acknowledged).toBeGreaterThan(100)
  })
})
