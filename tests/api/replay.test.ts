import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compare, type Logged } from '../../replay/ledger.ts'
import { freshDatabase } from '../database.ts'
import { freePort, newKey, serveThere, type There } from '../proof/kit/server.ts'

const program = fileURLToPath(new URL('../../replay/main.ts', import.meta.url))
const key = newKey()
let folder = ''
let port = ''
let server: There
let environment: Record<string, string> = {}
let dropDatabase = async () => {}

beforeAll(async () => {
  const database = await freshDatabase()
  dropDatabase = database.drop
  folder = await mkdtemp(join(tmpdir(), 'baton-replay-'))
  port = String(await freePort())
  environment = {
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    PORT: port,
    BATON_BOOTSTRAP_KEY: key,
    LOG_LEVEL: 'silent',
  }
  server = await serveThere(environment)
})

afterAll(async () => {
  server?.child.kill('SIGTERM')
  await server?.ended
  await dropDatabase()
  await rm(folder, { recursive: true, force: true })
})

interface Ended {
  code: number | null
  out: string
  err: string
}

/** Runs the program as a person would; `during` may send it signals. */
function replay(args: string[], during: (kill: (signal: NodeJS.Signals) => void) => void = () => {}): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    said.out += chunk
  })
  child.stderr.on('data', (chunk) => {
    said.err += chunk
  })
  during((signal) => child.kill(signal))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })))
}

const here = () => ['--url', `http://127.0.0.1:${port}`, '--key', key]

async function write(name: string, recordings: unknown[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, recordings.map((recording) => JSON.stringify(recording)).join('\n'))
  return path
}

const get = async (path: string) =>
  (await fetch(`http://127.0.0.1:${port}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })).json()

interface Listed {
  id: string
  agent: string
  status: string
  serviceId: string
  handoff: { trigger: string; summary: string } | null
  customer: { externalId: string; name: string; location?: { city: string } }
}

/** The conversations of a run by the id of their recordings, with their logs as the API tells them. */
async function played(ids: string[]): Promise<Map<string, { conversation: Listed; log: Logged[] }>> {
  const found = new Map<string, { conversation: Listed; log: Logged[] }>()
  let cursor = ''
  do {
    const page = await get(`/conversations?limit=500${cursor && `&cursor=${cursor}`}`)
    for (const conversation of page.items as Listed[]) {
      const id = conversation.customer.externalId.replace('replay-', '')
      if (!ids.includes(id)) continue
      expect(found.has(id), `${id} was opened twice`).toBe(false)
      found.set(id, { conversation, log: (await get(`/conversations/${conversation.id}/events?limit=500`)).items })
    }
    cursor = page.nextCursor ?? ''
  } while (cursor)
  return found
}

const texts = (log: Logged[], role?: string) =>
  log.flatMap(({ type, data }) => {
    const message = data.message as { role: string; text: string } | undefined
    return type === 'message.added' && message && message.role !== 'system' && (!role || message.role === role)
      ? [message.text]
      : []
  })

const turns = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    role: at % 2 === 0 ? 'customer' : 'ai',
    // Many say the same again: what counts is the id, not the words.
    text: at % 3 === 0 ? 'yes' : `turn ${at}`,
    t: at * 5,
  }))

describe('npm run replay', () => {
  test('L3, L4: killed in the middle, the server has every acknowledged message once and in order', async () => {
    const recordings = Array.from({ length: 40 }, (_, at) => ({
      id: `kill-${at}`,
      source: 'kill test',
      turns: turns(16),
    }))
    const path = await write('kill.jsonl', recordings)
    const running = replay([path, ...here(), '--speed', '20', '--concurrency', '25'])
    for (let kills = 0; kills < 2; kills += 1) {
      await new Promise((resolve) => setTimeout(resolve, 2_500))
      server.child.kill('SIGKILL')
      await server.ended
      server = await serveThere(environment)
    }
    const { code, out, err } = await running
    expect(err).toBe('')
    expect(out).toMatch(/0 lost, 0 doubled, 0 out of order, 0 refused but there/)
    expect(Number(/^retries +([\d,]+)$/m.exec(out)?.[1]?.replace(',', ''))).toBeGreaterThan(0)
    expect(code).toBe(0)

    const found = await played(recordings.map(({ id }) => id))
    expect(found.size).toBe(recordings.length)
    for (const { id, turns } of recordings) {
      expect(texts(found.get(id)?.log ?? []), id).toEqual(turns.map(({ text }) => text))
      expect(found.get(id)?.conversation.status).toBe('resolved')
    }
  }, 120_000)

  test('B1, H10: a handoff pauses, people claim and answer, and the AI’s late words are drafts', async () => {
    const path = await write('people.jsonl', [
      {
        id: 'people-1',
        source: 'people test',
        handoff_summary: 'Wants to cancel an order',
        turns: [
          { role: 'customer', text: 'I want to cancel my order. Can I talk to a real person please?' },
          { role: 'system', text: 'handoff' },
          { role: 'ai', text: 'I am too late' },
          { role: 'agent', text: 'Hello, it is cancelled' },
          { role: 'customer', text: 'Thank you' },
          { role: 'ai', text: 'And again' },
        ],
      },
    ])
    const { code, out } = await replay([path, ...here(), '--speed', '1000'])
    expect(out).toMatch(/kept as drafts +2 /)
    expect(out).toMatch(/refusals +0/)
    expect(code).toBe(0)
    const { conversation, log } = (await played(['people-1'])).get('people-1') ?? {}
    expect(conversation?.handoff).toMatchObject({ trigger: 'customer_request', summary: 'Wants to cancel an order' })
    expect(conversation?.agent).toBe('Cancellations')
    expect(texts(log ?? [], 'ai')).toEqual([])
    expect(texts(log ?? [], 'operator')).toEqual(['Hello, it is cancelled'])
    expect(log?.filter(({ type }) => type === 'reply.drafted').map(({ data }) => data.draft?.text)).toEqual([
      'I am too late',
      'And again',
    ])
  })

  test('the next run goes to the same service and the same operator', async () => {
    const path = await write('again.jsonl', [
      {
        id: 'again-1',
        source: 'people test',
        turns: [
          { role: 'customer', text: 'Hi' },
          { role: 'agent', text: 'Hello' },
        ],
      },
    ])
    expect((await replay([path, ...here(), '--speed', '1000'])).code).toBe(0)
    const services = (await get('/services')).items as { name: string }[]
    expect(services.filter(({ name }) => name === 'People Test')).toHaveLength(1)
    expect((await get('/users')).items).toHaveLength(1)
  })

  test('--loop plays until Ctrl-C, which ends what is open and tells the totals', async () => {
    const path = await write('loop.jsonl', [{ id: 'loop', source: 'loop test', turns: turns(4) }])
    const { code, out } = await replay([path, ...here(), '--loop', '--speed', '50', '--concurrency', '3'], (kill) =>
      setTimeout(() => kill('SIGINT'), 4_000),
    )
    expect(code).toBe(0)
    expect(Number(/^conversations +(\d+)/m.exec(out)?.[1])).toBeGreaterThan(3)
    const open = (await get('/conversations?status=ai_active&limit=500')).items as Listed[]
    expect(open.filter(({ customer }) => customer.externalId === 'replay-loop')).toEqual([])
  })

  test.each([
    ['a missing file', () => ['nowhere.jsonl', ...here()], /^There is no file .*nowhere\.jsonl\.\n$/],
    ['no file at all', here, /^Say which file to play/],
    [
      'a wrong key',
      () => ['good.jsonl', '--url', here()[1] ?? '', '--key', 'not-a-key-of-this-server'],
      /^The server does not know this API key\.\n$/,
    ],
    [
      'no server',
      () => ['good.jsonl', '--url', 'http://127.0.0.1:1', '--key', key],
      /^No server answers at http:\/\/127\.0\.0\.1:1/,
    ],
    ['a line that is no JSON', () => ['broken.jsonl', ...here()], /broken\.jsonl, line 2: this is no JSON\.\n$/],
    ['a turn of nobody', () => ['odd.jsonl', ...here()], /odd\.jsonl, line 1: turns\.0\.role: .+\n$/],
    ['a speed of nothing', () => ['good.jsonl', ...here(), '--speed', '0'], /^--speed is a number from 0\.01/],
    ['an unknown option', () => ['good.jsonl', ...here(), '--fast'], /^Unknown option '--fast'/],
  ])('%s ends with one sentence and 1', async (_, args, sentence) => {
    const good = JSON.stringify({ id: 'good', source: 'good', turns: [{ role: 'customer', text: 'Hi' }] })
    await writeFile(join(folder, 'good.jsonl'), good)
    await writeFile(join(folder, 'broken.jsonl'), `${good}\n{"id": "half`)
    await writeFile(join(folder, 'odd.jsonl'), good.replace('"customer"', '"nobody"'))
    const { code, err } = await replay(args())
    expect(err).toMatch(sentence)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(1)
  })
})

