import { createMemoryHistory, MemoryRouter, Route } from '@solidjs/router'
import { render } from '@solidjs/testing-library'
import { createSignal, type JSX } from 'solid-js'
import { vi } from 'vitest'
import { AlertProvider } from '../../../client/console/alerts/provider.tsx'
import type { Sound } from '../../../client/console/alerts/sound.ts'
import { FailedWorkProvider } from '../../../client/console/failed-work/failed-work.tsx'
import { GoLiveProvider } from '../../../client/console/go-live/go-live.tsx'
import { KeyboardProvider } from '../../../client/console/keys/keys.tsx'
import { realClock } from '../../../client/console/live/clock.ts'
import { createLive } from '../../../client/console/live/create-live.ts'
import { LiveProvider } from '../../../client/console/live/live.tsx'
import Handoff from '../../../client/console/pages/handoff/handoff.tsx'
import HumanAgents from '../../../client/console/pages/human-agents.tsx'
import { PushProvider } from '../../../client/console/push/provider.tsx'
import { SessionProvider } from '../../../client/console/session/session.tsx'
import { ConsoleShell } from '../../../client/console/shell/shell.tsx'
import { ConsoleToasts } from '../../../client/console/shell/toasts.tsx'
import type { Actor, Person } from '../../../domain/actor.ts'
import type { Attachment } from '../../../domain/attachment.ts'
import { emptyBoard, foldBoard } from '../../../domain/board.ts'
import type { ConversationCommand } from '../../../domain/commands.ts'
import type { Conversation } from '../../../domain/conversation.ts'
import { decide, decideService, type ServiceCommand } from '../../../domain/decide/index.ts'
import type { Event, NewEvent } from '../../../domain/events.ts'
import { evolve } from '../../../domain/evolve.ts'
import { isRefusal } from '../../../domain/refusal.ts'
import { roleScopes, type UserRole } from '../../../domain/rights.ts'
import { mostUrgent } from '../../../domain/routing/next.ts'
import { viewConversation, viewEvent } from '../../../domain/wire.ts'
import { fakeServer, problem, type Routes, reply } from '../pages/server.ts'
import { snapshotOf } from './board-of.ts'
import { fakeTransport } from './fake-line.ts'

export const mira: Person = { id: 'op-mira', name: 'Mira Solano' }
export const jonas: Person = { id: 'op-jonas', name: 'Jonas Weidt' }

/**
 * A Baton in memory: the real rules decide, the log is a list, and the console hears it over a line that the test holds.
 * `when` hooks stand before a command, as a colleague who is a moment quicker.
 */
