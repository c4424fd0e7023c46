// The suite takes minutes: `npm run proof -- clock`. Here what judges its timers meets timers that are right, and planted faults.
import { describe, expect, it } from 'vitest'
import { checkTimers, type Setting, type Timer } from './clock/timers.ts'

describe('the judge of timers (L12)', () => {
  const HOUR = 3_600_000
  const right: Setting[] = [{ at: 0, ahead: 0 }]
  const timer = (fired: number[], more: Partial<Timer> = {}): Timer => ({
    name: 'a snooze',
    asked: 1_000,
    set: 1_100,
    wait: 60_000,
    fired,
    ...more,
  })
  const check = (one: Timer, settings = right, end = 500_000) => checkTimers([one], settings, end, 5_000)

  it('accepts one that fires when it is due', () => expect(check(timer([61_050]))).toEqual([]))
  it('sees one that fires early, late, twice, or never', () => {
    expect(check(timer([50_000]))).toEqual([expect.stringMatching(/11000 ms early/)])
    expect(check(timer([70_000]))).toEqual([expect.stringMatching(/8900 ms late/)])
    expect(check(timer([61_050, 61_060]))).toEqual([expect.stringMatching(/fired 2 times/)])
    expect(check(timer([]))).toEqual([expect.stringMatching(/never fired/)])
  })
  it('does not mind one that was not due when nobody looked any more', () =>
    expect(check(timer([]), right, 62_000)).toEqual([]))

  it('accepts one that the database’s clock makes due, when that is set ahead while it waits', () => {
    const ahead = [...right, { at: 10_000, ahead: HOUR }, { at: 16_000, ahead: 0 }]
    expect(check(timer([10_500]), ahead)).toEqual([])
    expect(check(timer([9_000]), ahead)).toHaveLength(1)
    expect(check(timer([61_000]), ahead)).toHaveLength(1)
  })
  it('sees one that was set while that clock was ahead, and fires when it is right again', () => {
    const ahead = [
      { at: 0, ahead: HOUR },
      { at: 2_000, ahead: 0 },
    ]
    expect(check(timer([3_000]), ahead)).toEqual([expect.stringMatching(/early/)])
    expect(check(timer([HOUR + 61_050]), ahead, 2 * HOUR)).toEqual([])
  })
  it('wants one that waits while that clock is behind when it is right again, not an hour later', () => {
    const back = [...right, { at: 10_000, ahead: -HOUR }, { at: 90_000, ahead: 0 }]
    expect(check(timer([90_200]), back)).toEqual([])
    expect(check(timer([61_050]), back)).toEqual([expect.stringMatching(/early/)])
    expect(check(timer([HOUR + 61_050]), back, 2 * HOUR)).toEqual([expect.stringMatching(/late/)])
  })
  it('sees one that was set after that clock was right again, and waits an hour longer all the same', () => {
    const before = [
      { at: 0, ahead: HOUR },
      { at: 500, ahead: 0 },
    ]
    expect(check(timer([61_050]), before)).toEqual([])
    expect(check(timer([]), before)).toEqual([expect.stringMatching(/never fired/)])
  })
  it('sees one that must not fire at all', () => {
    expect(check(timer([], { never: true }))).toEqual([])
    expect(check(timer([90_000], { never: true }))).toHaveLength(1)
  })
})
