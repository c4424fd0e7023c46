import { createRoot } from 'solid-js'
import { beforeEach, expect, test, vi } from 'vitest'
import { type Call, Problem } from '../../../client/console/live/api.ts'
import type { PushBrowser } from '../../../client/console/push/browser.ts'
import { createPush } from '../../../client/console/push/push.ts'

const KEY = 'the-servers-key'
/** A browser that a test holds, with a server behind it. */
function world() {
  const stored = new Map<string, string>()
  const calls: string[] = []
  let changed = () => {}
  const subscription = (key: string) =>
    ({
      key,
      toJSON: () => ({ endpoint: 'https://push.example/1' }),
      unsubscribe: async () => {
        calls.push('unsubscribe')
        it.present = null
        return true
      },
    }) as unknown as PushSubscription & { key: string }
  const it = {
    stored,
    calls,
    permission: 'default' as NotificationPermission | 'none',
    answer: 'granted' as NotificationPermission,
    present: null as (PushSubscription & { key: string }) | null,
    refuses: null as Error | null,
    changes: () => changed(),
    subscription,
    of(personId: string) {
      const browser: PushBrowser = {
        permission: () => it.permission,
        onPermission: (told) => {
          changed = told
          return () => {}
        },
        ask: async () => {
          it.permission = it.answer
          return it.answer
        },
        present: async () => it.present && { subscription: it.present, key: it.present.key },
        subscribe: async (key) => {
          if (it.refuses) throw it.refuses
          it.present = subscription(key)
          return it.present
        },
      }
      const api = async (path: string, { method = 'GET' }: Call = {}) => {
        calls.push(`${method} ${path}`)
        return { publicKey: KEY }
      }
      const storage = {
        getItem: (name: string) => stored.get(name) ?? null,
        setItem: (name: string, value: string) => void stored.set(name, value),
        removeItem: (name: string) => void stored.delete(name),
      }
      return createRoot(() => createPush({ browser, api, personId, storage }))
    },
  }
  return it
}
let at: ReturnType<typeof world>
beforeEach(() => {
  at = world()
})
const looked = (push: ReturnType<typeof at.of>) => vi.waitFor(() => expect(push.state()).not.toBe('unknown'))

test('F6: the dialog is asked for once: allowed, the browser is enabled and the server knows it', async () => {
  const push = at.of('ann')
  await looked(push)
  expect(push.wanted()).toBe(true)
  await push.enable()
  expect([push.state(), push.wanted(), push.problem()]).toEqual(['on', false, null])
  expect(at.calls).toEqual(['GET /push/key', 'PUT /push/subscription'])
  const again = at.of('ann')
  await looked(again)
  expect([again.state(), again.wanted()]).toEqual(['on', false])
  // Said again, since a server may have let go of it.
  expect(at.calls.at(-1)).toBe('PUT /push/subscription')
})

test('F6: put off it is not asked again, of this person in this browser', async () => {
  const push = at.of('ann')
  await looked(push)
  push.putOff()
  expect(push.wanted()).toBe(false)
  const [again, other] = [at.of('ann'), at.of('ben')]
  await looked(again)
  await looked(other)
  expect([again.wanted(), other.wanted()]).toEqual([false, true])
  await again.enable()
  expect(again.state()).toBe('on')
})

test('F6: forbidden in the browser’s question, it is blocked until the browser’s settings allow it', async () => {
  at.answer = 'denied'
  const push = at.of('ann')
  await looked(push)
  await push.enable()
  expect([push.state(), push.wanted()]).toEqual(['blocked', false])
  expect(at.calls).toEqual([])
  at.permission = 'granted'
  at.changes()
  await vi.waitFor(() => expect(push.state()).toBe('off'))
  at.answer = 'granted'
  await push.enable()
  expect(push.state()).toBe('on')
})

test('F6: the browser’s question closed without an answer leaves it off', async () => {
  at.answer = 'default'
  const push = at.of('ann')
  await looked(push)
  await push.enable()
  expect([push.state(), push.wanted()]).toEqual(['off', false])
})

test('F6: without its push service it says so and may be tried again', async () => {
  at.refuses = new DOMException('Registration failed - push service error', 'AbortError')
  const push = at.of('ann')
  await looked(push)
  await push.enable()
  expect(push.problem()).toMatch(/push service/)
  expect([push.state(), push.wanted()]).toEqual(['off', true])
  at.refuses = new Problem(503, 'unavailable', 'Try again in a moment.')
  await push.enable()
  expect(push.problem()).toBe('Try again in a moment.')
  at.refuses = null
  await push.enable()
  expect([push.state(), push.problem()]).toEqual(['on', null])
})

test('L7: what somebody else had enabled in this browser is ended before anything is told to them here', async () => {
  await at.of('ann').enable()
  at.calls.length = 0
  const ben = at.of('ben')
  await looked(ben)
  expect([ben.state(), ben.wanted()]).toEqual(['off', true])
  expect(at.calls).toEqual(['GET /push/key', 'unsubscribe'])
})

test('F6: a subscription that is bound to another key, as of a server of before, is made anew', async () => {
  await at.of('ann').enable()
  at.present = at.subscription('another-key')
  const push = at.of('ann')
  await looked(push)
  expect([push.state(), at.present]).toEqual(['off', null])
})

test('F6: turned off, the server and the browser let go of it', async () => {
  const push = at.of('ann')
  await push.enable()
  at.calls.length = 0
  await push.disable()
  expect(push.state()).toBe('off')
  expect(at.calls).toEqual(['DELETE /push/subscription', 'unsubscribe'])
})

test('F6: a browser without push says that it has none', async () => {
  at.permission = 'none'
  const push = at.of('ann')
  await looked(push)
  expect([push.state(), push.wanted()]).toEqual(['none', false])
})