export function createWorld(role: UserRole = 'admin', routes: Routes = {}) {
  const log: Event[] = []
  const board = emptyBoard()
  const line = fakeTransport()
  const connected = { is: false }
  const failed: object[] = []
  const canned: object[] = []
  const files: Attachment[] = []
  const ended = new Map<string, Conversation>()
  let made = 0
  const newId = () => `made-${++made}`

  const commit = (conversationId: string | null, ...events: NewEvent[]) => {
    for (const fresh of events) {
      const event = { ...fresh, seq: log.length + 1, at: new Date().toISOString(), conversationId } as Event
      log.push(event)
      const over = conversationId === null ? undefined : ended.get(conversationId)
      const after = foldBoard(board, event)?.after ?? (over ? evolve(over, event) : null)
      if (after?.resolvedAt) ended.set(after.id, after)
      const view = viewEvent(1, event)
      if (connected.is) line.says({ id: view.cursor, event: event.type, data: view })
    }
  }
  const act = (command: ConversationCommand, actor: Actor) => {
    const conversation = board.conversations.get(command.conversationId) ?? ended.get(command.conversationId) ?? null
    const service = conversation ? (board.services.get(conversation.serviceId) ?? null) : null
    const made = decide(command, { conversation, service, actor, newId })
    if (isRefusal(made)) return problem(409, made.refused, made.detail, made.data)
    commit(command.conversationId, ...made.events)
    const after = board.conversations.get(command.conversationId) ?? conversation
    return reply(200, after && service ? viewConversation(after, service) : {})
  }
  const change = (command: ServiceCommand) => {
    const actor: Actor = { kind: 'operator', ...mira, via: 'console' }
    const made = decideService(command, { services: board.services, actor, commandId: newId() })
    if (isRefusal(made)) return problem(409, made.refused, made.detail, made.data)
    commit(null, ...made.events)
    return reply(
      200,
      'serviceId' in command ? board.services.get(command.serviceId) : { items: [...board.services.values()] },
    )
  }
  const as = (person: Person): Actor => ({ kind: 'operator', ...person, via: 'console' })
  const before: { next: (() => unknown) | null } = { next: null }

  const server = fakeServer({
    ...routes,
    'GET /api/v1/me': () => ({
      ...mira,
      email: 'mira@lampwright.example',
      role,
      scopes: roleScopes[role],
      workspace: { id: 'w', name: 'Lampwright' },
    }),
    'GET /api/v1/board': () => ({
      ...snapshotOf(log),
      operators: [
        { ...mira, role, online: true },
        { ...jonas, role: 'operator', online: true },
      ],
    }),
    'GET /api/v1/presence': () => ({ switches: { operator: true, presence: false }, mine: null }),
    'POST /api/v1/next': ({ body }) => ({
      conversationId: mostUrgent(
        board,
        [...board.conversations.values()],
        mira.id,
        new Set((body as { skip: string[] }).skip),
        Date.now(),
      ),
    }),
    'GET /api/v1/canned-replies': () => ({ items: canned, nextCursor: null }),
    'GET /api/v1/tasks': () => ({ items: failed, nextCursor: null }),
    'PUT /api/v1/modes': ({ body }) => change({ name: 'setModes', ...(body as { mode: 'ai_only'; claims: 'finish' }) }),
    'POST /api/v1/modes/undo': ({ body }) => change({ name: 'undoMode', ...(body as { changeId: string }) }),
  })
  const listed = globalThis.fetch
  // Routes with an id in them.
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init: RequestInit = {}) => {
    const url = new URL(String(input), location.origin)
    const path = url.pathname.replace('/api/v1', '')
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as Record<string, never>) : {}
    if (path === '/presence' && init.method === 'POST') return reply(200, { viewers: [] })
    if (path.endsWith('/typing')) return new Response(null, { status: 204 })
    const [, what, id = '', verb = '', which = ''] = path.split('/')
    if (what === 'services' && verb === 'mode') {
      before.next?.()
      before.next = null
      return change({ name: 'setMode', serviceId: id, ...(body as unknown as { mode: 'ai_only'; claims: 'finish' }) })
    }
    if (what !== 'conversations' || !id || verb === 'customer') return listed(input, init)
    server.seen.push({ method: init.method ?? 'GET', path: `/api/v1${path}`, body })
    if (verb === 'events')
      return reply(200, {
        items: log.filter((event) => event.conversationId === id).map((event) => viewEvent(1, event)),
        head: `1.${log.length}`,
      })
    const early = before.next?.()
    before.next = null
    if (early instanceof Response) return early
    const about = { conversationId: id, operator: mira }
    const none = { flags: [], sentiment: 'neutral' as const }
    switch (verb) {
      case 'attachments': {
        const name = url.searchParams.get('name') ?? ''
        if (!name.endsWith('.txt')) return problem(415, 'unsupported_file', 'Only PNG and plain text are taken.')
        files.push({ id: `file-${files.length + 1}`, name, type: 'text/plain', size: (init.body as Blob).size })
        return reply(201, files.at(-1))
      }
      case 'whispers':
        return act(
          { name: 'whisper', conversationId: id, whisperId: newId(), text: body['text'] ?? '', author: mira },
          as(mira),
        )
      case 'takeover':
        return act({ name: 'takeOver', ...about }, as(mira))
      case 'force-takeover':
        return act({ name: 'forceTakeOver', ...about, reason: body['reason'] ?? '' }, as(mira))
      case 'assign': {
        const to = [mira, jonas].find(({ id }) => id === body['operatorId']) ?? mira
        const note = body['note'] && { id: newId(), text: body['note'] }
        return act({ name: 'assign', ...about, to, reason: body['reason'], note }, as(mira))
      }
      case 'release':
      case 'resume':
      case 'resolve':
      case 'reopen':
        return act({ name: verb, ...about }, as(mira))
      case 'messages':
        return act(
          {
            name: 'addMessage',
            ...about,
            messageId: body['id'] ?? '',
            role: 'operator',
            text: body['text'] ?? '',
            attachments: files.filter((file) => (body['attachments'] as string[] | undefined)?.includes(file.id)),
            detection: none,
            given: {},
          },
          as(mira),
        )
      case 'notes':
        return act(
          { name: 'addNote', conversationId: id, noteId: body['id'] ?? '', text: body['text'] ?? '', author: mira },
          as(mira),
        )
      case 'flags':
        return act(
          {
            name: 'markFlags',
            conversationId: id,
            as: body['as'] ?? 'seen',
            ...(body['kind'] ? { only: body as never } : {}),
            until: new Date(Date.now() + Number(body['minutes'] ?? 5) * 60_000).toISOString(),
            delay: Number(body['minutes'] ?? 5) * 60_000,
          },
          as(mira),
        )
      case 'drafts':
        return act({ name: 'discardDraft', conversationId: id, draftId: which }, as(mira))
      case '': {
        const conversation = board.conversations.get(id) ?? ended.get(id)
        const service = conversation && board.services.get(conversation.serviceId)
        return conversation && service
          ? reply(200, viewConversation(conversation, service))
          : problem(404, 'not_found', 'There is nothing here.')
      }
      default:
        return problem(404, 'not_found', 'There is nothing here.')
    }
  })

  const played = vi.fn()
  /** Renders the whole console at `path`, connected. */
  const start = async (path = '/handoff') => {
    const history = createMemoryHistory()
    history.set({ value: path })
    const [on] = createSignal(true)
    const sound: Sound = { on, play: played, turnOn: () => {}, turnOff: () => {}, stop: () => {} }
    const Console = (props: { children?: JSX.Element }) => (
      <SessionProvider>
        <KeyboardProvider>
          <LiveProvider
            live={createLive({
              clock: realClock,
              transports: [line.transport],
              storage: sessionStorage,
              person: mira.id,
              signedOut: () => {},
            })}
          >
            <ConsoleToasts>
              <AlertProvider sound={sound}>
                <GoLiveProvider>
                  <FailedWorkProvider>
                    <PushProvider>
                      <ConsoleShell>{props.children}</ConsoleShell>
                    </PushProvider>
                  </FailedWorkProvider>
                </GoLiveProvider>
              </AlertProvider>
            </ConsoleToasts>
          </LiveProvider>
        </KeyboardProvider>
      </SessionProvider>
    )
    render(() => (
      <MemoryRouter history={history} root={Console}>
        <Route path="/handoff/:id?" component={Handoff} />
        <Route path="/human-agents/:id?" component={HumanAgents} />
        <Route path="/settings/services" component={() => <p>Services</p>} />
      </MemoryRouter>
    ))
    await vi.waitFor(() => line.after())
    line.opens()
    connected.is = true
    line.says({ event: 'heartbeat', data: { cursor: `1.${log.length}`, at: new Date().toISOString(), database: 'up' } })
    return history
  }

  return {
    commit,
    act,
    as,
    start,
    server,
    /** What `GET /canned-replies` lists. */
    canned,
    /** What `GET /tasks` lists. */
    failed,
    line,
    played,
    /** Happens just before the next command reaches the rules. */
    justBefore: (run: () => unknown) => {
      before.next = run
    },
    /** The line is lost; what happens meanwhile comes after `comesBack`. */
    goesAway: () => {
      connected.is = false
      line.falls()
    },
    comesBack: async () => {
      const lines = line.lines.length
      await vi.waitFor(() => line.lines.length > lines || Promise.reject(new Error('not yet')), 3_000)
      line.opens()
      connected.is = true
      const after = Number(line.after().split('.')[1])
      for (const event of log.filter(({ seq }) => seq > after)) {
        const view = viewEvent(1, event)
        line.says({ id: view.cursor, event: event.type, data: view })
      }
    },
  }
}
