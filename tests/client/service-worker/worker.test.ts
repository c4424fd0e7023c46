import { expect, test } from 'vitest'
import type { Asked } from '../../../client/service-worker/ask.ts'
import { openConversation } from '../../../client/service-worker/open.ts'
import type { Tab, WorkerScope } from '../../../client/service-worker/scope.ts'
import { createShow } from '../../../client/service-worker/show.ts'
import type { PushContent } from '../../../domain/notification.ts'

const content = (number: number, over: Partial<PushContent> = {}): PushContent => ({
  kind: 'message',
  conversationId: 'c-1',
  number,
  title: `New message: ${number}`,
  body: 'Customer Care',
  silent: false,
  ...over,
})

interface Open extends Partial<Tab> {
  /** The conversation that it shows; none for a console that shows none. */
  shows?: string
  /** False for a page that is no console yet. */
  answers?: boolean
}

/** A browser with these tabs, which remembers what was shown in it and where it was led. */
function browser(...tabs: Open[]) {
  const shown: { title: string; options: Record<string, unknown> }[] = []
  const did: string[] = []
  const kept = new Map<string, string>()
  const scope = {
    registration: {
      showNotification: async (title: string, options: object) => void shown.push({ title, options: { ...options } }),
    },
    clients: {
      matchAll: async () =>
        tabs.map(({ answers = true, shows, ...tab }, nth) => ({
          url: 'https://baton.example/handoff',
          focused: false,
          visibilityState: 'hidden',
          focus: async () => void did.push(`focus ${nth}`),
          navigate: async (to: string) => void did.push(`navigate ${nth} ${to}`),
          postMessage({ type, conversationId }: Asked, [port]: MessagePort[]) {
            if (type === 'baton.open') did.push(`ask ${nth} ${conversationId}`)
            if (answers) port?.postMessage(type === 'baton.open' || shows === conversationId)
          },
          ...tab,
        })),
      openWindow: async (to: string) => void did.push(`open ${to}`),
    },
  } as unknown as WorkerScope
  const memory = {
    open: async () => ({
      match: async (at: string) => (kept.has(at) ? new Response(kept.get(at)) : undefined),
      put: async (at: string, answer: Response) => void kept.set(at, await answer.text()),
    }),
  } as unknown as CacheStorage
  return { scope, memory, shown, did }
}

test('L12: what comes twice is shown once, also after the worker was stopped in between', async () => {
  const { scope, memory, shown } = browser()
  const show = createShow(scope, memory)
  await Promise.all([show(content(4)), show(content(4)), show(content(5))])
  await createShow(scope, memory)(content(4))
  await createShow(scope, memory)(content(4, { conversationId: 'c-2' }))
  expect(shown.map(({ title }) => title)).toEqual(['New message: 4', 'New message: 5', 'New message: 4'])
})

test('F6: the next message of a conversation takes the place of the one before and is heard; a silent one is not', async () => {
  const { scope, memory, shown } = browser()
  const show = createShow(scope, memory)
  await show(content(1))
  await show(content(2, { silent: true }))
  expect(shown.map(({ options }) => options)).toEqual([
    { body: 'Customer Care', tag: 'message c-1', renotify: true, silent: false, data: { conversationId: 'c-1' } },
    { body: 'Customer Care', tag: 'message c-1', renotify: true, silent: true, data: { conversationId: 'c-1' } },
  ])
})

test.each([
  ['in front with that conversation is enough', { focused: true, visibilityState: 'visible', shows: 'c-1' }, 0],
  ['in front with another is not', { focused: true, visibilityState: 'visible', shows: 'c-2' }, 1],
  ['behind another window is not', { focused: false, visibilityState: 'visible', shows: 'c-1' }, 1],
  ['behind another tab is not', { focused: false, visibilityState: 'hidden', shows: 'c-1' }, 1],
] as const)('F6: a console %s', async (_where, tab, times) => {
  const { scope, memory, shown } = browser(tab)
  await createShow(scope, memory)(content(1))
  expect(shown).toHaveLength(times)
})

test('F6: a press leads an open console to the conversation, the one that shows it first', async () => {
  const one = browser({}, { shows: 'c-1' })
  await openConversation(one.scope, 'c-1')
  expect(one.did).toEqual(['focus 1'])
  const other = browser({ url: 'https://b/demo?service=c-1' }, { url: 'https://b/settings/profile' })
  await openConversation(other.scope, 'c-1')
  expect(other.did).toEqual(['focus 1', 'ask 1 c-1'])
})

test('F6: without a console one is opened; a page that is none yet is led there', async () => {
  const none = browser()
  await openConversation(none.scope, 'c-1')
  expect(none.did).toEqual(['open /human-agents/c-1'])
  const door = browser({ url: 'https://b/sign-in', answers: false, focus: () => Promise.reject(new Error('not now')) })
  await openConversation(door.scope, 'c-1')
  expect(door.did).toEqual(['ask 0 c-1', 'navigate 0 /human-agents/c-1'])
})
