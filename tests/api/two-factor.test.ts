import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import type { Answer, Caller } from '../builders/caller.ts'
import { secondWorkspace } from '../builders/second-workspace.ts'
import { codeOf } from '../builders/totp.ts'

let baton: Running
let ada: Human
beforeAll(async () => {
  baton = await startBaton({ TRUST_PROXY: 'yes' })
  ada = await baton.admin()
})
afterAll(() => baton.stop())

const cookiesOf = ({ headers }: Answer) =>
  headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .filter((line) => !line?.endsWith('='))
    .join('; ')
const as = (cookie: string, more: Record<string, string> = {}): Caller =>
  baton.as({ cookie, origin: baton.url, ...more })

interface Guarded extends Human {
  secret: string
  recoveryCodes: string[]
}
/** Somebody with a second factor. Codes of this step and the one before are used up by it. */
async function guarded(name = 'Ben'): Promise<Guarded> {
  const person = await baton.human(name)
  const begun = (await person.post('/me/two-factor', { current: person.password })).expect(200).body
  const confirmed = (await person.post('/me/two-factor/confirm', { code: codeOf(begun.secret, -1) })).expect(204)
  return { ...person, ...as(cookiesOf(confirmed)), ...begun }
}
const passwordStep = (who: Human, more: Record<string, string> = {}) =>
  baton.as(more).post('/api/auth/sign-in/email', { email: who.email, password: who.password })
/** The browser after the password: it holds the cookie of the second step. */
const between = async (who: Human, more: Record<string, string> = {}) =>
  as(cookiesOf((await passwordStep(who, more)).expect(200)), more)
const give = (browser: Caller, code: string, path = 'verify-totp') =>
  browser.post(`/api/auth/two-factor/${path}`, { code })
const audited = async (id: string): Promise<string[]> =>
  (await ada.get(`/audit?person=${id}`)).body.items.map(({ sentence }: { sentence: string }) => sentence)

describe('a second factor', () => {
  test('it is set up with the password and the first code, and counts from then on', async () => {
    const ben = await baton.human('Ben')
    expect((await ben.get('/me/two-factor')).expect(200).body).toEqual({ on: false, recoveryCodes: 0 })
    ;(await ben.post('/me/two-factor', { current: 'not this one' })).refused(422, 'invalid_input')
    const begun = (await ben.post('/me/two-factor', { current: ben.password })).expect(200).body
    expect(begun.uri).toMatch(/^otpauth:\/\/totp\/Baton/)
    expect(begun.recoveryCodes).toHaveLength(10)
    // Not confirmed yet: the password alone lets in.
    await baton.signIn(ben.email, ben.password)
    ;(
      await ben.post('/me/two-factor/confirm', { code: '000000' === codeOf(begun.secret) ? '111111' : '000000' })
    ).refused(422, 'invalid_input')
    const confirmed = (await ben.post('/me/two-factor/confirm', { code: codeOf(begun.secret) })).expect(204)
    const now = as(cookiesOf(confirmed))
    expect((await now.get('/me/two-factor')).expect(200).body).toEqual({ on: true, recoveryCodes: 10 })
    expect((await audited(ben.id))[0]).toBe('Turned their second factor on')
  })

  test('the password alone gives no session, and the code after it does', async () => {
    const ben = await guarded()
    const first = (await passwordStep(ben)).expect(200)
    expect(first.body).toEqual({ twoFactorRedirect: true, twoFactorMethods: ['totp'] })
    expect(first.text).not.toContain('token')
    const browser = as(cookiesOf(first))
    ;(await browser.get('/me')).refused(401, 'unauthorized')
    const second = (await give(browser, codeOf(ben.secret))).expect(200)
    ;(await as(cookiesOf(second)).get('/me')).expect(200)
    expect((await audited(ben.id))[0]).toBe('Signed in with a password and a code')
  })

  test('a code works once: not for whoever saw it being typed', async () => {
    const ben = await guarded()
    const code = codeOf(ben.secret)
    ;(await give(await between(ben), code)).expect(200)
    ;(await give(await between(ben), code)).refused(401, 'unauthorized')
  })

  test('a recovery code lets in once, and the other ones stay', async () => {
    const ben = await guarded()
    const [code = '', other = ''] = ben.recoveryCodes
    const second = (await give(await between(ben), code, 'verify-backup-code')).expect(200)
    const browser = as(cookiesOf(second))
    expect((await browser.get('/me/two-factor')).body).toEqual({ on: true, recoveryCodes: 9 })
    expect((await audited(ben.id))[0]).toBe('Signed in with a password and a recovery code')
    ;(await give(await between(ben), code, 'verify-backup-code')).refused(401, 'unauthorized')
    ;(await give(await between(ben), other, 'verify-backup-code')).expect(200)
  })

  test('new recovery codes make those before worthless, and are in no log', async () => {
    const ben = await guarded()
    const made = (await ben.post('/me/two-factor/recovery-codes', { current: ben.password })).expect(200).body
    expect(made.recoveryCodes).toHaveLength(10)
    ;(await give(await between(ben), ben.recoveryCodes[0] ?? '', 'verify-backup-code')).refused(401, 'unauthorized')
    ;(await give(await between(ben), made.recoveryCodes[0], 'verify-backup-code')).expect(200)
    const rows = await baton.sql`select data::text as text from events union all select result::text from commands
      union all select secret || backup_codes from two_factors`
    const kept = rows.map(({ text }) => text).join()
    for (const secret of [ben.secret, ...ben.recoveryCodes, ...made.recoveryCodes]) expect(kept).not.toContain(secret)
  })

  test('it is turned off with the password', async () => {
    const ben = await guarded()
    ;(await ben.post('/me/two-factor/off', { current: 'not this one' })).refused(422, 'invalid_input')
    const off = (await ben.post('/me/two-factor/off', { current: ben.password })).expect(204)
    ;(await as(cookiesOf(off)).get('/me')).expect(200)
    await baton.signIn(ben.email, ben.password)
    expect((await audited(ben.id)).at(1)).toBe('Turned their second factor off')
  })
})

