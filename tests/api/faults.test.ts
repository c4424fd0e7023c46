import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Begun, type Human, newId, type Running, startBaton } from '../builders/baton.ts'
import { type FlakyWire, flakyWire } from '../builders/flaky-wire.ts'
import { type Listener, listen, listenSocket } from '../builders/listener.ts'

interface Line {
  seq: number
  text: string | null
}
/** The log past the program: each line's number, and the words where it is a message. */
async function log({ sql, workspaceId }: Running): Promise<Line[]> {
  const rows = await sql<{ seq: string; text: string | null }[]>`
    select seq, data -> 'message' ->> 'text' as text from events where workspace_id = ${workspaceId} order by seq`
  return rows.map(({ seq, text }) => ({ seq: Number(seq), text }))
}

/** L3 and L5 at once: each word stands once, the numbers have no hole, the stream carried exactly the log, tables and memory agree. */
async function holds(baton: Running, said: string[], stream: Listener, from: number): Promise<void> {
  const lines = await log(baton)
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_line, i) => i + 1))
  const stood = lines.flatMap(({ text }) => (text === null ? [] : [text]))
  for (const word of said)
    expect(
      stood.filter((text) => text === word),
      word,
    ).toHaveLength(1)
  const end = lines.length
  if (!stream.events().some(({ data }) => data.seq === end)) await stream.until(({ data }) => data.seq === end)
  expect(stream.events().map(({ data }) => data.seq)).toEqual(lines.slice(from).map(({ seq }) => seq))
  const [row] = await baton.sql<{ wrong: number }[]>`
    select count(*)::int as wrong from conversations c where (c.state ->> 'version')::int <> c.version
      or c.version <> (select count(*) from events e where e.workspace_id = c.workspace_id and e.conversation_id = c.id)`
  expect(row?.wrong).toBe(0)
  expect((await baton.key.get('/stats')).expect(200).body.cursor).toBe(`1.${end}`)
}
const headOf = async (baton: Running) => Number((await baton.key.get('/stats')).body.cursor.split('.')[1])

/** Says a thing as a patient program does: with one id, again and again until it is accepted. */
async function insist(baton: Running, id: string, text: string): Promise<number> {
  const body = { id: newId(), role: 'customer', text }
  for (let tries = 1; ; tries++) {
    const answer = await baton.key.post(`/conversations/${id}/messages`, body)
    if (answer.status === 201) return tries
    answer.refused(503, 'unavailable')
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
    await sleep(50)
  }
}

