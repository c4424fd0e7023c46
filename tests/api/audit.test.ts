import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import type { Caller } from '../builders/caller.ts'
import { listen } from '../builders/listener.ts'
import { secondWorkspace } from '../builders/second-workspace.ts'

let baton: Running
let ada: Human
let ben: Human
beforeAll(async () => {
  baton = await startBaton({ TRUST_PROXY: 'yes' })
  ada = await baton.admin()
  ben = await baton.human('Ben')
})
afterAll(() => baton.stop())

interface Line {
  seq: number
  at: string
  type: string
  actor: { kind: string; id?: string; name?: string; via: string; key?: { id: string; name: string } }
  network: string | null
  sentence: string
  conversationId: string | null
  serviceId: string | null
  service: string | null
}
const query = (asked: Record<string, string>) => new URLSearchParams(asked).toString()
const audit = async (asked: Record<string, string> = {}, who: Caller = ada): Promise<Line[]> =>
  (await who.get(`/audit?${query(asked)}`)).expect(200).body.items
/** Everything, over as many pages as it takes. */
async function whole(asked: Record<string, string>, limit = 3): Promise<Line[]> {
  const found: Line[] = []
  let cursor: string | null = null
  do {
    const more: Record<string, string> = cursor === null ? {} : { cursor }
    const { body } = (await ada.get(`/audit?${query({ ...asked, limit: String(limit), ...more })}`)).expect(200)
    expect(body.items.length).toBeLessThanOrEqual(limit)
    found.push(...body.items)
    cursor = body.nextCursor
  } while (cursor !== null)
  return found
}
const from = (who: Caller, address: string): Caller =>
  baton.as({ ...who.headers, origin: baton.url, 'x-forwarded-for': address })

describe('L10: who did what, when, from where', () => {
  test('L10: a takeover is told of with the person, the time, the console and the network', async () => {
    const service = await baton.service({ name: 'Billing' })
    const begun = await baton.begin(service.id, 'The word nobody repeats')
    ;(await from(ben, '203.0.113.7').post(`/conversations/${begun.id}/takeover`, {})).expect(200)
    const [line] = await audit({ person: ben.id })
    expect(line).toMatchObject({
      type: 'conversation.claimed',
      actor: { kind: 'operator', id: ben.id, name: 'Ben', via: 'console' },
      network: '203.0.113.7',
      sentence: 'Took over the conversation',
      conversationId: begun.id,
      serviceId: service.id,
      service: 'Billing',
    })
    expect(Math.abs(Date.parse(line?.at ?? '') - Date.now())).toBeLessThan(60_000)
  })

  test('L10: of an IPv6 address the network is kept, and of customers nothing', async () => {
    const service = await baton.service()
    const begun = await baton.begin(service.id)
    await from(ben, '2001:db8:1:2:3:4:5:6').post(`/conversations/${begun.id}/notes`, { text: 'Look at the invoice' })
    expect((await audit({ person: ben.id, kind: 'messages' }))[0]).toMatchObject({
      network: '2001:db8:1:2::/64',
      sentence: 'Wrote a private note',
    })
    await from(begun.customer, '198.51.100.9').post(`/conversations/${begun.id}/messages`, {
      role: 'customer',
      text: 'Hi',
    })
    const rows =
      await baton.sql`select actor from events where actor ->> 'kind' = 'customer' and actor -> 'key' is null`
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toContain('198.51.100')
  })

  test('L8: no stream and no list of events says where a colleague sits, nor does a customer’s', async () => {
    const begun = await baton.begin((await baton.service()).id)
    const stream = await listen(ada, '/stream')
    const theirs = await listen(begun.customer, `/conversations/${begun.id}/stream`)
    ;(await from(ben, '203.0.113.8').post(`/conversations/${begun.id}/takeover`, {})).expect(200)
    await stream.until(({ event, data }) => event === 'conversation.claimed' && data.conversationId === begun.id)
    await theirs.untilText('Ben has joined the conversation.')
    const listed = (await ada.get(`/conversations/${begun.id}/events`)).expect(200)
    expect(listed.text).toContain('conversation.claimed')
    for (const told of [JSON.stringify(stream.heard), JSON.stringify(theirs.heard), listed.text])
      expect(told).not.toMatch(/203\.0\.113|network/)
    stream.close()
    theirs.close()
  })

  test('L10: people, groups, keys and services are named, also when they are gone', async () => {
    const service = await baton.service({ name: 'Returns' })
    const cy = await baton.human('Cy')
    const group = (await ada.post('/groups', { name: 'Night shift', members: [cy.id] })).expect(201).body
    const key = (await ada.post('/keys', { name: 'Shop' })).expect(201).body
    ;(await ada.patch(`/users/${cy.id}`, { role: 'admin' })).expect(200)
    ;(await ada.put(`/services/${service.id}/mode`, { mode: 'ai_only' })).expect(200)
    ;(await ada.delete(`/keys/${key.id}`)).expect(204)
    ;(await ada.delete(`/groups/${group.id}`)).expect(204)
    ;(await ada.delete(`/users/${cy.id}`)).expect(204)
    ;(await ada.delete(`/services/${service.id}`)).expect(204)
    expect((await audit({ person: ada.id, limit: '8' })).map(({ sentence }) => sentence)).toEqual([
      'Deleted the service “Returns”',
      'Removed “Cy”',
      'Deleted the operator group “Night shift”',
      'Revoked the API key “Shop”',
      'Set “Returns” from Human-Supported AI to AI Only',
      'Changed “Cy”: role',
      'Made the API key “Shop”',
      'Created the operator group “Night shift” with 1 member',
    ])
  })

  test('L10: no text of a message, of a note, of an instruction is in it', async () => {
    const service = await baton.service({ instructions: 'Never say sesame' })
    const begun = await baton.begin(service.id, 'Open sesame')
    await ben.post(`/conversations/${begun.id}/takeover`, {})
    await ben.post(`/conversations/${begun.id}/messages`, { role: 'operator', text: 'No sesame' })
    await ben.post(`/conversations/${begun.id}/notes`, { text: 'Asks for sesame' })
    ;(await ada.patch(`/services/${service.id}`, { instructions: 'More sesame' })).expect(200)
    const all = await audit({ conversationId: begun.id })
    expect(all.map(({ sentence }) => sentence)).toContain('Answered the customer')
    const told = JSON.stringify([...all, ...(await audit({ limit: '500' }))])
    expect(told).not.toContain('sesame')
    expect((await ada.get('/audit.jsonl')).expect(200).text).not.toContain('sesame')
  })
})

