import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createChannel } from '../../server/hub/channel.ts'
import { type Bytes, type Packed, packAll, packHeartbeat, packMoment } from '../../server/hub/frames.ts'
import { createPace } from '../../server/hub/pace.ts'
import { createPages } from '../../server/hub/pages.ts'
import { BOUND, type Reader } from '../../server/hub/reader.ts'
import type { Recent } from '../../server/hub/recent.ts'
import { createSpare } from '../../server/hub/spare.ts'
import { createTurns } from '../../server/hub/turns.ts'

const typing = (name: string): Packed =>
  packMoment({ type: 'typing', conversationId: 'c', who: 'operator', name, typing: true })

const numbered = (number: number): Packed => ({ ...typing(`n${number}`), number })

/** What stands in WebSocket frames that came in one go, none of them longer than 65,535 bytes. */
function textsIn(bytes: Buffer): string[] {
  const texts: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const short = (bytes[at + 1] as number) & 0x7f
    const [length, head] = short < 126 ? [short, 2] : [bytes.readUInt16BE(at + 2), 4]
    texts.push(bytes.subarray(at + head, at + head + length).toString())
    at += head + length
  }
  return texts
}

function reader(sent = 0) {
  const writes: Bytes[] = []
  const codes: (number | undefined)[] = []
  let backlog = 0
  const made: Reader = {
    outlet: {
      write: (bytes) => writes.push(bytes),
      backlog: () => backlog,
      drained: () => Promise.resolve(),
      close: (code) => codes.push(code),
    },
    audience: { kind: 'operators', conversationId: null, services: null },
    right: { kind: 'key', id: 'k' },
    sent,
    closed: false,
  }
  const names = () =>
    writes.flatMap((bytes) =>
      [
        ...bytes
          .sse()
          .toString()
          .matchAll(/"name":"(\w+)"/g),
      ].map((m) => m[1]),
    )
  return { reader: made, writes, codes, names, fallBehind: () => (backlog = BOUND + 1) }
}

describe('L13: a channel', () => {
  test('gathers what is said, and writes the same bytes to each reader once', () => {
    const waiting: unknown[] = []
    const channel = createChannel((it) => waiting.push(it))
    const [ann, ben] = [reader(), reader()]
    channel.add(ann.reader)
    channel.add(ben.reader)
    channel.say(numbered(1))
    channel.say(typing('now'))
    channel.say(numbered(2))
    expect(waiting).toEqual([channel])
    expect(ann.writes).toEqual([])
    channel.flush()
    expect(ann.names()).toEqual(['n1', 'now', 'n2'])
    expect(ann.writes).toHaveLength(1)
    expect(ben.writes[0]?.chunk()).toBe(ann.writes[0]?.chunk())
    expect(ann.reader.sent).toBe(2)
  })

  test('L5: tells who came by the log, which is ahead of this node, only what it has not heard', () => {
    const channel = createChannel(() => {})
    const ahead = reader(2)
    channel.add(ahead.reader)
    for (const number of [1, 2, 3]) channel.say(numbered(number))
    channel.flush()
    expect(ahead.names()).toEqual(['n3'])
    expect(ahead.reader.sent).toBe(3)
  })

  test('L5: sends what was gathered before somebody joins to the others alone', () => {
    const channel = createChannel(() => {})
    const [early, late] = [reader(), reader()]
    channel.add(early.reader)
    channel.say(numbered(1))
    channel.say(typing('before'))
    late.reader.sent = 1
    channel.add(late.reader)
    channel.say(typing('after'))
    channel.say(numbered(2))
    channel.flush()
    expect(early.names()).toEqual(['n1', 'before', 'after', 'n2'])
    expect(late.names()).toEqual(['after', 'n2'])
    channel.say(numbered(3))
    channel.flush()
    expect(late.writes.at(-1)).toBe(early.writes.at(-1))
  })

  test('does not write to all whenever somebody joins', () => {
    const channel = createChannel(() => {})
    const early = reader()
    channel.add(early.reader)
    for (const number of [1, 2, 3]) {
      channel.say(numbered(number))
      const late = reader(number)
      channel.add(late.reader)
      channel.remove(late.reader)
      expect(late.writes).toEqual([])
    }
    expect(early.writes).toEqual([])
    channel.flush()
    expect(early.writes).toHaveLength(1)
  })

  test('cuts who is behind, and goes on with the others', () => {
    const channel = createChannel(() => {})
    const [slow, quick] = [reader(), reader()]
    channel.add(slow.reader)
    channel.add(quick.reader)
    slow.fallBehind()
    channel.say(numbered(1))
    channel.flush()
    expect(slow.codes).toEqual([1013])
    expect(slow.writes).toEqual([])
    expect(quick.names()).toEqual(['n1'])
  })
})

