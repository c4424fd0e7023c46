import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ServiceView, SessionView } from '../../domain/wire.ts'
import { type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import type { Caller } from '../builders/caller.ts'
import { secondWorkspace } from '../builders/second-workspace.ts'

let baton: Running
let ann: Human
/** Sees the shop alone. */
let lia: Human
let shop: ServiceView
let help: ServiceView
const kept = { lamp: '', parcel: '', mine: '', ended: '', secret: '' }

beforeAll(async () => {
  baton = await startBaton()
  ann = await baton.human('Ann')
  lia = await baton.human('Lia')
  shop = await baton.service({ name: 'Shop', agent: 'Orders' })
  help = await baton.service({ name: 'Help', agent: 'Helper' })
  ;(await baton.key.post('/groups', { name: 'Shop', services: [shop.id], members: [lia.id] })).expect(201)
  kept.lamp = (await baton.begin(shop.id, 'The lamp LW-20418 arrived cracked in Łódź')).id
  kept.parcel = (await baton.begin(shop.id)).id
  kept.mine = (await baton.begin(shop.id, 'Is the pendant dimmable?')).id
  kept.ended = (await baton.begin(shop.id, 'A refund, please')).id
  kept.secret = (await baton.begin(help.id, 'The zeppelin of the help desk')).id
  await baton.key.post(`/conversations/${kept.parcel}/messages`, {
    role: 'ai',
    text: 'Its carrier is Hummingbird.',
    turn: 1,
  })
  ;(await ann.post(`/conversations/${kept.parcel}/notes`, { text: 'Wants a callback after Whitsun' })).expect(200)
  for (const id of [kept.mine, kept.ended]) (await ann.post(`/conversations/${id}/takeover`)).expect(200)
  ;(await ann.post(`/conversations/${kept.ended}/resolve`)).expect(200)
  ;(await ann.post(`/conversations/${kept.lamp}/handoff`, { trigger: 'manual' })).expect(200)
  await searchable()
})
afterAll(() => baton.stop())

const list = async (query: string, who: Caller = ann) => (await who.get(`/sessions?${query}`)).expect(200).body
const ids = async (query: string, who?: Caller): Promise<string[]> =>
  (await list(query, who)).items.map(({ id }: SessionView) => id)
/** All that was said until now can be found. */
const searchable = async () => {
  await vi.waitFor(async () => expect((await list('text=x')).behind).toBe(0), { timeout: 20_000, interval: 200 })
}

describe('A1: the list of sessions', () => {
  test('A1: open and ended ones, newest first, each in the documented shape, with who was responsible and for how long', async () => {
    const { items } = await list(`serviceId=${shop.id}`)
    expect(items.map(({ id }: SessionView) => id)).toEqual([kept.ended, kept.mine, kept.parcel, kept.lamp])
    for (const item of items) expect(SessionView.strict().parse(item)).toEqual(item)
    const [ended, mine, parcel] = items
    expect(ended).toMatchObject({ status: 'resolved', owner: null, responsible: { id: ann.id }, service: 'Shop' })
    expect(mine).toMatchObject({ status: 'paused', responsible: { name: 'Ann' } })
    expect(parcel).toMatchObject({ status: 'ai_active', responsible: null })
    const { ai, waiting, people } = ended.controlTime
    expect(ai + waiting + people).toBe(Date.parse(ended.resolvedAt) - Date.parse(ended.startedAt))
    expect(people).toBeGreaterThan(0)
  })

  test.each([
    ['status=resolved', () => [kept.ended]],
    ['status=paused', () => [kept.mine, kept.lamp]],
    ['agent=Orders', () => [kept.ended, kept.mine, kept.parcel, kept.lamp]],
    ['agent=Nobody', () => []],
    ['channel=api', () => [kept.ended, kept.mine, kept.parcel, kept.lamp]],
    ['channel=phone', () => []],
    ['handedOff=yes', () => [kept.lamp]],
    ['handedOff=no', () => [kept.ended, kept.mine, kept.parcel]],
    ['responsible=none', () => [kept.parcel, kept.lamp]],
    ['flag=help_requested', () => []],
    ['from=2020-01-01T00:00:00.000Z&to=2021-01-01T00:00:00.000Z', () => []],
    ['from=2020-01-01T00:00:00.000Z', () => [kept.ended, kept.mine, kept.parcel, kept.lamp]],
    ['sort=oldest', () => [kept.lamp, kept.parcel, kept.mine, kept.ended]],
  ])('A1: filtered by %s', async (query, expected) => {
    expect(await ids(`serviceId=${shop.id}&${query}`)).toEqual(expected())
  })

  test('A1: by who is responsible, also of one that ended', async () => {
    expect(await ids(`responsible=${ann.id}`)).toEqual([kept.ended, kept.mine])
  })

  test.each(['newest', 'oldest', 'messages'])(
    'A1: %s, page by page, nothing twice and nothing missed',
    async (sort) => {
      const all = await ids(`serviceId=${shop.id}&sort=${sort}`)
      const seen: string[] = []
      let cursor = ''
      for (let page = 0; page < 10; page++) {
        const { items, nextCursor } = await list(
          `serviceId=${shop.id}&sort=${sort}&limit=1${cursor && `&cursor=${cursor}`}`,
        )
        seen.push(...items.map(({ id }: SessionView) => id))
        if (nextCursor === null) break
        cursor = nextCursor
      }
      expect(seen).toEqual(all)
      expect(new Set(all).size).toBe(4)
    },
  )

  test('A1: what is no filter, no time, no cursor is refused', async () => {
    for (const query of [
      'status=open',
      'from=yesterday',
      'sort=random',
      'responsible=x',
      'text=',
      'limit=0',
      'unknown=1',
    ])
      (await ann.get(`/sessions?${query}`)).refused(422, 'invalid_input')
    ;(await ann.get('/sessions?cursor=x')).refused(422, 'cursor_invalid')
  })
})

describe('A1: search in what was said', () => {
  test.each([
    ['what the customer wrote', 'cracked', () => [kept.lamp]],
    ['the number of an order', 'LW-20418', () => [kept.lamp]],
    ['a part of one, begun', 'lw-204', () => [kept.lamp]],
    ['without its accents', 'lodz', () => [kept.lamp]],
    ['what the AI wrote', 'hummingbird', () => [kept.parcel]],
    ['what an operator noted', 'whitsun callback', () => [kept.parcel]],
    ['words of two messages of one session', 'parcel carrier', () => [kept.parcel]],
    ['the customer’s name', 'kim refund', () => [kept.ended]],
    ['words that nobody said together', 'cracked refund', () => []],
    ['nothing', 'xylophone', () => []],
    ['no word at all', '?!', () => []],
    ['what would be an operator of a query', "refund' | 'cracked", () => []],
  ])('A1: finds %s', async (_what, text, expected) => {
    expect(await ids(`text=${encodeURIComponent(text)}`)).toEqual(expected())
  })

  test('A1: finds a session by its id, and none by a part of the id of another', async () => {
    expect(await ids(`text=${kept.ended}`)).toEqual([kept.ended])
    expect(await ids(`text=${newId()}`)).toEqual([])
  })

  test('A1: notices of Baton, drafts and flags are not what was said', async () => {
    expect(await ids('text=joined')).toEqual([])
  })

  test('A1: what is said now can be found a moment later', async () => {
    const late = await baton.begin(shop.id, 'A word such as quokka')
    await expect.poll(() => ids('text=quokka'), { timeout: 10_000 }).toEqual([late.id])
  })

  test('A1: what was there before the search was is read into it, and a second reading adds nothing', async () => {
    await baton.sql`delete from session_words`
    await baton.sql`update search_places set seq = 0`
    await searchable()
    expect(await ids('text=cracked')).toEqual([kept.lamp])
    const [rows] = await baton.sql`select count(*)::int as count, count(distinct seq)::int as events from session_words`
    expect(rows?.count).toBe(rows?.events)
  })

  test('L7: an operator finds nothing of a service that is out of sight: not by word, not by id, not in the file', async () => {
    expect(await ids('text=zeppelin')).toEqual([kept.secret])
    expect(await ids('text=zeppelin', lia)).toEqual([])
    expect(await ids(`text=${kept.secret}`, lia)).toEqual([])
    expect(await ids(`serviceId=${help.id}`, lia)).toEqual([])
    expect(await ids('', lia)).not.toContain(kept.secret)
    const file = (await lia.get('/sessions/export')).expect(200).text
    expect(file).toContain(kept.lamp)
    expect(file).not.toContain(kept.secret)
    expect(file).not.toContain('zeppelin')
  })

  test('L7: another workspace finds nothing of this one, and its words stand apart from ours in the index', async () => {
    const { key: other } = await secondWorkspace(baton)
    expect(await ids('text=cracked', other)).toEqual([])
    expect(await ids(`text=${kept.lamp}`, other)).toEqual([])
    expect((await other.get('/sessions/export')).expect(200).text).not.toContain(kept.lamp)
    const words = await baton.sql<{ workspace_id: string; key: string }[]>`
      select distinct w.workspace_id, split_part(lexeme, ':', 1) as key from session_words w, unnest(w.words)`
    const places = await baton.sql<{ workspace_id: string; key: number }[]>`select workspace_id, key from search_places`
    for (const { workspace_id, key } of words) expect(places).toContainEqual({ workspace_id, key: Number(key) })
    expect(new Set(places.map(({ key }) => key)).size).toBe(places.length)
  })

  test('A1: a search that takes too long is stopped, and says what to do', async () => {
    // The database sleeps in the place of a log of years.
    await baton.sql`alter table session_words rename to session_words_kept`
    await baton.sql`create view session_words as select k.* from session_words_kept k, pg_sleep(30)`
    try {
      const began = performance.now()
      const answer = (await ann.get('/sessions?text=cracked')).refused(422, 'search_too_wide')
      expect(performance.now() - began).toBeLessThan(8_000)
      expect(answer.body.detail).toMatch(/^This search took too long and was stopped\. Narrow it/)
    } finally {
      await baton.sql`drop view session_words`
      await baton.sql`alter table session_words_kept rename to session_words`
    }
    expect(await ids('text=cracked')).toEqual([kept.lamp])
  })
})

describe('A1: the list as a file', () => {
  test('A1, L14: a line for each session of the filtered list, and no formula in it', async () => {
    const evil = await baton.key.post('/conversations', {
      serviceId: shop.id,
      customer: { name: '=1+cmd|calc', phone: '+49 170' },
    })
    const { id } = evil.expect(201).body
    ;(
      await baton.key.post(`/conversations/${id}/messages`, { role: 'customer', text: '@SUM(A1)\n"quoted", lamp' })
    ).expect(201)
    const answer = (await ann.get(`/sessions/export?serviceId=${shop.id}&sort=oldest`)).expect(200)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="sessions.csv"')
    expect(answer.text).toMatch(/^\ufeff?"Session","Started",/)
    const lines = answer.text.trim().split('\r\n')
    const listed = await ids(`serviceId=${shop.id}&sort=oldest`)
    expect(lines.slice(1).map((line) => line.slice(1, 37))).toEqual(listed)
    const line = lines.find((each) => each.includes(id)) ?? ''
    for (const cell of [`"'=1+cmd|calc"`, `"'+49 170"`, `"'@SUM(A1) ""quoted"", lamp"`]) expect(line).toContain(cell)
    for (const each of lines) expect(each.replaceAll('""', '')).not.toMatch(/(^|,)"[=+\-@]/)
  })

  test('A1: a long list comes whole, in pieces, and what is refused is refused before the first line', async () => {
    const [template] = await baton.sql`select * from conversations where id = ${kept.lamp}`
    for (let n = 0; n < 450; n++) {
      const id = newId()
      await baton.sql`insert into conversations ${baton.sql({ ...template, id, service_id: shop.id, state: { ...template?.state, id } })}`
    }
    const lines = (await ann.get(`/sessions/export?serviceId=${shop.id}&text=cracked`))
      .expect(200)
      .text.trim()
      .split('\r\n')
    expect(lines).toHaveLength(2)
    const all = (await ann.get(`/sessions/export?serviceId=${shop.id}`)).expect(200).text.trim().split('\r\n')
    expect(new Set(all).size).toBe(all.length)
    expect(all.length).toBeGreaterThan(450)
    ;(await ann.get('/sessions/export?status=open')).refused(422, 'invalid_input')
  })
})
