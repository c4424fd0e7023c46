import { Hono } from 'hono'
import { readHead } from '../../db/log.ts'
import type { Deps } from '../deps.ts'
import type { Env } from './env.ts'

/** For load balancers and Prometheus; they tell nothing of anybody. */
export function health(deps: Deps) {
  return new Hono<Env>()
    .get('/healthz', (c) => c.json({ status: 'alive' }))
    .get('/readyz', async (c) => {
      const why = await unready(deps)
      return c.json(why ? { status: 'unready', why } : { status: 'ready' }, why ? 503 : 200)
    })
    .get('/metrics', async (c) =>
      c.body(await deps.metrics.registry.metrics(), 200, { 'content-type': deps.metrics.registry.contentType }),
    )
}

/** Ready: it is to stay, the database answers, and the board has what the log has. */
async function unready({ hub, database, setup, draining }: Deps): Promise<string | null> {
  if (draining()) return 'about to stop'
  let late: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error('late')), 2_000)
  })
  try {
    const feed = await Promise.race([hub.feed(setup.workspaceId), timeout])
    const head = await Promise.race([readHead(database.sql, setup.workspaceId), timeout])
    if (!feed || !head) return 'no workspace'
    if (feed.board.seq < head.seq) {
      await Promise.race([feed.catchUp(), timeout])
      if (feed.board.seq < head.seq) return 'catching up with the log'
    }
    return null
  } catch {
    return 'the database cannot be reached'
  } finally {
    clearTimeout(late)
  }
}
