import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { icons } from '../../../client/ui/icons.ts'
import { retryAfter } from '../../../client/widget/api.ts'
import type { Happening } from '../../../client/widget/customer-event.ts'
import { backoff } from '../../../client/widget/edges.ts'
import { paths } from '../../../client/widget/icon.tsx'
import { createIds } from '../../../client/widget/ids.ts'
import { brandOf, optionsOf, webAddress } from '../../../client/widget/options.ts'
import { createSseReader, readStream, type SseFrame } from '../../../client/widget/sse.ts'
import { dayAndTime, type Line, layOut, withEvent } from '../../../client/widget/transcript.ts'

describe('the stream’s frames', () => {
  const text =
    'id: c1.1\nevent: typing\ndata: {"a":\ndata: 1}\n\n: a comment\nevent: heartbeat\r\ndata: {}\r\n\r\ndata: nonsense\n\n'
  const frames: SseFrame[] = [
    { event: 'typing', data: { a: 1 } },
    { event: 'heartbeat', data: {} },
    { event: 'message', data: null },
  ]

  test('are the same however the bytes were cut', () => {
    for (let size = 1; size <= text.length; size++) {
      const read: SseFrame[] = []
      const feed = createSseReader((frame) => read.push(frame))
      for (let from = 0; from < text.length; from += size) feed(text.slice(from, from + size))
      expect(read).toEqual(frames)
    }
  })

  test('that stop coming end the connection: a silence of three heartbeats is a dead wire', async () => {
    vi.useFakeTimers()
    let cancelled = false
    const body = new ReadableStream({ cancel: () => void (cancelled = true) })
    const done = vi.fn()
    const reading = readStream(new Response(body), new AbortController().signal, 40_000, () => {})
    void reading.finally(done)
    await vi.advanceTimersByTimeAsync(39_000)
    expect(done).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(done).toHaveBeenCalled()
    expect(cancelled).toBe(true)
    vi.useRealTimers()
  })
})

test('Ids grow with each message, also within one millisecond and when the clock is set back', () => {
  let now = 1_700_000_000_000
  const next = createIds(() => now)
  const ids = Array.from({ length: 2_000 }, (_, at) => {
    if (at === 1_000) now -= 3_600_000
    return next()
  })
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('The wait before the next attempt is anything up to a bound that doubles to half a minute', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 60].map((attempt) => backoff(attempt, () => 1))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ])
  expect(backoff(6, () => 0)).toBe(0)
})

test.each([
  ['5', 5_000],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ['Thu, 01 Jan 2025 00:00:00 GMT', 0],
  ['99999', 600_000],
  ['soon', null],
  [null, null],
])('A server that says Retry-After: %s is given %s ms', (header, ms) => {
  expect(retryAfter(header, Date.parse('2026-01-01T00:00:00Z'))).toBe(ms)
})

