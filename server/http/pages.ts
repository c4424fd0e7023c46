import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { type Context, Hono, type NotFoundHandler } from 'hono'
import { z } from 'zod'
import { refuse } from '../../domain/refusal.ts'
import type { Deps } from '../deps.ts'
import type { Env } from './env.ts'
import { no, problem } from './problem.ts'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))

/** Where the console is: what is below is the one file, too, which finds its own way. */
const consolePaths = [
  '/',
  '/sign-in',
  '/setup',
  '/handoff',
  '/human-agents',
  '/go-live',
  '/sessions',
  '/customers',
  '/settings',
] as const

/** Its pages. At any other address below it says that there is none, and so does the status. */
const consolePages =
  /^\/(sign-in|setup|go-live|(handoff|human-agents|sessions|customers)(\/[^/]+)?|settings(\/(services|canned-replies|keys|people|groups|audit|failed-work|profile))?)?\/?$/

/** The built console with its service worker, the widget's script and its demo page. */
export function pages({ hub, setup }: Pick<Deps, 'hub' | 'setup'>, root: string = dist) {
  const app = new Hono<Env>()

  /** The service of the demo's widget: the one that was asked for, else one that answers by itself, else any. */
  async function demoService(asked: string | undefined): Promise<string> {
    const parsed = z.uuid().safeParse(asked)
    if (parsed.success) return parsed.data
    const services = [...((await hub.board(setup.workspaceId))?.services.values() ?? [])]
    return (services.find((service) => service.ai !== 'external') ?? services[0])?.id ?? ''
  }

  for (const path of consolePaths)
    for (const at of path === '/' ? [path] : [path, `${path}/*`]) app.get(at, (c) => consoleAt(c, root))
  app.get('/assets/*', async (c, next) => {
    await next()
    if (c.res.ok) c.res.headers.set('cache-control', 'public, max-age=31536000, immutable')
  })
  app.use('/assets/*', serveStatic({ root: join(root, 'console') }))
  app.get('/widget.js', async (c) =>
    c.body(await built(root, 'widget/widget.js'), 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    }),
  )
  // Asked for again each day: a browser keeps a worker for as long as nothing newer is there.
  app.get('/sw.js', async (c) =>
    c.body(await built(root, 'service-worker/sw.js'), 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
    }),
  )
  app.get('/demo', async (c) => {
    const page = await built(root, 'demo/index.html')
    return c.html(page.replaceAll('__SERVICE__', await demoService(c.req.query('service'))), 200, {
      'cache-control': 'no-cache',
    })
  })
  app.use('/demo/*', serveStatic({ root }))
  return app
}

const consoleAt = async (c: Context<Env>, root: string): Promise<Response> =>
  c.html(await built(root, 'console/index.html'), consolePages.test(c.req.path) ? 200 : 404, {
    'cache-control': 'no-cache',
  })

/** An address that is nothing: a person in front of a browser gets the console, which says so and leads home; a program a problem. */
export const nowhere =
  (root: string = dist): NotFoundHandler<Env> =>
  (c) => {
    const { method, path } = c.req
    const reads = method === 'GET' || method === 'HEAD'
    const wantsPage = reads && !path.startsWith('/api/') && (c.req.header('accept') ?? '').includes('text/html')
    return wantsPage ? consoleAt(c, root) : problem(c, refuse('not_found'))
  }

/** A built file as text; a checkout that was not built has no pages. */
const built = (root: string, file: string): Promise<string> =>
  readFile(join(root, file), 'utf8').catch(() => {
    throw no('not_found', {}, 'The pages are not built. Start with npm start, or run npm run build.')
  })
