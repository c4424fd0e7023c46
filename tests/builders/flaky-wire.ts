import { connect, createServer, type Server, type Socket } from 'node:net'

/** The wire between a program and its database, which a test can cut, freeze or make one-way. */
export interface FlakyWire {
  /** The database's address, by this wire. */
  url: string
  /** Ends every connection, and refuses new ones. */
  cut(): Promise<void>
  /** Takes connections again; those that were frozen go on. */
  mend(): Promise<void>
  /** Everything stands still: connections stay, nothing comes through in either direction. */
  freeze(): void
  /** The statement in which these words stand still arrives; nothing that the database says on its connection after that does. */
  swallowAnswerTo(words: string): void
  stop(): Promise<void>
}

export async function flakyWire(databaseUrl: string): Promise<FlakyWire> {
  const there = new URL(databaseUrl)
  const pairs = new Set<{ near: Socket; far: Socket }>()
  let server: Server
  let frozen = false
  let swallowed: string | undefined

  function join(near: Socket): void {
    const far = connect({ host: there.hostname, port: Number(there.port) })
    const pair = { near, far }
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) socket.on('error', end).on('close', end)
    let oneWay = false
    near.on('data', (bytes) => {
      oneWay ||= swallowed !== undefined && bytes.includes(swallowed)
      far.write(bytes)
    })
    far.on('data', (bytes) => {
      if (!oneWay) near.write(bytes)
    })
    if (frozen) for (const socket of [near, far]) socket.pause()
  }

  const listen = (port: number) =>
    new Promise<number>((resolve) => {
      server = createServer(join)
      server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
    })
  const port = await listen(0)
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String(port)

  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const { near, far } of pairs) {
        near.destroy()
        far.destroy()
      }
    })
  return {
    url: url.href,
    cut,
    async mend() {
      frozen = false
      swallowed = undefined
      for (const { near, far } of pairs) for (const socket of [near, far]) socket.resume()
      if (!server.listening) await listen(port)
    },
    freeze() {
      frozen = true
      for (const { near, far } of pairs) for (const socket of [near, far]) socket.pause()
    },
    swallowAnswerTo(words) {
      swallowed = words
    },
    stop: cut,
  }
}