describe('L10: the audit is filtered', () => {
  let begun: { id: string }
  let serviceId: string
  beforeAll(async () => {
    const service = await baton.service({ name: 'Filtered' })
    serviceId = service.id
    begun = await baton.begin(serviceId)
    ;(await baton.key.post(`/conversations/${begun.id}/takeover`, { operatorId: ben.id })).expect(200)
    ;(await ben.post(`/conversations/${begun.id}/release`, {})).expect(200)
    ;(await ada.put(`/services/${serviceId}/mode`, { mode: 'human_only' })).expect(200)
  })

  test('by conversation: every line of it, its customer’s too, and none of another', async () => {
    const lines = await audit({ conversationId: begun.id, limit: '500' })
    expect(new Set(lines.map(({ conversationId }) => conversationId))).toEqual(new Set([begun.id]))
    expect(lines.map(({ type }) => type)).toEqual(expect.arrayContaining(['conversation.opened', 'message.added']))
    const [count] = await baton.sql`select count(*)::int as n from events where conversation_id = ${begun.id}`
    expect(lines).toHaveLength(count?.n)
    expect(await audit({ conversationId: newId() })).toEqual([])
  })

  test('by person: also what a program did for them, with the program’s key beside', async () => {
    const [release, claim] = await audit({ person: ben.id, serviceId })
    expect(release).toMatchObject({ type: 'conversation.released', actor: { via: 'console' } })
    expect(claim).toMatchObject({
      type: 'conversation.claimed',
      actor: { id: ben.id, via: 'api', key: { name: 'Bootstrap key' } },
    })
  })

  test('by key: what it did for itself and for people', async () => {
    const [row] = await baton.sql`select id from api_keys where name = 'Bootstrap key'`
    const lines = await whole({ key: row?.id }, 7)
    expect(lines.map(({ type }) => type)).toEqual(expect.arrayContaining(['user.created', 'conversation.claimed']))
    for (const { actor } of lines) expect([actor.id, actor.key?.id]).toContain(row?.id)
  })

  test('by rule', async () => {
    const lines = await audit({ rule: 'notice' })
    expect(lines.length).toBeGreaterThan(0)
    expect(new Set(lines.map(({ actor }) => actor.name))).toEqual(new Set(['notice']))
  })

  test('by what they are: people, programs, both, rules', async () => {
    const kinds = async (by: string) => new Set((await audit({ by, limit: '500' })).map(({ actor }) => actor.kind))
    expect(await kinds('people')).toEqual(new Set(['operator']))
    expect(await kinds('programs')).toEqual(new Set(['key']))
    expect(await kinds('team')).toEqual(new Set(['operator', 'key']))
    expect(await kinds('rules')).toEqual(new Set(['rule']))
  })

  test('by kind', async () => {
    const types = (await audit({ kind: 'services', limit: '500' })).map(({ type }) => type)
    expect([...new Set(types)].toSorted()).toEqual([
      'mode.changed',
      'service.created',
      'service.deleted',
      'service.updated',
    ])
  })

  test('by service: its conversations and its settings', async () => {
    const lines = await whole({ serviceId })
    expect(lines.map(({ type }) => type)).toEqual([
      'mode.changed',
      'conversation.released',
      'message.added',
      'conversation.claimed',
      'service.created',
    ])
    expect(new Set(lines.map(({ service }) => service))).toEqual(new Set(['Filtered']))
  })

  test('by time: from is in, until is out, to the millisecond', async () => {
    const lines = await audit({ limit: '500' })
    const [middle] = lines.slice(Math.floor(lines.length / 2))
    const at = middle?.at ?? ''
    const after = await audit({ from: at, limit: '500' })
    const before = await audit({ until: at, limit: '500' })
    expect(after.every((line) => line.at >= at) && before.every((line) => line.at < at)).toBe(true)
    expect([...after, ...before]).toEqual(lines)
    expect(await audit({ from: '2999-01-01T00:00:00Z' })).toEqual([])
    expect(await audit({ until: '0001-01-01T00:00:00Z' })).toEqual([])
  })

  test('a page at a time: every line once, the latest first', async () => {
    const lines = await audit({ limit: '500' })
    expect(lines.length).toBeLessThan(500)
    expect(await whole({}, 7)).toEqual(lines)
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map(({ seq }) => seq).toSorted((a, b) => b - a))
  })

  test('what is no question is refused, with the field', async () => {
    for (const asked of [
      'person=x',
      'kind=everything',
      'by=me',
      'from=yesterday',
      'limit=501',
      'cursor=x',
      'colour=red',
      `person=${ben.id}&rule=notice`,
    ])
      (await ada.get(`/audit?${asked}`)).refused(422, asked === 'cursor=x' ? 'cursor_invalid' : 'invalid_input')
  })
})

