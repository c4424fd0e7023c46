import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Hono, type Env as HonoEnv } from 'hono'
import { generateSpecs } from 'hono-openapi'
import { eventData } from '../../domain/events.ts'
import type { Env } from './env.ts'

const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
/** A map, so that `constructor` names no file. */
const files = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
])
const start = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', deepLinking: true, persistAuthorization: false })`
const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Baton API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><main id="docs"></main><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>`

/** OpenAPI 3.1 made from the routes that serve it, and a page to browse it; its scripts come from here, not from elsewhere. */
export function docs<E extends HonoEnv>(documented: Hono<E>) {
  let document: Promise<unknown> | undefined
  return new Hono<Env>()
    .get('/openapi.json', async (c) => {
      document ??= generateSpecs(documented, { documentation, excludeStaticFile: false })
      return c.json((await document) as Record<string, unknown>)
    })
    .get('/docs', (c) => c.html(html))
    .get('/docs/start.js', (c) => c.body(start, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
    .get('/docs/:file', async (c) => {
      const type = files.get(c.req.param('file'))
      if (!type) return c.notFound()
      return c.body(new Uint8Array(await readFile(join(assets, c.req.param('file')))), 200, {
        'content-type': type,
        'cache-control': 'public, max-age=3600',
      })
    })
}

const documentation = {
  openapi: '3.1.0',
  info: {
    title: 'Baton',
    version: '1',
    description:
      'Watch AI conversations live and take them over when it matters. Every command may carry `Idempotency-Key`: the same key with the same body happens once. ' +
      `Every refusal is a problem document with a stable \`code\`. Types of events: ${Object.keys(eventData).join(', ')}.`,
  },
  security: ['key', 'session', 'customer'].map((name) => ({ [name]: [] })),
  components: {
    securitySchemes: {
      key: { type: 'http' as const, scheme: 'bearer', description: 'An API key of a workspace' },
      session: {
        type: 'apiKey' as const,
        in: 'cookie',
        name: 'baton.session_token',
        description: 'A person who is signed in',
      },
      customer: { type: 'http' as const, scheme: 'bearer', description: 'A customer’s token for one conversation' },
    },
  },
}
