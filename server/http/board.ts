import { Hono } from 'hono'
import { z } from 'zod'
import { type Board, boardStats, onBoard } from '../../domain/board.ts'
import { formatCursor } from '../../domain/cursor.ts'
import { Id } from '../../domain/ids.ts'
import { type BoardView, OperatorView, viewConversation } from '../../domain/wire.ts'
import type { Deps } from '../deps.ts'
import { caller, needs } from './access.ts'
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
  return new Hono<Env>()
    .get(
      '/stats',
      describe({ tag: 'Board', summary: 'The counters', answers: { 200: StatsView.extend({ cursor: z.string() }) } }),
      needs('conversation:read'),
      async (c) => {
        const feed = await deps.hub.feed(caller(c).workspaceId)
        if (!feed) throw no('not_found')
        return c.json({
          ...boardStats(feed.board),
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
        },
      }),
      needs('conversation:read'),
      async (c) => {
        const { workspaceId } = caller(c)
        const feed = await deps.hub.feed(workspaceId)
        if (!feed) throw no('not_found')
        const operators = await deps.presence.operators(workspaceId)
        return c.json(snapshot(feed.board, feed.generation, operators))
      },
    )
    .post(
      '/presence',
      describe({
        tag: 'Board',
        summary: 'Say which conversation one looks at',
        description: 'Counts for 75 s; the team sees who is looking.',
        answers: { 204: null },
      }),
      needs('operator:read'),
      body(z.strictObject({ conversationId: Id.nullable() })),
      (c) => {
        const principal = caller(c)
        if (principal.kind !== 'operator') throw no('forbidden')
        deps.presence.look(
          principal.workspaceId,
          { id: principal.id, name: principal.name },
          c.req.valid('json').conversationId,
        )
        return c.body(null, 204)
      },
    )
}

/** Taken in one step, without an await between the cursor and the list. */
function snapshot(from: Board, generation: number, operators: OperatorView[]): BoardView {
  const conversations: BoardView['conversations'] = []
  const opening: BoardView['conversations'] = []
  for (const conversation of from.conversations.values()) {
    const service = from.services.get(conversation.serviceId)
    if (service)
      (onBoard(conversation, service) ? conversations : opening).push(viewConversation(conversation, service))
  }
  return {
    cursor: formatCursor({ generation, seq: from.seq }),
    stats: boardStats(from),
    services: [...from.services.values()],
    conversations,
    opening,
    operators,
  }
}
