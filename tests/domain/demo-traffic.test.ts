import { setImmediate as settle } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { Actor, Person } from '../../domain/actor.ts'
import { boardStats, emptyBoard, foldBoard } from '../../domain/board.ts'
import type { CommandOf, ConversationCommand } from '../../domain/commands.ts'
import type { Conversation } from '../../domain/conversation.ts'
import { decide } from '../../domain/decide/index.ts'
import type { Event, NewEvent } from '../../domain/events.ts'
import { evolve } from '../../domain/evolve.ts'
import { noDetection } from '../../domain/flags.ts'
import type { Mode } from '../../domain/mode.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { viewConversation } from '../../domain/wire.ts'
import type { Answer, Call } from '../../server/demo/core/call.ts'
import { newId, seeded } from '../../server/demo/core/random.ts'
import { startSampleTraffic } from '../../server/demo/traffic.ts'
import { detect } from '../../server/detectors/index.ts'

/** The rules of Baton without its edges: the same decide and evolve, behind the paths that the traffic calls. */
function makeWorld() {
  const board = emptyBoard()
  const all = new Map<string, Conversation>()
  const log: Event[] = []
  const logs = new Map<string, Event[]>()
  const moments: { conversationId: string; body: { role?: string; text?: string; typing?: boolean } }[] = []
  const key: Actor = { kind: 'key', id: 'key-1', name: 'Sample traffic', via: 'api' }
  let now = Date.parse('2026-11-22T09:00:00Z')

  function commit(conversationId: string | null, events: NewEvent[]): void {
    for (const event of events) {
      const line = { ...event, seq: log.length + 1, conversationId, at: new Date(now).toISOString() } as Event
      log.push(line)
      foldBoard(board, line)
      if (conversationId === null) continue
      logs.set(conversationId, [...(logs.get(conversationId) ?? []), line])
      const after = evolve(all.get(conversationId) ?? null, line)
      if (after) all.set(conversationId, after)
    }
  }

  function view(id: string) {
    const conversation = all.get(id)
    const service = conversation && board.services.get(conversation.serviceId)
    return conversation && service ? viewConversation(conversation, service) : null
  }

  function execute(command: ConversationCommand, actor: Actor = key): Answer {
    const conversation = all.get(command.conversationId) ?? null
    const serviceId = command.name === 'openConversation' ? command.serviceId : conversation?.serviceId
    const service = board.services.get(serviceId ?? '') ?? null
    const made = decide(command, { conversation, service, actor, newId })
    if (isRefusal(made)) return { status: 409, body: { code: made.refused } }
    commit(command.conversationId, made.events)
    if (made.refusal) return { status: 409, body: { code: made.refusal.refused } }
    return { status: 201, body: view(command.conversationId) }
  }

  const people = new Map<string, Person>()
  // biome-ignore lint/suspicious/noExplicitAny: bodies as they come over the wire
  // oxlint-disable-next-line typescript/no-explicit-any
  const routes: Record<string, (id: string, body: any) => Answer> = {
    'GET /services': () => ({ status: 200, body: { items: [...board.services.values()] } }),
    'POST /services': (_, body) => {
      const service = { id: newId(), mode: 'human_supported', instructions: '', allowHandoff: true, ...body }
      commit(null, [{ type: 'service.created', actor: key, data: { service } }])
      return { status: 201, body: service }
    },
    'GET /conversations': () => ({ status: 200, body: { items: [] } }),
    'POST /conversations': (_, { id, ...rest }) =>
      execute({ name: 'openConversation', conversationId: id, ...rest } satisfies CommandOf<'openConversation'>),
    'GET /conversations/:id': (id) => ({ status: view(id) ? 200 : 404, body: view(id) }),
    'GET /conversations/:id/events': (id) => ({
      status: 200,
      body: { items: (logs.get(id) ?? []).map((event) => ({ ...event, cursor: String(event.seq) })) },
    }),
    'POST /conversations/:id/messages': (id, { id: messageId, operatorId, ...rest }) => {
      const detection = rest.role === 'operator' ? noDetection : detect(rest)
      const operator = people.get(operatorId)
      const answer = execute({
        name: 'addMessage',
        conversationId: id,
        messageId,
        operator,
        detection,
        given: {},
        ...rest,
      })
      return answer.status < 400 ? { ...answer, body: { conversation: answer.body } } : answer
    },
    'POST /conversations/:id/feedback': (id, body) =>
      execute({ name: 'giveFeedback', conversationId: id, text: '', ...body }),
    'POST /conversations/:id/handoff': (id, body) =>
      execute({ name: 'handOff', conversationId: id, messageId: newId(), someoneLive: false, ...body }),
    'POST /conversations/:id/typing': (id, body) => {
      moments.push({ conversationId: id, body })
      return { status: 204, body: null }
    },
  }
  for (const what of ['takeover', 'resume', 'resolve'] as const) {
    const name = ({ takeover: 'takeOver', resume: 'resume', resolve: 'resolve' } as const)[what]
    routes[`POST /conversations/:id/${what}`] = (id, { operatorId }) =>
      execute({ name, conversationId: id, operator: people.get(operatorId) ?? null } as ConversationCommand)
  }

  const call: Call = async (method, path, body) => {
    const [place = '', query = ''] = path.split('?')
    const id = /^\/conversations\/([^/]+)/.exec(place)?.[1] ?? ''
    const answer = routes[`${method} ${id ? place.replace(id, ':id') : place}`]?.(id, body)
    const after = /after=(\d+)/.exec(query)?.[1]
    if (!answer) throw new Error(`no route ${method} ${path}`)
    if (after)
      (answer.body as { items: Event[] }).items = (answer.body as { items: Event[] }).items.filter(
        ({ seq }) => seq > Number(after),
      )
    return answer
  }

  /** As an administrator would, for all services. */
  function setMode(mode: Mode): void {
    for (const { id, mode: previous, epoch } of board.services.values()) {
      const data = { serviceId: id, mode, previous, claims: 'finish' as const, epoch, changeId: newId(), undo: false }
      commit(null, [{ type: 'mode.changed', actor: key, data }])
    }
  }

  const waiting: { at: number; wake: () => void }[] = []
  return {
    call,
    log,
    board,
    moments,
    people,
    execute,
    setMode,
    conversation: view,
    pause: (milliseconds: number, signal?: AbortSignal) =>
      new Promise<void>((wake) => {
        if (signal?.aborted) return wake()
        const cut = () => wake()
        signal?.addEventListener('abort', cut)
        waiting.push({
          at: now + milliseconds,
          wake() {
            signal?.removeEventListener('abort', cut)
            wake()
          },
        })
      }),
    /** Lets so many seconds pass, as fast as they can. */
    async pass(seconds: number, also: () => void = () => {}): Promise<void> {
      const until = now + seconds * 1_000
      for (;;) {
        await settle()
        also()
        const next = waiting.reduce((first, each) => (each.at < first.at ? each : first), { at: until + 1, wake() {} })
        if (next.at > until) break
        waiting.splice(waiting.indexOf(next), 1)
        now = Math.max(now, next.at)
        next.wake()
      }
      now = until
    },
  }
}

