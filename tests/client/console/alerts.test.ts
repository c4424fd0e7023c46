import { createRoot, createSignal } from 'solid-js'
import { describe, expect, it, vi } from 'vitest'
import { type Alert, createAlerts } from '../../../client/console/alerts/alerts.ts'
import { twoNotes } from '../../../client/console/alerts/notes.ts'
import { createTurn } from '../../../client/console/alerts/one-tab.ts'
import {
  ann,
  claimed,
  conversationId,
  flagClosed,
  flagRaised,
  flagReopened,
  opened,
  released,
  said,
  serviceCreated,
} from '../../builders/events.ts'
import { timeOf } from '../../builders/given.ts'
import { elsewhere, logOf, snapshotOf, storeOf, viewsOf } from './board-of.ts'
import { settle, standingClock } from './clock.ts'

const past = logOf(
  serviceCreated(),
  opened(),
  said('customer', 'm1', 'Where is my lamp?'),
  elsewhere('conversation-2', opened()),
  elsewhere('conversation-2', said('customer', 'm2', 'Hello?')),
)

function setUp() {
  const clock = standingClock()
  const { store } = storeOf()
  const shown: Alert[] = []
  const sound = vi.fn()
  const line = { openedAt: 0 }
  let number = past.length
  const alerts = createAlerts({
    clock,
    liveSince: () => line.openedAt,
    show: (alert) => shown.push(alert),
    over: (id) => shown.splice(0, shown.length, ...shown.filter((alert) => alert.conversationId !== id)),
    sound,
  })
  store.load(snapshotOf(past))
  store.listen(alerts.change)
  return {
    clock,
    alerts,
    shown,
    sound,
    line,
    happens: (...events: Parameters<typeof logOf>) => {
      for (const view of viewsOf(logOf(...events))) {
        number += 1
        store.apply({ ...view, seq: number, at: timeOf(number) })
      }
    },
  }
}

describe('H13: a new attention shows one toast and is heard once', () => {
  it('when a flag is raised', () => {
    const { shown, sound, happens } = setUp()
    happens(flagRaised('help_requested', 'm1'))
    expect(shown).toEqual([{ conversationId, kind: 'help_requested', live: true }])
    expect(sound).toHaveBeenCalledOnce()
  })

  it('two flags of one message are one attention', () => {
    const { shown, sound, happens } = setUp()
    happens(flagRaised('help_requested', 'm1'), flagRaised('negative_feedback', 'm1'))
    expect(shown).toHaveLength(1)
    expect(sound).toHaveBeenCalledOnce()
  })

  it('a flag that comes after the first was taken care of is new, also while somebody holds the conversation', () => {
    const { clock, shown, sound, happens } = setUp()
    happens(flagRaised('help_requested', 'm1'), claimed(ann), flagClosed('help_requested', 'm1', 'claimed'))
    expect(shown).toHaveLength(0)
    clock.sleep(20_000)
    happens(flagRaised('negative_feedback', 'm3'))
    expect(shown).toHaveLength(1)
    expect(sound).toHaveBeenCalledTimes(2)
  })

  it('a snooze that ends is new again; a release opens the attention without a word', () => {
    const { clock, shown, sound, happens } = setUp()
    happens(flagRaised('help_requested', 'm1'), flagClosed('help_requested', 'm1', 'snoozed', 'snoozed'))
    clock.sleep(300_000)
    happens(flagReopened('help_requested', 'm1', 'snooze_over'))
    expect(shown).toHaveLength(1)
    expect(sound).toHaveBeenCalledTimes(2)
    clock.sleep(300_000)
    happens(
      claimed(ann),
      flagClosed('help_requested', 'm1', 'claimed'),
      released(ann),
      flagReopened('help_requested', 'm1', 'released'),
    )
    expect(shown).toHaveLength(0)
    expect(sound).toHaveBeenCalledTimes(2)
  })

  it('sounds closer together than ten seconds are one sound, and each has its toast', () => {
    const { clock, shown, sound, happens } = setUp()
    happens(flagRaised('help_requested', 'm1'))
    clock.sleep(9_000)
    happens(elsewhere('conversation-2', flagRaised('non_answer', 'm2')))
    expect(shown).toHaveLength(2)
    expect(sound).toHaveBeenCalledOnce()
    clock.sleep(1_000)
    happens(
      elsewhere('conversation-3', opened()),
      elsewhere('conversation-3', said('customer', 'm5', 'A human!')),
      elsewhere('conversation-3', flagRaised('help_requested', 'm5')),
    )
    expect(sound).toHaveBeenCalledTimes(2)
  })

  it('the toast leaves when somebody takes care of it', () => {
    const { shown, happens } = setUp()
    happens(flagRaised('help_requested', 'm1'), flagClosed('help_requested', 'm1', 'seen'))
    expect(shown).toHaveLength(0)
  })
})