describe('the check at the end of a replay', () => {
  const sent = (id: string, outcome: 'acknowledged' | 'drafted' | 'refused' = 'acknowledged') =>
    ({ kind: 'message', conversationId: 'c', id, role: 'customer', text: `text ${id}`, outcome, ms: 1 }) as const
  const stands = (id: string, text = `text ${id}`): Logged => ({
    type: 'message.added',
    cursor: '',
    data: { message: { id, text } },
  })
  const draft = (id: string): Logged => ({
    type: 'reply.drafted',
    cursor: '',
    data: { draft: { id, text: `text ${id}` } },
  })
  const clean = { lost: [], doubled: [], disordered: [], unasked: [] }

  test.each([
    [
      'all as acknowledged, with a stranger’s message between',
      [stands('a'), stands('other'), stands('b'), draft('d')],
      clean,
    ],
    ['one lost', [stands('a'), draft('d')], { ...clean, lost: ['b'] }],
    ['a lost draft', [stands('a'), stands('b')], { ...clean, lost: ['d'] }],
    ['one doubled', [stands('a'), stands('b'), draft('d'), stands('b')], { ...clean, doubled: ['b'] }],
    ['a draft that was also sent', [stands('a'), stands('b'), draft('d'), stands('d')], { ...clean, doubled: ['d'] }],
    ['two exchanged', [stands('b'), stands('a'), draft('d')], { ...clean, disordered: ['b'] }],
    ['another text', [stands('a'), stands('b', 'else'), draft('d')], { ...clean, disordered: ['b'] }],
    ['refused, and there', [stands('a'), stands('b'), draft('d'), stands('r')], { ...clean, unasked: ['r'] }],
  ])('%s', (_, log, verdict) => {
    expect(compare([sent('a'), sent('b'), sent('d', 'drafted'), sent('r', 'refused')], log)).toMatchObject(verdict)
  })
})
