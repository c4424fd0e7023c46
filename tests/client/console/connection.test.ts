import { describe, expect, it, vi } from 'vitest'
import { type ConnectionDeps, createConnection, type Probe } from '../../../client/console/live/connection.ts'
import { settle, standingClock } from './clock.ts'
import { fakeTransport, heartbeat } from './fake-line.ts'

function setUp(over: Partial<ConnectionDeps> = {}) {
  const clock = standingClock()
  const line = fakeTransport()
  const second = fakeTransport()
  const held = { cursor: null as string | null, probe: 'unreachable' as Probe }
  const load = vi.fn(async () => {
    held.cursor = '1.100'
  })
  const frame = vi.fn()
  const signedOut = vi.fn()
  const connection = createConnection({
    clock,
    transports: [line.transport, second.transport],
    position: () => held.cursor,
    load,
    probe: async () => held.probe,
    frame,
    signedOut,
    ...over,
  })
  return { clock, line, second, held, load, frame, signedOut, connection, state: () => connection.link().state }
}

/** Waits for the next try, whenever it comes. */
async function nextTry({ clock, line, second }: Pick<ReturnType<typeof setUp>, 'clock' | 'line' | 'second'>) {
  const tries = () => line.lines.length + second.lines.length
  const before = tries()
  for (let i = 0; i < 200 && tries() === before; i++) await clock.pass(100)
}

async function connected() {
  const all = setUp()
  await settle()
  all.line.opens()
  all.line.says(heartbeat())
  return all
}

describe('H1: the indicator is Connecting, Connected, Disconnected, and finds its way back by itself', () => {
  it('takes a snapshot first, then listens to everything after it', async () => {
    const { line, load, state } = setUp()
    expect(state()).toBe('connecting')
    await settle()
    expect(load).toHaveBeenCalledOnce()
    expect(line.after()).toBe('1.100')
    line.opens()
    expect(state()).toBe('connected')
  })

  it('goes on from what it holds after a lost line, without another snapshot', async () => {
    const { clock, line, held, load, state } = await connected()
    held.cursor = '1.140'
    line.falls()
    expect(state()).toBe('connecting')
    await clock.pass(500)
    expect(line.after()).toBe('1.140')
    line.opens()
    expect(state()).toBe('connected')
    expect(load).toHaveBeenCalledOnce()
  })

  it('says Disconnected, with the time of the next try, once a try has failed', async () => {
    const all = await connected()
    const { clock, line, connection, state } = all
    line.falls()
    await nextTry(all)
    line.falls()
    await settle()
    expect(state()).toBe('disconnected')
    expect(connection.link().retryAt).toBeGreaterThan(clock.now())
    await nextTry(all)
    line.opens()
    expect(state()).toBe('connected')
  })

  it('waits longer from try to try, never more than 2 s, and less by chance', async () => {
    const all = await connected()
    const { clock, line, connection } = all
    const waits: number[] = []
    line.falls()
    await nextTry(all)
    for (let i = 0; i < 8; i++) {
      line.falls()
      await settle()
      waits.push((connection.link().retryAt ?? 0) - clock.now())
      await nextTry(all)
    }
    expect(waits[0]).toBeLessThan(waits[2] as number)
    expect(Math.max(...waits)).toBe(1_000)
  })

  it('has one line at a time, whatever happens', async () => {
    const all = await connected()
    const { line, connection } = all
    for (let i = 0; i < 5; i++) {
      line.falls()
      connection.wake()
      await nextTry(all)
      connection.wake()
      await settle()
      expect(line.open()).toBe(1)
    }
  })
})

