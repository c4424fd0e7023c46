import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { type Baton, start } from '../../server/main.ts'
import { caller } from '../builders/caller.ts'
import { type FreshDatabase, freshDatabase } from '../database.ts'

const admin = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' }

describe('the first run', () => {
  let database: FreshDatabase
  let baton: Baton
  const restart = async (environment: Record<string, string> = {}) => {
    await baton?.stop()
    baton = await start(readConfig({ PORT: '0', DATABASE_URL: database.url, LOG_LEVEL: 'silent', ...environment }))
  }
  const stranger = caller(() => baton.url.replace('localhost', '127.0.0.1'), {})
  const token = () => new URL(baton.setupUrl ?? 'http://none').searchParams.get('token') ?? ''
  beforeAll(async () => {
    database = await freshDatabase()
    await restart()
  })
  afterAll(async () => {
    await baton.stop()
    await database.drop()
  })

  test('B14: an empty database wants an administrator, and prints a link to make one', async () => {
    expect(baton.setupUrl).toMatch(/^http:\/\/localhost:\d+\/setup\?token=[\w-]{32}$/)
    expect((await stranger.get('/setup')).expect(200).body).toEqual({ needed: true })
  })

  test('only the link that was printed last counts', async () => {
    const old = token()
    await restart()
    expect(token()).not.toBe(old)
    for (const wrong of [old, 'x', token().slice(0, -1)])
      (await stranger.post('/setup', { token: wrong, ...admin })).refused(403, 'forbidden')
    expect((await stranger.get('/setup')).body).toEqual({ needed: true })
  })

  test('a mistake in the form does not use the link up', async () => {
    ;(await stranger.post('/setup', { token: token(), ...admin, password: 'short' })).refused(422, 'invalid_input')
    ;(await stranger.post('/setup', { token: token(), ...admin, role: 'admin' })).refused(422, 'invalid_input')
  })

  test('an administrator who could not be made leaves nothing behind, and the link good', async () => {
    const link = token()
    const sql = postgres(database.url, { max: 1, onnotice: () => {} })
    await sql`alter table members add constraint broken check (role <> 'admin')`
    const answer = await stranger.post('/setup', { token: link, ...admin })
    expect(answer.status).toBeGreaterThanOrEqual(500)
    expect(await sql`select from users`).toHaveLength(0)
    expect(await sql`select from accounts`).toHaveLength(0)
    await sql`alter table members drop constraint broken`
    await sql.end()
    expect((await stranger.get('/setup')).body).toEqual({ needed: true })
    expect(token()).toBe(link)
  })

  test('two who use it at once: one administrator', async () => {
    const link = token()
    const answers = await Promise.all([
      stranger.post('/setup', { token: link, ...admin }),
      stranger.post('/setup', { token: link, ...admin, email: 'eve@example.com' }),
    ])
    const statuses = answers.map(({ status }) => status).toSorted()
    expect(statuses[0]).toBe(201)
    expect([403, 409]).toContain(statuses[1])
    const made = answers.find(({ status }) => status === 201)?.body
    expect(made).toMatchObject({ id: expect.any(String), role: 'admin' })
    expect(Object.keys(made).toSorted()).toEqual(['email', 'id', 'name', 'role', 'schedule'])
    const signedIn = await stranger.post('/api/auth/sign-in/email', { email: made.email, password: admin.password })
    expect(signedIn.status).toBe(200)
  })

  test('after that there is nothing to set up, at the next start neither', async () => {
    expect((await stranger.get('/setup')).body).toEqual({ needed: false })
    ;(await stranger.post('/setup', { token: token(), ...admin })).refused(409, 'already_set_up')
    await restart()
    expect(baton.setupUrl).toBe(null)
  })

  test('B14: a bootstrap key given later registers nothing: the database is not empty any more', async () => {
    await restart({ BATON_BOOTSTRAP_KEY: 'a key that came too late'.replaceAll(' ', '-') })
    ;(await stranger.get('/services', { authorization: 'Bearer a-key-that-came-too-late' })).refused(
      401,
      'unauthorized',
    )
  })

  test('B14: a second Baton on the same database says so and changes nothing', async () => {
    await expect(start(readConfig({ PORT: '0', DATABASE_URL: database.url, LOG_LEVEL: 'silent' }))).rejects.toThrow(
      'Another Baton uses this database.',
    )
    expect((await stranger.get('//readyz')).status).toBe(200)
  })

  test('B14: a port that is taken is said to be', async () => {
    const other = await freshDatabase()
    const port = new URL(baton.url).port
    await expect(start(readConfig({ PORT: port, DATABASE_URL: other.url, LOG_LEVEL: 'silent' }))).rejects.toThrow(
      `PORT ${port} is in use by another program.`,
    )
    await other.drop()
  })
})
