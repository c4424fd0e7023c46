// The only place that builds things: configuration, database, gate, hub, worker, routes; and takes them down in order.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import type pino from 'pino'
import { WebSocketServer } from 'ws'
import { connect } from '../db/connect.ts'
import { EmbeddedError, startEmbedded } from '../db/embedded.ts'
import { settleGeneration } from '../db/generation.ts'
import { readHead } from '../db/log.ts'
import { migrate } from '../db/migrate.ts'
import { countTasks, freeTasks } from '../db/tasks.ts'
import { routes } from '../domain/routing/switches.ts'
import { answerers, openArticles } from './ai/index.ts'
import { createApp } from './app.ts'
import { type Bus, noBus } from './bus/bus.ts'
import { identityOf } from './bus/identity.ts'
import { createCannedReplies } from './canned-replies.ts'
import { systemClock } from './clock.ts'
import { type Config, readConfig, StartError } from './config.ts'
import { createCustomers } from './customers.ts'
import type { Deps } from './deps.ts'
import { detect } from './detectors/index.ts'
import { createEraseCustomer } from './erase-customer.ts'
import { createGate } from './gate/gate.ts'
import { holdDatabase } from './hold-database.ts'
import { createHub, type Hub } from './hub/hub.ts'
import { addWhoIsShown } from './identity/add-who-is-shown.ts'
import { createAuth } from './identity/auth.ts'
import { createAuthenticate } from './identity/authenticate.ts'
import { customerTokens } from './identity/customer-token.ts'
import { createFirstAnswer } from './identity/first-answer.ts'
import { createGroups } from './identity/groups.ts'
import { createKeys } from './identity/keys.ts'
import { createOidc } from './identity/oidc.ts'
import { createOwnSessions } from './identity/own-sessions.ts'
import { createPeople } from './identity/people.ts'
import { createReleaseUnseen } from './identity/release-unseen.ts'
import { createSecondStep } from './identity/second-step.ts'
import { secret } from './identity/secrets.ts'
import { createSettle } from './identity/settle.ts'
import { prepare } from './identity/setup.ts'
import { createSights } from './identity/sights.ts'
import { signInLimit } from './identity/sign-in-limit.ts'
import { createSignedIn } from './identity/signed-in.ts'
import { webhookSecret } from './identity/webhook-secret.ts'
import { createDestinations } from './live/destination.ts'
import { createGiven } from './live/given.ts'
import { createLive, type Live } from './live/live.ts'
import { createSwitches } from './live/switches.ts'
import { createLocate } from './location.ts'
import { createLog } from './log.ts'
import { addGauges, createMetrics } from './metrics.ts'
import { joinNodes, type Nodes } from './nodes.ts'
import { within } from './outside.ts'
import { createPresence } from './presence.ts'
import { createBrowsers } from './push/browsers.ts'
import { createSendPush } from './push/send.ts'
import { contactOf, createVapid } from './push/vapid.ts'
import { createReactions, createWatch } from './reactions/index.ts'
import { createSample } from './sample.ts'
import { createSearchReader } from './search.ts'
import { watchDatabase } from './watch-database.ts'
import { watchRights } from './watch-rights.ts'
import { createWorker } from './worker.ts'

/** Milliseconds that whoever reads the metrics waits for a count of the tasks. */
const COUNTING = 4_000

