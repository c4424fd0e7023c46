import { fireEvent } from '@solidjs/testing-library'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { notices } from '../../../domain/decide/notices.ts'
import { type FakeBaton, fakeBaton } from './fake-baton.ts'
import { onAPage, type Page } from './on-a-page.ts'

let baton: FakeBaton
let page: Page

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  baton = fakeBaton()
  page = onAPage(baton)
})
afterEach(() => page.close())

const shown = (text: string | RegExp) => vi.waitFor(() => page.screen.getByText(text))
const live = () => vi.waitFor(() => expect(baton.streams.size).toBe(1))

test('F17: a customer writes, and the answer of the AI appears in the same window', async () => {
  page.write('Where is my order?')
  await live()
  baton.say('ai', 'It left our warehouse this morning.', 'Orders')
  await shown('It left our warehouse this morning.')
  expect(page.own()).toEqual(['Where is my order?'])
  expect(page.screen.getByText('Delivered')).toBeTruthy()
  expect(page.screen.getByText('The assistant is an AI.')).toBeTruthy()
})

test('F17: nothing is asked of the server for a visitor who only looks at the page', async () => {
  page.close()
  baton.asked.length = 0
  page = onAPage(baton, { open: false })
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(baton.asked).toEqual([])
})

test('H9: each voice has its own bubble, and a notice stands between them', async () => {
  page.write('Hello')
  await live()
  baton.say('ai', 'I am the assistant.', 'Orders')
  baton.take('Mira', 'Mira has joined the conversation.')
  baton.say('operator', 'Mira here.', 'Mira')
  await shown('Mira here.')
  const kind = (text: string) => page.screen.getByText(text).closest('.c, .sys')?.className
  expect(kind('Hello')).toBe('c customer')
  expect(kind('I am the assistant.')).toBe('c ai')
  expect(kind('Mira here.')).toBe('c operator')
  expect(kind('Mira has joined the conversation.')).toBe('sys')
})

test('H10, H11: the customer sees who writes: a person from the moment one joins, the AI when it is back', async () => {
  page.write('May I talk to a person?')
  await live()
  baton.take('Mira Stein', 'Mira Stein has joined the conversation.')
  await shown('You are writing with a person.')
  expect(page.screen.getByRole('dialog', { name: 'Chat with Mira Stein' })).toBeTruthy()
  expect(page.screen.getByPlaceholderText('Write to Mira Stein')).toBeTruthy()
  baton.take(null, 'The AI assistant is answering again.')
  await shown('The assistant is an AI.')
  expect(page.screen.getByRole('dialog', { name: 'Chat with Customer Care' })).toBeTruthy()
})

test('H10, B9: after a handoff the customer reads that a person is looked for, until one joins or the AI is back', async () => {
  page.write('May I talk to a person?')
  await live()
  for (const told of [notices.handedOff(true), notices.handedOff(false)]) {
    baton.say('ai', 'Of course, I pass this on.', 'Orders')
    baton.take(null, told)
    await shown('Looking for a person')
    expect(page.screen.queryByText('The assistant is an AI.')).toBeNull()
    page.write('Thank you')
    await vi.waitFor(() => page.screen.getByText('Delivered'))
    expect(page.screen.getByText('Looking for a person')).toBeTruthy()
    baton.take(null, notices.aiBack)
    await shown('The assistant is an AI.')
    expect(page.screen.queryByText('Looking for a person')).toBeNull()
  }
  baton.take(null, notices.handedOff(true))
  await shown('Looking for a person')
  baton.take('Mira Stein', notices.joined('Mira Stein'))
  await shown('You are writing with a person.')
  expect(page.screen.queryByText('Looking for a person')).toBeNull()
})

test('L8: a release is no sign that a person is looked for again, and nobody makes one by writing the words', async () => {
  page.write(notices.handedOff(true))
  await live()
  baton.say('ai', notices.handedOff(true), 'Orders')
  await vi.waitFor(() => expect(page.screen.getAllByText(notices.handedOff(true))).toHaveLength(2))
  expect(page.screen.queryByText('Looking for a person')).toBeNull()
  baton.take(null, notices.handedOff(true))
  baton.take('Mira Stein', notices.joined('Mira Stein'))
  await shown('You are writing with a person.')
  baton.newest().view = { ...baton.newest().view, person: null }
  page.close()
  page = onAPage(baton)
  await shown(notices.joined('Mira Stein'))
  await vi.waitFor(() => page.screen.getByRole('dialog', { name: 'Chat with Customer Care' }))
  expect(page.screen.queryByText('Looking for a person')).toBeNull()
})

