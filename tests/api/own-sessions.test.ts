import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import type { Caller } from '../builders/caller.ts'
import { listen } from '../builders/listener.ts'
import { secondWorkspace } from '../builders/second-workspace.ts'

let baton: Running
let ada: Human
beforeAll(async () => {
  baton = await startBaton({ TRUST_PROXY: 'yes' })
  ada = await baton.admin()
})
afterAll(() => baton.stop())

interface Shown {
  id: string
  userAgent: string | null
  network: string | null
  since: string
  lastUsed: string
  current: boolean
}
const sessionsOf = async (who: Caller): Promise<Shown[]> => (await who.get('/me/sessions')).expect(200).body.items
const others = async (who: Caller): Promise<string[]> =>
  (await sessionsOf(who)).filter(({ current }) => !current).map(({ id }) => id)
/** Another browser of the same person. */
const elsewhere = (who: Human) => baton.signIn(who.email, who.password)
const audited = async (userId: string) =>
  (await ada.get('/audit?kind=people&limit=500'))
    .expect(200)
    .body.items.filter(({ actor }: { actor: { id?: string } }) => actor.id === userId)
    .map(({ sentence }: { sentence: string }) => sentence)

describe('one sees where one is signed in', () => {
  test('each browser with its name, its network, since when, and when it was used', async () => {
    const ben = await baton.human('Ben')
    const answer = await baton
      .as({ 'user-agent': 'Firefox of the tests', 'x-forwarded-for': '203.0.113.7' })
      .post('/api/auth/sign-in/email', { email: ben.email, password: ben.password })
    const cookie = answer.expect(200).headers.getSetCookie()[0]?.split(';')[0] ?? ''
    await baton.as({ cookie }).get('/me')
    const list = await sessionsOf(ben)
    expect(list).toHaveLength(2)
    const [other] = list.filter(({ current }) => !current)
    expect(other).toEqual({
      id: expect.any(String),
      userAgent: 'Firefox of the tests',
      network: '203.0.113.7',
      since: expect.stringMatching(/^\d{4}-.*Z$/),
      lastUsed: expect.stringMatching(/^\d{4}-.*Z$/),
      current: false,
    })
    expect((other?.lastUsed ?? '') >= (other?.since ?? 'x')).toBe(true)
  })

  test('the address is what the server saw, not what the browser says of itself', async () => {
    const ben = await baton.human('Ben')
    await baton
      .as({ 'x-forwarded-for': '203.0.113.9', 'x-baton-address': '1.2.3.4', 'x-real-ip': '1.2.3.4' })
      .post('/api/auth/sign-in/email', { email: ben.email, password: ben.password })
    expect((await sessionsOf(ben)).map(({ network }) => network)).toContain('203.0.113.9')
    expect((await sessionsOf(ben)).map(({ network }) => network)).not.toContain('1.2.3.4')
  })

  test('L7: no token of a session is ever shown, and better-auth’s own lists are closed', async () => {
    const ben = await baton.human('Ben')
    const rows = await baton.sql`select token from sessions where user_id = ${ben.id}`
    const answer = (await ben.get('/me/sessions')).expect(200)
    for (const { token } of rows) expect(answer.text).not.toContain(token)
    for (const path of [
      'list-sessions',
      'revoke-sessions',
      'revoke-session',
      'revoke-other-sessions',
      'change-password',
    ])
      for (const method of ['GET', 'POST'])
        (await ben.call(method, `/api/auth/${path}`, method === 'POST' ? {} : undefined)).refused(404, 'not_found')
  })

  test('L10: a sign-in is in the log, with from where', async () => {
    const ben = await baton.human('Ben')
    await elsewhere(ben)
    expect(await audited(ben.id)).toEqual(['Signed in with a password', 'Signed in with a password'])
    const [row] = await baton.sql`select actor from events where type = 'user.signed_in' order by seq desc limit 1`
    expect(row?.actor).toMatchObject({ id: ben.id, network: '127.0.0.1' })
  })
})

describe('one ends one’s sessions', () => {
  test('L7: one of them: its streams end within a second, and the others go on', async () => {
    const ben = await baton.human('Ben')
    const [one, two] = [await elsewhere(ben), await elsewhere(ben)]
    const [ended, goesOn] = [await listen(one, '/stream'), await listen(two, '/stream')]
    const [mine] = (await sessionsOf(one)).filter(({ current }) => current)
    const at = performance.now()
    ;(await ben.delete(`/me/sessions/${mine?.id}`)).expect(204)
    await ended.ended
    expect(performance.now() - at).toBeLessThan(1_000)
    ;(await one.get('/me')).refused(401, 'unauthorized')
    ;(await two.get('/me')).expect(200)
    expect(goesOn.isOver()).toBe(false)
    ;(await ben.delete(`/me/sessions/${mine?.id}`)).refused(404, 'not_found')
    expect((await audited(ben.id))[0]).toBe('Ended one of their sessions')
    goesOn.close()
  })

  test('all others at once, and not the one that asks', async () => {
    const ben = await baton.human('Ben')
    const [one, two] = [await elsewhere(ben), await elsewhere(ben)]
    ;(await ben.delete('/me/sessions')).expect(204)
    expect(await others(ben)).toEqual([])
    for (const gone of [one, two]) (await gone.get('/me')).refused(401, 'unauthorized')
    expect((await audited(ben.id))[0]).toBe('Ended their other sessions')
  })

  test('L7: a session of somebody else is like an unknown one, and stands', async () => {
    const [ben, cy] = [await baton.human('Ben'), await baton.human('Cy')]
    const [session] = await sessionsOf(cy)
    ;(await ben.delete(`/me/sessions/${session?.id}`)).refused(404, 'not_found')
    ;(await ben.delete(`/me/sessions/${newId()}`)).refused(404, 'not_found')
    ;(await cy.get('/me')).expect(200)
  })

  test('a program has no sessions', async () => {
    ;(await baton.key.get('/me/sessions')).refused(403, 'forbidden')
    ;(await baton.key.delete('/me/sessions')).refused(403, 'forbidden')
    ;(await baton.key.put('/me/password', { current: 'x', password: 'long enough for it' })).refused(403, 'forbidden')
  })
})

