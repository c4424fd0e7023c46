import { Socket, type SocketConstructorOpts } from 'node:net'
import { message, messages, wholeAnswers } from './messages.ts'

/** Milliseconds for which the database may owe an answer without a byte, by what is asked. */
export const patience = {
  /** The serving path: the gate's deadline, after which the outcome counts as unknown. */
  serving: 4_000,
  /** What reads or writes whole tables: PostgreSQL is silent until it has the first rows. */
  reading: 30_000,
  /** What takes as long as it takes: migrations, indexes, a new database. TCP's keepalive tells when the other end is gone. */
  building: Number.POSITIVE_INFINITY,
}
export type Patience = typeof patience

/** How often that is looked at. */
const LOOK_EVERY = 200

/** What a socket may hold unsent, in bytes, until postgres.js sends nothing behind it: it holds back all after a write that is not taken whole. */
const UNSENT = 2 ** 22

/** What postgres.js says of itself to whoever makes its sockets. */
interface Target {
  host: string[]
  port: number[]
  path?: string | false
}

/**
 * The option `socket` of postgres.js: sockets that make up for what it leaves undone where connections fail.
 * - One that owes an answer and says nothing, because the network went without a word, is given up: all queries on it
 *   fail, and the next ones go to a new one. TCP would wait for a quarter of an hour, and a pool of silent
 *   connections forever. (Not under TLS, where nobody outside sees what is owed.)
 * - Its failure and its end are told in one step. Between the two, postgres.js puts queries on it that it never
 *   answers, nor refuses.
 * - It connects when the greeting is written. Where the one before ended with a write planned and not done,
 *   postgres.js plans none again and would wait for ever; such a socket ends at once, until postgres.js lets go.
 * - What came of an answer that was cut off is no part of the next one (`wholeAnswers`). (Not under TLS either.)
 * @param silence milliseconds for which it may owe an answer without a byte
 */
export function attentive(silence: number): { socket(target: Target): Socket } {
  let next = 0
  return {
    socket({ host, port, path }) {
      const at = next++ % port.length
      return watched(silence, path ? { path } : { host: host[at] ?? 'localhost', port: port[at] ?? 5432 })
    },
  }
}

function watched(silence: number, address: { path: string } | { host: string; port: number }): Socket {
  const socket = new Socket({ writableHighWaterMark: UNSENT } as SocketConstructorOpts)
  let greeted = false
  let stale = false
  let heard = false
  let debt: Debt | null = null
  let fault: Error | undefined

  const write = socket.write.bind(socket) as (chunk: Uint8Array, done?: (error?: Error | null) => void) => boolean
  const say = ((chunk: Uint8Array, done?: (error?: Error | null) => void) => {
    if (!greeted && !isGreeting(chunk)) {
      giveUp()
      return true
    }
    if (!greeted) {
      greeted = true
      debt = isForTls(chunk) ? null : makeDebt()
      socket.connect(address)
      socket.write = say // connecting puts Node's own back
      if ('host' in address) Object.assign(socket, address) // what postgres.js names in its errors, and asks TLS for
    }
    debt?.said(chunk)
    return write(chunk, done)
  }) as Socket['write']
  socket.write = say

  const emit = socket.emit.bind(socket) as (event: string, ...args: unknown[]) => boolean
  const answers = wholeAnswers(
    (piece) => emit('data', piece),
    () => debt?.owes() ?? false,
    (type) => debt?.heard(type),
  )
  socket.emit = ((event: string, ...args: unknown[]) => {
    if (event === 'data') {
      heard = true
      if (!debt) return emit(event, ...args)
      debt.stirs()
      answers.take(args[0] as Uint8Array)
      return true
    }
    if (event === 'error') {
      fault ??= args[0] as Error
      return true
    }
    if (event !== 'close') return emit(event, ...args)
    clearInterval(looks)
    answers.cut()
    // One that never answered is refused to its first caller, and tried again with a growing delay.
    const refused = !heard && !stale
    if (refused)
      emit('error', fault ?? Object.assign(new Error('The database closed the connection.'), { code: 'ECONNRESET' }))
    return emit('close', refused)
  }) as Socket['emit']

  const looks = setInterval(() => {
    const since = debt?.since() ?? null
    if (since === null || performance.now() - since < silence) return
    // This process may have slept itself: what has come meanwhile is read first.
    setTimeout(() => {
      if (debt?.since() === since) socket.destroy()
    }, LOOK_EVERY / 2)
  }, LOOK_EVERY)
  looks.unref()

  function giveUp(): void {
    stale = true
    socket.destroy()
  }
  setImmediate(() => setImmediate(() => void (greeted || socket.destroyed || giveUp())))
  return socket
}

/** What the database owes on one connection: an answer to each Sync and Query, which ends with ReadyForQuery. */
interface Debt {
  said(chunk: Uint8Array): void
  /** Something came. */
  stirs(): void
  /** A message came whole. */
  heard(type: number): void
  /** Whether a ReadyForQuery is to come by itself. */
  owes(): boolean
  /** When it last gave something, or was first asked; null when it owes nothing. */
  since(): number | null
}

function makeDebt(): Debt {
  let greeted = false
  let owed = 1
  let asked = false
  let at = performance.now()
  return {
    said(chunk) {
      if (owed === 0 && !asked) at = performance.now()
      // The greeting has no type before its length; what follows comes in whole messages.
      if (greeted) {
        const read = messages((type) => {
          if (type === message.query || type === message.sync) owed++
          if (type === message.flush) asked = true
        })
        read(chunk)
      }
      greeted = true
    },
    stirs() {
      at = performance.now()
    },
    heard(type) {
      const { ready, description, noData, error } = message
      if (type === ready) owed--
      else if (owed === 0 && (type === description || type === noData || type === error)) asked = false
    },
    owes: () => owed > 0,
    since: () => (owed > 0 || asked ? at : null),
  }
}

const lengthOf = (chunk: Uint8Array) => new DataView(chunk.buffer, chunk.byteOffset).getUint32(0)

/** The first thing said, StartupMessage, SSLRequest or CancelRequest, begins with its own length. */
const isGreeting = (chunk: Uint8Array): boolean => chunk.length >= 8 && lengthOf(chunk) === chunk.length

const isForTls = (chunk: Uint8Array): boolean =>
  new DataView(chunk.buffer, chunk.byteOffset).getUint32(4) === 80_877_103
