import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { freshSeed, quiet } from './kit/suite.ts'
import { notKnown, surfaceOf } from './rights/known.ts'
import { rightsOn } from './rights/rights.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

describe('rights', () => {
  it('L7: a new route, stream or role is not passed over, nor a row of what is gone', () => {
    const events = { responses: { 200: { content: { 'text/event-stream': {} } } } }
    const surface = surfaceOf({
      '/a': { get: { responses: { 200: {} } } },
      '/b': { get: events },
      '/c': { get: { responses: { 101: {} } } },
    })
    const all = ['GET /a', 'GET /b', 'GET /c']
    expect(notKnown({ ...surface, roles: ['admin', 'operator'] }, all, all)).toEqual([])
    expect(
      notKnown({ ...surface, roles: ['admin', 'supervisor'] }, ['GET /b', 'GET /c', 'GET /d'], ['GET /b']),
    ).toEqual([
      'GET /a has no row in the table of rights',
      'GET /d has a row, and is not in the API document',
      'GET /c is a stream that is not seen to end with its right',
      'of the role supervisor nobody has said what it may',
    ])
  })

  it('L7, L8, F4, G7: every route answers everybody as the table says, in two workspaces, and a stream ends with its right', async () => {
    const outcome = await rightsOn(database.url, quiet(freshSeed(), { within: 15_000 }))
    expect(outcome.broken).toEqual([])
    expect(outcome.acknowledged).toBeGreaterThan(1_000)
  })
})