describe('guessing codes', () => {
  test('wrong codes count with failed sign-ins, also over several beginnings', async () => {
    const ben = await guarded()
    const from = { 'x-forwarded-for': '203.0.113.50' }
    let browser = await between(ben, from)
    for (let n = 0; n < 10; n++) {
      if (n === 4 || n === 8) browser = await between(ben, from)
      ;(await give(browser, String(100_000 + n))).refused(401, 'unauthorized')
    }
    ;(await give(browser, codeOf(ben.secret))).refused(429, 'too_many_requests')
    ;(await passwordStep(ben, from)).refused(429, 'too_many_requests')
  })

  test('without the password before it a code is refused, whoever it is said to be of', async () => {
    const ben = await guarded()
    for (const cookie of ['', 'baton.two_factor=made-up', 'baton.two_factor=%', `baton.two_factor=${ben.id}.x`])
      (await give(as(cookie), codeOf(ben.secret))).refused(401, 'unauthorized')
    const [row] =
      await baton.sql`select 1 from verifications where value = ${ben.id} and identifier like '2fa-%' limit 1`
    expect(row).toBe(undefined)
  })

  test('a cookie of the second step with another signature is refused, and so is somebody else’s session beside it', async () => {
    const [ben, cy] = [await guarded(), await baton.human('Cy')]
    const step = (await between(ben)).headers.cookie ?? ''
    ;(await give(as(step.replace(/\.[^.]*$/, '.AAAA')), codeOf(ben.secret))).refused(401, 'unauthorized')
    const second = (await give(as(`${step}; ${cy.headers.cookie}`), codeOf(ben.secret, 1))).expect(200)
    expect((await as(cookiesOf(second)).get('/me')).expect(200).body.id).toBe(ben.id)
  })

  test('no browser is trusted without a code, whatever it asks for', async () => {
    const ben = await guarded()
    const body = { code: codeOf(ben.secret), trustDevice: true }
    const second = (await (await between(ben)).post('/api/auth/two-factor/verify-totp', body)).expect(200)
    expect(second.headers.getSetCookie().join()).not.toContain('trust_device')
  })

  test('what of better-auth’s two-factor is not needed is closed', async () => {
    const ben = await guarded()
    for (const path of [
      'enable',
      'disable',
      'get-totp-uri',
      'generate-backup-codes',
      'view-backup-codes',
      'send-otp',
      'verify-otp',
    ])
      (await ben.post(`/api/auth/two-factor/${path}`, { password: ben.password, userId: ben.id })).refused(
        404,
        'not_found',
      )
  })
})

describe('an administrator takes a second factor off', () => {
  test('L10: for somebody who has lost the phone; it ends their sessions, and is in the audit', async () => {
    const ben = await guarded()
    ;(await ada.delete(`/users/${ben.id}/two-factor`)).expect(204)
    ;(await ben.get('/me')).refused(401, 'unauthorized')
    await baton.signIn(ben.email, ben.password)
    expect((await audited(ada.id))[0]).toBe('Took the second factor off “Ben”')
    ;(await ada.delete(`/users/${ben.id}/two-factor`)).refused(404, 'not_found')
  })

  test('F4, L7: no operator does, and nobody in another workspace', async () => {
    const [ben, cy] = [await guarded(), await baton.human('Cy')]
    ;(await cy.delete(`/users/${ben.id}/two-factor`)).refused(403, 'forbidden')
    const theirs = await secondWorkspace(baton)
    ;(await theirs.key.delete(`/users/${ben.id}/two-factor`)).refused(404, 'not_found')
    ;(await theirs.key.delete(`/users/${newId()}/two-factor`)).refused(404, 'not_found')
    ;(await ben.get('/me')).expect(200)
  })
})
