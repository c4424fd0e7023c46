import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { hostileOn } from './hostile/hostile.ts'
import { pagesOfCode } from './hostile/pages-of-code.ts'
import { payloads } from './hostile/payloads/index.ts'
import { visits } from './hostile/visits.ts'
import { freshSeed, quiet } from './kit/suite.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

describe('hostile', () => {
  it('L14: every page of the code is one that payloads go through', () => {
    expect(pagesOfCode()).toEqual(Object.keys(visits).toSorted())
    expect(pagesOfCode()).toEqual(expect.arrayContaining(['/handoff/:id?', '/settings/people', 'GET /demo', '*']))
  })

  it('L14: there are hundreds of payloads, each another one', () => {
    expect(new Set(payloads.map(({ text }) => text)).size).toBeGreaterThanOrEqual(300)
  })

  it('L14: what outsiders write is text on every page, and a model that asks for every tool gets none that it was not given', async () => {
    const outcome = await hostileOn(database.url, quiet(freshSeed(), { payloads: 8, sayings: 12, slow: 0 }))
    expect(outcome.broken).toEqual([])
    expect(outcome.acknowledged).toBeGreaterThan(40)
  })
})