describe('L10: the audit is exported', () => {
  test('L14: as CSV that a spreadsheet opens without running a formula', async () => {
    for (const name of ['=1+1', '+A1', '-2', '@sum(A1)', ' =cmd|x', '＝1', 'say "hi", Kim'])
      await ada.post('/groups', { name })
    const answer = (await ada.get('/audit.csv?kind=groups')).expect(200)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"')
    const [head = '', ...lines] = answer.text.split('\r\n')
    expect(head.replace('\ufeff', '')).toBe(
      '"number","time","who","id","kind","through","key","network","what","type","service","conversation"',
    )
    expect(lines.at(-1)).toBe('')
    expect(lines[0]).toContain('"Created the operator group “say ""hi"", Kim” with 0 members"')
    const eve = await baton.human('Eve')
    ;(await ada.patch(`/users/${eve.id}`, { name: '=1+2' })).expect(200)
    await eve.post('/groups', { name: 'x' })
    const [first = ''] = (await ada.get('/audit.csv?kind=groups')).text.split('\r\n').slice(1)
    expect(first).toContain('"\'=1+2"')
    for (const line of lines) expect(line).not.toMatch(/(^|,)"\s*[=+\-@＝]/)
  })

  test('L10: as JSON lines, all of it, in the order of the list', async () => {
    const lines = await audit({ limit: '500' })
    const answer = (await ada.get('/audit.jsonl')).expect(200)
    expect(answer.headers.get('content-type')).toBe('application/jsonl')
    expect(
      answer.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(lines)
    const [one] = (await ada.get(`/audit.jsonl?person=${ben.id}`)).text.trimEnd().split('\n')
    expect(JSON.parse(one ?? '')).toMatchObject({ actor: { id: ben.id } })
  })
})

describe('L7: whose it is', () => {
  test('F4: an operator reads no audit, and a key only with workspace:admin', async () => {
    const limited = (
      await baton.key.post('/keys', { name: 'All but one', scopes: ['people:write', 'service:write'] })
    ).expect(201).body
    for (const path of ['/audit', '/audit.csv', '/audit.jsonl'])
      for (const who of [ben, baton.bearer(limited.key)]) (await who.get(path)).refused(403, 'forbidden')
  })

  test('L7: nothing of another workspace is in it, whatever is asked for, and no name of theirs', async () => {
    const theirs = await secondWorkspace(baton)
    const service = (await theirs.key.post('/services', { name: 'Their secret' })).expect(201).body
    const user = {
      name: 'Their Lea',
      email: `lea-${newId()}@example.com`,
      password: 'correct horse battery',
      role: 'operator',
    }
    const lea = (await theirs.key.post('/users', user)).expect(201).body
    for (const asked of [{}, { serviceId: service.id }, { person: lea.id }] as Record<string, string>[]) {
      expect(JSON.stringify(await audit({ ...asked, limit: '500' }))).not.toContain('Their')
      expect((await ada.get(`/audit.csv?${query(asked)}`)).expect(200).text).not.toContain('Their')
    }
    const seen = await audit({ limit: '500' }, theirs.key)
    expect(seen.map(({ sentence }) => sentence)).toEqual([
      'Added “Their Lea” as Tenant Operator',
      'Created the service “Their secret”',
    ])
  })

  test('L10: nobody can change or delete a line', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      (await ada.call(method, '/audit', method === 'DELETE' ? undefined : {})).refused(404, 'not_found')
  })
})
