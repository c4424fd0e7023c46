import { createRoot } from 'solid-js'
import { describe, expect, it, vi } from 'vitest'
import type { Ask } from '../../../client/console/live/command.ts'
import { createMoments } from '../../../client/console/live/moments.ts'
import { createPresence } from '../../../client/console/live/presence.ts'
import { createTypingSignal } from '../../../client/console/live/typing.ts'
import type { Moment } from '../../../domain/wire.ts'
import { standingClock } from './clock.ts'

function setUp() {
  const clock = standingClock()
  const asked: [string, unknown][] = []
  const ask = vi.fn(async (path: string, call?: { body?: unknown }) => {
    asked.push([path, call?.body])
    return { viewers: [{ id: 'a', name: 'Ann' }] }
  }) as unknown as Ask
  return { clock, ask, asked, moments: createRoot(() => createMoments(clock)) }
}

const typing = (who: 'customer' | 'operator' | 'ai', is = true): Moment => ({
  type: 'typing',
  conversationId: 'c1',
  who,
  name: who === 'operator' ? 'Jonas Weidt' : null,
  typing: is,
})
const writing = (text: string, done = false): Moment => ({ type: 'ai.writing', conversationId: 'c1', text, done })

describe('B13: what is happening at this moment', () => {
  it('shows the AI’s reply as it is written, until it is said', () => {
    const { moments } = setUp()
    moments.apply(typing('ai'))
    expect(moments.of('c1').aiText).toBe('')
    moments.apply(writing('It leaves'))
    moments.apply(writing('It leaves tonight.'))
    expect(moments.of('c1').aiText).toBe('It leaves tonight.')
    moments.said('c1', 'ai')
    expect(moments.of('c1').aiText).toBeNull()
  })

  it('somebody who stops without a word stops typing after a while', async () => {
    const { clock, moments } = setUp()
    moments.apply(typing('customer'))
    moments.apply(typing('operator'))
    expect(moments.of('c1')).toMatchObject({ customerTyping: true, operatorTyping: 'Jonas Weidt' })
    await clock.pass(5_000)
    moments.apply(typing('customer'))
    await clock.pass(5_000)
    expect(moments.of('c1')).toMatchObject({ customerTyping: true, operatorTyping: null })
    await clock.pass(5_000)
    expect(moments.of('c1').customerTyping).toBe(false)
  })

  it('what was said is not being typed any more', () => {
    const { moments } = setUp()
    moments.apply(typing('customer'))
    moments.said('c1', 'customer')
    expect(moments.of('c1').customerTyping).toBe(false)
  })

  it('B1, H10: who was writing when another took the conversation is not shown to go on', () => {
    const { moments } = setUp()
    moments.apply(typing('operator'))
    moments.apply(writing('It leaves'))
    moments.apply(typing('customer'))
    moments.changedHands('c1')
    expect(moments.of('c1')).toMatchObject({ operatorTyping: null, aiText: null, customerTyping: true })
  })

  it('after a lost line nothing of it is known', () => {
    const { moments } = setUp()
    moments.apply(typing('customer'))
    moments.apply({ type: 'viewers', conversationId: 'c1', viewers: [{ id: 'op-jonas', name: 'Jonas Weidt' }] })
    moments.forget()
    expect(moments.of('c1')).toMatchObject({ customerTyping: false, viewers: [] })
  })
})

describe('L11: who looks at what is a lease', () => {
  it('is said at once, again every 20 s, and given back when the panel closes', async () => {
    const { clock, ask, asked } = setUp()
    const heard = vi.fn()
    const presence = createPresence({ ask, clock, heard })
    presence.look(null)
    expect(asked).toEqual([])
    presence.look('c1')
    presence.look('c1')
    await clock.pass(41_000)
    expect(heard).toHaveBeenLastCalledWith({
      type: 'viewers',
      conversationId: 'c1',
      viewers: [{ id: 'a', name: 'Ann' }],
    })
    expect(asked.map(([, body]) => body)).toEqual(Array.from({ length: 3 }, () => ({ conversationId: 'c1' })))
    presence.look(null)
    await clock.pass(60_000)
    expect(asked).toHaveLength(4)
    expect(asked.at(-1)?.[1]).toEqual({ conversationId: null })
  })

  it('an answer that a moment overtook is not believed: it was given before', async () => {
    const { clock, ask } = setUp()
    const heard = vi.fn()
    const presence = createPresence({ ask, clock, heard })
    presence.look('c1')
    presence.told()
    await clock.pass(1_000)
    expect(heard).not.toHaveBeenCalled()
    await clock.pass(20_000)
    expect(heard).toHaveBeenCalledTimes(1)
  })
})

describe('B13: the customer sees that somebody types', () => {
  it('at most every three seconds, and that it stopped', async () => {
    const { clock, ask, asked } = setUp()
    const signal = createTypingSignal({ ask, clock })
    for (let i = 0; i < 10; i++) {
      signal.typed('c1', false)
      await clock.pass(500)
    }
    expect(asked.map(([, body]) => body)).toEqual([{ typing: true }, { typing: true }])
    await clock.pass(6_000)
    expect(asked.at(-1)).toEqual(['/conversations/c1/typing', { typing: false }])
  })

  it('an emptied box is nobody typing, and another conversation is another sign', () => {
    const { clock, ask, asked } = setUp()
    const signal = createTypingSignal({ ask, clock })
    signal.typed('c1', false)
    signal.typed('c1', true)
    signal.typed('c1', true)
    signal.typed('c2', false)
    expect(asked.map(([path, body]) => [path.split('/')[2], (body as { typing: boolean }).typing])).toEqual([
      ['c1', true],
      ['c1', false],
      ['c2', true],
    ])
  })
})
