import { createServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import type { Answer } from '../builders/caller.ts'
import { type IdentityProvider, startIdentityProvider } from '../builders/identity-provider.ts'

const client = { clientId: 'baton', clientSecret: 'a secret of the provider' }
let provider: IdentityProvider
let baton: Running
let ada: Human
const environment = (port: number, more: Record<string, string> = {}) => ({
  PORT: String(port),
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  OIDC_ISSUER: provider.issuer,
  OIDC_CLIENT_ID: client.clientId,
  OIDC_CLIENT_SECRET: client.clientSecret,
  OIDC_NAME: 'Lampwright accounts',
  ...more,
})
beforeAll(async () => {
  provider = await startIdentityProvider(client)
  baton = await startBaton(environment(await freePort()))
  ada = await baton.admin()
})
afterAll(async () => {
  await baton.stop()
  await provider.stop()
})
beforeEach(() => {
  Object.assign(provider, { forge: false, refuse: false, complaints: [], spoil: (claims: object) => claims })
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

const cookiesOf = ({ headers }: Answer) =>
  headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .filter((line) => !line?.endsWith('='))
    .join('; ')

/** There and back, as a browser goes: to the provider, which sends it back with a code. */
async function through(
  on: Running = baton,
  next?: string,
): Promise<{ location: string; cookie: string; back: string; state: string }> {
  const begun = (await on.stranger.post('/api/auth/sign-in/social', { ...(next !== undefined && { next }) })).expect(
    200,
  )
  const there = await fetch(begun.body.url, { redirect: 'manual' })
  const back = there.headers.get('location') ?? ''
  const state = cookiesOf(begun)
  const returned = await on.as({ cookie: state }).get(back.replace(on.url, ''))
  return {
    location: returned.headers.get('location') ?? `${returned.status}`,
    cookie: cookiesOf(returned),
    back,
    state,
  }
}
const me = (cookie: string) => baton.as({ cookie, origin: baton.url }).get('/me')

describe('sign-in through an identity provider', () => {
  test('the door says that there is one, by its name', async () => {
    expect((await baton.stranger.get('/sign-in')).expect(200).body).toEqual({ oidc: 'Lampwright accounts' })
  })

  test('who was added here comes in under the address that the provider has verified, and to the page that they wanted', async () => {
    const ben = await baton.human('Ben')
    provider.visitor = {
      sub: 'ben-1',
      email: ben.email.toUpperCase(),
      email_verified: true,
      name: 'Ben of the provider',
    }
    const { location, cookie } = await through(baton, '/settings/profile?x=1')
    expect(location).toBe('/settings/profile?x=1')
    expect((await me(cookie)).expect(200).body).toMatchObject({ id: ben.id, name: 'Ben', role: 'operator' })
    expect(provider.complaints).toEqual([])
    const [line] = (await ada.get(`/audit?person=${ben.id}`)).body.items
    expect(line).toMatchObject({ sentence: 'Signed in through the identity provider', network: '127.0.0.1' })
    // The password still does, and the provider’s own name for them holds when their address there is another one.
    await baton.signIn(ben.email, ben.password)
    provider.visitor = { sub: 'ben-1', email: 'moved@example.com', email_verified: true }
    expect((await me((await through()).cookie)).expect(200).body.id).toBe(ben.id)
  })

  test('none of the provider’s tokens is kept', async () => {
    const rows = await baton.sql`select access_token, refresh_token, id_token from accounts where provider_id = 'oidc'`
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row).toEqual({ access_token: null, refresh_token: null, id_token: null })
  })

  test('whoever nobody added, and whose address is not verified, hears the same, and gets no session and no account', async () => {
    const ben = await baton.human('Ben')
    const visitors = [
      { sub: 'stranger', email: `stranger-${newId()}@example.com`, email_verified: true },
      { sub: 'impostor', email: ben.email, email_verified: false },
      { sub: 'impostor', email: ben.email },
    ]
    for (const visitor of visitors) {
      provider.visitor = visitor
      const { location, cookie } = await through()
      expect(location, JSON.stringify(visitor)).toBe('/sign-in?error=nobody')
      expect(cookie).not.toContain('session_token')
    }
    provider.visitor = { sub: 'impostor' }
    expect((await through()).location).toBe('/sign-in?error=failed')
    const rows = await baton.sql`select 1 from accounts where account_id in ('stranger', 'impostor')`
    expect(rows).toHaveLength(0)
    expect(await baton.sql`select 1 from users where email like 'stranger-%'`).toHaveLength(0)
  })

  test('who was removed does not come in any more', async () => {
    const cy = await baton.human('Cy')
    provider.visitor = { sub: 'cy-1', email: cy.email, email_verified: true }
    expect((await me((await through()).cookie)).status).toBe(200)
    ;(await ada.delete(`/users/${cy.id}`)).expect(204)
    expect((await through()).location).toBe('/sign-in?error=nobody')
  })

  test.each([
    ['signed with another key', { forge: true }],
    ['with another nonce', { spoil: (claims: object) => ({ ...claims, nonce: 'another' }) }],
    ['without a nonce', { spoil: ({ nonce: _gone, ...claims }: Record<string, unknown>) => claims }],
    ['for another client', { spoil: (claims: object) => ({ ...claims, aud: 'another' }) }],
    ['of another issuer', { spoil: (claims: object) => ({ ...claims, iss: 'https://elsewhere.example' }) }],
    ['that has expired', { spoil: (claims: object) => ({ ...claims, exp: 1 }) }],
  ])('an ID token %s lets nobody in', async (_what, spoiled) => {
    const dan = await baton.human('Dan')
    provider.visitor = { sub: `dan-${newId()}`, email: dan.email, email_verified: true }
    Object.assign(provider, spoiled)
    const { location, cookie } = await through()
    expect(location).toMatch(/^\/sign-in\?error=(failed|nobody)$/)
    expect(cookie).not.toContain('session_token')
  })

  test('who presses Cancel there is told so here', async () => {
    provider.refuse = true
    expect((await through()).location).toBe('/sign-in?error=denied')
  })

  test('a way back is good once, and only in the browser that set out', async () => {
    const eve = await baton.human('Eve')
    provider.visitor = { sub: 'eve-1', email: eve.email, email_verified: true }
    const { back, state } = await through()
    const again = await baton.as({ cookie: state }).get(back.replace(baton.url, ''))
    expect(again.headers.get('location')).toBe('/sign-in?error=failed')
    const begun = (await baton.stranger.post('/api/auth/sign-in/social', {})).expect(200)
    const there = await fetch(begun.body.url, { redirect: 'manual' })
    const elsewhere = await baton.stranger.get((there.headers.get('location') ?? '').replace(baton.url, ''))
    expect(elsewhere.headers.get('location')).toBe('/sign-in?error=failed')
    expect(cookiesOf(elsewhere)).not.toContain('session_token')
    expect((await baton.stranger.get('/api/auth/callback/oidc')).headers.get('location')).toBe('/sign-in?error=failed')
  })

  test('nobody is led off: a page that is none of this console is home', async () => {
    const fay = await baton.human('Fay')
    provider.visitor = { sub: 'fay-1', email: fay.email, email_verified: true }
    for (const next of [
      'https://elsewhere.example/',
      '//elsewhere.example',
      '/\\elsewhere.example',
      'javascript:alert(1)',
      '/api/v1/users',
    ])
      expect((await through(baton, next)).location, next).toBe('/')
  })

  test('what better-auth would take besides is not passed on: a token of one’s own, another provider', async () => {
    for (const body of [
      { idToken: { token: 'x' } },
      { provider: 'google' },
      { callbackURL: 'https://elsewhere.example' },
    ])
      (await baton.stranger.post('/api/auth/sign-in/social', body)).refused(422, 'invalid_input')
    for (const path of [
      'callback/google',
      'link-social',
      'unlink-account',
      'get-access-token',
      'refresh-token',
      'account-info',
    ])
      (await ada.post(`/api/auth/${path}`, {})).refused(404, 'not_found')
  })
})

describe('where it is configured otherwise', () => {
  test('OIDC_NEW_PEOPLE=operators: whom the provider vouches for becomes an operator, once, with a line in the log', async () => {
    const open = await startBaton(environment(await freePort(), { OIDC_NEW_PEOPLE: 'operators' }))
    try {
      provider.visitor = { sub: 'gil-1', email: 'Gil@Example.com', email_verified: true, name: 'Gil Reyes' }
      for (let n = 0; n < 2; n++) {
        const { location, cookie } = await through(open)
        expect(location).toBe('/')
        const who = (await open.as({ cookie, origin: open.url }).get('/me')).expect(200).body
        expect(who).toMatchObject({ name: 'Gil Reyes', email: 'gil@example.com', role: 'operator' })
      }
      const lines = (await open.key.get('/audit?kind=people')).expect(200).body.items as { sentence: string }[]
      expect(lines.filter(({ sentence }) => sentence === 'Added “Gil Reyes” as Tenant Operator')).toHaveLength(1)
      provider.visitor = { sub: 'hal-1', email: 'hal@example.com', email_verified: false, name: 'Hal' }
      expect((await through(open)).location).toBe('/sign-in?error=nobody')
      expect(await open.sql`select 1 from users where email = 'hal@example.com'`).toHaveLength(0)
    } finally {
      await open.stop()
    }
  })

  test('with the provider away the password still lets in, and the way through it says why it is closed', async () => {
    const alone = await startBaton(environment(await freePort(), { OIDC_ISSUER: 'http://127.0.0.1:9' }))
    try {
      const person = await alone.human('Ida')
      ;(await alone.stranger.post('/api/auth/sign-in/social', {})).refused(503, 'unavailable')
      await alone.signIn(person.email, person.password)
    } finally {
      await alone.stop()
    }
  })
})
