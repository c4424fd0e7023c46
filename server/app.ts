import { randomUUID } from 'node:crypto'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import { refuse } from '../domain/refusal.ts'
import type { Deps } from './deps.ts'
import { door } from './http/access.ts'
import { attachments, isUpload, limitUpload, sandboxed } from './http/attachments.ts'
import { audit } from './http/audit.ts'
import { auth } from './http/auth.ts'
import { board } from './http/board.ts'
import { cannedReplies } from './http/canned-replies.ts'
import { control } from './http/control.ts'
import { conversations } from './http/conversations.ts'
import { customers } from './http/customers.ts'
import { docs } from './http/docs.ts'
import type { Env } from './http/env.ts'
import { groups } from './http/groups.ts'
import { health } from './http/health.ts'
import { jsonOnly, limitBody } from './http/input.ts'
import { live } from './http/live.ts'
import { messages } from './http/messages.ts'
import { offers } from './http/offers.ts'
import { signInOptions } from './http/oidc.ts'
import { ownSessions } from './http/own-sessions.ts'
import { nowhere, pages } from './http/pages.ts'
import { people } from './http/people.ts'
import { no, problem, Refused } from './http/problem.ts'
import { push } from './http/push.ts'
import { services } from './http/services.ts'
import { sessions } from './http/sessions.ts'
import { setup } from './http/setup.ts'
import { streams } from './http/streams.ts'
import { tasks } from './http/tasks.ts'
import { twoFactor } from './http/two-factor.ts'
import { widget, widgetCors } from './http/widget.ts'
import { rootOf } from './log.ts'
import { isOutside } from './outside.ts'

/** All routes of `/api/v1`, chained so that their types and their document are one. */
const api = (deps: Deps) =>
  new Hono<Env>()
    .route('/', services(deps))
    .route('/', conversations(deps))
    .route('/', sessions(deps))
    .route('/', customers(deps))
    .route('/', messages(deps))
    .route('/', attachments(deps))
    .route('/', control(deps))
    .route('/', board(deps))
    .route('/', streams(deps))
    .route('/', people(deps))
    .route('/', ownSessions(deps))
    .route('/', twoFactor(deps))
    .route('/', groups(deps))
    .route('/', live(deps))
    .route('/', offers(deps))
    .route('/', audit(deps))
    .route('/', push(deps))
    .route('/', cannedReplies(deps))
    .route('/', tasks(deps))
    .route('/', widget(deps))
    .route('/', setup(deps))
    .route('/', signInOptions(deps))

/** The whole program as a function of a request. It does not listen. */
export function createApp(deps: Deps) {
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    const started = performance.now()
    c.set('requestId', randomUUID())
    c.set('principal', null)
    c.set(
      'address',
      addressOf(
        c.env?.incoming?.socket?.remoteAddress,
        deps.config.trustProxy ? c.req.header('x-forwarded-for') : undefined,
      ),
    )
    c.header('x-request-id', c.get('requestId'))
    await next()
    // A stream has written its own head. Hono copies a response whose headers were touched on the way, and the copy would be sent too.
    if (c.res.headers.has('x-hono-already-sent')) {
      c.res = undefined
      c.res = RESPONSE_ALREADY_SENT
    }
    const route = routePath(c)
    deps.metrics.requests.inc({ method: c.req.method, route, status: c.res.status })
    deps.metrics.requestSeconds.observe({ route }, (performance.now() - started) / 1000)
  })
  app.use('/api/v1/conversations/:id/attachments/*', sandboxed)
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        mediaSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'", 'ws:', 'wss:', 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
      crossOriginEmbedderPolicy: false,
      crossOriginResourcePolicy: false,
      strictTransportSecurity: deps.config.publicUrl.startsWith('https:')
        ? 'max-age=31536000; includeSubDomains'
        : false,
      referrerPolicy: 'no-referrer',
    }),
  )

  app.route('/', health(deps))
  app.use('/api/*', (c, next) => (isUpload(c.req.method, c.req.path) ? limitUpload(c, next) : limitBody(c, next)))
  app.use('/api/auth/*', jsonOnly)
  app.route('/api/auth', auth(deps))
  const documented = new Hono<Env>().route('/api/v1', api(deps))
  app.route('/api', docs(documented))
  app.use('/api/v1/widget/*', widgetCors)
  app.use('/api/v1/conversations/*', widgetCors)
  app.use('/api/v1/*', async (c, next) => {
    await next()
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
  })
  app.use('/api/v1/*', door(deps.authenticate, deps.origins))
  app.use('/api/v1/*', (c, next) => (isUpload(c.req.method, c.req.path) ? next() : jsonOnly(c, next)))
  app.route('/', documented)
  app.all('/api/*', () => {
    throw no('not_found')
  })
  app.route('/', pages(deps))

  app.notFound(nowhere())
  app.onError((error, c) => {
    if (error instanceof Refused) return problem(c, error.refusal, error.retryAfter)
    if (error instanceof HTTPException && error.status < 500) return problem(c, refuse('invalid_input'))
    if (isOutside(rootOf(error))) {
      deps.metrics.log.warn({ error, requestId: c.get('requestId') }, 'the database cannot be reached')
      return problem(c, refuse('unavailable'))
    }
    deps.metrics.log.error({ error, requestId: c.get('requestId') }, 'a bug')
    return problem(c, refuse('internal'))
  })
  return app
}

/** The peer, or behind a trusted proxy the address that the proxy saw: the last one of its list. */
function addressOf(peer: string | undefined, forwarded: string | undefined): string {
  const last = forwarded?.split(',').at(-1)?.trim()
  return last || peer || 'unknown'
}
