import { createMemoryHistory, MemoryRouter, Route } from '@solidjs/router'
import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { pageAfter } from '../../../client/console/pages/sign-in/next.ts'
import SignIn from '../../../client/console/pages/sign-in.tsx'
import { fakeServer, type Routes, reply } from './server.ts'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const here = 'https://baton.example'

describe('next=: after signing in, only pages of this console', () => {
  it.each(['/handoff', '/handoff/0197?show=attention', '/settings/services?service=1#form', '/setup'])(
    'goes back to %s',
    (path) => expect(pageAfter(path, here)).toBe(path),
  )

  it.each([
    'https://elsewhere.example/handoff',
    '//elsewhere.example',
    '//elsewhere.example/handoff',
    '/\\\\elsewhere.example/handoff',
    '/\\elsewhere.example',
    '/\t/elsewhere.example',
    '///elsewhere.example',
    '/.//elsewhere.example',
    'javascript:alert(1)',
    'data:text/html,hello',
    'handoff',
    '',
  ])('refuses %j and goes home', (path) => expect(pageAfter(path, here)).toBe('/'))

  it('goes neither back to the door nor to the API', () => {
    expect(pageAfter('/sign-in?next=/handoff', here)).toBe('/')
    expect(pageAfter('/api/v1/users', here)).toBe('/')
    expect(pageAfter(undefined, here)).toBe('/')
  })
})

describe('the sign-in page', () => {
  const open = (routes: Routes) => {
    const server = fakeServer({ 'GET /api/v1/setup': () => ({ needed: false }), ...routes })
    const history = createMemoryHistory()
    history.set({ value: '/sign-in' })
    render(() => (
      <MemoryRouter history={history}>
        <Route path="/sign-in" component={SignIn} />
      </MemoryRouter>
    ))
    return server
  }
  const email = () => screen.getByLabelText('Email') as HTMLInputElement
  const password = () => screen.getByLabelText('Password') as HTMLInputElement
  const type = (input: HTMLInputElement, value: string) => fireEvent.input(input, { target: { value } })
  const press = () => fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))

  const refused = () => reply(401, { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' })

  it('starts in the e-mail field, and tells a password manager which field is which', () => {
    open({})
    expect(document.activeElement).toBe(email())
    expect(email().autocomplete).toBe('username')
    expect(password().autocomplete).toBe('current-password')
    expect(password().type).toBe('password')
  })

  it('keeps what was typed when it was refused, says so beside the form, and may be tried again', async () => {
    const server = open({ 'POST /api/auth/sign-in/email': refused })
    type(email(), 'mira@lampwright.example')
    type(password(), 'not it')
    press()
    expect((await screen.findByRole('alert')).textContent).toContain('do not go together')
    expect(email().value).toBe('mira@lampwright.example')
    expect(password().value).toBe('not it')
    press()
    await vi.waitFor(() => expect(server.asked('POST', '/api/auth/sign-in/email')).toHaveLength(2))
  })

  it('tells nobody who exists: the same words for an unknown address and for a wrong password', async () => {
    const words: string[] = []
    for (const code of ['USER_NOT_FOUND', 'INVALID_EMAIL_OR_PASSWORD']) {
      open({ 'POST /api/auth/sign-in/email': () => reply(401, { code, message: code }) })
      type(email(), 'somebody@lampwright.example')
      type(password(), 'not it')
      press()
      words.push((await screen.findByRole('alert')).textContent ?? '')
      cleanup()
    }
    expect(words[0]).toBe(words[1])
    expect(words[0]).not.toMatch(/not found|unknown|exist/i)
  })

  it('says how long to wait after too many attempts', async () => {
    open({ 'POST /api/auth/sign-in/email': () => reply(429, {}, { 'retry-after': '480' }) })
    type(email(), 'mira@lampwright.example')
    type(password(), 'not it')
    press()
    expect((await screen.findByRole('alert')).textContent).toContain('Too many attempts. Wait 8 minutes')
  })

  it('asks for what is missing without asking the server', () => {
    const server = open({})
    press()
    expect(screen.getByRole('alert').textContent).toBe('Your e-mail address is missing.')
    expect(document.activeElement).toBe(email())
    expect(server.asked('POST', '/api/auth/sign-in/email')).toHaveLength(0)
  })

  it('shows the password while the eye is pressed in', () => {
    open({})
    fireEvent.click(screen.getByRole('button', { name: 'Show the password' }))
    expect(password().type).toBe('text')
    fireEvent.click(screen.getByRole('button', { name: 'Hide the password' }))
    expect(password().type).toBe('password')
  })

  it('leads to the set-up when there is no administrator yet', async () => {
    open({ 'GET /api/v1/setup': () => ({ needed: true }) })
    const link = await screen.findByRole('link', { name: 'see where to find it' })
    expect(link.getAttribute('href')).toBe('/setup')
  })
})

