import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import type { Env } from './env.ts'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))

/** The console's paths: each is the one page, which finds its own way. */
const consolePaths = ['/', '/sign-in', '/setup', '/handoff', '/settings', '/settings/*', '/profile'] as const

/** The built console, the widget's script and its demo page. */
export function pages(root: string = dist) {
  const app = new Hono<Env>()
  const page = (file: string) => async (): Promise<string> => readFile(join(root, file), 'utf8')
  const console = page('console/index.html')
  for (const path of consolePaths)
    app.get(path, async (c) => {
      c.header('cache-control', 'no-cache')
      return c.html(await console())
    })
  app.get('/assets/*', async (c, next) => {
    await next()
    if (c.res.ok) c.res.headers.set('cache-control', 'public, max-age=31536000, immutable')
  })
  app.use('/assets/*', serveStatic({ root: join(root, 'console') }))
  app.use('/favicon.svg', serveStatic({ root: join(root, 'console') }))
  app.get('/widget.js', async (c) => {
    const file = join(root, 'widget/widget.js')
    if (!existsSync(file)) return c.notFound()
    return c.body(await readFile(file, 'utf8'), 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
  })
  app.get('/demo', async (c) => {
    c.header('cache-control', 'no-cache')
    return c.html(await readFile(join(root, 'demo/index.html'), 'utf8'))
  })
  app.use('/demo/*', serveStatic({ root }))
  return app
}
