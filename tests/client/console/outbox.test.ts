import { describe, expect, it, vi } from 'vitest'
import { type Call, Problem } from '../../../client/console/live/api.ts'
import { type Ask, command } from '../../../client/console/live/command.ts'
import { clearDrafts, createDrafts } from '../../../client/console/live/drafts.ts'
import { createOutbox } from '../../../client/console/live/outbox.ts'
import { settle, standingClock } from './clock.ts'

const offline = () => new Problem(0, 'offline', 'The server cannot be reached. What you wrote is kept.')
const taken = () =>
  new Problem(409, 'already_claimed', 'Another operator holds this conversation.', {
    owner: { id: 'op-jonas', name: 'Jonas Weidt' },
    since: '2026-11-22T14:22:00.000Z',
  })

function memory(): Storage {
  const items = new Map<string, string>()
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    key: (n: number) => [...items.keys()][n] ?? null,
    get length() {
      return items.size
    },
  } as unknown as Storage
}

function setUp(storage = memory()) {
  const clock = standingClock()
  const calls: { path: string; call: Call }[] = []
  const answers: (Error | object)[] = []
  const ask = vi.fn(async (path: string, call: Call = {}) => {
    calls.push({ path, call })
    const answer = answers.shift() ?? {}
    if (answer instanceof Error) throw answer
    return answer
  })
  let made = 0
  const drafts = createDrafts(storage, 'op-mira')
  const deps = { ask: ask as unknown as Ask, clock, newId: () => `id-${++made}` }
  return { clock, calls, answers, drafts, deps, storage, outbox: createOutbox({ ...deps, drafts }) }
}

const type = (drafts: ReturnType<typeof setUp>['drafts'], text: string) =>
  drafts.write('c1', 'reply', { text, sending: null })

describe('L4: a message that is said twice happens once', () => {
  it('is said again under the same id until somebody answers, and the box is cleared only then', async () => {
    const { clock, calls, answers, drafts, outbox } = setUp()
    type(drafts, 'It leaves tonight.')
    answers.push(offline(), new Problem(503, 'unavailable', 'The database cannot be reached.'))
    const sent = outbox.send('c1', 'reply')
    await settle()
    expect(drafts.read('c1', 'reply').text).toBe('It leaves tonight.')
    expect(outbox.of('c1', 'reply')).toMatchObject({
      is: 'sending',
      trouble: expect.stringContaining('cannot be reached'),
    })
    await clock.pass(10_000)
    expect(await sent).toBe(true)
    expect(calls.map(({ path, call }) => [path, call.key, call.body])).toEqual(
      Array.from({ length: 3 }, () => [
        '/conversations/c1/messages',
        'id-1',
        { id: 'id-1', role: 'operator', text: 'It leaves tonight.' },
      ]),
    )
    expect(drafts.read('c1', 'reply')).toEqual({ text: '', sending: null })
  })

  it('a second press while it is on its way sends nothing more', async () => {
    const { calls, drafts, outbox } = setUp()
    type(drafts, 'Hello')
    await Promise.all([outbox.send('c1', 'reply'), outbox.send('c1', 'reply')])
    expect(calls).toHaveLength(1)
  })

  it('goes on under the same id after the tab was reloaded', async () => {
    const before = setUp()
    type(before.drafts, 'Hello')
    before.answers.push(...Array.from({ length: 50 }, offline))
    void before.outbox.send('c1', 'reply')
    await settle()
    const after = setUp(before.storage)
    after.outbox.resume('c1', 'reply')
    await settle()
    expect(after.calls[0]?.call.key).toBe('id-1')
    expect(after.drafts.read('c1', 'reply').text).toBe('')
  })
})