test('B13: the customer sees who is writing until the message comes', async () => {
  page.write('Hello')
  await live()
  baton.raw('typing', { who: 'operator', name: 'Mira', typing: true })
  await vi.waitFor(() => page.screen.getByRole('img', { name: 'Mira is writing' }))
  baton.say('operator', 'There you are.', 'Mira')
  await shown('There you are.')
  expect(page.screen.queryByRole('img', { name: 'Mira is writing' })).toBeNull()
})

test('B13: a sign of writing that is not renewed is over', async () => {
  page.write('Hello')
  await live()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  baton.raw('typing', { who: 'operator', name: 'Mira', typing: true })
  await vi.waitFor(() => page.screen.getByRole('img', { name: 'Mira is writing' }))
  await vi.advanceTimersByTimeAsync(8_100)
  expect(page.screen.queryByRole('img', { name: 'Mira is writing' })).toBeNull()
  vi.useRealTimers()
})

test('B13: the other side hears that the customer is writing, sparingly, and never what', async () => {
  page.write('Hello')
  await vi.waitFor(() => page.screen.getByText('Delivered'))
  await live()
  for (const text of ['S', 'Se', 'Sec', 'Secr', 'Secret']) page.type(text)
  await vi.waitFor(() => expect(baton.typings()).toEqual([true]))
  page.type('')
  await vi.waitFor(() => expect(baton.typings()).toEqual([true, false]))
  expect(baton.asked.filter(({ path }) => path.endsWith('/typing')).map(({ body }) => body)).toEqual([
    { typing: true },
    { typing: false },
  ])
})

test('A thumb is shown at once, sent, can be changed, and is still there after a reload', async () => {
  page.write('Hello')
  await live()
  const id = baton.say('ai', 'Try to reload the page.', 'Orders')
  await shown('Try to reload the page.')
  fireEvent.click(page.screen.getByRole('button', { name: 'No' }))
  expect(page.screen.getByRole('button', { name: 'No' }).getAttribute('aria-pressed')).toBe('true')
  await vi.waitFor(() => expect(baton.newest().ratings).toEqual([{ messageId: id, rating: 'down' }]))
  fireEvent.click(page.screen.getByRole('button', { name: 'Yes' }))
  await vi.waitFor(() => expect(baton.newest().ratings.at(-1)).toEqual({ messageId: id, rating: 'up' }))
  page.close()
  page = onAPage(baton)
  await vi.waitFor(() =>
    expect(page.screen.getByRole('button', { name: 'Yes' }).getAttribute('aria-pressed')).toBe('true'),
  )
  expect(page.screen.getByRole('button', { name: 'No' }).getAttribute('aria-pressed')).toBe('false')
})

test('A thumb given offline is sent when the network is back', async () => {
  page.write('Hello')
  await live()
  baton.say('ai', 'Try to reload the page.', 'Orders')
  await shown('Try to reload the page.')
  baton.network(false)
  fireEvent.click(page.screen.getByRole('button', { name: 'No' }))
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(baton.newest().ratings).toEqual([])
  baton.network(true)
  await vi.waitFor(() => expect(baton.newest().ratings).toHaveLength(1))
})

test('A person’s message has no thumbs: only answers of the AI are rated', async () => {
  page.write('Hello')
  await live()
  baton.say('operator', 'Mira here.', 'Mira')
  await shown('Mira here.')
  expect(page.screen.queryByRole('group', { name: 'Was this helpful?' })).toBeNull()
})

test('F15: after the end the next message starts a new session, and what was said stays in sight', async () => {
  page.write('My lamp is broken')
  await live()
  baton.say('operator', 'A new one is on its way.', 'Mira')
  baton.resolve()
  await shown('This conversation is closed.')
  expect(page.screen.getByPlaceholderText('Write to start again')).toBeTruthy()
  const first = baton.newest().view.id
  page.write('Hello again')
  await vi.waitFor(() => expect(baton.newest().view.previousId).toBe(first))
  await live()
  baton.say('ai', 'Welcome back.', 'Orders')
  await shown('Welcome back.')
  expect(page.screen.getByText('A new one is on its way.')).toBeTruthy()
  expect(page.own()).toEqual(['My lamp is broken', 'Hello again'])
  expect(page.screen.getByPlaceholderText('Write a message')).toBeTruthy()
})