/** A running Baton. */
export interface Baton {
  url: string
  /** The address of the set-up link, or null once there is an administrator. */
  setupUrl: string | null
  workspaceId: string
  /** Its live side: a bench hands events over here, as the gate does. */
  hub: Hub
  /** Says at once that it is not ready any more, and stops after `BATON_DRAIN`. */
  drain(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts everything.
 * @throws StartError with one sentence for whoever started it
 */
export async function start(config: Config): Promise<Baton> {
  const log = createLog(config.logLevel)
  const metrics = createMetrics(log)
  const clock = systemClock
  const stops: (() => unknown)[] = []
  let draining = false
  const stop = async () => {
    for (const step of stops.splice(0).reverse()) await step()
  }
  try {
    const embedded = config.databaseUrl ? null : await startEmbedded({ dataDir: config.dataDir, log })
    if (embedded) stops.push(() => embedded.stop())
    const databaseUrl = config.databaseUrl ?? embedded?.url ?? ''
    const shared = config.natsUrl !== undefined
    const held = await holdDatabase(databaseUrl, { shared }, () => {
      log.fatal('another Baton took this database while the connection was away')
      process.exit(1)
    })
    stops.push(() => held.release())
    await migrate(databaseUrl)
    const database = connect(databaseUrl)
    stops.push(() => database.end())
    const { sql, commits, slow, db } = database
    if (await settleGeneration(sql, config.restored))
      log.warn('the log is another one than before: screens and programs take a fresh snapshot')
    const bus = config.natsUrl ? await joinBus(config.natsUrl, await identityOf(sql), log) : noBus
    stops.push(() => bus.stop())

    let port = config.port
    const origins = () => [
      ...new Set([
        new URL(config.publicUrl).origin,
        `http://localhost:${port}`,
        `http://127.0.0.1:${port}`,
        `http://[::1]:${port}`,
      ]),
    ]
    const authOptions = {
      db,
      secret: config.secret ?? (await secret(sql, 'session')),
      publicUrl: config.publicUrl,
      origins,
      clock,
    }
    const auth = createAuth(authOptions)
    const people = createPeople(sql, auth)
    const keys = createKeys(sql, clock.elapsed, () => bus.say({ kind: 'identity' }))
    const tokens = customerTokens(config.secret ?? (await secret(sql, 'customer')), clock.now)
    const webhookSecretOf = webhookSecret(await secret(sql, 'webhook'))
    const sights = createSights(sql)
    const vapid = createVapid(await secret(sql, 'push'), contactOf(config.publicUrl), clock.now)
    const browsers = createBrowsers(sql)
    await browsers.load()
    const ownSessions = createOwnSessions(sql)
    const authenticate = createAuthenticate({
      sql,
      auth,
      keys,
      tokens,
      sights,
      now: clock.elapsed,
      onUse: ownSessions.used,
      onForget(userId) {
        bus.say({ kind: 'identity', ...(userId !== undefined && { users: [userId] }) })
        // Their browsers may have gone with their sessions.
        void browsers.load().catch(() => {})
      },
    })
    const linkSecret = shared ? (config.secret ?? (await secret(sql, 'session'))) : null
    const setup = await held.alone(() => prepare({ sql, clock, config, keys, people, linkSecret }))

    const locate = await createLocate(config)
    const hub = createHub({ sql, slow, clock, bus })
    let wake = () => {}
    const node = randomUUID()
    let nodes: Nodes | undefined
    const switches = createSwitches({ sql, hub })
    await switches.load()
    const live: Live = createLive({
      sql,
      bus,
      gate: () => gate,
      sights,
      clock,
      onChange: (workspaceId) => presence.changed(workspaceId),
    })
    stops.push(() => live.stop())
    const given = createGiven(hub)
    const presence = createPresence({
      hub,
      people,
      now: clock.elapsed,
      live,
      sharing: shared ? { sql, bus, node, sees: sights.of, write: () => void nodes?.beat().catch(() => {}) } : null,
    })
    if (shared) {
      await sights.load(setup.workspaceId)
      const joined = await joinNodes({ sql, bus, id: node, present: presence.here, onTasks: () => wake() })
      stops.push(() => joined.stop())
      nodes = joined
    }
    stops.push(() => presence.stop())
    const gate = createGate({
      sql,
      commits,
      hub,
      clock,
      detect,
      metrics,
      sees: sights.of,
      routes: (workspaceId) => routes(switches.of(workspaceId)),
      browsers: browsers.of,
      shared,
      onTasks: () => wake(),
    })
    const destinations = createDestinations({
      sql,
      hub,
      live,
      switches,
      sights,
      clock,
      someoneHere: presence.someoneLive,
    })
    const releaseUnseen = createReleaseUnseen({ gate, hub, sights, clock })
    const settle = createSettle({ sql, gate, sights, releaseUnseen, forget: authenticate.forget, log })
    const firstAnswer = createFirstAnswer({ sql, gate, settle })
    const groups = createGroups({ sql, clock, settle, firstAnswer })
    const customers = createCustomers({ sql, clock, settle, firstAnswer })
    const cannedReplies = createCannedReplies({ sql, clock, settle, firstAnswer })
    const articles = await openArticles(config.articlesDir).catch((error: Error) => {
      throw new StartError(`ARTICLES_DIR: ${error.message}`)
    })
    const reactions = createReactions({
      sql,
      gate,
      hub,
      clock,
      sendPush: createSendPush({ vapid, own: config.pushService }),
      answerers: {
        builtin: answerers.builtin({ articles, detect }),
        ...(config.model && { model: answerers.model({ articles, detect, model: config.model }) }),
        webhook: answerers.webhook({ articles, detect, webhook: { secretOf: webhookSecretOf } }),
      },
      destinations,
      live,
      given,
      switches,
      sights,
      watch: createWatch(hub),
    })
    // Others may be at work: their leases, and those of who died, lapse by themselves.
    if (!shared) await freeTasks(slow)
    const worker = createWorker({ sql, reactions, metrics, me: node })
    wake = worker.wake
    stops.push(() => worker.stop())
    const search = createSearchReader({ sql, node, newId: clock.newId })
    stops.push(() => search.stop())
    bus.onNews((news) => {
      if (news.kind === 'tasks') wake()
      if (news.kind === 'browsers' || news.kind === 'identity') void browsers.load().catch(() => {})
      if (news.kind !== 'identity') return
      keys.forget()
      authenticate.forgetHere()
    })
    stops.push(() => gate.stop())

    const sample = createSample({
      hub,
      keys,
      clock,
      shared,
      callWith: (key) => async (method, path, body, idempotencyKey) => {
        const headers = {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
        }
        const response = await app.request(`/api/v1${path}`, {
          method,
          headers,
          ...(body !== undefined && { body: JSON.stringify(body) }),
        })
        return { status: response.status, body: response.status === 204 ? null : await response.json() }
      },
    })
    stops.push(() => sample.pauseAll())
    const added = addWhoIsShown({ sql, people, settle, clock, workspaceId: setup.workspaceId })
    const oidc =
      config.oidc &&
      createOidc(authOptions, config.oidc, config.oidc.newPeople === 'operators' ? added : async () => {})
    const deps: Deps = {
      config,
      clock,
      database,
      gate,
      hub,
      metrics,
      auth,
      oidc: oidc ?? null,
      authenticate,
      signInLimit: signInLimit(clock.elapsed),
      secondStep: createSecondStep(sql, clock.elapsed),
      signedIn: createSignedIn({ sql, clock, settle }),
      keys,
      people,
      ownSessions,
      groups,
      customers,
      eraseCustomer: createEraseCustomer({ sql, slow, hub, firstAnswer, log }),
      cannedReplies,
      sights,
      settle,
      firstAnswer,
      tokens,
      presence,
      live,
      switches,
      destinations,
      setup,
      locate,
      sample,
      webhookSecret: webhookSecretOf,
      vapid,
      browsers,
      sayBrowsers: () => bus.say({ kind: 'browsers' }),
      origins,
      capabilities: { builtin: true, model: config.model !== undefined },
      draining: () => draining,
    }
    const app = createApp(deps)
    await hub.feed(setup.workspaceId)
    hub.onEvent((_workspace, event) => {
      if (event.type === 'flag.raised') metrics.flags.inc({ kind: event.data.kind })
    })
    addGauges(metrics, {
      readers() {
        const audiences = [...hub.readers()].map(([, reader]) => reader.audience.kind)
        const customers = audiences.filter((kind) => kind === 'customer').length
        return { operators: audiences.length - customers, customers }
      },
      lag: async () =>
        ((await readHead(sql, setup.workspaceId))?.seq ?? 0) - ((await hub.board(setup.workspaceId))?.seq ?? 0),
      tasks: () => within(COUNTING, countTasks(slow)),
      bus: () => ({ state: bus.state(), ...bus.counts() }),
      nodes: () => nodes?.count() ?? 1,
    })

    const rights = watchRights({ sql, hub, bus, keys, sights, releaseUnseen, now: clock.now, elapsed: clock.elapsed })
    const watching = watchDatabase({
      sql,
      hub,
      bus,
      onAnotherLog() {
        log.fatal('the database was restored while this node ran: start it again')
        process.exit(1)
      },
    })
    // What cannot be settled now is tried again every few seconds; it must not keep everything else from starting.
    await settle.all().catch((error: unknown) => log.error({ error }, 'changes of identity wait for the log'))
    await rights.look()
    const uses = setInterval(() => {
      void keys.noteUse().catch(() => {})
      void ownSessions.noteUse().catch(() => {})
    }, 30_000)
    const settling = setInterval(() => {
      void settle.all().catch(() => {})
      if (shared) void browsers.load().catch(() => {})
    }, 5_000)
    stops.push(() => {
      rights.stop()
      watching.stop()
      clearInterval(uses)
      clearInterval(settling)
    })
    const listening = await listen(app.fetch, config)
    port = listening.port
    stops.push(async () => {
      hub.stop()
      await listening.close()
    })
    wake()
    await sample.resume(setup.workspaceId)
    const url = config.port === 0 ? `http://localhost:${port}` : config.publicUrl
    const drain = async () => {
      draining = true
      await sleep(config.drain)
      await stop()
    }
    return {
      url,
      setupUrl: setup.token && `${url}/setup?token=${setup.token}`,
      workspaceId: setup.workspaceId,
      hub,
      drain,
      stop,
    }
  } catch (error) {
    await stop()
    if (error instanceof EmbeddedError) throw new StartError(error.message)
    throw error
  }
}

async function joinBus(url: string, identity: string, log: pino.Logger): Promise<Bus> {
  // Only loaded where there are several nodes.
  const { BusError, natsBus } = await import('./bus/nats.ts')
  return natsBus(url, identity, log).catch((error: Error) => {
    throw error instanceof BusError ? new StartError(error.message) : error
  })
}

/** So many may knock before they are let in: Node's 511 are few when all screens come back at once, and who finds no room waits for seconds. */
const BACKLOG = 4_096

function listen(
  fetch: ReturnType<typeof createApp>['fetch'],
  { host, port }: Config,
): Promise<{ port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const sockets = new WebSocketServer({
      noServer: true,
      // Each is a reader of the hub, which closes them.
      clientTracking: false,
      maxPayload: 64 * 1024,
      perMessageDeflate: false,
    })
    const server = createAdaptorServer({ fetch: fetch as never, websocket: { server: sockets } })
    server.listen({ host, port, backlog: BACKLOG }, () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), 1_000).unref()
          }),
      }),
    )
    // A socket that asks for another protocol is nobody's: left alone it would have no listener for its errors.
    // In the place of node-server's listener and not beside it: with two of them it answers no refused upgrade any more.
    const [upgrade] = server.listeners('upgrade')
    server.removeAllListeners('upgrade')
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy())
      if (/^websocket$/i.test(request.headers.upgrade ?? '')) upgrade?.call(server, request, socket, head)
      else socket.destroy()
    })
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(new StartError(`PORT ${port} is in use by another program. Stop it, or set PORT to another number.`))
      else if (error.code === 'EACCES')
        reject(new StartError(`PORT ${port} may not be used by this user. Set PORT to a number above 1023.`))
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
        reject(new StartError(`HOST ${host} is no address of this machine.`))
      else reject(error)
    })
  })
}

