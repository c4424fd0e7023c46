import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Running, startBaton } from '../builders/baton.ts'
import { pagesOfCode } from '../proof/hostile/pages-of-code.ts'

let baton: Running
beforeAll(async () => {
  baton = await startBaton()
})
afterAll(() => baton.stop())

/** As a browser asks for what stands in its address bar. */
const browse = (path: string) => baton.stranger.get(`/${path}`, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
const consolePages = pagesOfCode()
  .filter((path) => path.startsWith('/') && !path.includes('*'))
  .map((path) => path.replace(/:id\??/, crypto.randomUUID()))

test('every page of the console is there after a reload, at its own address', async () => {
  expect(consolePages).toContain('/settings/people')
  for (const path of consolePages) {
    const { status, headers } = await browse(path)
    expect([path, status, headers.get('content-type')]).toEqual([path, 200, 'text/html; charset=UTF-8'])
  }
})

test('at an address that is none a browser gets the console, which says so, and the status says it too', async () => {
  const { text: page } = await browse('/handoff')
  for (const path of [
    '/nowhere',
    '/handoff/a/b',
    '/human-agents/a/b',
    '/settings/nowhere',
    '/sessions/a/b',
    '/profile',
  ]) {
    const { status, text } = await browse(path)
    expect([path, status, text === page]).toEqual([path, 404, true])
  }
})

test('laws, Bad input: a program gets a problem there, and so does whoever asks for nothing under the API', async () => {
  ;(await baton.stranger.get('//nowhere')).refused(404, 'not_found')
  ;(await baton.stranger.call('POST', '//nowhere', {}, { accept: 'text/html' })).refused(404, 'not_found')
  ;(await browse('/api/nowhere')).refused(404, 'not_found')
  ;(await baton.stranger.get('//assets/nowhere.js', { accept: '*/*' })).refused(404, 'not_found')
})
