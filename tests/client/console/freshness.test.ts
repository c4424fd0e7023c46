import { createRoot } from 'solid-js'
import { describe, expect, it } from 'vitest'
import { createFreshness } from '../../../client/console/live/freshness.ts'
import { createServerTime } from '../../../client/console/live/now.ts'
import { standingClock } from './clock.ts'

function setUp() {
  const clock = standingClock()
  const heard = { at: null as number | null }
  const freshness = createRoot(() =>
    createFreshness({ heardAt: () => heard.at, link: () => ({ state: 'connected', retryAt: null }) }, clock),
  )
  return { clock, freshness, hear: () => (heard.at = clock.now()) }
}

describe('B2: true now, or grey', () => {
  it('nothing is known before the first word', () => {
    const { freshness } = setUp()
    expect(freshness.age()).toBeNull()
    expect(freshness.known()).toBe(false)
  })

  it('tells how old what is shown is, and doubts it after ten seconds', async () => {
    const { clock, freshness, hear } = setUp()
    hear()
    await clock.pass(4_000)
    expect(freshness.age()).toBeGreaterThanOrEqual(3_500)
    expect(freshness.known()).toBe(true)
    await clock.pass(6_600)
    expect(freshness.doubt()).toEqual({ because: 'silence' })
  })

  it('knows at once, on waking, that an hour has passed', () => {
    const { clock, freshness, hear } = setUp()
    hear()
    freshness.look()
    expect(freshness.known()).toBe(true)
    clock.sleep(3_600_000)
    freshness.look()
    expect(freshness.known()).toBe(false)
    expect(freshness.age()).toBe(3_600_000)
  })

  it('doubts while the server does not reach its database', () => {
    const { freshness, hear } = setUp()
    hear()
    freshness.look()
    freshness.heard(10, 10, 'down')
    expect(freshness.doubt()).toEqual({ because: 'database' })
    freshness.heard(10, 10, 'up')
    expect(freshness.known()).toBe(true)
  })

  it('doubts when it stays behind the head of the log, and says by how much', async () => {
    const { clock, freshness, hear } = setUp()
    for (let i = 0; i < 6; i++) {
      hear()
      freshness.heard(48_390, 48_211, 'up')
      await clock.pass(3_000)
    }
    expect(freshness.doubt()).toEqual({ because: 'behind', held: 48_211, head: 48_390 })
    hear()
    freshness.heard(48_390, 48_390, 'up')
    freshness.look()
    expect(freshness.known()).toBe(true)
  })
})

describe('waits count by the server’s clock', () => {
  it('on a screen whose own clock is an hour wrong', () => {
    const clock = standingClock()
    const time = createServerTime(clock)
    time.heard(new Date(clock.now() - 3_600_000).toISOString())
    expect(time.now()).toBe(clock.now() - 3_600_000)
    time.heard(new Date(clock.now() - 3_600_000 - 400).toISOString())
    expect(Math.abs(time.now() - (clock.now() - 3_600_000))).toBeLessThan(10)
    time.stop()
  })
})
