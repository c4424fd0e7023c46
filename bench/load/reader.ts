// A process of many dashboards: raw sockets that speak just so much HTTP/1.1 and WebSocket as it takes to get in, then
// look at bytes. One in `sample` reads each frame (order, latency); of the others the last frame of each piece counts, so
// that a thousand of them cost less than the server that feeds them.
import { connect, type Socket } from 'node:net'
import type { Door } from './door.ts'
import { histogram } from './histogram.ts'
import { MARK, MARK_LENGTH, micros, sentAt, seqAt } from './marker.ts'

const WIDTH = 64

export type ToReader =
  | { type: 'open'; door: Door; count: number; sample: number }
  | { type: 'begin' }
  | { type: 'report' }
  | { type: 'acknowledge'; every: number }
  | { type: 'close' }

/** Since `begin`. Latencies are of the sampled connections, in the pairs of a histogram. */
export interface ReaderReport {
  connections: number
  deliveries: number
  /** Frames that the sampled connections read, and how many of these connections there are. */
  frames: number
  sampled: number
  bytes: number
  /** Frames that came out of order, twice or not at all on sampled connections. */
  holes: number
  /** The smallest number that is the last of some connection. */
  slowest: number
  lost: number
  seconds: number
  cpu: number
  latencies: number[]
}

export type FromReader =
  | { type: 'opened'; seconds: number }
  | { type: 'report'; report: ReaderReport }
  | { type: 'ack'; seq: number }
  | { type: 'failed'; reason: string }

interface Connection {
  socket: Socket
  sampled: boolean
  bytes: number
  last: number
  base: number
  rest: Buffer
  open: boolean
}

const connections: Connection[] = []
const latencies = histogram()
const piece = Buffer.allocUnsafe(256 * 1024)
const NOTHING = Buffer.alloc(0)
let holes = 0
let lost = 0
let begun = micros()
let cpu = process.cpuUsage()
let timer: NodeJS.Timeout | undefined

const say = (message: FromReader) => process.send?.(message)

function look(connection: Connection, data: Buffer): void {
  connection.bytes += data.length
  if (connection.sampled) lookAtEach(connection, data)
  else {
    const at = data.lastIndexOf(MARK, data.length - MARK_LENGTH)
    if (at !== -1) connection.last = Math.max(connection.last, seqAt(data, at))
  }
}

function lookAtEach(connection: Connection, piece: Buffer): void {
  const now = micros()
  const data = connection.rest.length ? Buffer.concat([connection.rest, piece]) : piece
  let at = data.indexOf(MARK)
  while (at !== -1 && at + MARK_LENGTH <= data.length) {
    const seq = seqAt(data, at)
    if (connection.last !== 0 && seq !== connection.last + 1) holes++
    if (seq > connection.last) connection.last = seq
    latencies.add(now - sentAt(data, at))
    at = data.indexOf(MARK, at + MARK_LENGTH)
  }
  // A marker may be cut in two by the network.
  if (at !== -1) connection.rest = Buffer.from(data.subarray(at))
  else connection.rest = data.at(-1) === MARK[0] ? Buffer.from(data.subarray(-1)) : NOTHING
}

