import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../database.ts'
import { createReading } from './dashboards/numbers.ts'
import { freshSeed, quiet } from './kit/suite.ts'
import { checkNumbersSeen, stormOn } from './storm/storm.ts'

describe('many dashboards', () => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database.drop())

  it('H1, L3, L5: when their server is killed they come back with their cursors, and miss and repeat nothing', async () => {
    const seed = freshSeed()
    const short = { dashboards: 60, faults: 1, corners: 3, within: 60_000, calm: 500 }
    const outcome = await stormOn(database.url, quiet(seed, short))
    expect(outcome.broken, `seed ${seed}`).toEqual([])
    expect(outcome.faults).toEqual({ 'kill -9 of the server': 1 })
    expect(outcome.acknowledged).toBeGreaterThan(20)
  })
})

// What looks at the thousand meets streams that are right, and streams with one planted fault each.
describe('the eye of a dashboard (L3, L5)', () => {
  const frame = (text: string): Buffer => {
    const payload = Buffer.from(text)
    const head = payload.length < 126 ? Buffer.from([0x81, payload.length]) : Buffer.from([0x81, 126, 0, 0])
    if (payload.length >= 126) head.writeUInt16BE(payload.length, 2)
    return Buffer.concat([head, payload])
  }
  const numbered = (seq: number, filler = '') =>
    frame(`{"id":"1.${seq}","event":"message.added","data":{"text":"${filler}"}}`)
  const heartbeat = frame('{"event":"heartbeat","data":{"cursor":"1.9"}}')
  const read = (...pieces: Buffer[]) => {
    const reading = createReading('1.4')
    const looks = pieces.map((piece) => reading.take(piece))
    return { ...reading, looks }
  }

  it('accepts what follows on, however the network cuts it', () => {
    const all = Buffer.concat([numbered(5), numbered(6, 'x'.repeat(300)), heartbeat, numbered(7)])
    for (let at = 0; at <= all.length; at++) {
      const seen = read(all.subarray(0, at), all.subarray(at))
      expect([seen.wrong(), seen.last(), seen.count(), seen.cursor()]).toEqual([[], 7, 3, '1.7'])
      expect(seen.looks.filter(({ heartbeat: beat }) => beat)).toHaveLength(1)
    }
  })
  it('hears half a frame again on the next connection, and not as a part of it', () => {
    const reading = createReading('1.4')
    reading.take(Buffer.concat([numbered(5), numbered(6).subarray(0, 9)]))
    reading.begin()
    reading.take(numbered(6))
    expect([reading.wrong(), reading.last()]).toEqual([[], 6])
  })
  it('sees a skipped frame, a doubled one, and one of another log', () => {
    expect(read(numbered(6)).wrong()).toEqual(['1.6 after 1.4'])
    expect(read(numbered(5), numbered(5)).wrong()).toEqual(['1.5 after 1.5'])
    expect(read(frame('{"id":"2.5","event":"x","data":{}}')).wrong()).toHaveLength(1)
  })
  it('sees a reset', () => expect(read(frame('{"event":"reset","data":{}}')).resets()).toBe(1))

  const right = { slowest: 9, fastest: 9, wrong: 0, first: '', frames: 10 }
  it('accepts ten frames to two dashboards, of five events', () => expect(checkNumbersSeen(right, 2, 4, 9)).toEqual([]))
  it('sees a dashboard that stayed behind, one that is ahead of the log, a wrong frame, and one too many', () => {
    for (const fault of [{ slowest: 8 }, { fastest: 10 }, { wrong: 1 }, { frames: 11 }])
      expect(checkNumbersSeen({ ...right, ...fault }, 2, 4, 9)).toHaveLength(1)
  })
})
