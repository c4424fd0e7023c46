import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { z } from 'zod'
import { listDeadTasks, takeDeadTask } from '../../db/dead-tasks.ts'
import { Id } from '../../domain/ids.ts'
import type { NewTask } from '../../domain/tasks.ts'
import type { Deps } from '../deps.ts'
import { caller, needs } from './access.ts'
import { cursors, timeOf } from './cursors.ts'
import { describe, page } from './describe.ts'
import type { Env } from './env.ts'
import { body, limitOf, params, query } from './input.ts'
import { createOnce } from './once.ts'
import { no } from './problem.ts'

const Task = z
  .object({
    id: z.string(),
    kind: z.string().describe('what was to be done, such as `answer`'),
    conversationId: z.string().nullable(),
    why: z.string().describe('what went wrong the last time'),
    since: z.string().describe('when it was given up, RFC 3339'),
    attempts: z.number().int(),
  })
  .meta({ id: 'Task', description: 'Something that Baton had to do and could not, however often it tried' })

const Filter = z.strictObject({
  state: z.enum(['dead']).default('dead'),
  cursor: z.string().max(400).optional(),
  limit: limitOf(),
})

const place = cursors(z.object({ since: timeOf, id: Id }))

/** What failed for good (L12): shown, and run again by hand. */
export function tasks(deps: Deps) {
  const { sql } = deps.database
  const once = createOnce(deps)
  return new Hono<Env>()
    .get(
      '/tasks',
      describe({ tag: 'Tasks', summary: 'List what failed for good, the latest first', answers: { 200: page(Task) } }),
      needs('workspace:admin'),
      query(Filter),
      async (c) => {
        const { cursor, limit } = c.req.valid('query')
        const after = cursor === undefined ? undefined : place.parse(cursor)
        const found = await listDeadTasks(sql, caller(c).workspaceId, { after, limit: limit + 1 })
        const items = found.slice(0, limit)
        const last = items.at(-1)
        return c.json({ items, nextCursor: found.length > limit && last ? place.format(last) : null })
      },
    )
    .post(
      '/tasks/:id/retry',
      describe({
        tag: 'Tasks',
        summary: 'Run again what failed for good',
        description:
          'It goes to the end of its lane as a new task with fresh attempts, and is dead no more; should it fail again, it is listed under another id.',
        answers: { 200: Task },
      }),
      needs('workspace:admin'),
      params('id'),
      body(z.strictObject({})),
      async (c) => {
        const { id } = c.req.valid('param')
        const answer = await once(c, {}, async () => {
          const by = randomUUID()
          const taken = await takeDeadTask(sql, caller(c).workspaceId, id, by)
          if (!taken) throw no('not_found')
          const { lane, payload, number, ...task } = taken
          const { kind, conversationId } = task
          return {
            answer: task,
            events: [{ type: 'task.retried', data: { taskId: id, kind, conversationId } }],
            // Whatever it says: what this version does not know dies again, and says so.
            tasks: [{ lane, kind, payload, delay: 0 } as NewTask],
            done: { id: number, by, lane },
          }
        })
        return c.json(answer)
      },
    )
}