const leftKeys = () => Object.keys(localStorage).filter((key) => key.endsWith(':earlier'))

/** A session that ended, the next one begun, and the page loaded anew. */
async function comeBackLater(between: () => void = () => {}) {
  page.write('My lamp is broken')
  await live()
  baton.say('operator', 'A new one is on its way.', 'Mira')
  baton.resolve()
  await shown('This conversation is closed.')
  page.write('Hello again')
  await vi.waitFor(() => expect(baton.conversations.size).toBe(2))
  await live()
  expect(leftKeys()).toHaveLength(1)
  page.close()
  between()
  page = onAPage(baton)
  await shown('Hello again')
}

test('F15: after a reload what was said in the session before stands above a divider', async () => {
  await comeBackLater()
  await shown('A new one is on its way.')
  const order = [...page.root.querySelectorAll('.c > p, .sys, .begins')].map((element) => element.textContent)
  expect(order).toEqual([
    'My lamp is broken',
    'A new one is on its way.',
    'This conversation is closed.',
    'New conversation',
    'Hello again',
  ])
  expect(page.screen.queryByText(/no longer shown here/)).toBeNull()
})

test('F15, L7: when its hour is over the session before is not shown, and the customer is told', async () => {
  await comeBackLater(() => baton.expireTokens())
  await shown('What was said in earlier conversations is no longer shown here.')
  expect(page.own()).toEqual(['Hello again'])
  // It is not asked for again.
  const asked = baton.asked.length
  page.close()
  page = onAPage(baton)
  await shown('What was said in earlier conversations is no longer shown here.')
  const [first] = baton.conversations.keys()
  expect(baton.asked.slice(asked).filter(({ path }) => path.includes(String(first)))).toEqual([])
})