describe('an administrator ends the sessions of a person', () => {
  test('L7: all of them, with their streams, within a second; it is in the audit by name', async () => {
    const ben = await baton.human('Ben')
    const other = await elsewhere(ben)
    const stream = await listen(other, '/stream')
    expect((await ada.get(`/users/${ben.id}/sessions`)).expect(200).body.items).toHaveLength(2)
    const at = performance.now()
    ;(await ada.delete(`/users/${ben.id}/sessions`)).expect(204)
    await stream.ended
    expect(performance.now() - at).toBeLessThan(1_000)
    for (const gone of [ben, other]) (await gone.get('/me')).refused(401, 'unauthorized')
    expect((await audited(ada.id))[0]).toBe('Signed “Ben” out everywhere')
    await elsewhere(ben)
  })

  test('F4: an operator ends nobody’s', async () => {
    const [ben, cy] = [await baton.human('Ben'), await baton.human('Cy')]
    ;(await ben.get(`/users/${cy.id}/sessions`)).refused(403, 'forbidden')
    ;(await ben.delete(`/users/${cy.id}/sessions`)).refused(403, 'forbidden')
  })

  test('nobody ends the sessions of who may do more than they', async () => {
    const key = (await baton.key.post('/keys', { name: 'People', scopes: ['people:write'] })).expect(201).body
    ;(await baton.bearer(key.key).delete(`/users/${ada.id}/sessions`)).refused(403, 'forbidden')
    ;(await ada.get('/me')).expect(200)
  })

  test('L7: a person of another workspace is like an unknown one, and stays signed in', async () => {
    const theirs = await secondWorkspace(baton)
    const [ben, lea] = [await baton.human('Ben'), newId()]
    for (const id of [ben.id, lea]) {
      ;(await theirs.key.get(`/users/${id}/sessions`)).refused(404, 'not_found')
      ;(await theirs.key.delete(`/users/${id}/sessions`)).refused(404, 'not_found')
    }
    ;(await ben.get('/me')).expect(200)
  })
})

describe('one changes one’s password', () => {
  const put = (who: Caller, current: string, password = 'another long one') =>
    who.put('/me/password', { current, password })

  test('it asks for the present one, ends the other sessions, and keeps the one that asks', async () => {
    const ben = await baton.human('Ben')
    const other = await elsewhere(ben)
    const refused = (await put(ben, 'not this one')).refused(422, 'invalid_input')
    expect(refused.body.errors).toEqual([{ path: 'current', message: 'is not your password' }])
    ;(await other.get('/me')).expect(200)
    ;(await put(ben, ben.password)).expect(204)
    ;(await other.get('/me')).refused(401, 'unauthorized')
    ;(await ben.get('/me')).expect(200)
    await expect(baton.signIn(ben.email, ben.password)).rejects.toThrow('401')
    await baton.signIn(ben.email, 'another long one')
    expect((await audited(ben.id)).at(1)).toBe('Changed “Ben”: password')
  })

  test('who sits at an open console cannot guess it: wrong ones are counted with failed sign-ins', async () => {
    const ben = await baton.human('Ben')
    for (let n = 0; n < 10; n++) (await put(ben, `guess ${n}`)).refused(422, 'invalid_input')
    const answer = (await put(ben, ben.password)).refused(429, 'too_many_requests')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    await expect(baton.signIn(ben.email, ben.password)).rejects.toThrow('429')
  })

  test('L4: said again under its key, since the answer was lost, it has happened once', async () => {
    const ben = await baton.human('Ben')
    const body = { current: ben.password, password: 'another long one' }
    const key = { 'idempotency-key': newId() }
    for (let n = 0; n < 2; n++) (await ben.put('/me/password', body, key)).expect(204)
    expect((await audited(ben.id)).filter((sentence: string) => sentence.includes('password'))).toHaveLength(2)
    ;(await ben.put('/me/password', body)).refused(422, 'invalid_input')
  })

  test('one that is too short is refused before the present one is looked at', async () => {
    const ben = await baton.human('Ben')
    expect((await put(ben, ben.password, 'short')).refused(422, 'invalid_input').body.errors[0].path).toBe('password')
    await elsewhere(ben)
  })

  test('no password is in the log, in what is kept of commands, or in an answer', async () => {
    const ben = await baton.human('Ben')
    ;(await put(ben, ben.password, 'a word that nobody keeps')).expect(204)
    const rows =
      await baton.sql`select data::text as text from events union all select result::text from commands union all select event::text from unrecorded`
    expect(rows.map(({ text }) => text).join()).not.toContain('a word that nobody keeps')
  })
})