describe('laws, “When attention opens and ends”: none on replay', () => {
  it('what happened while the line was away shows once, and is not heard', () => {
    const { line, shown, sound, happens } = setUp()
    line.openedAt = Date.parse(timeOf(60))
    happens(said('customer', 'm3', 'A human, please'), flagRaised('help_requested', 'm3'))
    expect(shown).toEqual([{ conversationId, kind: 'help_requested', live: false }])
    expect(sound).not.toHaveBeenCalled()
  })

  it('what began and ended while the line was away shows nothing', () => {
    const { line, shown, happens } = setUp()
    line.openedAt = Date.parse(timeOf(60))
    happens(flagRaised('help_requested', 'm1'), flagClosed('help_requested', 'm1', 'seen'))
    expect(shown).toHaveLength(0)
  })

  it('what a fresh snapshot found new shows once, and is not heard', () => {
    const { alerts, shown, sound } = setUp()
    alerts.began([{ conversationId, kind: 'non_answer' }])
    expect(shown).toHaveLength(1)
    expect(sound).not.toHaveBeenCalled()
  })
})

describe('H13: one tab of the browser sounds', () => {
  /** Web Locks as the browser has them: one holder for a name, the others queue. */
  function locks() {
    const queue: (() => void)[] = []
    let held = false
    const next = () => {
      if (!held) queue.shift()?.()
    }
    const release = async (done: Promise<void>, resolve: () => void) => {
      await done
      held = false
      resolve()
      next()
    }
    const request = (_name: string, options: LockOptions, run: () => Promise<void>) =>
      new Promise<void>((resolve, reject) => {
        const begin = () => {
          held = true
          void release(run(), resolve)
        }
        options.signal?.addEventListener('abort', () => {
          const at = queue.indexOf(begin)
          if (at >= 0) queue.splice(at, 1)
          reject(new Error('aborted'))
        })
        queue.push(begin)
        next()
      })
    return { request } as unknown as LockManager
  }

  it('the first that can; another takes over when it falls silent', async () => {
    await createRoot(async (dispose) => {
      const shared = locks()
      const [first, setFirst] = createSignal(true)
      const [second] = createSignal(true)
      const mine = createTurn('sound', first, shared)
      const theirs = createTurn('sound', second, shared)
      await settle()
      expect([mine(), theirs()]).toEqual([true, false])
      setFirst(false)
      await settle()
      expect([mine(), theirs()]).toEqual([false, true])
      dispose()
    })
  })
})

describe('design: two soft notes of half a second', () => {
  it('are a WAV file that says of itself what it holds', async () => {
    const file = new DataView(await twoNotes().arrayBuffer())
    const word = (at: number) => String.fromCharCode(...[0, 1, 2, 3].map((i) => file.getUint8(at + i)))
    expect([word(0), word(8), word(36)]).toEqual(['RIFF', 'WAVE', 'data'])
    expect(file.getUint32(4, true)).toBe(file.byteLength - 8)
    const samples = Array.from({ length: file.getUint32(40, true) / 2 }, (_, i) => file.getInt16(44 + i * 2, true))
    expect(samples.length / file.getUint32(24, true)).toBeCloseTo(0.5, 2)
    expect(Math.max(...samples)).toBeGreaterThan(5_000)
    expect(Math.max(...samples)).toBeLessThan(32_767)
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(50)
  })
})
