import { cleanup, fireEvent, screen, waitFor, within } from '@solidjs/testing-library'
import { afterEach, describe, expect, it, vi } from 'vitest'
import SettingsAudit from '../../../client/console/pages/settings-audit.tsx'
import { boardOf, me, renderPage, service } from './console.tsx'
import { fakeServer, problem, type Routes } from './server.ts'

vi.mock('howler', () => ({ Howl: class {}, Howler: {} }))

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  sessionStorage.clear()
})

const line = (seq: number, over: object = {}) => ({
  seq,
  at: '2026-11-22T14:02:00.000Z',
  type: 'conversation.claimed',
  actor: { kind: 'operator', id: 'user-2', name: 'Jonas Weidt', via: 'console' },
  network: '203.0.113.7',
  sentence: 'Took over the conversation',
  conversationId: `c${seq}`,
  serviceId: 'service-1',
  service: 'Customer Care',
  ...over,
})

function open(routes: Routes = {}, path = '/settings/audit', role: 'admin' | 'operator' = 'admin') {
  const asked: URLSearchParams[] = []
  const server = fakeServer({
    'GET /api/v1/me': () => me(role),
    'GET /api/v1/users': () => ({ items: [{ id: 'user-2', name: 'Jonas Weidt' }], nextCursor: null }),
    'GET /api/v1/keys': () => ({ items: [{ id: 'key-1', name: 'Shop' }], nextCursor: null }),
    'GET /api/v1/audit': () => ({ items: [line(1)], nextCursor: null }),
    ...routes,
  })
  const through = globalThis.fetch
  vi.stubGlobal('fetch', (input: string, init: RequestInit) => {
    const url = new URL(input, location.origin)
    if (url.pathname === '/api/v1/audit') asked.push(url.searchParams)
    return through(input, init)
  })
  const { history } = renderPage(path, SettingsAudit, boardOf(service()))
  return { server, asked, history }
}

describe('L10: the audit screen', () => {
  it('says who did what, when, from where, and leads to the conversation', async () => {
    const { asked } = open()
    const list = within(await screen.findByRole('list', { name: 'Audit' }))
    for (const words of ['Jonas Weidt', 'Took over the conversation', '203.0.113.7'])
      expect(list.getByText(words)).toBeTruthy()
    expect(list.getByRole('link', { name: 'Open the conversation' }).getAttribute('href')).toBe('/handoff/c1')
    expect(asked[0]?.get('by')).toBe('team')
  })

  it('what is chosen stands in the address, and the list and both exports are of that', async () => {
    const { asked, history } = open()
    await screen.findByRole('option', { name: 'Jonas Weidt' })
    fireEvent.change(screen.getByLabelText('Who'), { target: { value: 'person:user-2' } })
    fireEvent.change(screen.getByLabelText('What'), { target: { value: 'keys' } })
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-20' } })
    fireEvent.change(screen.getByLabelText('Until'), { target: { value: '2026-11-21' } })
    await waitFor(() => expect(asked.at(-1)?.get('until')).toBe(new Date(2026, 10, 22).toISOString()))
    expect(Object.fromEntries(asked.at(-1) ?? [])).toMatchObject({
      person: 'user-2',
      kind: 'keys',
      from: new Date(2026, 10, 20).toISOString(),
    })
    expect(history.get()).toContain('who=person%3Auser-2')
    for (const name of ['CSV', 'JSON lines'])
      expect(screen.getByRole('link', { name }).getAttribute('href')).toContain('person=user-2&kind=keys')
    fireEvent.click(screen.getByRole('button', { name: 'Show everything' }))
    await waitFor(() => expect(asked.at(-1)?.get('by')).toBe('team'))
  })

  it('older lines come below, once each, and the end is said', async () => {
    let n = 0
    open({
      'GET /api/v1/audit': () =>
        n++ === 0
          ? { items: Array.from({ length: 50 }, (_, i) => line(100 - i)), nextCursor: 'next' }
          : { items: [line(2), line(1)], nextCursor: null },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Show older' }))
    expect(await screen.findByText('This is the first line of the log that fits.')).toBeTruthy()
    expect(within(screen.getByRole('list', { name: 'Audit' })).getAllByRole('listitem')).toHaveLength(52)
  })

  it('a long stretch without a fitting line is looked through a few pieces at a time', async () => {
    const { asked } = open({ 'GET /api/v1/audit': () => ({ items: [], nextCursor: 'further' }) })
    fireEvent.click(await screen.findByRole('button', { name: 'Look further back' }))
    await waitFor(() => expect(asked).toHaveLength(10))
    expect(asked.slice(1).every((query) => query.get('cursor') === 'further')).toBe(true)
  })

  it('says that nothing fits, and why; and what went wrong, with what was known left standing', async () => {
    open({ 'GET /api/v1/audit': () => ({ items: [], nextCursor: null }) }, '/settings/audit?kind=keys')
    expect(await screen.findByText('Nobody did such a thing')).toBeTruthy()
    cleanup()
    let n = 0
    open({
      'GET /api/v1/audit': () =>
        n++ === 0
          ? { items: Array.from({ length: 50 }, (_, i) => line(100 - i)), nextCursor: 'next' }
          : problem(503, 'unavailable', 'The database cannot be reached.'),
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Show older' }))
    expect(await screen.findByText('The audit could not be loaded')).toBeTruthy()
    expect(screen.getAllByText('Took over the conversation')).toHaveLength(50)
  })

  it('F4: an operator is told that it is an administrator’s, and nothing is asked for', async () => {
    const { asked } = open({}, '/settings/audit', 'operator')
    expect(await screen.findByText('You do not have permission')).toBeTruthy()
    expect(asked).toEqual([])
  })
})
