import { Hono } from 'hono'
import { accepts } from 'hono/accepts'
import { z } from 'zod'
import { Person } from '../../domain/actor.ts'
import { boardStats } from '../../domain/board.ts'
import { formatCursor } from '../../domain/cursor.ts'
import { Id } from '../../domain/ids.ts'
import { sightOf } from '../../domain/rights.ts'
import { canSee } from '../../domain/sight.ts'
import { OperatorView } from '../../domain/wire.ts'
import type { Deps } from '../deps.ts'
import { type Coding, createSnapshots } from '../hub/snapshot.ts'
import { caller, needs } from './access.ts'
import { find } from './conversations.ts'
import { describe, schemas } from './describe.ts'
import type { Env } from './env.ts'
import { body } from './input.ts'
import { no } from './problem.ts'

const count = z.number().int()
const StatsView = z
  .object({
    activeConversations: count,
    needsAttention: count,
    paused: count,
    withAi: count,
    waiting: count,
    claimed: count,
  })
  .meta({ id: 'Stats' })

/** The snapshot and the counters (H2), of one instant with its cursor (L6). */
export function board(deps: Deps) {
  const snapshots = createSnapshots()
  return new Hono<Env>()
    .get(
      '/stats',
      describe({ tag: 'Board', summary: 'The counters', answers: { 200: StatsView.extend({ cursor: z.string() }) } }),
      needs('conversation:read'),
      async (c) => {
        const feed = await deps.hub.feed(caller(c).workspaceId)
        if (!feed) throw no('not_found')
        const sight = sightOf(caller(c))
        return c.json({
          ...boardStats(feed.board, (id) => canSee(sight, id)),
          cursor: formatCursor({ generation: feed.generation, seq: feed.board.seq }),
        })
      },
    )
    .get(
      '/board',
      describe({
        tag: 'Board',
        summary: 'The snapshot that a dashboard starts from',
        description:
          'Events after `cursor` lead to the next one. `opening` holds conversations in which nothing was said yet.',
        answers: {
          200: z.object({
            cursor: z.string(),
            stats: StatsView,
            services: z.array(schemas.Service),
            conversations: z.array(schemas.Conversation),
            opening: z.array(schemas.Conversation),
            operators: z.array(OperatorView),
          }),
          304: null,
        },
      }),
      needs('conversation:read'),
      async (c) => {
        const principal = caller(c)
        const { workspaceId } = principal
        const feed = await deps.hub.feed(workspaceId)
        if (!feed) throw no('not_found')
        const coding: Coding = accepts(c, {
          header: 'Accept-Encoding',
          supports: ['gzip', 'identity'],
          default: 'identity',
        }) as Coding
        const operators = {
          key: () => deps.presence.key(workspaceId),
          list: () => deps.presence.operators(workspaceId),
        }
        // A picture is of what the caller sees at its moment: events after it lead to what they see then (L6).
        let sight = sightOf(principal)
        let taken = await snapshots.take(feed, coding, sight, operators)
        while (sight !== sightOf(principal)) {
          sight = sightOf(principal)
          taken = await snapshots.take(feed, coding, sight, operators)
        }
        const { etag, body } = taken
        c.header('etag', etag)
        c.header('vary', 'accept-encoding')
        if (c.req.header('if-none-match') === etag) return c.body(null, 304)
        c.header('content-type', 'application/json')
        if (coding !== 'identity') c.header('content-encoding', coding)
        return c.body(body as Uint8Array<ArrayBuffer>)
      },
    )
    .post(
      '/presence',
      describe({
        tag: 'Board',
        summary: 'Say which conversation one looks at',
        description:
          'Counts for 75 s; the team sees who is looking. Answers who does: whoever comes hears who is there already.',
        answers: { 200: z.object({ viewers: z.array(Person) }) },
      }),
      needs('operator:read'),
      body(z.strictObject({ conversationId: Id.nullable() })),
      async (c) => {
        const principal = caller(c)
        if (principal.kind !== 'operator') throw no('forbidden')
        const { conversationId } = c.req.valid('json')
        if (conversationId !== null) await find(deps, principal, conversationId)
        deps.presence.look(principal.workspaceId, { id: principal.id, name: principal.name }, conversationId)
        const viewers = conversationId === null ? [] : deps.presence.viewers(principal.workspaceId, conversationId)
        return c.json({ viewers })
      },
    )
}
