import { createRoot } from 'solid-js'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { type Chat, createChat } from '../../../client/widget/chat.ts'
import { oneTabLock } from '../../../client/widget/edges.ts'
import { type Asked, type FakeBaton, fakeBaton, SERVICE } from './fake-baton.ts'
import { edgesTo, onAPage, type Page } from './on-a-page.ts'

let baton: FakeBaton
let page: Page

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  baton = fakeBaton()
  page = onAPage(baton)
})
afterEach(() => page.close())

const isPost = ({ method, path }: Asked) => method === 'POST' && path.endsWith('/messages')
const inSight = (text: string | RegExp, times = 1) =>
  vi.waitFor(() => expect(page.screen.getAllByText(text)).toHaveLength(times))
const arrived = (texts: string[]) => vi.waitFor(() => expect(baton.texts()).toEqual(texts), { timeout: 5_000 })
const kept = () => Object.keys(localStorage).filter((key) => key.includes(':out:'))

/** The first so many attempts meet this, the others pass. */
const first = (count: number, act: () => 'lost' | 'unreachable' | Response) => {
  let left = count
  baton.meet((request) => (isPost(request) && left-- > 0 ? act() : 'pass'))
}

test('L3: what was written offline survives a reload and arrives in order, once, when the network is back', async () => {
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  window.dispatchEvent(new Event('offline'))
  baton.network(false)
  for (const text of ['One', 'Two', 'Three']) page.write(text)
  await inSight('Not sent – will be sent when you are back online', 3)
  expect(page.own()).toEqual(['One', 'Two', 'Three'])
  expect(page.screen.getByText(/You are offline/)).toBeTruthy()
  page.close()

  page = onAPage(baton)
  expect(page.own()).toEqual(['One', 'Two', 'Three'])
  online.mockRestore()
  baton.network(true)
  window.dispatchEvent(new Event('online'))
  await arrived(['One', 'Two', 'Three'])
  await inSight('Delivered')
  expect(page.own()).toEqual(['One', 'Two', 'Three'])
  await vi.waitFor(() => expect(kept()).toEqual([]))
})

test('L3: a message is kept before the first byte of it is sent', () => {
  const seen: number[] = []
  baton.meet(() => {
    seen.push(kept().length)
    return 'pass'
  })
  page.write('Hello')
  expect(kept()).toHaveLength(1)
})

test('L4: a message whose answer was lost is sent again under the same id, and stands once', async () => {
  first(2, () => 'lost')
  page.write('Only once')
  await vi.waitFor(() => expect(baton.texts()).toEqual(['Only once']))
  await inSight('Delivered')
  await vi.waitFor(() => expect(kept()).toEqual([]))
  expect(new Set(baton.posts().map(({ body }) => body?.id)).size).toBe(1)
  expect(baton.texts()).toEqual(['Only once'])
  expect(page.own()).toEqual(['Only once'])
})

test('L4: the stream’s word is enough: a message that stands in the transcript is not sent again', async () => {
  page.write('Hello')
  await inSight('Delivered')
  await vi.waitFor(() => expect(baton.streams.size).toBe(1))
  const before = baton.posts().length
  first(1, () => 'lost')
  page.write('Again')
  await vi.waitFor(() => expect(kept()).toEqual([]))
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(baton.posts().length).toBe(before + 1)
  expect(page.own()).toEqual(['Hello', 'Again'])
})

test('A message’s bubble stays the same element when the server’s own word for it comes', async () => {
  page.write('Hello')
  const bubble = page.screen.getByText('Hello')
  await inSight('Delivered')
  await vi.waitFor(() => expect(baton.streams.size).toBe(1))
  expect(page.screen.getByText('Hello')).toBe(bubble)
})

test.each([500, 502, 503, 408])('L3: a %s is waited out, and the order is kept', async (status) => {
  first(7, () => new Response('', { status }))
  page.write('One')
  page.write('Two')
  await inSight('Not sent – will be sent when the service is back', 2)
  await arrived(['One', 'Two'])
})

test('A 429 is met with the wait that the server asks for', async () => {
  const times: number[] = []
  let refusals = 1
  baton.meet((request) => {
    if (!isPost(request)) return 'pass'
    times.push(performance.now())
    return refusals-- > 0 ? new Response('', { status: 429, headers: { 'retry-after': '1' } }) : 'pass'
  })
  page.write('Hello')
  await arrived(['Hello'])
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(990)
})

test('What can never arrive says why, stays to be copied, and does not hold up the next message', async () => {
  first(1, () => baton.problem(422, 'invalid_input', 'text: must be well-formed text'))
  page.write('Odd')
  page.write('Even')
  await inSight('Not sent: text: must be well-formed text')
  await arrived(['Even'])
  expect(page.screen.getByRole('button', { name: 'Copy' })).toBeTruthy()
  page.close()
  page = onAPage(baton)
  await inSight('Not sent: text: must be well-formed text')
  page.screen.getByRole('button', { name: 'Try again' }).click()
  await arrived(['Even', 'Odd'])
  await vi.waitFor(() => expect(page.screen.queryByText(/Not sent/)).toBeNull())
})

test('A refused message can be removed', async () => {
  first(1, () => baton.problem(422, 'invalid_input', 'No.'))
  page.write('Odd')
  await inSight('Not sent: No.')
  page.screen.getByRole('button', { name: 'Remove' }).click()
  expect(page.own()).toEqual([])
  expect(kept()).toEqual([])
})