describe('frames', () => {
  test.each([1, 125, 126, 127, 65_535, 65_536, 70_000])(
    'a WebSocket text of %i bytes says its length (RFC 6455)',
    (size) => {
      const empty = packHeartbeat('', '', 'up').socket().length - 2
      const frame = packHeartbeat('x'.repeat(Math.max(0, size - empty)), '', 'up').socket()
      const short = (frame[1] as number) & 0x7f
      const [length, head] =
        short < 126 ? [short, 2] : short === 126 ? [frame.readUInt16BE(2), 4] : [Number(frame.readBigUInt64BE(2)), 10]
      expect(frame[0]).toBe(0x81)
      expect((frame[1] as number) & 0x80).toBe(0)
      expect(length).toBe(frame.length - head)
      expect(JSON.parse(frame.subarray(head).toString())).toMatchObject({ event: 'heartbeat' })
    },
  )

  test('several are as many WebSocket messages, or one of as many lines, with the same texts', () => {
    const frames = [typing('Zoë\nof two lines'), numbered(7), typing('Ünal')]
    const all = packAll(frames)
    const texts = textsIn(all.socket())
    expect(texts.map((text) => JSON.parse(text).data.name)).toEqual(['Zoë\nof two lines', 'n7', 'Ünal'])
    expect(textsIn(all.lines())).toEqual([texts.join('\n')])
    expect(packAll(frames.slice(0, 1)).lines()).toEqual(frames[0]?.socket())
  })

  test('several are one chunk, whose length counts bytes and not characters', () => {
    const all = packAll([typing('Zoë'), typing('Ünal')])
    const text = all.chunk().toString()
    const [, length, rest] = /^([0-9a-f]+)\r\n([^]*)\r\n$/.exec(text) ?? []
    expect(Buffer.byteLength(rest ?? '')).toBe(Number.parseInt(length ?? '', 16))
    expect(rest).toBe(all.sse().toString())
    expect(rest?.split('\n\n').filter(Boolean)).toHaveLength(2)
  })
})

describe('L13: readers who need the log', () => {
  test('take turns, in the order in which they came, and one who fails does not keep its place', async () => {
    const inTurn = createTurns(2)
    const begun: string[] = []
    const ends = new Map<string, (fail?: Error) => void>()
    const work = (name: string) =>
      inTurn(
        () =>
          new Promise<string>((resolve, reject) => {
            begun.push(name)
            ends.set(name, (fail) => (fail ? reject(fail) : resolve(name)))
          }),
      )
    const [ann, ben, cem, dee] = ['ann', 'ben', 'cem', 'dee'].map(work)
    await sleep(1)
    expect(begun).toEqual(['ann', 'ben'])
    ends.get('ben')?.(new Error('the connection went'))
    await expect(ben).rejects.toThrow('the connection went')
    expect(begun).toEqual(['ann', 'ben', 'cem'])
    ends.get('ann')?.()
    await ann
    expect(begun).toEqual(['ann', 'ben', 'cem', 'dee'])
    for (const name of ['cem', 'dee']) ends.get(name)?.()
    expect(await Promise.all([cem, dee])).toEqual(['cem', 'dee'])
    void work('eve')
    await sleep(1)
    expect(begun.at(-1)).toBe('eve')
  })
})

describe('L13: pages of the log', () => {
  /** A log of so many lines, and where readings of it began. */
  function log(lines: number, text = 'x') {
    const readings: number[] = []
    const read = async (after: number, limit: number): Promise<Recent[]> => {
      readings.push(after)
      await sleep(1)
      const count = Math.max(0, Math.min(limit, lines - after))
      return Array.from({ length: count }, (_, i) => {
        const seq = after + 1 + i
        const event = { seq, serviceId: seq % 2 ? 'odd' : 'even' } as Recent['event']
        return { event, frame: { ...typing(`n${seq}${text}`), number: seq } }
      })
    }
    return { read, readings }
  }
  const numbers = (recents: readonly Recent[]) => recents.map(({ event }) => event.seq)

  test('are read once for all who come back to about the same place, who get the same bytes', async () => {
    const { read, readings } = log(1_000)
    const pages = createPages(1, read)
    const [one, two] = await Promise.all([pages.holding(100), pages.holding(90)])
    const three = await pages.holding(127)
    expect(readings).toEqual([64])
    expect(numbers(one.recents)).toEqual(Array.from({ length: 64 }, (_, i) => 65 + i))
    expect(two.heard(null)?.socket()).toBe(one.heard(null)?.socket())
    expect(three.heard(null)?.chunk()).toBe(one.heard(null)?.chunk())
    expect(numbers((await pages.holding(128)).recents)[0]).toBe(129)
  })

  test('L7: give each what is in its sight', async () => {
    const page = await createPages(1, log(1_000).read).holding(0)
    const said = (sight: ReadonlySet<string> | null) =>
      [...(page.heard(sight)?.sse().toString() ?? '').matchAll(/"name":"n(\d+)x"/g)].map(([, n]) => Number(n))
    const odd = new Set(['odd'])
    expect(said(odd)).toEqual(Array.from({ length: 32 }, (_, i) => 2 * i + 1))
    expect(said(null)).toHaveLength(64)
    expect(page.heard(new Set(['other']))).toBeNull()
    expect(page.heard(odd)).toBe(page.heard(odd))
  })

  test('take no more memory than they may, and those that were asked for last stay', async () => {
    const { read, readings } = log(1_000, 'x'.repeat(1_000))
    const pages = createPages(1, read, 2.5 * 64 * 1_100)
    for (const after of [0, 64, 0, 128, 0, 64]) await pages.holding(after)
    expect(readings).toEqual([0, 64, 128, 64])
  })

  test('L5: are read again where the log ended, and where reading it failed', async () => {
    const lines = log(100)
    let fails = false
    const pages = createPages(1, async (after, limit) => {
      if (fails) throw new Error('the connection went')
      return lines.read(after, limit)
    })
    expect((await pages.holding(64)).recents).toHaveLength(36)
    fails = true
    await expect(Promise.all([pages.holding(64), pages.holding(64)])).rejects.toThrow('the connection went')
    fails = false
    expect((await pages.holding(64)).recents).toHaveLength(36)
    expect(lines.readings).toEqual([64, 64])
  })
})

