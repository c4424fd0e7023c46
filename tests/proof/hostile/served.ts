import { times } from '../kit/chance.ts'
import type { Stage } from './stage.ts'

type Visit = (stage: Stage) => Promise<void>

/**
 * What the server answers itself, asked with payloads in path and query. It answers one of its own pages, the same for
 * everybody, or what no browser takes for markup: nothing that was said comes back as HTML.
 */
export const served: Record<string, Visit> = Object.fromEntries(
  [
    '/',
    '/sign-in',
    '/sign-in/*',
    '/setup',
    '/setup/*',
    '/handoff',
    '/handoff/*',
    '/human-agents',
    '/human-agents/*',
    '/go-live',
    '/go-live/*',
    '/sessions',
    '/sessions/*',
    '/customers',
    '/customers/*',
    '/settings',
    '/settings/*',
    '/assets/*',
    '/sw.js',
    '/api/docs/start.js',
    '/api/docs/:file',
    '/api/openapi.json',
    '/healthz',
    '/readyz',
    '/metrics',
  ].map((path) => [`GET ${path}`, answersOwnPages(path)]),
)

function answersOwnPages(path: string): Visit {
  return async (stage) => {
    const plain = await (await fetch(`${stage.base}/sign-in`)).text()
    await times(stage.planted.length, 8, async (i) => {
      const text = encodeURIComponent(stage.planted[i]?.payload.text ?? '')
      const at = path.replace(/\*|:\w+/, text)
      const answer = await fetch(`${stage.base}${at}?${text}=${text}`, { redirect: 'manual' })
      const body = await answer.text()
      const wrong = wrongWith(answer, body, plain)
      if (wrong) stage.broken.add(`GET ${path} ${wrong}`)
      else stage.found.set('answers of the server', (stage.found.get('answers of the server') ?? 0) + 1)
    })
  }
}

function wrongWith({ status, headers }: Response, body: string, plain: string): string | null {
  const type = headers.get('content-type') ?? ''
  if (status >= 500) return `answered ${status}`
  if (headers.get('x-content-type-options') !== 'nosniff') return 'lets a browser guess what its answer is'
  if (!/default-src 'self'/.test(headers.get('content-security-policy') ?? '')) return 'has no content policy'
  if (/html|xml|svg/.test(type) && body !== plain) return `answered ${type} that is not the console’s page`
  return null
}
