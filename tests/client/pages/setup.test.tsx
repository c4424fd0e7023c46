import { createMemoryHistory, MemoryRouter, Route } from '@solidjs/router'
import { cleanup, fireEvent, render, screen, waitFor } from '@solidjs/testing-library'
import { afterEach, describe, expect, it, vi } from 'vitest'
import Setup from '../../../client/console/pages/setup.tsx'
import { me, service } from './console.tsx'
import { fakeServer, problem, type Routes, reply } from './server.ts'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function open(path: string, routes: Routes) {
  const server = fakeServer({
    'GET /api/v1/capabilities': () => ({ model: false, publicUrl: 'https://chat.example' }),
    ...routes,
  })
  const history = createMemoryHistory()
  history.set({ value: path })
  render(() => (
    <MemoryRouter history={history}>
      <Route path="/setup" component={Setup} />
    </MemoryRouter>
  ))
  return { server, history }
}

const type = (label: string, value: string) => fireEvent.input(screen.getByLabelText(label), { target: { value } })
const fill = () => {
  type('Name', 'Mira Solano')
  type('Email', 'mira@lampwright.example')
  type('Password', 'a lamp by night')
  fireEvent.click(screen.getByRole('button', { name: 'Create administrator' }))
}

describe('B14: the first start', () => {
  it('says where to find the link when it was opened without one', async () => {
    open('/setup', { 'GET /api/v1/setup': () => ({ needed: true }) })
    expect(await screen.findByText(/\/setup\?token=/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Create administrator' })).toBeNull()
  })

  it('says so when the link is not the right one', async () => {
    open('/setup?token=old', {
      'GET /api/v1/setup': () => ({ needed: true }),
      'POST /api/v1/setup': () => problem(403, 'forbidden', 'This link is not valid.'),
    })
    await screen.findByLabelText('Name')
    fill()
    expect(await screen.findByRole('heading', { name: 'This link does not work' })).toBeTruthy()
  })

  it('makes the administrator, signs in by itself, and takes the token out of the address', async () => {
    let needed = true
    const { server, history } = open('/setup?token=right', {
      'GET /api/v1/setup': () => ({ needed }),
      'GET /api/v1/me': () => (needed ? problem(401, 'unauthorized', 'Sign in.') : me()),
      'POST /api/v1/setup': () => {
        needed = false
        return reply(201, { id: 'user-1' })
      },
      'POST /api/auth/sign-in/email': () => ({}),
    })
    await screen.findByLabelText('Name')
    fill()
    expect(await screen.findByRole('heading', { name: 'Welcome, Mira Solano' })).toBeTruthy()
    expect(server.asked('POST', '/api/v1/setup')[0]?.body).toMatchObject({
      token: 'right',
      email: 'mira@lampwright.example',
    })
    expect(history.get()).toBe('/setup')
  })

  it('goes on after a reload: the service stands in the address, and the first message ticks the last step off', async () => {
    let said: object[] = []
    open('/setup?first=own&service=service-1', {
      'GET /api/v1/setup': () => ({ needed: false }),
      'GET /api/v1/me': () => me(),
      'GET /api/v1/keys': () => ({ items: [] }),
      'GET /api/v1/services': () => ({ items: [service()] }),
      'GET /api/v1/conversations': () => ({ items: said }),
    })
    const last = await screen.findByRole('listitem', { name: '4. Send a first message to yourself' })
    expect(await screen.findByRole('listitem', { name: '1. Make a service, done' })).toBeTruthy()
    await waitFor(() => expect(last.querySelector('a')?.getAttribute('href')).toBe('/demo?service=service-1'))
    said = [{ id: 'c-1', openingQuestion: 'Is anybody there?' }]
    expect(await screen.findByText('Is anybody there?', {}, { timeout: 5000 })).toBeTruthy()
    expect(screen.getByRole('listitem', { name: '4. Send a first message to yourself, done' })).toBeTruthy()
  })

  it('once it is set up, a stranger is sent to the door', async () => {
    open('/setup?token=old', {
      'GET /api/v1/setup': () => ({ needed: false }),
      'GET /api/v1/me': () => problem(401, 'unauthorized', 'Sign in.'),
    })
    expect(await screen.findByRole('heading', { name: 'Baton is set up' })).toBeTruthy()
    expect(screen.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/sign-in')
  })
})