const colleagues = [
  { id: 'jonas', name: 'Jonas Weidt' },
  { id: 'amara', name: 'Amara Okafor' },
]
const vera = { id: 'vera', name: 'Vera Lang' }
const plain = { detection: noDetection, given: {} }

const started: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const traffic of started.splice(0)) await traffic.stop()
})

function open(options: { colleagues?: Person[]; seed?: number } = {}) {
  const world = makeWorld()
  const ends: string[] = []
  for (const person of [...colleagues, vera]) world.people.set(person.id, person)
  const traffic = startSampleTraffic({
    call: world.call,
    random: seeded(options.seed ?? 7),
    pause: world.pause,
    signal: new AbortController().signal,
    colleagues: options.colleagues ?? [],
    onEnd: (why) => ends.push(why),
  })
  started.push(traffic)
  return { ...world, traffic, ends }
}

const messagesOf = (log: Event[], id: string) =>
  log.flatMap((event) => (event.conversationId === id && event.type === 'message.added' ? [event.data.message] : []))

describe('the traffic of the demo', () => {
  test('H2: the wall fills to about fourteen, a few need attention, some end', async () => {
    const { pass, board, log } = open({ colleagues })
    await pass(120)
    const open_: number[] = []
    const attention: number[] = []
    for (let minute = 0; minute < 20; minute += 1) {
      await pass(60)
      const stats = boardStats(board)
      open_.push(stats.activeConversations)
      attention.push(stats.needsAttention)
    }
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(open_)).toBeGreaterThan(11)
    expect(Math.max(...open_)).toBeLessThanOrEqual(18)
    expect(mean(attention)).toBeGreaterThan(1)
    expect(mean(attention)).toBeLessThan(7)
    expect(log.filter(({ type }) => type === 'conversation.resolved').length).toBeGreaterThan(20)
    expect(new Set(log.flatMap((event) => (event.type === 'flag.raised' ? [event.data.kind] : []))).size).toBe(4)
  })

  test('H7: every conversation begins with its customer, from a place in the world, in a service marked as sample', async () => {
    const { pass, log } = open()
    await pass(300)
    const services = log.flatMap((event) => (event.type === 'service.created' ? [event.data.service] : []))
    expect(services.map(({ name, sample, ai }) => ({ name, sample, ai }))).toEqual([
      ...['Customer Care', 'Smart Home Support', 'Sales & Advice'].map((name) => ({
        name,
        sample: true,
        ai: 'external',
      })),
      { name: 'Ask Lampwright', sample: true, ai: 'builtin' },
    ])
    const opened = log.filter((event) => event.type === 'conversation.opened')
    expect(opened.length).toBeGreaterThan(14)
    for (const event of opened) expect(messagesOf(log, event.conversationId ?? '')[0]?.role).toBe('customer')
    expect(new Set(opened.map(({ data }) => data.customer.location?.country)).size).toBeGreaterThan(6)
  })

  test('B13: the AI’s text grows before it is sent, and customers are seen typing', async () => {
    const { pass, moments, log } = open()
    await pass(120)
    const grown = moments.filter(({ body }) => body.role === 'ai' && body.text)
    expect(grown.length).toBeGreaterThan(20)
    const [first] = grown
    const said = messagesOf(log, first?.conversationId ?? '').filter(({ role }) => role === 'ai')
    expect(said.some(({ text }) => text.startsWith(first?.body.text ?? '–'))).toBe(true)
    expect(moments.some(({ body }) => body.typing === true)).toBe(true)
  })

  test('H10: a customer answers whoever takes over, the AI is silent until it is given back, and then answers', async () => {
    const { pass, log, board, execute, conversation } = open()
    await pass(60)
    const id = [...board.conversations.values()].find(
      (held) => held.control === 'ai' && held.lastMessage?.role === 'customer',
    )?.id
    if (!id) throw new Error('nobody to take over')
    const write = (text: string) =>
      execute({
        name: 'addMessage',
        conversationId: id,
        messageId: newId(),
        role: 'operator',
        text,
        operator: vera,
        ...plain,
      })
    const since = messagesOf(log, id).length
    write('Hello, Vera here. What is your order number?')
    await pass(60)
    write('I have looked it up, it is on its way.')
    await pass(60)
    const talk = messagesOf(log, id).slice(since)
    expect(talk.filter(({ role }) => role !== 'system').map(({ role }) => role)).toEqual([
      'operator',
      'customer',
      'operator',
      'customer',
    ])
    expect(talk[2]?.text ?? '').toMatch(/LW-2\d{4}/)
    expect(conversation(id)?.owner).toEqual(vera)

    execute({ name: 'resume', conversationId: id, operator: vera })
    await pass(90)
    const after = messagesOf(log, id)
      .slice(since + talk.length)
      .filter(({ role }) => role !== 'system')
    expect(after.map(({ role }) => role).slice(0, 2)).toEqual(['customer', 'ai'])
  })

  test('L2, B1: in half an hour with colleagues no AI message stands while people have control; what came late is a draft', async () => {
    const { pass, log, board, execute } = open({ colleagues, seed: 3 })
    let turns = 0
    // Vera takes over in the middle of the AI's writing, again and again.
    await pass(1_800, () => {
      turns += 1
      if (turns % 400 !== 0) return
      const held = [...board.conversations.values()].find(
        ({ control, lastMessage }) => control === 'ai' && lastMessage?.role === 'customer',
      )
      if (held) execute({ name: 'takeOver', conversationId: held.id, operator: vera })
    })
    const control = new Map<string, 'ai' | 'people'>()
    for (const event of log) {
      const id = event.conversationId ?? ''
      if (['conversation.claimed', 'conversation.handed_off'].includes(event.type)) control.set(id, 'people')
      if (event.type === 'conversation.resumed') control.set(id, 'ai')
      if (event.type === 'message.added' && event.data.message.role === 'ai') expect(control.get(id)).not.toBe('people')
    }
    expect(log.some((event) => event.type === 'reply.drafted')).toBe(true)
    expect(log.some((event) => event.type === 'conversation.resolved' && event.data.by?.id === 'jonas')).toBe(true)
  })

  test('H4, H6: in Human Only the AI is silent, in AI Only it says that no person can join; both go on', async () => {
    const { pass, log, setMode } = open({ seed: 5 })
    await pass(90)
    setMode('human_only')
    const silent = log.length
    await pass(600)
    const during = log.slice(silent)
    const roles = during.flatMap((event) => (event.type === 'message.added' ? [event.data.message.role] : []))
    expect(roles).toContain('customer')
    expect(roles).not.toContain('ai')
    expect(during.some(({ type }) => type === 'conversation.resolved')).toBe(true)

    setMode('ai_only')
    const alone = log.length
    await pass(900)
    const after = log.slice(alone)
    const said = after.flatMap((event) => (event.type === 'message.added' ? [event.data.message] : []))
    expect(said.filter(({ text }) => text.startsWith('No person can join')).length).toBeGreaterThan(0)
    expect(after.some(({ type }) => type === 'conversation.handed_off')).toBe(false)
    expect(after.filter(({ type }) => type === 'conversation.resolved').length).toBeGreaterThan(10)
  })

  test('it stops at once, and says why when its services are gone', async () => {
    const { pass, log, traffic } = open()
    await pass(60)
    await traffic.stop()
    const before = log.length
    await pass(600)
    expect(log.length).toBe(before)

    const world = open()
    await world.pass(30)
    for (const id of world.board.services.keys()) {
      const actor: Actor = { kind: 'rule', name: 'test', via: 'system' }
      foldBoard(world.board, {
        type: 'service.deleted',
        actor,
        data: { serviceId: id },
        seq: 1,
        conversationId: null,
        at: '',
      })
    }
    await world.pass(120)
    expect(world.ends).toEqual(['Sample traffic ended: its services were removed.'])
  })
})