describe('L3: what was accepted is there', () => {
  let baton: Running
  let begun: Begun[]
  beforeAll(async () => {
    baton = await startBaton()
    const { id } = await baton.service()
    begun = await Promise.all(Array.from({ length: 4 }, () => baton.begin(id)))
  })
  afterAll(() => baton.stop())

  test('L3: though the database’s backends are killed under load: none lost, none twice, no hole, no stream cut', async () => {
    const from = await headOf(baton)
    const stream = await listen(baton.key, `/stream?after=1.${from}`)
    const said: string[] = []
    let working = true
    const work = Promise.all(
      begun.flatMap(({ id }, at) =>
        [1, 2].map(async (writer) => {
          for (let i = 0; i < 40; i++) {
            const text = `conversation ${at}, writer ${writer}, word ${i}`
            await insist(baton, id, text)
            said.push(text)
          }
        }),
      ),
    ).then(() => {
      working = false
    })
    let killed = 0
    for (let round = 0; round < 15 && working; round++) {
      const rows = await baton.sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like 'baton%' and random() < 0.7`
      killed += rows.length
      await sleep(60)
    }
    await work
    expect(killed).toBeGreaterThan(10)
    expect(said).toHaveLength(320)
    expect(stream.isOver()).toBe(false)
    await holds(baton, said, stream, from)
    stream.close()
  })

  test('L3: what was accepted right before a stop is there after the start', async () => {
    const { id } = begun[0] as Begun
    const from = await headOf(baton)
    const texts = Array.from({ length: 30 }, (_, i) => `before the stop ${i}`)
    const answers = Promise.all(
      texts.map((text) =>
        baton.key.post(`/conversations/${id}/messages`, { role: 'customer', text }).catch(() => null),
      ),
    )
    await sleep(5)
    await baton.restart()
    const accepted = (await answers).flatMap((answer, i) => (answer?.status === 201 ? [texts[i] ?? ''] : []))
    const stream = await listen(baton.key, `/stream?after=1.${from}`)
    await holds(baton, accepted, stream, from)
    stream.close()
  })
})

describe('when the database is away', () => {
  let baton: Running
  let wire: FlakyWire
  let ann: Human
  let begun: Begun
  beforeAll(async () => {
    baton = await startBaton({}, async (url) => {
      wire = await flakyWire(url)
      return wire.url
    })
    ann = await baton.human('Ann')
    begun = await baton.begin((await baton.service()).id)
  })
  afterAll(async () => {
    await wire.mend()
    await baton.stop()
    await wire.stop()
  })
  const beat = (stream: Listener, database: 'up' | 'down') => {
    const already = stream.heard.length
    return stream.until(
      (frame) =>
        frame.event === 'heartbeat' && frame.data.database === database && stream.heard.indexOf(frame) >= already,
    )
  }

  test('L3, L5, B2: all is 503 with Retry-After, streams stay open and say so; then all goes on by itself, also what was committed and not answered', async () => {
    const from = await headOf(baton)
    const streams = [
      await listen(baton.key),
      await listenSocket(ann),
      await listen(begun.customer, `/conversations/${begun.id}/stream`),
    ] as const
    const down = Promise.all(streams.map((stream) => beat(stream, 'down')))
    const unanswered = { id: newId(), role: 'customer', text: 'committed, and not answered' }
    wire.swallowAnswerTo(unanswered.text)
    const waiting = baton.key.post(`/conversations/${begun.id}/messages`, unanswered)
    await expect.poll(() => headIn(baton), { timeout: 5_000 }).toBe(from + 1)
    await wire.cut()
    await down
    // Longer than anybody is believed without being looked up.
    await sleep(1_100)

    const message = { id: newId(), role: 'customer', text: 'said while it was away' }
    const asked = [
      waiting,
      baton.key.post(`/conversations/${begun.id}/messages`, message),
      ann.post(`/conversations/${begun.id}/takeover`),
      begun.customer.post(`/conversations/${begun.id}/messages`, { role: 'customer', text: 'lost' }),
      baton.key.get('/conversations'),
      baton.key.get('/board'),
      baton.key.get(`/conversations/${begun.id}/events`),
      ann.get('/me'),
      ann.get('/services'),
      baton.key.put('/modes', { mode: 'ai_only' }),
      baton.key.post('/users', { name: 'Cy', email: 'cy@example.com', password: 'correct horse', role: 'operator' }),
      baton.stranger.post('/api/auth/sign-in/email', { email: ann.email, password: ann.password }),
      baton.stranger.post('/widget/token', { visitorToken: `vt_${'x'.repeat(43)}` }),
      baton.stranger.get('/setup'),
    ]
    for (const answer of await Promise.all(asked))
      expect(answer.refused(503, 'unavailable').headers.get('retry-after')).toBe('1')
    expect((await baton.stranger.get('//readyz')).expect(503).body).toEqual({
      status: 'unready',
      why: expect.any(String),
    })
    ;(await baton.stranger.get('//healthz')).expect(200)
    ;(await baton.stranger.get('//metrics')).expect(200)
    for (const stream of streams) expect(stream.isOver()).toBe(false)

    const up = Promise.all(streams.map((stream) => beat(stream, 'up')))
    await wire.mend()
    await up
    for (const stream of streams) await stream.untilText(unanswered.text)
    await expect.poll(async () => (await baton.stranger.get('//readyz')).status).toBe(200)
    for (const body of [unanswered, message])
      (await baton.key.post(`/conversations/${begun.id}/messages`, body)).expect(201)
    ;(await ann.get('/me')).expect(200)
    for (const stream of streams) {
      await stream.untilText(message.text)
      expect(stream.isOver()).toBe(false)
    }
    await holds(baton, [unanswered.text, message.text], streams[0], from)
    for (const stream of streams) stream.close()
  }, 60_000)

  test('L3, L4: when the commit arrived and its answer did not, the answer is looked up: said once, and 201', async () => {
    const from = await headOf(baton)
    const stream = await listen(baton.key)
    const text = 'committed, and its answer lost'
    wire.swallowAnswerTo(text)
    const answer = baton.key.post(`/conversations/${begun.id}/messages`, { role: 'customer', text })
    await expect.poll(() => headIn(baton), { timeout: 5_000 }).toBe(from + 1)
    await wire.cut()
    await wire.mend()
    ;(await answer).expect(201)
    await stream.untilText(text)
    await holds(baton, [text], stream, from)
    stream.close()
  }, 60_000)

  test('L3: when it stands still and answers nothing, callers hear 503 within ten seconds', async () => {
    const from = await headOf(baton)
    const stream = await listen(baton.key)
    const down = beat(stream, 'down')
    wire.freeze()
    await down
    await sleep(1_100)
    const started = performance.now()
    const asked = [
      baton.key.post(`/conversations/${begun.id}/messages`, { role: 'customer', text: 'to a frozen one' }),
      baton.key.get('/conversations'),
      ann.get('/me'),
      baton.stranger.post('/api/auth/sign-in/email', { email: ann.email, password: ann.password }),
    ]
    for (const answer of await Promise.all(asked)) answer.refused(503, 'unavailable')
    expect(performance.now() - started).toBeLessThan(10_000)
    const up = beat(stream, 'up')
    await wire.cut()
    await wire.mend()
    await up
    await insist(baton, begun.id, 'to a living one')
    await stream.untilText('to a living one')
    await holds(baton, ['to a living one'], stream, from)
    stream.close()
  }, 60_000)

  async function headIn({ sql, workspaceId }: Running): Promise<number> {
    const [row] = await sql<{ seq: string }[]>`select seq from heads where workspace_id = ${workspaceId}`
    return Number(row?.seq)
  }
})
