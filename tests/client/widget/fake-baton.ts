import type { CustomerConversation, CustomerEvent } from '../../../domain/wire.ts'

interface Stored {
  view: CustomerConversation
  events: CustomerEvent[]
  nextId: string | null
  ratings: { messageId: string; rating: string }[]
}

export interface Asked {
  method: string
  path: string
  token: string | null
  body: Record<string, unknown> | null
}

type Act = 'pass' | 'lost' | 'unreachable' | Response

export const SERVICE = '0190a000-0000-7000-8000-00000000aaaa'

/**
 * What a widget sees of Baton, in memory: the routes that a customer's token opens, spoken through `fetch`. Ids are
 * remembered as the real one does (L4), and a test can cut wires, lose answers and send what must never be sent.
 */
export function fakeBaton() {
  const conversations = new Map<string, Stored>()
  const tokens = new Map<string, string>()
  const visitors = new Map<string, string>()
  const openings = new Map<string, string>()
  const said = new Map<string, { conversationId: string; text: string }>()
  const streams = new Set<{ conversationId: string; send(text: string): void; cut(): void }>()
  const asked: Asked[] = []
  let serial = 0
  let down = false
  let typings: boolean[] = []
  /** What becomes of the next requests that it decides on; by default they pass. */
  let fate: (request: Asked) => Act = () => 'pass'

  const mint = (kind: string) => `${kind}_${++serial}`
  const newId = () => `0190b000-0000-7000-8000-${String(++serial).padStart(12, '0')}`
  const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
  const problem = (status: number, code: string, detail: string) => json(status, { code, title: code, detail })

  const open = (id: string, previousId: string | null = null): Stored => {
    const view: CustomerConversation = {
      id,
      status: 'open',
      service: 'Customer Care',
      agent: 'Orders',
      person: null,
      startedAt: new Date().toISOString(),
      previousId,
    }
    const stored: Stored = { view, events: [], nextId: null, ratings: [] }
    conversations.set(id, stored)
    add(stored, 'conversation.opened', { kind: 'customer', name: null }, { agent: 'Orders', previousId })
    return stored
  }
  const add = (
    stored: Stored,
    type: CustomerEvent['type'],
    actor: CustomerEvent['actor'],
    data: Record<string, unknown>,
  ) => {
    const seq = stored.events.length + 1
    const event: CustomerEvent = { cursor: `c1.${seq}`, seq, type, actor, at: new Date().toISOString(), data }
    stored.events.push(event)
    tell(stored.view.id, frame(event))
  }
  const frame = (event: CustomerEvent) =>
    `id: ${event.cursor}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
  const tell = (conversationId: string, text: string) => {
    for (const stream of streams) if (stream.conversationId === conversationId) stream.send(text)
  }
  const message = (
    stored: Stored,
    role: 'customer' | 'ai' | 'operator' | 'system',
    text: string,
    author: string | null,
    id = newId(),
  ) => {
    const at = new Date().toISOString()
    const kind = role === 'system' ? 'system' : role
    add(stored, 'message.added', { kind, name: author }, { message: { id, role, text, author, at } })
    return id
  }

  const routes = (request: Asked): Response => {
    const { method, path, body, token } = request
    const url = new URL(path, 'https://baton.example')
    const at = `${method} ${url.pathname}`
    if (at === `GET /api/v1/widget/services/${SERVICE}`) {
      return json(200, { id: SERVICE, name: 'Customer Care', agent: 'Orders' })
    }
    if (at.startsWith('GET /api/v1/widget/services/')) return problem(404, 'not_found', 'There is nothing here.')
    if (at === 'POST /api/v1/widget/conversations') {
      const id = String(body?.id)
      if (!/^[\w-]{43}$/.test(String(body?.secret))) return problem(422, 'invalid_input', 'An id needs a secret.')
      const asBefore = JSON.stringify(body)
      if ((openings.get(id) ?? asBefore) !== asBefore)
        return problem(409, 'id_reused', 'This id was used before with other content.')
      openings.set(id, asBefore)
      return json(201, passes(conversations.get(id) ?? open(id)))
    }
    if (at === 'POST /api/v1/widget/token') {
      const id = visitors.get(String(body?.visitorToken))
      let stored = id ? conversations.get(id) : undefined
      if (!stored) return problem(401, 'unauthorized', 'Sign in, or send a valid key or token.')
      visitors.delete(String(body?.visitorToken))
      while (stored.nextId) stored = conversations.get(stored.nextId) as Stored
      return json(200, passes(stored))
    }
    const [, id = '', rest = ''] = /^\/api\/v1\/conversations\/([^/]+)(.*)$/.exec(url.pathname) ?? []
    const stored = conversations.get(id)
    if (!token || !tokens.has(token)) return problem(401, 'unauthorized', 'Sign in, or send a valid key or token.')
    if (!stored || tokens.get(token) !== id) return problem(404, 'not_found', 'There is nothing here.')
    const after = Number(url.searchParams.get('after')?.split('.')[1] ?? 0)
    switch (`${method} ${rest}`) {
      case 'GET ':
        return json(200, stored.view)
      case 'GET /events':
        return json(200, { items: stored.events.slice(after), head: `c1.${stored.events.length}` })
      case 'GET /stream':
        return stream(stored, after)
      case 'POST /messages':
        return post(stored, String(body?.id), String(body?.text))
      case 'POST /feedback':
        stored.ratings.push({ messageId: String(body?.messageId), rating: String(body?.rating) })
        return json(200, stored.view)
      case 'POST /typing':
        typings.push(body?.typing === true)
        return new Response(null, { status: 204 })
      default:
        return problem(404, 'not_found', 'There is nothing here.')
    }
  }

  const passes = (stored: Stored) => {
    const customerToken = mint('ct')
    const visitorToken = mint('vt')
    tokens.set(customerToken, stored.view.id)
    visitors.set(visitorToken, stored.view.id)
    return { conversation: stored.view, customerToken, visitorToken }
  }

  const post = (stored: Stored, id: string, text: string): Response => {
    const before = said.get(id)
    if (before && before.text !== text) return problem(409, 'id_reused', 'This id was used before with other content.')
    let here = conversations.get(before?.conversationId ?? stored.view.id) as Stored
    if (!before && here.view.status === 'resolved') {
      if (!here.nextId) {
        here.nextId = newId()
        open(here.nextId, here.view.id)
        add(here, 'conversation.continued', { kind: 'system', name: null }, { conversationId: here.nextId })
        for (const one of streams) if (one.conversationId === here.view.id) one.cut()
      }
      here = conversations.get(here.nextId) as Stored
    }
    if (!before) {
      said.set(id, { conversationId: here.view.id, text })
      message(here, 'customer', text, null, id)
    }
    const moved = here !== stored
    const customerToken = mint('ct')
    if (moved) tokens.set(customerToken, here.view.id)
    const sent = { id, role: 'customer', text, author: null, at: new Date().toISOString() }
    return json(201, { message: sent, conversation: here.view, ...(moved && { customerToken }) })
  }

  const stream = (stored: Stored, after: number): Response => {
    const encoder = new TextEncoder()
    let one: { conversationId: string; send(text: string): void; cut(): void } | undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        one = {
          conversationId: stored.view.id,
          send: (text) => controller.enqueue(encoder.encode(text)),
          cut: () => {
            if (one) streams.delete(one)
            controller.close()
          },
        }
        streams.add(one)
        one.send('event: heartbeat\ndata: {}\n\n')
        for (const event of stored.events.slice(after)) one.send(frame(event))
        if (stored.nextId) one.cut()
      },
      cancel() {
        if (one) streams.delete(one)
      },
    })
    return new Response(body, { status: 200, headers: { 'content-type': 'text/event-stream' } })
  }

  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input))
    const headers = new Headers(init.headers)
    const request: Asked = {
      method: init.method ?? 'GET',
      path: url.pathname + url.search,
      token: headers.get('authorization')?.replace('Bearer ', '') ?? null,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : null,
    }
    asked.push(request)
    await new Promise((resolve) => setTimeout(resolve, 1))
    const act = down ? 'unreachable' : fate(request)
    if (act === 'unreachable' || init.signal?.aborted) throw new TypeError('Failed to fetch')
    if (act instanceof Response) return act
    const response = routes(request)
    if (act === 'lost') throw new TypeError('Failed to fetch')
    return response
  }

  const cut = () => {
    for (const stream of streams) stream.cut()
  }

  return {
    fetch: fetch as typeof globalThis.fetch,
    asked,
    conversations,
    streams,
    typings: () => typings,
    forgetTypings: () => {
      typings = []
    },
    problem,
    /** The newest conversation. */
    newest: () => [...conversations.values()].at(-1) as Stored,
    texts: () =>
      [...conversations.values()].flatMap(({ events }) =>
        events.flatMap((event) => {
          const { message } = event.data as { message?: { role: string; text: string } }
          return message?.role === 'customer' ? [message.text] : []
        }),
      ),
    posts: () => asked.filter(({ method, path }) => method === 'POST' && path.endsWith('/messages')),
    say: (role: 'ai' | 'operator' | 'system', text: string, author: string | null = null) => {
      const stored = [...conversations.values()].at(-1) as Stored
      return message(stored, role, text, author)
    },
    take: (person: string | null, notice: string) => {
      const stored = [...conversations.values()].at(-1) as Stored
      stored.view = { ...stored.view, person }
      message(stored, 'system', notice, null)
    },
    /** An operator writes after the end: the session goes on. */
    reopen: (person: string) => {
      const stored = [...conversations.values()].at(-1) as Stored
      stored.view = { ...stored.view, status: 'open', person }
      message(stored, 'system', `${person} has joined the conversation.`, null)
    },
    resolve: () => {
      const stored = [...conversations.values()].at(-1) as Stored
      stored.view = { ...stored.view, status: 'resolved', person: null }
      add(stored, 'conversation.resolved', { kind: 'system', name: null }, {})
    },
    /** Any frame at all, to every stream. */
    raw: (event: string, data: unknown) => {
      for (const stream of streams) stream.send(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    },
    expireTokens: () => tokens.clear(),
    forgetVisitors: () => visitors.clear(),
    cut,
    network: (on: boolean) => {
      down = !on
      if (!on) cut()
    },
    meet: (next: (request: Asked) => Act) => {
      fate = next
    },
  }
}

export type FakeBaton = ReturnType<typeof fakeBaton>