async function main(): Promise<void> {
  try {
    const config = readConfig(process.env)
    const baton = await start(config)
    process.stdout.write(`Baton is ready: ${baton.url}\n`)
    if (baton.setupUrl) process.stdout.write(`Create the administrator here, once: ${baton.setupUrl}\n`)
    let stopping = false
    const end = () => {
      if (stopping) return
      stopping = true
      setTimeout(() => process.exit(1), 15_000 + config.drain).unref()
      baton.drain().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    }
    process.on('SIGINT', end)
    process.on('SIGTERM', end)
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`)
    process.exit(1)
  }
}

function sentence(error: unknown): string {
  if (error instanceof StartError) return error.message
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/^(ECONN|ENOTFOUND|ETIMEDOUT|CONNECT|EAI_|EHOST|ENETUNREACH)/.test(code))
    return 'DATABASE_URL: the database cannot be reached. Nothing was changed.'
  if (code.startsWith('28')) return 'DATABASE_URL: the database refused this user or password. Nothing was changed.'
  if (code === '3D000') return 'DATABASE_URL: there is no database of this name. Create it and start again.'
  return error instanceof Error
    ? error.message.includes('PostgreSQL') || error.message.includes('newer Baton')
      ? error.message
      : (error.stack ?? error.message)
    : String(error)
}

if (import.meta.main) await main()