function open(door: Door, index: number, sample: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = ''
    let step = -1
    const fail = (reason: string) => {
      connection.open = false
      reject(new Error(`${reason} ${heard.slice(0, 300)}`))
      if (step >= door.steps.length) lost++
    }
    const socket = connect({
      host: '127.0.0.1',
      port: door.port,
      noDelay: true,
      onread: {
        buffer: piece,
        callback(count, buffer) {
          const data = Buffer.from(buffer.buffer, buffer.byteOffset, count)
          if (step >= door.steps.length) look(connection, data)
          else enter(data.toString('latin1'))
          return true
        },
      },
    })
    const connection: Connection = {
      socket,
      sampled: index % sample === 0,
      bytes: 0,
      last: 0,
      base: 0,
      rest: NOTHING,
      open: true,
    }
    function enter(text: string): void {
      heard += text
      if (step === -1) {
        const end = heard.indexOf('\r\n\r\n')
        if (end === -1) return
        if (!heard.startsWith(door.kind === 'sse' ? 'HTTP/1.1 200' : 'HTTP/1.1 101')) return fail('refused:')
        heard = heard.slice(end + 4)
        step = 0
        talk()
      }
      for (
        let wish = door.steps[step]?.until;
        wish !== undefined && heard.includes(wish);
        wish = door.steps[step]?.until
      ) {
        step++
        talk()
      }
      if (step >= door.steps.length) resolve()
    }
    function talk(): void {
      for (let now = door.steps[step]; now; now = door.steps[step]) {
        if (now.send !== undefined) socket.write(frame(now.send))
        if (now.until !== undefined) return
        step++
      }
    }
    socket.on('error', (error) => fail(error.message))
    socket.on('close', () => fail('closed:'))
    socket.on('connect', () => socket.write(request(door, index)))
    connections.push(connection)
  })
}

function request({ kind, path, port, headers }: Door, index: number): string {
  const lines = [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`]
  if (kind === 'sse') lines.push('Accept: text/event-stream')
  else
    lines.push(
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: YmF0b24gYmVuY2ggcmVhZA==',
    )
  const own = headers[index % Math.max(1, headers.length)] ?? {}
  for (const [name, value] of Object.entries(own)) lines.push(`${name}: ${value}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** A text frame of a client: masked, with a mask of zeros. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text)
  const long = payload.length > 125
  const head = Buffer.alloc(long ? 8 : 6)
  head[0] = 0x81
  head[1] = 0x80 | (long ? 126 : payload.length)
  if (long) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}

async function openAll(door: Door, count: number, sample: number): Promise<void> {
  const started = micros()
  const from = connections.length
  let next = 0
  const lane = async () => {
    while (next < count) await open(door, from + next++, sample)
  }
  try {
    await Promise.all(Array.from({ length: Math.min(WIDTH, count) }, lane))
    say({ type: 'opened', seconds: (micros() - started) / 1e6 })
  } catch (error) {
    say({ type: 'failed', reason: String(error) })
  }
}

const slowest = (): number => {
  let least = Number.POSITIVE_INFINITY
  for (const { open, last } of connections) if (open && last < least) least = last
  return Number.isFinite(least) ? least : 0
}

function begin(): void {
  latencies.clear()
  holes = 0
  for (const connection of connections) {
    connection.bytes = 0
    connection.base = connection.last
  }
  begun = micros()
  cpu = process.cpuUsage()
}

function report(): void {
  const used = process.cpuUsage(cpu)
  let deliveries = 0
  let bytes = 0
  for (const connection of connections) {
    deliveries += connection.last - connection.base
    bytes += connection.bytes
  }
  const seconds = (micros() - begun) / 1e6
  say({
    type: 'report',
    report: {
      connections: connections.filter((connection) => connection.open).length,
      deliveries,
      frames: latencies.count,
      sampled: connections.filter((connection) => connection.sampled).length,
      bytes,
      holes,
      slowest: slowest(),
      lost,
      seconds,
      cpu: (used.user + used.system) / 1e6 / seconds,
      latencies: latencies.pairs(),
    },
  })
}

process.on('message', (message: ToReader) => {
  switch (message.type) {
    case 'open':
      void openAll(message.door, message.count, message.sample)
      return
    case 'begin':
      return begin()
    case 'report':
      return report()
    case 'acknowledge':
      clearInterval(timer)
      if (message.every > 0) timer = setInterval(() => say({ type: 'ack', seq: slowest() }), message.every)
      return
    case 'close':
      for (const { socket } of connections) socket.destroy()
      process.exit(0)
  }
})
process.on('disconnect', () => process.exit(0))