test('F15: what cannot be reached now is asked for once, and read when the chat is opened again', async () => {
  let refused = 0
  await comeBackLater(() => {
    const [first] = baton.conversations.keys()
    baton.meet(({ path }) => {
      if (!path.includes(String(first))) return 'pass'
      refused++
      return refused % 2 ? 'unreachable' : new Response('{}', { status: 500 })
    })
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  // A server in trouble is not asked again and again: at most once when the chat opens, once when it is connected.
  expect(refused).toBeGreaterThan(0)
  expect(refused).toBeLessThanOrEqual(2)
  expect(page.screen.queryByText(/no longer shown here/)).toBeNull()
  baton.meet(() => 'pass')
  fireEvent.click(page.screen.getByRole('button', { name: 'Close the chat' }))
  fireEvent.click(await vi.waitFor(() => page.screen.getByRole('button', { name: 'Open the chat' })))
  await shown('My lamp is broken')
})

test('L7: a visit that is over for good leaves nothing of its sessions behind', async () => {
  await comeBackLater(() => {
    baton.expireTokens()
    baton.forgetVisitors()
  }).catch(() => {})
  await vi.waitFor(() => expect(leftKeys()).toEqual([]))
  expect(page.screen.queryByText('My lamp is broken')).toBeNull()
})

test('laws.md, an operator writes after resolve: the same conversation goes on, and can end once more', async () => {
  page.write('My lamp is broken')
  await live()
  baton.resolve()
  await shown('This conversation is closed.')
  baton.reopen('Mira')
  await shown('Mira has joined the conversation.')
  await vi.waitFor(() => expect(page.screen.getByPlaceholderText('Write to Mira')).toBeTruthy())
  expect(page.screen.getByText('You are writing with a person.', { exact: false })).toBeTruthy()
  baton.resolve()
  await vi.waitFor(() => expect(page.screen.getAllByText('This conversation is closed.')).toHaveLength(2))
  expect(page.screen.getByPlaceholderText('Write to start again')).toBeTruthy()
})

test('F15: what was said at the end of a session while the customer was away is not skipped by going on', async () => {
  page.write('My lamp is broken')
  await live()
  baton.network(false)
  baton.say('operator', 'A new one is on its way.', 'Mira')
  baton.resolve()
  page.write('Are you there?')
  await shown(/Not sent/)
  // The message is through before anything can be read again.
  baton.meet(({ method }) => (method === 'GET' && baton.texts().length < 2 ? 'unreachable' : 'pass'))
  baton.network(true)
  await shown('A new one is on its way.')
  await vi.waitFor(() => expect(baton.texts()).toEqual(['My lamp is broken', 'Are you there?']))
  await live()
  const order = [...page.root.querySelectorAll('.c > p, .sys')].map((element) => element.textContent)
  expect(order.indexOf('A new one is on its way.')).toBeLessThan(order.indexOf('Are you there?'))
})

test('The launcher counts what came while the panel was closed; opening it is reading it, also after a reload', async () => {
  page.write('Hello')
  await live()
  fireEvent.click(page.screen.getByRole('button', { name: 'Close the chat' }))
  baton.say('ai', 'First answer', 'Orders')
  baton.say('ai', 'Second answer', 'Orders')
  await vi.waitFor(() => page.screen.getByRole('button', { name: 'Open the chat, 2 unread messages' }))
  fireEvent.click(page.screen.getByRole('button', { name: /Open the chat/ }))
  await shown('Second answer')
  fireEvent.click(page.screen.getByRole('button', { name: 'Close the chat' }))
  expect(page.screen.getByRole('button', { name: 'Open the chat' })).toBeTruthy()
  page.close()
  page = onAPage(baton)
  await live()
  expect(page.screen.getByRole('button', { name: 'Open the chat' })).toBeTruthy()
})

test('Opening puts the focus where one writes; Escape closes, gives it back to the launcher and keeps the text', async () => {
  page.type('Half a sent')
  const shadow = page.root.getRootNode() as ShadowRoot
  fireEvent.keyDown(page.field(), { key: 'Escape' })
  const launcher = page.screen.getByRole('button', { name: 'Open the chat' })
  expect(shadow.activeElement).toBe(launcher)
  fireEvent.click(launcher)
  expect(shadow.activeElement).toBe(page.field())
  expect(page.field().value).toBe('Half a sent')
})

test('Enter sends, Shift + Enter is a new line, and Enter that ends a composition is neither', async () => {
  page.type('こんにちは')
  fireEvent.keyDown(page.field(), { key: 'Enter', isComposing: true })
  fireEvent.keyDown(page.field(), { key: 'Enter', shiftKey: true })
  expect(page.own()).toEqual([])
  fireEvent.keyDown(page.field(), { key: 'Enter' })
  expect(page.own()).toEqual(['こんにちは'])
  expect(page.field().value).toBe('')
})

test('Keys pressed in the chat are not the page’s shortcuts', () => {
  const heard = vi.fn()
  document.addEventListener('keydown', heard)
  fireEvent.keyDown(page.field(), { key: '/' })
  document.removeEventListener('keydown', heard)
  expect(heard).not.toHaveBeenCalled()
})

test('The customer is told when the connection is gone for more than a moment, and no longer once it is back', async () => {
  page.write('Hello')
  await live()
  baton.network(false)
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(page.screen.queryByText(/Connecting again/)).toBeNull()
  await vi.waitFor(() => page.screen.getByText(/Connecting again/), { timeout: 4_000 })
  baton.network(true)
  await vi.waitFor(() => expect(page.screen.queryByText(/Connecting again/)).toBeNull(), { timeout: 4_000 })
})

test('A page that names a service which is not there says so instead of taking messages', async () => {
  page.close()
  page = onAPage(baton, { service: '0190a000-0000-7000-8000-00000000ffff' })
  await shown(/This chat is not available/)
  page.write('Hello?')
  expect(page.field().value).toBe('Hello?')
  expect(page.own()).toEqual([])
})

test('L4: an opening whose answer was lost is sent again with its id and its secret, which no other opening has', async () => {
  let lost = 0
  baton.meet(({ path }) => (path.endsWith('/widget/conversations') && lost++ === 0 ? 'lost' : 'pass'))
  page.write('Hello')
  await vi.waitFor(() => expect(baton.texts()).toEqual(['Hello']), 5_000)
  const openings = baton.asked.filter(({ path }) => path.endsWith('/widget/conversations')).map(({ body }) => body)
  expect(openings).toHaveLength(2)
  expect(openings[1]).toEqual(openings[0])
  expect(openings[0]?.secret).toMatch(/^[\w-]{43}$/)
  expect(baton.conversations.size).toBe(1)
})
