import { createRoot } from 'solid-js'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../../client/console/live/api.ts'
import type { Ask } from '../../../client/console/live/command.ts'
import { createConversationLog } from '../../../client/console/live/conversation-log.ts'
import { opened, said } from '../../builders/events.ts'
import { logOf, viewsOf } from './board-of.ts'

const views = viewsOf(
  logOf(opened(), ...Array.from({ length: 1_200 }, (_, i) => said('customer', `m${i}`, `word ${i}`))),
)

/** A server that has `count` events, and answers in pages as the API does. */
function setUp(count: number, failures: Problem[] = []) {
  const has = { count }
  const asked: string[] = []
  const ask = (async (path: string) => {
    asked.push(path)
    const failure = failures.shift()
    if (failure) throw failure
    const query = new URLSearchParams(path.split('?')[1])
    const after = Number(query.get('after')?.split('.')[1] ?? 0)
    const items = views.filter(({ seq }) => seq > after && seq <= has.count).slice(0, Number(query.get('limit')))
    return { items, head: `1.${has.count}` }
  }) as Ask
  return { has, asked, log: createRoot(() => createConversationLog('c1', ask)) }
}

const numbers = (log: ReturnType<typeof setUp>['log']) => log.events().map(({ seq }) => seq)
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

describe('L3, L5: an open conversation holds each of its events once, in order', () => {
  it('page after page', async () => {
    const { log, asked } = setUp(1_201)
    await log.load()
    expect(numbers(log)).toEqual(upTo(1_201))
    expect(asked).toHaveLength(3)
    expect(log.state()).toBe('ready')
  })

  it('also what the stream brings while the pages are read, and again afterwards', async () => {
    const { log, has } = setUp(600)
    const loading = log.load()
    has.count = 602
    for (const view of views.slice(598, 603)) log.add(view)
    await loading
    for (const view of views.slice(600, 604)) log.add(view)
    expect(numbers(log)).toEqual(upTo(604))
  })

  it('and after a fresh snapshot asks only for what is missing', async () => {
    const { log, has, asked } = setUp(500)
    await log.load()
    has.count = 510
    await log.load()
    expect(numbers(log)).toEqual(upTo(510))
    expect(asked.at(-1)).toContain('after=1.500')
  })
})

describe('a conversation that could not be loaded', () => {
  it('says why, and loads when it is tried again', async () => {
    const { log } = setUp(3, [new Problem(0, 'offline', 'The server cannot be reached.')])
    await log.load()
    expect(log.state()).toMatchObject({ code: 'offline' })
    await log.load()
    expect(log.state()).toBe('ready')
    expect(numbers(log)).toEqual([1, 2, 3])
  })

  it('keeps what it has when only the rest fails', async () => {
    const failures: Problem[] = []
    const { log } = setUp(3, failures)
    await log.load()
    failures.push(new Problem(503, 'unavailable', 'The database cannot be reached.'))
    await log.load()
    expect(log.state()).toBe('ready')
    expect(numbers(log)).toEqual([1, 2, 3])
  })
})
