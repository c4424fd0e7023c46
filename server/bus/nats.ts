import { AuthorizationError, connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node'
import type { Logger } from 'pino'
import type { Bus, News } from './bus.ts'
import { pack, unpack } from './packets.ts'

/** How long the first try may hold up a start, in milliseconds. */
const FIRST = 3_000
/** Between two tries where none has succeeded yet, in milliseconds. */
const AGAIN = 1_000

/** Said to whoever starts Baton; nothing that waiting would mend. */
export class BusError extends Error {}

/**
 * The bus over NATS: `baton1.<identity>.<workspace>` for events and moments, `baton1.<identity>.all` for what concerns
 * every node. The number is that of the messages' form: nodes that speak another one do not hear, and look in the database.
 * What is said while NATS is away is dropped, since the others look in the log meanwhile.
 * @param url one address or several with commas, with user and password or a token where they are wanted
 * @param identity of the database: no other has the same, also where several share one NATS
 * @throws BusError when NATS refuses the user; an unreachable one is tried again in the background
 */
export async function natsBus(url: string, identity: string, log: Logger): Promise<Bus> {
  const subject = `baton1.${identity}`
  const listeners: ((news: News) => void)[] = []
  const upListeners: (() => void)[] = []
  const counts = { sent: 0, received: 0, unreadable: 0 }
  let connection: NatsConnection | null = null
  let up = false
  let stopped = false
  let waiting: News[] = []
  let retry: NodeJS.Timeout | undefined

  async function open(): Promise<void> {
    const opened = await connect(optionsOf(url))
    if (stopped) return opened.close()
    connection = opened
    opened.subscribe(`${subject}.*`, {
      callback(error, message) {
        if (!error) take(message.subject, message.string())
      },
    })
    void watch(opened)
    becomes(true)
  }

  async function watch(opened: NatsConnection): Promise<void> {
    for await (const status of opened.status()) {
      if (status.type === 'disconnect' || status.type === 'staleConnection') becomes(false)
      else if (status.type === 'reconnect') becomes(true)
    }
    // It has given up by itself: after an error of authorisation, for one.
    becomes(false)
    if (connection === opened) connection = null
    if (!stopped) tryAgain()
  }

  function tryAgain(): void {
    retry = setTimeout(() => {
      open().catch(() => !stopped && tryAgain())
    }, AGAIN)
  }

  function becomes(state: boolean): void {
    if (state === up || stopped) return
    up = state
    if (!up) log.warn('NATS is away; the nodes hear of each other through the database')
    else for (const listener of upListeners) listener()
  }

  function take(subjectOf: string, text: string): void {
    counts.received++
    try {
      for (const news of unpack({ topic: subjectOf.slice(subject.length + 1), text }))
        for (const listener of listeners) listener(news)
    } catch (error) {
      counts.unreadable++
      log.warn({ error }, 'a message on NATS could not be read')
    }
  }

  function flush(): void {
    const news = waiting
    waiting = []
    if (!up || !connection) return
    for (const { topic, text } of pack(news)) {
      try {
        connection.publish(`${subject}.${topic}`, text)
        counts.sent++
      } catch (error) {
        log.warn({ error }, 'NATS took a message no more')
      }
    }
  }

  await Promise.race([
    open().catch((error: Error) => {
      if (error instanceof AuthorizationError)
        throw new BusError('NATS_URL: NATS refused this user, password or token.')
      log.warn({ error }, 'NATS cannot be reached; the nodes hear of each other through the database')
      tryAgain()
    }),
    new Promise((resolve) => setTimeout(resolve, FIRST).unref()),
  ])

  return {
    shared: true,
    state: () => (up ? 'up' : 'down'),
    counts: () => counts,
    say(news) {
      waiting.push(news)
      if (waiting.length === 1) setImmediate(flush)
    },
    onNews: (listener) => void listeners.push(listener),
    onUp: (listener) => void upListeners.push(listener),
    async stop() {
      flush()
      stopped = true
      clearTimeout(retry)
      await connection?.close()
    },
  }
}

function optionsOf(url: string): NodeConnectionOptions {
  const all = url.split(',').map((text) => new URL(text.trim()))
  const named = all.find(({ username }) => username !== '')
  const user = named && decodeURIComponent(named.username)
  const pass = named && decodeURIComponent(named.password)
  return {
    servers: all.map(({ hostname, port }) => `${hostname}:${port || 4222}`),
    name: 'baton',
    noEcho: true,
    timeout: FIRST,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 200,
    reconnectJitter: 100,
    // A NATS that froze says nothing: it is given up after two of these, and meanwhile the database tells.
    pingInterval: 5_000,
    maxPingOut: 2,
    ...(all.some(({ protocol }) => protocol === 'tls:') && { tls: {} }),
    ...(user && (pass ? { user, pass } : { token: user })),
  }
}
