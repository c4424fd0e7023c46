import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import type { Answer } from '../builders/caller.ts'

let baton: Running
beforeAll(async () => {
  baton = await startBaton()
})
afterAll(() => baton.stop())

const PASSWORD = 'correct horse battery'
const person = (over: object = {}) => ({
  name: 'Cy',
  email: `cy-${newId()}@example.com`,
  password: PASSWORD,
  role: 'operator',
  ...over,
})
const add = async (over: object = {}) => (await baton.key.post('/users', person(over))).expect(201).body
const lastEvent = async () => (await baton.sql`select type, data, actor from events order by seq desc limit 1`)[0]

describe('F4: users', () => {
  test('F4: Add User: name, e-mail, password, role; the answer has no password', async () => {
    const { body } = (await baton.key.post('/users', person({ name: ' Cy ', email: 'Cy.Two@Example.com' }))).expect(201)
    expect(body).toEqual({
      id: expect.any(String),
      name: 'Cy',
      email: 'cy.two@example.com',
      role: 'operator',
      schedule: null,
    })
    expect((await baton.key.get(`/users/${body.id}`)).expect(200).body).toEqual(body)
    const { items } = (await baton.key.get('/users')).expect(200).body
    expect(items).toContainEqual(body)
    for (const item of items) expect(Object.keys(item).toSorted()).toEqual(['email', 'id', 'name', 'role', 'schedule'])
    expect(await lastEvent()).toMatchObject({
      type: 'user.created',
      data: { userId: body.id, name: 'Cy', role: 'operator' },
    })
  })

  test('F5: a schedule is stored in UTC with its time zone, and shown as it was typed', async () => {
    const schedule = {
      timeZone: 'Asia/Kolkata',
      shifts: [
        { day: 'monday', from: 4, to: 9 },
        { day: 'monday', from: 10.5, to: 24 },
      ],
    }
    const { id } = await add({ schedule })
    expect((await baton.key.get(`/users/${id}`)).body.schedule).toEqual(schedule)
    const [row] = await baton.sql`select schedule from members where user_id = ${id}`
    expect(row?.schedule).toEqual({
      timeZone: 'Asia/Kolkata',
      offset: 330,
      // Sunday 22:30 and Monday 05:00, in minutes since Monday 00:00 UTC.
      ranges: [
        [300, 810],
        [9_990, 300],
      ],
    })
    const both = { role: 'admin', schedule: { ...schedule, shifts: schedule.shifts.slice(1) } }
    expect((await baton.key.patch(`/users/${id}`, both)).expect(200).body).toMatchObject(both)
    expect((await baton.key.get(`/users/${id}`)).body).toMatchObject(both)
    ;(await baton.key.patch(`/users/${id}`, { name: 'Cyd' })).expect(200)
    expect((await baton.key.get(`/users/${id}`)).body).toMatchObject({ ...both, name: 'Cyd' })
    ;(await baton.key.patch(`/users/${id}`, { schedule: null })).expect(200)
    expect((await baton.key.get(`/users/${id}`)).body.schedule).toBeNull()
  })

  test('F5: a schedule that cannot be is refused beside its field, and nothing is changed', async () => {
    const { id } = await add()
    const refused = async (schedule: object) => {
      const { body } = (await baton.key.patch(`/users/${id}`, { name: 'No', schedule })).refused(422, 'invalid_input')
      return body.errors[0].path
    }
    const monday = (from: number, to: number) => ({ day: 'monday', from, to })
    expect(await refused({ timeZone: 'Nowhere/AtAll', shifts: [] })).toBe('schedule.timeZone')
    expect(await refused({ timeZone: 'UTC', shifts: [monday(9, 9)] })).toBe('schedule.shifts.0.to')
    expect(await refused({ timeZone: 'UTC', shifts: [monday(9, 12), monday(11, 13)] })).toBe('schedule.shifts')
    expect((await baton.key.get(`/users/${id}`)).body).toMatchObject({ name: 'Cy', schedule: null })
  })

  test('L10, L8: the log knows of people, but neither their address nor their password', async () => {
    const { id, email } = await add()
    await baton.key.patch(`/users/${id}`, { password: 'another long one' })
    const rows = await baton.sql`select data::text as text from events where type like 'user.%'`
    for (const { text } of rows) {
      expect(text).not.toContain(email)
      expect(text).not.toContain('another long one')
    }
    const [account] = await baton.sql`select password from accounts where user_id = ${id}`
    expect(account?.password).not.toContain('another long one')
  })

  test('F4: an address is one person’s, in capitals too, and when two add it at once', async () => {
    const { email } = await add()
    ;(await baton.key.post('/users', person({ email }))).refused(409, 'email_taken')
    ;(await baton.key.post('/users', person({ email: email.toUpperCase() }))).refused(409, 'email_taken')
    const twice = person()
    const both = await Promise.all([baton.key.post('/users', twice), baton.key.post('/users', twice)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
  })

  test('F4: Edit: name, role and password, each with its line in the log; old sessions of an old password end', async () => {
    const { id, email } = await add()
    const session = await baton.signIn(email, PASSWORD)
    expect((await baton.key.patch(`/users/${id}`, { name: 'Cyd', role: 'admin' })).expect(200).body).toMatchObject({
      name: 'Cyd',
      role: 'admin',
    })
    expect(await lastEvent()).toMatchObject({ type: 'user.updated', data: { userId: id, changed: ['name', 'role'] } })
    expect((await session.get('/me')).expect(200).body).toMatchObject({ name: 'Cyd', role: 'admin' })
    ;(await baton.key.patch(`/users/${id}`, { password: 'another long one' })).expect(200)
    ;(await session.get('/me')).refused(401, 'unauthorized')
    await expect(baton.signIn(email, PASSWORD)).rejects.toThrow('401')
    await baton.signIn(email, 'another long one')
  })

  test('F4: Remove: the person is gone, signed out, and may be added again', async () => {
    const { id, email } = await add()
    const session = await baton.signIn(email, PASSWORD)
    ;(await baton.key.delete(`/users/${id}`)).expect(204)
    expect(await lastEvent()).toMatchObject({ type: 'user.deleted', data: { userId: id } })
    ;(await session.get('/me')).refused(401, 'unauthorized')
    ;(await baton.key.get(`/users/${id}`)).refused(404, 'not_found')
    ;(await baton.key.delete(`/users/${id}`)).refused(404, 'not_found')
    ;(await baton.key.post('/users', person({ email }))).expect(201)
  })

  test('F4: Remove: the person is removed wholly or not at all, whatever the database takes', async () => {
    const { id, email } = await add()
    const session = await baton.signIn(email, PASSWORD)
    await baton.sql.unsafe(`create function no_removal() returns trigger language plpgsql as
      $$ begin raise exception 'no removal'; end $$;
      create trigger no_removal before delete on accounts for each row execute function no_removal()`)
    ;(await baton.key.delete(`/users/${id}`)).refused(500, 'internal')
    await baton.sql.unsafe('drop trigger no_removal on accounts; drop function no_removal()')
    ;(await baton.key.get(`/users/${id}`)).expect(200)
    ;(await session.get('/me')).expect(200)
    expect(await baton.sql`select 1 from unrecorded`).toHaveLength(0)
    ;(await baton.key.delete(`/users/${id}`)).expect(204)
    const [left] =
      await baton.sql`select (select count(*)::int from users where id = ${id} or email = ${email}) as users,
      (select count(*)::int from accounts where user_id = ${id}) as accounts,
      (select count(*)::int from sessions where user_id = ${id}) as sessions`
    expect(left).toEqual({ users: 0, accounts: 0, sessions: 0 })
  })

  test('F4, L7: who is removed from one workspace and belongs to another one stays a user there, and is signed out', async () => {
    const { id, email } = await add()
    const session = await baton.signIn(email, PASSWORD)
    const other = newId()
    await baton.sql`insert into workspaces (id, name) values (${other}, 'Another')`
    await baton.sql`insert into members (workspace_id, user_id, role) values (${other}, ${id}, 'operator')`
    ;(await baton.key.delete(`/users/${id}`)).expect(204)
    ;(await session.get('/me')).refused(401, 'unauthorized')
    expect(await baton.sql`select workspace_id from members where user_id = ${id}`).toEqual([{ workspace_id: other }])
    expect(await baton.sql`select 1 from accounts where user_id = ${id} and password is not null`).toHaveLength(1)
  })

  test('F4, L1: what a removed person held is released by rule, with its flags open again, and others can take it over', async () => {
    const [ann, ben] = [await baton.human('Ann'), await baton.human('Ben')]
    const [paused, aiOnly] = [await baton.service(), await baton.service()]
    const one = await baton.begin(paused.id, 'Let me talk to a human!')
    const two = await baton.begin(aiOnly.id)
    for (const { id } of [one, two]) (await ann.post(`/conversations/${id}/takeover`)).expect(200)
    ;(await baton.key.put(`/services/${aiOnly.id}/mode`, { mode: 'ai_only' })).expect(200)
    expect((await baton.read(two.id)).owner?.id).toBe(ann.id)
    ;(await baton.key.delete(`/users/${ann.id}`)).expect(204)
    const released = await baton.read(one.id)
    expect(released).toMatchObject({ status: 'paused', owner: null, needsAttention: true })
    expect(await baton.read(two.id)).toMatchObject({ status: 'ai_active', owner: null })
    const { items } = (await baton.key.get(`/conversations/${one.id}/events`)).body
    expect(items).toContainEqual(
      expect.objectContaining({ type: 'conversation.released', actor: expect.objectContaining({ kind: 'rule' }) }),
    )
    ;(await ben.post(`/conversations/${one.id}/takeover`)).expect(200)
    expect((await baton.read(one.id)).owner?.id).toBe(ben.id)
  })

  test('nobody makes, changes or removes a person of more rights than the own ones', async () => {
    const keyWith = async (...scopes: string[]) =>
      baton.bearer((await baton.key.post('/keys', { name: 'Program', scopes })).expect(201).body.key)
    const [admin, operator] = [await add({ role: 'admin' }), await add()]
    const few = await keyWith('people:write')
    const some = await keyWith('people:write', 'conversation:read', 'operator:read', 'operator:write', 'analytics:read')
    for (const key of [few, some]) {
      ;(await key.post('/users', person({ role: 'admin' }))).refused(403, 'forbidden')
      ;(await key.patch(`/users/${admin.id}`, { password: 'another long one' })).refused(403, 'forbidden')
      ;(await key.patch(`/users/${operator.id}`, { role: 'admin' })).refused(403, 'forbidden')
      ;(await key.delete(`/users/${admin.id}`)).refused(403, 'forbidden')
    }
    ;(await few.post('/users', person())).refused(403, 'forbidden')
    ;(await few.patch(`/users/${operator.id}`, { password: 'another long one' })).refused(403, 'forbidden')
    ;(await few.delete(`/users/${operator.id}`)).refused(403, 'forbidden')
    await baton.signIn(admin.email, PASSWORD)
    await baton.signIn(operator.email, PASSWORD)
    const { id } = (await some.post('/users', person())).expect(201).body
    ;(await some.patch(`/users/${id}`, { name: 'Di' })).expect(200)
    ;(await some.delete(`/users/${id}`)).expect(204)
    const boss = await baton.human('Boss', 'admin')
    const made = (await boss.post('/users', person({ role: 'admin' }))).expect(201).body
    ;(await boss.delete(`/users/${made.id}`)).expect(204)
  })

  test('a workspace keeps at least one administrator', async () => {
    const { items } = (await baton.key.get('/users')).body
    const admins: string[] = items.flatMap((item: { id: string; role: string }) =>
      item.role === 'admin' ? [item.id] : [],
    )
    for (const id of admins.slice(1)) (await baton.key.delete(`/users/${id}`)).expect(204)
    const [last = ''] = admins
    ;(await baton.key.delete(`/users/${last}`)).refused(409, 'last_admin')
    ;(await baton.key.patch(`/users/${last}`, { role: 'operator' })).refused(409, 'last_admin')
    ;(await baton.key.patch(`/users/${last}`, { name: 'Ada' })).expect(200)
  })

  test('two administrators who remove one another at once: one stays', async () => {
    const two = [await add({ role: 'admin' }), await add({ role: 'admin' })]
    const { items } = (await baton.key.get('/users')).body
    for (const { id, role } of items)
      if (role === 'admin' && !two.some((one) => one.id === id)) await baton.key.delete(`/users/${id}`)
    await Promise.all(two.map(({ id }) => baton.key.delete(`/users/${id}`)))
    const [row] = await baton.sql<{ n: number }[]>`select count(*)::int as n from members where role = 'admin'`
    expect(row?.n).toBe(1)
  })

  test('what is no name, address, password or role is refused', async () => {
    const wrong = [
      { name: '' },
      { name: 'x'.repeat(81) },
      { name: 'a\nb' },
      { email: 'cy' },
      { email: 'a b@example.com' },
      { password: 'short' },
      { password: 'x'.repeat(129) },
      { role: 'owner' },
      { extra: 1 },
    ]
    for (const over of wrong) (await baton.key.post('/users', person(over))).refused(422, 'invalid_input')
    ;(await baton.key.patch(`/users/${newId()}`, { email: 'new@example.com' })).refused(422, 'invalid_input')
    ;(await baton.key.patch(`/users/${newId()}`, {})).refused(422, 'invalid_input')
    ;(await baton.key.patch(`/users/${newId()}`, { name: 'Cy' })).refused(404, 'not_found')
  })
})

describe('GET /me', () => {
  test('a person: name, address, role, scopes and workspace', async () => {
    const ann = await baton.human('Ann')
    expect((await ann.get('/me')).expect(200).body).toEqual({
      id: ann.id,
      name: 'Ann',
      email: ann.email,
      role: 'operator',
      scopes: ['conversation:read', 'operator:read', 'operator:write', 'analytics:read'],
      workspace: { id: baton.workspaceId, name: 'My workspace' },
    })
  })

  test('a key: its name and scopes', async () => {
    expect((await baton.key.get('/me')).expect(200).body).toMatchObject({
      name: 'Bootstrap key',
      email: null,
      role: 'key',
    })
  })

  test('GET /capabilities: which AIs there are, and where the world finds this Baton', async () => {
    expect((await baton.key.get('/capabilities')).expect(200).body).toMatchObject({
      builtin: true,
      model: false,
      publicUrl: expect.stringMatching(/^http/),
    })
  })
})

describe('keys', () => {
  test('a key is shown once, kept as a hash, and works at once with its scopes alone', async () => {
    const { body } = (await baton.key.post('/keys', { name: 'Shop', scopes: ['conversation:read'] })).expect(201)
    expect(body).toEqual({
      id: expect.any(String),
      name: 'Shop',
      scopes: ['conversation:read'],
      key: expect.stringMatching(/^bk_[\w-]{43}$/),
    })
    const shop = baton.bearer(body.key)
    ;(await shop.get('/services')).expect(200)
    ;(await shop.post('/services', { name: 'X' })).refused(403, 'forbidden')
    const { items } = (await baton.key.get('/keys')).expect(200).body
    expect(items).toContainEqual({
      id: body.id,
      name: 'Shop',
      prefix: `${body.key.slice(0, 7)}…`,
      scopes: ['conversation:read'],
      createdAt: expect.stringMatching(/Z$/),
      lastUsedAt: null,
    })
    const [row] = await baton.sql`select api_keys::text as text from api_keys where id = ${body.id}`
    expect(row?.text).not.toContain(body.key)
    expect(await lastEvent()).toMatchObject({ type: 'key.created', data: { keyId: body.id, name: 'Shop' } })
  })

  test('a revoked key opens nothing more', async () => {
    const { body } = (await baton.key.post('/keys', { name: 'Gone' })).expect(201)
    const gone = baton.bearer(body.key)
    ;(await gone.get('/services')).expect(200)
    ;(await baton.key.delete(`/keys/${body.id}`)).expect(204)
    ;(await gone.get('/services')).refused(401, 'unauthorized')
    ;(await baton.key.delete(`/keys/${body.id}`)).refused(404, 'not_found')
    expect(await lastEvent()).toMatchObject({ type: 'key.revoked', data: { keyId: body.id } })
  })

  test('nobody makes a key that may more than they may', async () => {
    const { body } = (await baton.key.post('/keys', { name: 'Admin', scopes: ['workspace:admin'] })).expect(201)
    const small = baton.bearer(body.key)
    ;(await small.post('/keys', { name: 'Bigger', scopes: ['people:write'] })).refused(403, 'forbidden')
    ;(await small.post('/keys', { name: 'Program', scopes: ['conversation:write'] })).expect(201)
    for (const wrong of [
      { name: 'X', scopes: [] },
      { name: 'X', scopes: ['everything'] },
      { scopes: ['analytics:read'] },
    ])
      (await small.post('/keys', wrong)).refused(422, 'invalid_input')
  })
})

describe('signing in', () => {
  const signIn = (email: string, password: string, headers = {}): Promise<Answer> =>
    baton.stranger.post('/api/auth/sign-in/email', { email, password }, headers)

  test('with e-mail and password one gets a cookie that scripts cannot read', async () => {
    const { email } = await add()
    const answer = (await signIn(email.toUpperCase(), PASSWORD)).expect(200)
    const [cookie = ''] = answer.headers.getSetCookie().filter((line) => line.startsWith('baton.session_token='))
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Lax/i)
    expect(cookie).toMatch(/Path=\//i)
  })

  test('signing out ends the session at once', async () => {
    const { email } = await add()
    const session = await baton.signIn(email, PASSWORD)
    ;(await session.get('/me')).expect(200)
    ;(await session.post('/api/auth/sign-out', {})).expect(200)
    ;(await session.get('/me')).refused(401, 'unauthorized')
  })

  test('a wrong password and an unknown address are told the same, as a problem', async () => {
    const { email } = await add()
    const [wrong, unknown] = [
      await signIn(email, 'not the password'),
      await signIn(`nobody-${newId()}@example.com`, PASSWORD),
    ]
    const { requestId: _a, ...first } = wrong.refused(401, 'unauthorized').body
    const { requestId: _b, ...second } = unknown.refused(401, 'unauthorized').body
    expect(first).toEqual(second)
  })

  test('what is no sign-in is refused, never a 500', async () => {
    for (const body of [
      {},
      { email: 'a@example.com' },
      { email: 1, password: 2 },
      { email: 'x'.repeat(321), password: 'x' },
      { email: 'a@example.com', password: 'x'.repeat(1001) },
      [],
      null,
      'text',
      { email: 'not an address', password: 'long enough' },
      { email: 'a\u0000@example.com', password: 'long enough' },
      { email: 'a@example.com', password: 'nul\u0000 in it' },
    ])
      expect([401, 422], JSON.stringify(body).slice(0, 60)).toContain(
        (await baton.stranger.post('/api/auth/sign-in/email', body)).status,
      )
  })

  test('ten failures of an account from an address, and the eleventh waits, with the right password too', async () => {
    const { email } = await add()
    for (let i = 0; i < 10; i++) expect((await signIn(email, `wrong ${i}`)).status).toBe(401)
    const answer = (await signIn(email, PASSWORD)).refused(429, 'too_many_requests')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(60)
    const other = await add()
    ;(await signIn(other.email, PASSWORD)).expect(200)
  })

  test('guesses that come at once are counted all the same', async () => {
    const { email } = await add()
    const answers = await Promise.all(Array.from({ length: 24 }, (_, i) => signIn(email, `guess number ${i}`)))
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10)
    for (const answer of answers) expect([401, 429]).toContain(answer.status)
  })
})

describe('L10: what dies between a change and its line in the log is caught up with', () => {
  let ada: Human
  beforeAll(async () => {
    ada = await baton.human('Ada', 'admin')
  })

  /** The log takes no line of that type: as if the process had died before it. */
  const forbid = async (type: string) => {
    await baton.sql.unsafe(`create function no_line() returns trigger language plpgsql as
      $$ begin if new.type = '${type}' then raise exception 'no line'; end if; return new; end $$;
      create trigger no_line before insert on events for each row execute function no_line()`)
  }
  const allow = () => baton.sql.unsafe('drop trigger no_line on events; drop function no_line()')
  const person = () => ({ name: 'Gone', email: `${newId()}@example.com`, password: 'long enough', role: 'operator' })
  const anybody = async () => (await ada.post('/users', person())).expect(201).body.id as string
  type Change = (headers?: Record<string, string>) => Promise<Answer>
  const changes: [string, () => Promise<Change>, string][] = [
    [
      'user.created',
      async () => {
        const body = person()
        return (headers) => ada.post('/users', body, headers)
      },
      'name',
    ],
    [
      'user.updated',
      async () => {
        const id = await anybody()
        return (headers) => ada.patch(`/users/${id}`, { name: 'New' }, headers)
      },
      'userId',
    ],
    [
      'user.deleted',
      async () => {
        const id = await anybody()
        return (headers) => ada.delete(`/users/${id}`, headers)
      },
      'userId',
    ],
    ['key.created', async () => (headers) => ada.post('/keys', { name: 'Lost' }, headers), 'keyId'],
    [
      'key.revoked',
      async () => {
        const { id } = (await ada.post('/keys', { name: 'Lost' })).expect(201).body
        return (headers) => ada.delete(`/keys/${id}`, headers)
      },
      'keyId',
    ],
  ]
  const lines = async (type: string) =>
    baton.sql<{ actor: unknown }[]>`select actor from events where type = ${type} order by seq`

  test.each(changes)(
    'L4: %s that is said again before its line is in the log gets its first answer, happened once, and was not called undone',
    async (type, prepare) => {
      const change = await prepare()
      const header = { 'idempotency-key': newId() }
      const before = (await lines(type)).length
      await forbid(type)
      const first = (await change(header)).refused(503, 'unavailable')
      expect(first.body.detail).toContain('This was done')
      ;(await change(header)).refused(503, 'unavailable')
      await allow()
      const second = await change(header)
      expect(second.status).toBeLessThan(300)
      const third = await change(header)
      expect([third.status, third.text]).toEqual([second.status, second.text])
      expect(await lines(type)).toHaveLength(before + 1)
      expect(await baton.sql`select 1 from unrecorded`).toHaveLength(0)
    },
  )

  test('L4: a key that was made and is out of memory is named, so that it can be revoked', async () => {
    const header = { 'idempotency-key': newId() }
    const { id } = (await ada.post('/keys', { name: 'Lost' }, header)).expect(201).body
    await baton.restart()
    const { body } = (await ada.post('/keys', { name: 'Lost' }, header)).refused(409, 'id_reused')
    expect(body.keyId).toBe(id)
    ;(await ada.delete(`/keys/${id}`)).expect(204)
  })

  test('L10: a line that the log does not take ends no start, and holds up no other', async () => {
    await forbid('key.created')
    ;(await ada.post('/keys', { name: 'First' })).refused(503, 'unavailable')
    const commandId = newId()
    const line = { type: 'user.updated', data: { userId: ada.id, changed: ['name'] } }
    await baton.sql`insert into unrecorded (workspace_id, command_id, body_hash, actor, event, answer) values
      (${baton.workspaceId}, ${commandId}, 'hash', ${baton.sql.json({ kind: 'rule', name: 'test', via: 'system' })},
       ${baton.sql.json(line)}, ${baton.sql.json({ id: ada.id })})`
    await baton.restart()
    ;(await ada.get('/me')).expect(200)
    expect(await baton.sql`select type from events where command_id = ${commandId}`).toEqual([{ type: 'user.updated' }])
    expect(await baton.sql`select 1 from unrecorded`).toHaveLength(1)
    await allow()
    await expect.poll(() => baton.sql`select 1 from unrecorded`, { timeout: 8_000 }).toHaveLength(0)
  })

  test.each(changes)(
    'L10: %s stands in the log after the next start, once, by whoever did it',
    async (type, prepare) => {
      const change = await prepare()
      const before = (await lines(type)).length
      await forbid(type)
      await change()
      expect(await lines(type)).toHaveLength(before)
      expect(await baton.sql`select 1 from unrecorded`).toHaveLength(1)
      await allow()
      await baton.restart()
      const after = await lines(type)
      expect(after).toHaveLength(before + 1)
      expect(after.at(-1)?.actor).toMatchObject({ kind: 'operator', id: ada.id })
      expect(await baton.sql`select 1 from unrecorded`).toHaveLength(0)
      await baton.restart()
      expect(await lines(type)).toHaveLength(before + 1)
    },
  )
})