describe('L1: what was typed is kept when somebody else took over', () => {
  it('a refusal leaves the text in its box, and says whose it is', async () => {
    const { answers, drafts, outbox } = setUp()
    type(drafts, 'I can help you.')
    answers.push(taken())
    expect(await outbox.send('c1', 'reply')).toBe(false)
    expect(drafts.read('c1', 'reply').text).toBe('I can help you.')
    expect(outbox.of('c1', 'reply')).toMatchObject({
      is: 'refused',
      problem: { code: 'already_claimed', data: { owner: { name: 'Jonas Weidt' } } },
    })
  })

  it('what is sent after a refusal is another message, under another id', async () => {
    const { calls, answers, drafts, outbox } = setUp()
    type(drafts, 'I can help you.')
    answers.push(taken())
    await outbox.send('c1', 'reply')
    await outbox.send('c1', 'reply')
    expect(calls.map(({ call }) => call.key)).toEqual(['id-1', 'id-2'])
  })

  it('a bug on the server is an answer: nothing is said again and again', async () => {
    const { calls, answers, drafts, outbox } = setUp()
    type(drafts, 'Hello')
    answers.push(new Problem(500, 'internal', 'Something went wrong on our side.'))
    expect(await outbox.send('c1', 'reply')).toBe(false)
    expect(calls).toHaveLength(1)
    expect(drafts.read('c1', 'reply').text).toBe('Hello')
  })
})

describe('what is typed and not sent', () => {
  it('is kept by conversation and by reader, and survives a reload of the tab', () => {
    const { drafts, storage } = setUp()
    type(drafts, 'to the customer')
    drafts.write('c1', 'note', { text: 'to the team', sending: null })
    drafts.write('c2', 'reply', { text: 'elsewhere', sending: null })
    const again = createDrafts(storage, 'op-mira')
    expect([again.read('c1', 'reply').text, again.read('c1', 'note').text, again.read('c2', 'reply').text]).toEqual([
      'to the customer',
      'to the team',
      'elsewhere',
    ])
  })

  it('is read as nothing when the storage holds something else', () => {
    const storage = memory()
    storage.setItem('baton.typed.op-mira.reply.c1', '{"text":5')
    expect(createDrafts(storage, 'op-mira').read('c1', 'reply').text).toBe('')
  })

  it('is another person’s business: at one browser each has their own, and who signs out leaves nothing behind', () => {
    const { drafts, storage } = setUp()
    type(drafts, 'mine')
    createDrafts(storage, 'op-jonas').write('c1', 'reply', { text: 'his', sending: null })
    expect(createDrafts(storage, 'op-jonas').read('c1', 'reply').text).toBe('his')
    clearDrafts(storage, 'op-mira')
    expect(createDrafts(storage, 'op-mira').read('c1', 'reply').text).toBe('')
    expect(createDrafts(storage, 'op-jonas').read('c1', 'reply').text).toBe('his')
  })

  it('L4: is cleared in every tab when one has sent it; what was typed on elsewhere meanwhile stays', async () => {
    const { drafts, outbox, storage } = setUp()
    const other = createDrafts(storage, 'op-mira')
    const tell = () => {
      const key = 'baton.typed.op-mira.reply.c1'
      for (const tab of [drafts, other]) tab.heard(key, storage.getItem(key))
    }
    expect(other.read('c1', 'reply').text).toBe('')
    type(drafts, 'It leaves tonight.')
    tell()
    expect(other.read('c1', 'reply').text).toBe('It leaves tonight.')
    await outbox.send('c1', 'reply')
    tell()
    expect(other.read('c1', 'reply').text).toBe('')
    type(drafts, 'By courier.')
    const sent = outbox.send('c1', 'reply')
    type(other, 'By courier. With a new shade.')
    tell()
    await sent
    expect(drafts.read('c1', 'reply').text).toBe('By courier. With a new shade.')
  })

  it('is not lost when the storage is full', () => {
    const full = {
      ...memory(),
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError')
      },
    } as unknown as Storage
    const drafts = createDrafts(full, 'op-mira')
    drafts.write('c1', 'reply', { text: 'still here', sending: null })
    expect(drafts.read('c1', 'reply').text).toBe('still here')
  })
})

describe('L4: a command', () => {
  it('keeps its id over its tries, and gives up with the last failure when they are used up', async () => {
    const { clock, calls, answers, deps } = setUp()
    answers.push(offline(), offline(), offline())
    const asked = command(deps, '/conversations/c1/takeover', {}, { tries: 3 }).catch((error: Problem) => error.code)
    await clock.pass(10_000)
    expect(await asked).toBe('offline')
    expect(new Set(calls.map(({ call }) => call.key))).toEqual(new Set(['id-1']))
  })

  it('does not ask again after a refusal', async () => {
    const { calls, answers, deps } = setUp()
    answers.push(taken())
    await expect(command(deps, '/conversations/c1/takeover', {})).rejects.toMatchObject({ code: 'already_claimed' })
    expect(calls).toHaveLength(1)
  })
})