describe('the second step', () => {
  const open = (routes: Routes = {}) => {
    const went: string[] = []
    vi.stubGlobal('location', { ...location, origin: location.origin, assign: (to: string) => went.push(to) })
    const server = fakeServer({
      'GET /api/v1/setup': () => ({ needed: false }),
      'POST /api/auth/sign-in/email': () => ({ twoFactorRedirect: true, twoFactorMethods: ['totp'] }),
      ...routes,
    })
    const history = createMemoryHistory()
    history.set({ value: '/sign-in?email=mira%40lampwright.example&next=%2Fsettings%2Fpeople' })
    render(() => (
      <MemoryRouter history={history}>
        <Route path="/sign-in" component={SignIn} />
      </MemoryRouter>
    ))
    fireEvent.input(screen.getByLabelText('Password'), { target: { value: 'a lamp by night' } })
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    return { server, went }
  }
  const type = (label: string, value: string) => fireEvent.input(screen.getByLabelText(label), { target: { value } })
  const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))

  it('asks for the code in a field that phones fill in, and goes on to the page that was wanted', async () => {
    const { server, went } = open({ 'POST /api/auth/two-factor/verify-totp': () => ({ user: {} }) })
    const code = (await screen.findByLabelText('Code')) as HTMLInputElement
    expect(document.activeElement).toBe(code)
    expect([code.autocomplete, code.inputMode]).toEqual(['one-time-code', 'numeric'])
    expect(went).toEqual([])
    type('Code', '123 456')
    press('Sign in')
    await vi.waitFor(() => expect(went).toEqual(['/settings/people']))
    expect(server.asked('POST', '/api/auth/two-factor/verify-totp')[0]?.body).toEqual({ code: '123456' })
  })

  it('says that a code is wrong and keeps it, and takes a recovery code instead', async () => {
    const { server, went } = open({
      'POST /api/auth/two-factor/verify-totp': () => reply(401, {}),
      'POST /api/auth/two-factor/verify-backup-code': () => ({ user: {} }),
    })
    await screen.findByLabelText('Code')
    press('Sign in')
    expect(await screen.findByText('The code is missing.')).toBeTruthy()
    type('Code', '000000')
    press('Sign in')
    expect(await screen.findByText(/This code is not right/)).toBeTruthy()
    expect((screen.getByLabelText('Code') as HTMLInputElement).value).toBe('000000')
    press('Use a recovery code')
    type('Recovery code', 'a1B2c-3D4e5')
    press('Sign in')
    await vi.waitFor(() => expect(went).toHaveLength(1))
    expect(server.asked('POST', '/api/auth/two-factor/verify-backup-code')[0]?.body).toEqual({ code: 'a1B2c-3D4e5' })
  })

  it('leads back to the beginning', async () => {
    open()
    await screen.findByLabelText('Code')
    press('Start again')
    expect((screen.getByLabelText('Email') as HTMLInputElement).value).toBe('mira@lampwright.example')
    expect((screen.getByLabelText('Password') as HTMLInputElement).value).toBe('')
  })
})

describe('the identity provider at the door', () => {
  const open = (routes: Routes, path = '/sign-in?next=%2Fsettings%2Fpeople') => {
    const went: string[] = []
    vi.stubGlobal('location', { ...location, origin: location.origin, assign: (to: string) => went.push(to) })
    const server = fakeServer({ 'GET /api/v1/setup': () => ({ needed: false }), ...routes })
    const history = createMemoryHistory()
    history.set({ value: path })
    render(() => (
      <MemoryRouter history={history}>
        <Route path="/sign-in" component={SignIn} />
      </MemoryRouter>
    ))
    return { server, went }
  }

  it('has a button of its own, which leads there', async () => {
    const { server, went } = open({
      'GET /api/v1/sign-in': () => ({ oidc: 'Lampwright accounts' }),
      'POST /api/auth/sign-in/social': () => ({ url: 'https://id.example/authorize?x=1' }),
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Lampwright accounts' }))
    await vi.waitFor(() => expect(went).toEqual(['https://id.example/authorize?x=1']))
    expect(server.asked('POST', '/api/auth/sign-in/social')[0]?.body).toEqual({ next: '/settings/people' })
  })

  it('says when it cannot be reached, and what a way back came to, in words of its own', async () => {
    open(
      {
        'GET /api/v1/sign-in': () => ({ oidc: 'Lampwright accounts' }),
        'POST /api/auth/sign-in/social': () => reply(503, {}),
      },
      '/sign-in?error=nobody',
    )
    expect(screen.getByText(/Ask an administrator to add you/)).toBeTruthy()
    fireEvent.click(await screen.findByRole('button', { name: 'Lampwright accounts' }))
    expect(await screen.findByText(/The identity provider cannot be reached/)).toBeTruthy()
    cleanup()
    open({}, '/sign-in?error=%3Cb%3Eanything%3C%2Fb%3E')
    expect(screen.queryByRole('alert')).toBe(null)
  })
})
