import { upgradeWebSocket } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import { parseCursor, parseCustomerCursor } from '../../domain/cursor.ts'
import { type Principal, sightOf } from '../../domain/rights.ts'
import { canSee } from '../../domain/sight.ts'
import type { Deps } from '../deps.ts'
import type { OperatorAudience, Outlet, Reader } from '../hub/reader.ts'
import { caller, needs, sameOrigin } from './access.ts'
import { find } from './conversations.ts'
import { customerStreams } from './customer-streams.ts'
import { describe } from './describe.ts'
import type { Env } from './env.ts'
import { params, query } from './input.ts'
import { no } from './problem.ts'
import { socketOutlet } from './socket.ts'
import { sseOutlet } from './sse.ts'

const After = z.strictObject({ after: z.string().max(60).optional() })

const Listening = After.extend({
  lines: z.literal('true').optional().describe('several frames to a message, one a line, when they come together'),
})

/** How many a customer may hold: as many tabs of one page. */
const STREAMS = 12

/** What is live: Server-Sent Events for programs and widgets, a WebSocket for the console; the same frames on both. */
export function streams(deps: Deps) {
  const { hub, presence } = deps
  const ofCustomers = customerStreams(STREAMS)

  /** A cursor that is none is refused; one that is too old gets `reset` on the stream. */
  function position(c: Context<Env>, parse: (text: string) => unknown): string | null {
    const after = c.req.header('last-event-id') ?? c.req.query('after')
    if (after === undefined || after === '') return null
    if (!parse(after)) throw no('cursor_invalid')
    return after
  }

  function listen(principal: Principal, audience: Reader['audience'], outlet: Outlet, after: string | null): Reader {
    const reader: Reader = { outlet, audience, right: rightOf(principal), sent: 0, closed: false }
    ofCustomers.opened(principal, reader)
    presence.joined(principal.workspaceId, reader)
    hub.subscribe(principal.workspaceId, reader, after).then(
      () => {
        if (reader.closed) leave(principal, reader)
        else if (principal.kind === 'operator') presence.changed(principal.workspaceId)
      },
      (error) => {
        deps.metrics.log.warn({ error }, 'a stream could not be started')
        outlet.close(1011)
      },
    )
    return reader
  }

  /** Done again when a reader that left while it caught up has caught up: the second time it does no harm. */
  function leave(principal: Principal, reader: Reader): void {
    hub.unsubscribe(principal.workspaceId, reader)
    ofCustomers.closed(principal, reader)
    presence.left(principal.workspaceId, reader)
    if (principal.kind === 'operator') presence.changed(principal.workspaceId)
  }

  function stream(c: Context<Env>, principal: Principal, audience: Reader['audience'], after: string | null): Response {
    const cors = c.res.headers.get('access-control-allow-origin')
    const headers: Record<string, string> = {
      'x-request-id': c.get('requestId'),
      ...(cors && { 'access-control-allow-origin': cors, vary: 'Origin' }),
    }
    const outlet = sseOutlet(c.env.outgoing, headers, () => {
      leave(principal, reader)
    })
    const reader: Reader = listen(principal, audience, outlet, after)
    return RESPONSE_ALREADY_SENT
  }

  return new Hono<Env>()
    .get(
      '/stream',
      describe({
        tag: 'Streams',
        summary: 'All events of the workspace as they happen',
        description:
          'Resumes after `after` or `Last-Event-ID`. `heartbeat` carries the head of the log; `reset` means that the cursor is too old: take a fresh snapshot.',
        answers: { 200: 'text/event-stream' },
      }),
      needs('conversation:read'),
      query(After),
      (c) => {
        const principal = caller(c)
        return stream(c, principal, everything(principal), position(c, parseCursor))
      },
    )
    .get(
      '/conversations/:id/stream',
      describe({
        tag: 'Streams',
        summary: 'One conversation as it happens',
        description:
          'For a customer’s token only what a customer may see, from the first message when no cursor is given.',
        answers: { 200: 'text/event-stream' },
      }),
      needs('conversation:read'),
      params('id'),
      query(After),
      async (c) => {
        const principal = caller(c)
        const { id } = c.req.valid('param')
        const { conversation } = await find(deps, principal, id)
        if (principal.kind === 'customer')
          return stream(c, principal, { kind: 'customer', conversationId: id }, position(c, parseCustomerCursor))
        // Asked again in the step in which it is known to listen: from here on, whoever watches rights ends it (L7).
        const audience = everything(principal)
        if (!canSee(audience.services, conversation.serviceId)) throw no('not_found')
        return stream(c, principal, { ...audience, conversationId: id }, position(c, parseCursor))
      },
    )
    .get(
      '/socket',
      describe({
        tag: 'Streams',
        summary: 'The same frames on a WebSocket',
        description:
          'For the console. Each message is `{id?, event, data}`; with `lines=true` one or several of them, each on a line of its own: what comes at once costs a browser one message. It only listens.',
        answers: { 101: null },
      }),
      needs('conversation:read'),
      query(Listening),
      async (c, next) => {
        // A page of another origin must not listen with our cookie.
        if (caller(c).kind === 'operator') sameOrigin(c, deps.origins())
        position(c, parseCursor)
        if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
          throw no('invalid_input', {}, 'This route speaks WebSocket.')
        return next()
      },
      upgradeWebSocket((c) => {
        const principal = caller(c as Context<Env>)
        const after = c.req.query('after') ?? null
        const lines = c.req.query('lines') === 'true'
        const connection = (c as Context<Env>).env.incoming.socket
        return {
          onOpen(_event, context) {
            const socket = context.raw as unknown as WebSocket
            const reader = listen(principal, everything(principal), socketOutlet(socket, connection, lines), after)
            // The adapter's own listeners come after this and hold the whole request as long as the socket lives: four
            // fifths of what a connection costs. Nobody needs them here.
            queueMicrotask(() => {
              socket.removeAllListeners()
              socket.on('error', () => {})
              socket.on('close', () => leave(principal, reader))
              // Who left before anybody listened is never heard to close.
              if (socket.readyState === socket.CLOSED) leave(principal, reader)
            })
          },
        }
      }),
    )
}

/** All that the caller sees. */
const everything = (principal: Principal): OperatorAudience => ({
  kind: 'operators',
  conversationId: null,
  services: sightOf(principal),
})

function rightOf(principal: Principal): Reader['right'] {
  switch (principal.kind) {
    case 'operator':
      return { kind: 'session', id: principal.sessionId, userId: principal.id }
    case 'key':
      return { kind: 'key', id: principal.id }
    case 'customer':
      return { kind: 'token', expiresAt: principal.expiresAt }
    default:
      throw new Error('rules do not listen')
  }
}
