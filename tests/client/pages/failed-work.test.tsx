import { cleanup, fireEvent, screen, waitFor, within } from '@solidjs/testing-library'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { FailedWorkProvider } from '../../../client/console/failed-work/failed-work.tsx'
import SettingsFailedWork from '../../../client/console/pages/settings-failed-work.tsx'
import { stubBrowser } from '../console/browser-parts.ts'
import { createWorld } from '../console/world.tsx'
import { me, renderPage } from './console.tsx'
import { fakeServer, problem, type Routes } from './server.ts'

vi.mock('howler', () => ({ Howl: class {}, Howler: {} }))

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  sessionStorage.clear()
})

const answer = {
  id: 'task-1',
  kind: 'answer',
  conversationId: 'c1',
  why: 'The model did not answer: 503.',
  since: '2026-11-22T14:02:00.000Z',
  attempts: 8,
}

function open(routes: Routes = {}, role: 'admin' | 'operator' = 'admin') {
  const server = fakeServer({
    'GET /api/v1/me': () => me(role),
    'GET /api/v1/tasks': () => ({ items: [answer], nextCursor: null }),
    ...routes,
  })
  renderPage('/settings/failed-work', () => (
    <FailedWorkProvider>
      <SettingsFailedWork />
    </FailedWorkProvider>
  ))
  return server
}

describe('L12: what failed for good is visible', () => {
  it('lists what it was, why it failed, when it was given up, and leads to the conversation', async () => {
    open()
    const list = within(await screen.findByRole('list', { name: 'Failed work' }))
    expect(list.getByText('Answer a customer')).toBeTruthy()
    expect(list.getByText('The model did not answer: 503.')).toBeTruthy()
    expect(list.getByText(/after 8 attempts/)).toBeTruthy()
    expect(list.getByRole('link', { name: 'Open the conversation' }).getAttribute('href')).toBe('/handoff/c1')
  })

  it('“Run again” runs it, and it is listed no more', async () => {
    const server = open({ 'POST /api/v1/tasks/task-1/retry': () => answer })
    fireEvent.click(await screen.findByRole('button', { name: 'Run again' }))
    expect(await screen.findByText('It runs again. If it fails again, it comes back here.')).toBeTruthy()
    expect(screen.getByText('Nothing has failed')).toBeTruthy()
    expect(server.asked('POST', '/api/v1/tasks/task-1/retry')[0]?.body).toEqual({})
  })

  it('says when a colleague was quicker, and looks again', async () => {
    const server = open({
      'POST /api/v1/tasks/task-1/retry': () => problem(404, 'not_found', 'There is nothing here by that name.'),
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Run again' }))
    expect(await screen.findByText('Somebody else has run it again a moment before.')).toBeTruthy()
    await waitFor(() => expect(server.asked('GET', '/api/v1/tasks').length).toBeGreaterThan(1))
  })

  it('what was known stands while it cannot be asked for', async () => {
    let up = true
    open({
      'GET /api/v1/tasks': () =>
        up ? { items: [answer], nextCursor: null } : problem(503, 'unavailable', 'The database cannot be reached.'),
    })
    await screen.findByText('Answer a customer')
    up = false
    fireEvent.click(screen.getByRole('button', { name: 'Look again' }))
    expect(await screen.findByText('The failed work could not be loaded')).toBeTruthy()
    expect(screen.getByText('Answer a customer')).toBeTruthy()
  })

  it('F4: an operator is told that it is an administrator’s, and nothing is asked for', async () => {
    const server = open({}, 'operator')
    expect(await screen.findByText('You do not have permission')).toBeTruthy()
    expect(server.asked('GET', '/api/v1/tasks')).toHaveLength(0)
  })
})

describe('L12: the navigation counts it', () => {
  it('for an administrator, on every page', async () => {
    stubBrowser()
    const world = createWorld()
    world.failed.push(answer, { ...answer, id: 'task-2' })
    await world.start('/settings/services')
    expect(await screen.findByRole('link', { name: /^Failed work.*2 failed for good/ })).toBeTruthy()
  })
})