describe('the transcript', () => {
  const at = (day: number, hour: number, minute = 0) => new Date(2026, 2, day, hour, minute).toISOString()
  const line = (
    id: string,
    role: 'customer' | 'ai' | 'operator',
    when: string,
    author: string | null = null,
  ): Line => ({
    kind: 'message',
    id,
    role,
    text: id,
    author,
    files: [],
    at: when,
    in: 'c',
    seq: 1,
  })

  test('has a heading for each day and after each hour of silence', () => {
    const lines = [
      line('a', 'customer', at(13, 9)),
      line('b', 'customer', at(14, 9)),
      line('c', 'customer', at(14, 9, 30)),
      line('d', 'customer', at(14, 11)),
    ]
    const rows = layOut(lines, [], new Date(2026, 2, 15, 8))
    expect(rows.map((row) => row.text)).toEqual([
      'Friday 13 March, 09:00',
      'a',
      'Yesterday, 09:00',
      'b',
      'c',
      'Yesterday, 11:00',
      'd',
    ])
    expect(dayAndTime(new Date(2026, 2, 15, 7, 5), new Date(2026, 2, 15, 8))).toBe('Today, 07:05')
  })

  test('names an author once for what is said in a row', () => {
    const lines = [
      line('a', 'operator', at(14, 9), 'Mira'),
      line('b', 'operator', at(14, 9), 'Mira'),
      line('c', 'ai', at(14, 9), 'Mira'),
    ]
    const rows = layOut(lines, [], new Date(2026, 2, 14, 10))
    expect(rows.map((row) => (row.kind === 'message' ? row.by : row.kind))).toEqual(['day', 'Mira', null, 'Mira'])
  })

  test('has a message once, however often and under whatever number it comes', () => {
    const said = (seq: number): Happening => ({
      type: 'message.added',
      message: { id: 'm', role: 'ai', text: 'Hello', author: 'Orders', files: [] },
      cursor: `c1.${seq}`,
      seq,
      at: at(14, 9),
    })
    const once = withEvent([], said(2), 'c')
    expect(once).toHaveLength(1)
    expect(withEvent(once, said(2), 'c')).toBe(once)
    expect(withEvent(once, said(7), 'c')).toBe(once)
  })

  test('shows what is on its way after what was said, and once when it has arrived', () => {
    const bubble = { id: 'b', text: 'b', at: at(14, 8), sending: { state: 'sending' as const } }
    const now = new Date(2026, 2, 14, 10)
    expect(layOut([line('a', 'ai', at(14, 9))], [bubble], now).map((row) => row.text)).toEqual([
      'Today, 09:00',
      'a',
      'b',
    ])
    expect(layOut([line('b', 'customer', at(14, 9))], [bubble], now).map((row) => row.text)).toEqual([
      'Today, 09:00',
      'b',
    ])
  })
})

describe('what a page may say', () => {
  test('on the script tag', () => {
    const script = document.createElement('script')
    Object.assign(script.dataset, {
      service: ' s1 ',
      title: 'Help',
      color: '#7d3b1f',
      open: '',
      name: 'Ilse',
      theme: 'pink',
    })
    expect(optionsOf(script)).toMatchObject({
      service: 's1',
      title: 'Help',
      color: '#7d3b1f',
      open: true,
      theme: undefined,
      customer: { name: 'Ilse' },
    })
    script.dataset.service = ' '
    expect(optionsOf(script)).toBeNull()
  })

  test('as a colour: a hex one, with the text on it that can be read; anything else is no colour', () => {
    expect(brandOf('#7d3b1f')).toEqual({ color: '#7d3b1f', on: '#ffffff' })
    expect(brandOf('#fc0')).toEqual({ color: '#ffcc00', on: '#000000' })
    expect(brandOf('red; background: url(//evil.example)')).toBeNull()
    expect(brandOf(undefined)).toBeNull()
  })

  test('as the address of its privacy page: nothing that runs', () => {
    expect(webAddress('/privacy', 'https://shop.example/a')).toBe('https://shop.example/privacy')
    expect(webAddress('javascript:alert(1)', 'https://shop.example/')).toBeNull()
  })
})

describe('the console’s look', () => {
  test('is the widget’s: each colour has the value of its token', () => {
    const tokens = (css: string) =>
      new Map(
        [...css.matchAll(/--([\w-]+):\s*(light-dark\([^;]*\)(?:,[^;]*)?|0 [^;]*);/g)].map(([, name, value]) => [
          name,
          value?.replace(/\s+/g, ' '),
        ]),
      )
    const ours = tokens(readFileSync('client/widget/widget.css', 'utf8'))
    const theirs = tokens(readFileSync('client/ui/tokens.css', 'utf8'))
    expect(ours.size).toBeGreaterThan(25)
    for (const [name, value] of ours) if (theirs.has(name)) expect([name, value]).toEqual([name, theirs.get(name)])
    expect([...ours.keys()].filter((name) => !theirs.has(name))).toEqual([])
  })

  test('is the widget’s: the same icons', () => {
    for (const [name, path] of Object.entries(paths)) expect(icons[name as keyof typeof icons]).toBe(path)
  })

  test('stays the widget’s on any page: no size follows the page’s own', () => {
    const css = readFileSync('client/widget/widget.css', 'utf8').replace(/\/\*[^]*?\*\//g, '')
    expect(css.match(/[\d.]rem\b/g)).toBeNull()
  })
})