describe('L13: the time of those who catch up', () => {
  test('is a quarter at the most, however many they are, and they come in their order', async () => {
    let now = 0
    const spare = createSpare(() => now)
    const done: number[] = []
    const all = Promise.all(
      Array.from({ length: 9 }, (_, i) =>
        spare(() => {
          done.push(i)
          now += 1
        }),
      ),
    )
    for (; done.length < 9 && now < 1_000; now++) await sleep(1)
    await all
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    // Nine of work and three times as much of rest, but for what may be owed at the end.
    expect(now).toBeGreaterThanOrEqual(9 + 9 * 3 - 10)
  })

  test('is waited for by whoever wants a result, and one who fails holds up nobody', async () => {
    const spare = createSpare(() => 0)
    const fails = spare(() => {
      throw new Error('not there')
    })
    const works = spare(() => 'there')
    await expect(fails).rejects.toThrow('not there')
    expect(await works).toBe('there')
  })
})

describe('the pace of sending', () => {
  // Timers by a clock of the test's own: a machine that is busy is no slower for them.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] }))
  afterEach(() => void vi.useRealTimers())
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

  test('is at once while sending costs little', async () => {
    let flushes = 0
    const pace = createPace(
      () => flushes++,
      () => performance.now(),
    )
    for (let i = 1; i <= 5; i++) {
      pace.due()
      pace.due()
      await pass(2)
      expect(flushes).toBe(i)
    }
    pace.stop()
  })

  test('leaves three quarters of the time to others when sending costs a lot, and never waits long', async () => {
    let now = 0
    let flushes = 0
    const cost = { is: 8 }
    const pace = createPace(
      () => {
        flushes++
        now += cost.is
      },
      () => now,
    )
    // The clock goes on while somebody waits for it, too.
    const during = async (ms: number) => {
      for (let i = 0; i < ms; i++, now++) {
        pace.due()
        await pass(1)
      }
    }
    await during(300)
    const [began, before] = [now, flushes]
    await during(300)
    expect((flushes - before) * cost.is).toBeLessThanOrEqual((now - began) / 4 + cost.is)
    expect((flushes - before) * cost.is).toBeGreaterThan((now - began) / 8)
    cost.is = 1_000
    await during(200)
    const late = flushes
    await during(31)
    expect(flushes).toBeGreaterThan(late)
    pace.stop()
  })

  test('makes nobody wait for one write that was large', async () => {
    let now = 0
    let flushes = 0
    const pace = createPace(
      () => {
        flushes++
        now += flushes === 1 ? 7 : 0.1
      },
      () => now,
    )
    for (let i = 1; i <= 5; i++) {
      pace.due()
      await pass(2)
      expect(flushes).toBe(i)
    }
    pace.stop()
  })

  test('lets what may wait go out with what may not, and alone when nothing else comes', async () => {
    let flushes = 0
    const pace = createPace(
      () => flushes++,
      () => performance.now(),
    )
    pace.due(60_000)
    await pass(5)
    expect(flushes).toBe(0)
    pace.due()
    await pass(5)
    expect(flushes).toBe(1)
    pace.due(20)
    pace.due(60_000)
    await pass(60)
    expect(flushes).toBe(2)
    pace.stop()
  })

  test('sends nothing any more once it was stopped', async () => {
    let flushes = 0
    const pace = createPace(
      () => flushes++,
      () => performance.now(),
    )
    pace.due()
    pace.stop()
    await pass(5)
    expect(flushes).toBe(0)
  })
})