test('Text over the limit is not sent and not cut: the field says by how much it is too long', async () => {
  page.write('x'.repeat(10_012))
  expect(page.own()).toEqual([])
  expect(page.field().value).toHaveLength(10_012)
  await inSight('12 characters too many')
})

test('An expired token is renewed with the visitor token, which changes each time, and nobody notices', async () => {
  page.write('One')
  await inSight('Delivered')
  for (const text of ['Two', 'Three']) {
    baton.expireTokens()
    page.write(text)
    await vi.waitFor(() => expect(baton.texts()).toContain(text))
  }
  expect(baton.texts()).toEqual(['One', 'Two', 'Three'])
  expect(baton.conversations.size).toBe(1)
  const renewals = baton.asked
    .filter(({ path }) => path.endsWith('/widget/token'))
    .map(({ body }) => body?.visitorToken)
  expect(new Set(renewals).size).toBe(renewals.length)
})

test('A stream that ends with its token goes on with a new one, from its cursor', async () => {
  page.write('Hello')
  await vi.waitFor(() => expect(baton.streams.size).toBe(1))
  await inSight('Delivered')
  baton.expireTokens()
  baton.cut()
  await vi.waitFor(() => expect(baton.streams.size).toBe(1), { timeout: 5_000 })
  baton.say('ai', 'Still here.', 'Orders')
  await inSight('Still here.')
  const last = baton.asked.filter(({ path }) => path.includes('/stream')).at(-1)
  expect(last?.path).toContain('after=c1.')
})

test('A visitor whose tokens are all worth nothing begins anew, and the message waits for that', async () => {
  page.write('One')
  await inSight('Delivered')
  baton.expireTokens()
  baton.forgetVisitors()
  page.write('Two')
  await arrived(['One', 'Two'])
  expect(baton.conversations.size).toBe(2)
  await vi.waitFor(() => expect(page.own()).toEqual(['One', 'Two']))
})

test('A proxy’s own 404 does not make the widget forget who it is', async () => {
  page.write('One')
  await inSight('Delivered')
  let left = 3
  baton.meet(({ path }) => {
    const ours = path.includes('/messages') || path.includes('/widget/token')
    return ours && left-- > 0 ? new Response('<h1>Not here</h1>', { status: 404 }) : 'pass'
  })
  page.write('Two')
  await arrived(['One', 'Two'])
  expect(baton.conversations.size).toBe(1)
})

test('L5: after a cut the stream goes on from its cursor: nothing missed, nothing twice', async () => {
  page.write('Hello')
  await vi.waitFor(() => expect(baton.streams.size).toBe(1))
  baton.say('ai', 'One', 'Orders')
  await inSight('One')
  baton.network(false)
  baton.say('ai', 'Two', 'Orders')
  baton.network(true)
  await inSight('Two')
  await vi.waitFor(() => expect(baton.streams.size).toBe(1))
  baton.say('ai', 'Three', 'Orders')
  await inSight('Three')
  const answers = [...page.root.querySelectorAll('.c.ai > p')].map((element) => element.textContent)
  expect(answers).toEqual(['One', 'Two', 'Three'])
})

test('L5: after a reset the conversation is read anew, and what is on its way stays', async () => {
  page.write('Hello')
  await vi.waitFor(() => expect(baton.streams.size).toBe(1))
  baton.say('ai', 'One', 'Orders')
  await inSight('One')
  first(3, () => 'unreachable')
  page.write('On its way')
  baton.raw('reset', { cursor: 'c2.0' })
  await arrived(['Hello', 'On its way'])
  await vi.waitFor(() => expect(page.own()).toEqual(['Hello', 'On its way']))
  expect(page.screen.getAllByText('One')).toHaveLength(1)
})

test('Two tabs that share one storage send each message once, in the order in which it was written', async () => {
  page.close()
  const lock = oneTabLock()
  const tab = () =>
    createRoot(() => createChat({ base: 'https://baton.example', serviceId: SERVICE }, edgesTo(baton, lock)))
  const [left, right]: [Chat, Chat] = [tab(), tab()]
  // A browser tells the other tabs of each change; jsdom has only one.
  const telling = setInterval(() => window.dispatchEvent(new StorageEvent('storage', { key: null })), 5)
  onTestFinished(() => clearInterval(telling))
  first(3, () => 'lost')
  const blink = () => new Promise((resolve) => setTimeout(resolve, 3))
  left.write('One')
  await blink()
  right.write('Two')
  await blink()
  left.write('Three')
  await arrived(['One', 'Two', 'Three'])
  await vi.waitFor(() => expect(left.lines().map(({ text }) => text)).toEqual(['One', 'Two', 'Three']))
  await vi.waitFor(() => expect(right.lines().map(({ text }) => text)).toEqual(['One', 'Two', 'Three']))
  expect(baton.conversations.size).toBe(1)
  expect(new Set(baton.posts().map(({ body }) => body?.id)).size).toBe(3)
  left.stop()
  right.stop()
  page = onAPage(baton)
})

test('Where the storage is forbidden or full the chat works all the same, as long as the page stays', async () => {
  const forbidden = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  page.write('Hello')
  await arrived(['Hello'])
  await inSight('Delivered')
  page.write('Again')
  await arrived(['Hello', 'Again'])
  forbidden.mockRestore()
})
