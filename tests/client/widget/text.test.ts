import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { partsOf } from '../../../client/widget/words.tsx'
import { type FakeBaton, fakeBaton } from './fake-baton.ts'
import { onAPage, type Page } from './on-a-page.ts'

let baton: FakeBaton
let page: Page

beforeEach(async () => {
  localStorage.clear()
  baton = fakeBaton()
  page = onAPage(baton)
  page.write('Hello')
  await vi.waitFor(() => expect(baton.streams.size).toBe(1))
})
afterEach(() => page.close())

test.each([
  '<img src=x onerror="window.pwned = true">',
  '<script>window.pwned = true</script>',
  '"><svg onload=window.pwned=true>',
  '[click](javascript:window.pwned=true)',
  '{{constructor.constructor("window.pwned = true")()}}',
  'javascript:window.pwned=true',
  '&lt;b&gt;bold&lt;/b&gt; <b>bold</b>',
])('L14: %s is shown as it was written, whoever wrote it', async (text) => {
  page.write(text)
  baton.say('ai', text, text)
  baton.say('operator', text, text)
  baton.say('system', text)
  await vi.waitFor(() => expect(page.root.querySelectorAll('.c.operator > p')).toHaveLength(1))
  const shown = [...page.root.querySelectorAll('.c > p, .sys, .by')].map((element) => element.textContent)
  expect(shown.filter((part) => part === text).length).toBeGreaterThanOrEqual(6)
  expect(page.log().querySelectorAll('img, script, svg:not(.i), a, b')).toHaveLength(0)
  expect((window as { pwned?: boolean }).pwned).toBeUndefined()
})

test('L14: a web address can be followed, and leads the page nowhere it should not', async () => {
  baton.say('ai', 'See https://lampwright.example/returns?id=1, then write.', 'Orders')
  const link = await vi.waitFor(() => page.screen.getByRole<HTMLAnchorElement>('link', { name: /returns/ }))
  expect(link.textContent).toBe('https://lampwright.example/returns?id=1')
  expect(link.href).toBe('https://lampwright.example/returns?id=1')
  expect(link.target).toBe('_blank')
  expect(link.rel).toBe('noopener noreferrer nofollow ugc')
  expect(link.closest('p')?.textContent).toBe('See https://lampwright.example/returns?id=1, then write.')
})

test.each([
  ['Ends a sentence: https://a.example/b.', 'https://a.example/b'],
  ['(in brackets: https://a.example/b)', 'https://a.example/b'],
  ['https://a.example/wiki/Lamp_(lighting)', 'https://a.example/wiki/Lamp_(lighting)'],
  ['http://localhost:3000/x', 'http://localhost:3000/x'],
])('L14: the address in “%s” is %s', (text, address) => {
  expect(partsOf(text).filter((part) => typeof part !== 'string')).toEqual([{ shown: address, href: address }])
})

test.each([
  'javascript:alert(1)',
  'data:text/html,hello',
  'vbscript:x',
  'ftp://a.example',
  'https://',
  'http://%',
  'https://bank.example@elsewhere.example/',
  'xhttps://a.example',
])('L14: %s is no address to follow', (text) => {
  expect(partsOf(text)).toEqual([text])
})

test('L8: what is private is never shown, even if a server sent it by mistake', async () => {
  const wire = (seq: number, type: string, data: unknown) => ({
    cursor: `c1.${seq}`,
    seq,
    type,
    actor: { kind: 'operator', name: 'Mira' },
    at: new Date().toISOString(),
    data,
  })
  const secret = 'SECRET'
  const leaks: [string, unknown][] = [
    ['note.added', { note: { id: 'n', text: secret, author: { id: 'u', name: secret } } }],
    ['reply.drafted', { draft: { id: 'd', text: secret, author: secret } }],
    ['flag.raised', { kind: 'negative_feedback', why: { quote: secret, cues: [secret], score: 1 } }],
    ['conversation.assigned', { owner: { id: 'u', name: secret }, by: { id: 'v', name: secret } }],
    ['conversation.handed_off', { summary: secret, reason: secret }],
    ['message.added', { message: { id: 'w', role: 'whisper', text: secret, author: secret } }],
    ['message.added', { message: { id: 'x', role: 'note', text: secret, author: null } }],
    ['ai.writing', { text: secret, done: false }],
  ]
  for (const [at, [type, data]] of leaks.entries()) baton.raw(type, wire(50 + at, type, data))
  baton.raw('ai.writing', { type: 'ai.writing', text: secret, done: false })
  baton.raw('typing', { who: 'customer', name: secret, typing: true })
  baton.say('ai', 'After all that', 'Orders')
  await vi.waitFor(() => page.screen.getByText('After all that'))
  expect(page.root.innerHTML).not.toContain(secret)
})