describe('H1, B2: a line that says nothing any more is not believed', () => {
  it('lets go of a silent line after some heartbeats that did not come', async () => {
    const { clock, line, state } = await connected()
    await clock.pass(5_000)
    line.says(heartbeat())
    await clock.pass(7_900)
    expect(state()).toBe('connected')
    await clock.pass(200)
    expect(state()).toBe('connecting')
    expect(line.open()).toBe(0)
  })

  it('gives up on an opening that hangs', async () => {
    const { clock, line, state } = setUp()
    await settle()
    await clock.pass(5_100)
    expect(state()).toBe('disconnected')
    expect(line.open()).toBe(0)
  })

  it('tells the truth when a laptop wakes: the line of before is let go at once', async () => {
    const { clock, line, connection, state } = await connected()
    clock.sleep(3_600_000)
    connection.wake()
    expect(state()).toBe('connecting')
    await settle()
    line.opens()
    expect(state()).toBe('connected')
    expect(line.open()).toBe(1)
  })

  it('leaves a line alone that was heard just now', async () => {
    const { clock, line, connection } = await connected()
    await clock.pass(1_000)
    line.says(heartbeat())
    connection.wake()
    expect(line.lines).toHaveLength(1)
  })

  it('tries at once, not at the next try, when the tab is looked at while disconnected', async () => {
    const { clock, line, connection, state } = await connected()
    line.falls()
    await clock.pass(500)
    line.falls()
    await settle()
    const before = line.lines.length
    connection.wake()
    await settle()
    expect(state()).toBe('connecting')
    expect(line.lines).toHaveLength(before + 1)
  })

  it('hears nothing more from a line that it let go', async () => {
    const { clock, line, frame } = await connected()
    const old = line.lines[0]?.handlers
    line.falls()
    await clock.pass(500)
    line.opens()
    frame.mockClear()
    old?.frame(heartbeat())
    old?.lost()
    expect(frame).not.toHaveBeenCalled()
    expect(line.open()).toBe(1)
  })
})

describe('L5: a cursor that the server cannot follow', () => {
  it('is answered by reset: a fresh snapshot, then everything after it', async () => {
    const { line, held, load } = await connected()
    load.mockImplementation(async () => {
      held.cursor = '2.7'
    })
    line.says({ event: 'reset', data: { cursor: '2.7' } })
    await settle()
    expect(load).toHaveBeenCalledTimes(2)
    expect(line.after()).toBe('2.7')
    expect(line.open()).toBe(1)
  })

  it('takes the snapshot again when it could not be had', async () => {
    const { clock, line, held, load, state } = await connected()
    load.mockRejectedValueOnce(new Error('no answer'))
    line.says({ event: 'reset', data: { cursor: '2.7' } })
    await settle()
    expect(state()).toBe('disconnected')
    load.mockImplementation(async () => {
      held.cursor = '2.9'
    })
    await clock.pass(15_000)
    expect(line.after()).toBe('2.9')
  })
})

describe('architecture: Server-Sent Events where WebSockets are blocked', () => {
  it('are taken after two upgrades failed while the server answers otherwise', async () => {
    const all = setUp()
    const { line, second, held, state } = all
    held.probe = 'ok'
    await settle()
    line.falls()
    await nextTry(all)
    line.falls()
    await nextTry(all)
    expect(second.lines).toHaveLength(1)
    second.opens()
    expect(state()).toBe('connected')
  })

  it('are not taken while the server itself is away', async () => {
    const all = setUp()
    const { line, second } = all
    await settle()
    for (let i = 0; i < 4; i++) {
      line.falls()
      await nextTry(all)
    }
    expect(second.lines).toHaveLength(0)
  })
})

describe('a session that ended', () => {
  it('stops the tries and leads to the door', async () => {
    const { clock, line, held, signedOut, state } = await connected()
    held.probe = 'signed_out'
    line.falls()
    await clock.pass(500)
    line.falls()
    await settle()
    expect(signedOut).toHaveBeenCalledOnce()
    expect(state()).toBe('disconnected')
    const tries = line.lines.length
    await clock.pass(60_000)
    expect(line.lines).toHaveLength(tries)
  })

  it('stop is final, may be said twice, and leaves no timer behind', async () => {
    const { clock, line, connection } = await connected()
    connection.stop()
    connection.stop()
    connection.wake()
    await clock.pass(60_000)
    expect(line.open()).toBe(0)
    expect(clock.waiting()).toBe(0)
  })
})
