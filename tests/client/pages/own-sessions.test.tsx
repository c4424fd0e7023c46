import { cleanup, fireEvent, screen, waitFor, within } from '@solidjs/testing-library'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { browserName } from '../../../client/console/pages/settings/browser-name.ts'
import { OwnSessions } from '../../../client/console/pages/settings/own-sessions.tsx'
import { me, renderPage } from './console.tsx'
import { fakeServer, problem, type Routes } from './server.ts'

vi.mock('howler', () => ({ Howl: class {}, Howler: {} }))

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0'
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1'
const session = (id: string, over: object = {}) => ({
  id,
  userAgent: firefox,
  network: '203.0.113.7',
  since: '2026-11-22T14:02:00.000Z',
  lastUsed: '2026-11-22T15:00:00.000Z',
  current: false,
  ...over,
})

function open(routes: Routes = {}, items = [session('s1', { current: true }), session('s2', { userAgent: safari })]) {
  const server = fakeServer({
    'GET /api/v1/me': () => me('operator'),
    'GET /api/v1/me/sessions': () => ({ items, nextCursor: null }),
    ...routes,
  })
  renderPage('/settings/profile', OwnSessions)
  return server
}

describe('where one is signed in', () => {
  it('names each browser, its network and its times, and says which one this is', async () => {
    open()
    const list = within(await screen.findByRole('list', { name: 'Where you are signed in' }))
    const [here, phone] = list.getAllByRole('listitem').map((item) => item.textContent)
    expect(here).toMatch(/Firefox on Linux.*203\.0\.113\.7.*This browser/)
    expect(phone).toMatch(/Safari on iPhone.*Sign out/)
    expect(list.getAllByRole('button')).toHaveLength(1)
  })

  it('one is signed out alone, and is listed no more', async () => {
    const server = open({ 'DELETE /api/v1/me/sessions/s2': () => undefined })
    fireEvent.click(await screen.findByRole('button', { name: 'Sign out Safari on iPhone' }))
    expect(await screen.findByText('Safari on iPhone is signed out.')).toBeTruthy()
    expect(screen.queryByText('Safari on iPhone')).toBe(null)
    expect(server.asked('DELETE', '/api/v1/me/sessions/s2')).toHaveLength(1)
  })

  it('all others at once; with no other there is nothing to sign out, and the button says so', async () => {
    open({ 'DELETE /api/v1/me/sessions': () => undefined })
    const button = await screen.findByRole('button', { name: /Sign out all others/ })
    await screen.findByText('Safari on iPhone')
    fireEvent.click(button)
    expect(await screen.findByText('Your other browsers are signed out.')).toBeTruthy()
    await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('true'))
  })

  it('says what went wrong, and what was known stands', async () => {
    open({ 'DELETE /api/v1/me/sessions/s2': () => problem(503, 'unavailable', 'The database cannot be reached.') })
    fireEvent.click(await screen.findByRole('button', { name: 'Sign out Safari on iPhone' }))
    expect(await screen.findByText('The database cannot be reached.')).toBeTruthy()
    expect(screen.getByText('Safari on iPhone')).toBeTruthy()
  })
})

describe('L14: a browser is called by what is known of it', () => {
  const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0'
  it.each([
    [firefox, 'Firefox on Linux'],
    [safari, 'Safari on iPhone'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/143.0`, 'Edge on Windows'],
    [`Mozilla/5.0 (Linux; Android 15) ${chrome} Mobile Safari/537.36`, 'Chrome on Android'],
    ['<img src=x onerror=alert(1)>', 'Another browser'],
    [null, 'Another browser'],
  ])('%s is %s', (userAgent, name) => expect(browserName(userAgent)).toBe(name))
})
