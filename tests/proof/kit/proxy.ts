import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A TCP proxy of our own, which does to connections what networks do. */
export interface Proxy {
  port: number
  /** How many connections go through it. */
  open(): number
  /** How many bytes of answers it has passed on. */
  answered(): number
  /** Resets both ends of every connection. @returns how many there were */
  cut(): number
  /** Every connection that is there now falls silent in both directions, without an end; what connects later is heard. */
  silence(): number
  /** Lets what is asked from now on through, and resets the asker when its answer comes: once for each connection that is there now. */
  swallow(): number
  /** Milliseconds that each piece waits, in each direction, in its order. */
  delay(ms: number): void
  /** Takes no new connection (it is closed at once) until it is told so. */
  refuse(refusing: boolean): void
  stop(): Promise<void>
}

interface Pair {
  client: Socket
  server: Socket
  silent: boolean
  swallowing: boolean
}

/** @param target where it leads; asked anew for each connection, since a server may come back on another port */
export async function makeProxy(target: () => { host: string; port: number }): Promise<Proxy> {
  const pairs = new Set<Pair>()
  let wait = 0
  let answered = 0
  let refusing = false
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    if (refusing) return void client.resetAndDestroy()
    const server = connect({ ...target(), allowHalfOpen: true })
    const pair: Pair = { client, server, silent: false, swallowing: false }
    pairs.add(pair)
    client.setNoDelay(true)
    server.setNoDelay(true)
    pass(pair, client, server, false)
    pass(pair, server, client, true)
  })

  function pass(pair: Pair, from: Socket, to: Socket, isAnswer: boolean): void {
    // What waits is not overtaken when the wait grows shorter.
    let waiting = 0
    let tail = Promise.resolve()
    const later = (act: () => unknown) => {
      if (wait === 0 && waiting === 0) return void act()
      const due = performance.now() + wait
      waiting++
      tail = tail.then(async () => {
        await sleep(Math.max(0, due - performance.now()))
        waiting--
        act()
      })
    }
    from.on('data', (piece: Buffer) => {
      if (pair.silent) return
      if (isAnswer && pair.swallowing) return end(pair)
      later(() => {
        if (pair.silent || !to.writable) return
        if (isAnswer) answered += piece.length
        to.write(piece)
      })
    })
    from.on('end', () => later(() => pair.silent || to.end()))
    from.on('error', () => pair.silent || end(pair))
    from.on('close', () => {
      // A silent network tells nobody that the other one has gone.
      if (!pair.silent) end(pair)
      else if (pair.client.destroyed && pair.server.destroyed) pairs.delete(pair)
    })
  }

  function end(pair: Pair): void {
    pairs.delete(pair)
    for (const socket of [pair.client, pair.server]) if (!socket.destroyed) socket.resetAndDestroy()
  }

  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject)
    listener.listen(0, '127.0.0.1', resolve)
  })
  const address = listener.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  const each = (act: (pair: Pair) => void) => {
    const living = [...pairs].filter(({ silent }) => !silent)
    living.forEach(act)
    return living.length
  }
  return {
    port: address.port,
    open: () => [...pairs].filter(({ silent }) => !silent).length,
    answered: () => answered,
    cut: () => each(end),
    silence: () => each((pair) => void (pair.silent = true)),
    swallow: () => each((pair) => void (pair.swallowing = true)),
    delay: (ms) => void (wait = ms),
    refuse: (now) => void (refusing = now),
    stop: () =>
      new Promise((resolve) => {
        listener.close(() => resolve())
        for (const pair of pairs) end(pair)
      }),
  }
}
