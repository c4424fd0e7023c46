import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createChannel } from '../../server/hub/channel.ts'
import { type Bytes, type Packed, packAll, packHeartbeat, packMoment } from '../../server/hub/frames.ts'
import { createPace } from '../../server/hub/pace.ts'
import { BOUND, type Reader } from '../../server/hub/reader.ts'
import { createTurns } from '../../server/hub/turns.ts'

const typing = (name: string): Packed =>
  packMoment({ type: 'typing', conversationId: 'c', who: 'operator', name, typing: true })

const numbered = (number: number): Packed => ({ ...typing(`n${number}`), number })

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

describe('the pace of sending', () => {
  test('is at once while sending costs little', async () => {
    let flushes = 0
    const pace = createPace(
      () => flushes++,
      () => performance.now(),
    )
    for (let i = 1; i <= 5; i++) {
      pace.due()
      pace.due()
      await sleep(2)
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
    pace.due()
    await sleep(5)
    expect(flushes).toBe(1)
    pace.due()
    await sleep(10)
    expect(flushes).toBe(1) // 24 ms of rest
    await sleep(25)
    expect(flushes).toBe(2)
    cost.is = 1_000
    now += 100
    pace.due()
    await sleep(5)
    expect(flushes).toBe(3)
    pace.due()
    await sleep(60)
    expect(flushes).toBe(4) // 30 ms at most
    pace.stop()
  })

  test('lets what may wait go out with what may not, and alone when nothing else comes', async () => {
    let flushes = 0
    const pace = createPace(
      () => flushes++,
      () => performance.now(),
    )
    pace.due(60_000)
    await sleep(5)
    expect(flushes).toBe(0)
    pace.due()
    await sleep(5)
    expect(flushes).toBe(1)
    pace.due(20)
    pace.due(60_000)
    await sleep(60)
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
    await sleep(5)
    expect(flushes).toBe(0)
  })
})
