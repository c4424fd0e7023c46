import { createMemoryHistory, MemoryRouter, Route } from '@solidjs/router'
import { cleanup, fireEvent, render, screen, waitFor } from '@solidjs/testing-library'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { SessionProvider, useSession } from '../../../client/console/session/session.tsx'
import { me } from '../pages/console.tsx'
import { fakeServer, problem, type Routes, reply } from '../pages/server.ts'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const Inside = () => <p>Hello {useSession().me.name}</p>

function open(path: string, routes: Routes) {
  fakeServer(routes)
  const history = createMemoryHistory()
  history.set({ value: path })
  render(() => (
    <MemoryRouter history={history}>
      <Route path="/sign-in" component={() => <p>The door</p>} />
      <Route path="/setup" component={() => <p>Set it up</p>} />
      <Route
        path="*"
        component={() => (
          <SessionProvider>
            <Inside />
          </SessionProvider>
        )}
      />
    </MemoryRouter>
  ))
  return history
}

const nobody = () => problem(401, 'unauthorized', 'Sign in, or send a valid key or token.')

describe('the door of the console', () => {
  it('lets in who is signed in', async () => {
    open('/handoff', { 'GET /api/v1/me': () => me() })
    expect(await screen.findByText('Hello Mira Solano')).toBeTruthy()
  })

  it('sends everybody else to the sign-in page, and remembers where to', async () => {
    const history = open('/handoff/c1?show=attention', {
      'GET /api/v1/me': nobody,
      'GET /api/v1/setup': () => ({ needed: false }),
    })
    expect(await screen.findByText('The door')).toBeTruthy()
    expect(history.get()).toBe('/sign-in?next=%2Fhandoff%2Fc1%3Fshow%3Dattention')
  })

  it('leads to the set-up on a Baton that nobody has set up', async () => {
    open('/', { 'GET /api/v1/me': nobody, 'GET /api/v1/setup': () => ({ needed: true }) })
    expect(await screen.findByText('Set it up')).toBeTruthy()
  })

  it('says that the server does not answer, and tries again when asked', async () => {
    const server = { is: 'down' }
    open('/handoff', {
      'GET /api/v1/me': () =>
        server.is === 'down' ? reply(503, { code: 'unavailable', detail: 'The database cannot be reached.' }) : me(),
    })
    expect(await screen.findByText('The database cannot be reached.')).toBeTruthy()
    server.is = 'up'
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(screen.getByText('Hello Mira Solano')).toBeTruthy())
  })
})
