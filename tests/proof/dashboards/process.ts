// A process of many dashboards: raw WebSockets that look at the number of each frame, come back with their cursor as the
// console does, and can stop reading. Beside the server's process, so that it is not they who are slow.
import { connect, type Socket } from 'node:net'
import { fullJitter } from '../../../client/console/live/backoff.ts'
import { createReading, type Numbers } from './numbers.ts'

export type ToDashboards =
  | { type: 'open'; port: number; sessions: Record<string, string>[]; count: number; after: string; stalled?: boolean }
  | { type: 'state' }
  /** Every one stops reading its socket: also those that come back. */
  | { type: 'stall' }
  | { type: 'wake' }
  | { type: 'close' }

export interface DashboardsState {
  /** Connected, and told by a heartbeat that they are in the present. */
  present: number
  /** The smallest and the largest number that is the last of some dashboard. */
  slowest: number
  fastest: number
  reconnects: number
  resets: number
  /** Frames that were skipped, came twice, or out of order, all dashboards together. */
  wrong: number
  /** Frames with a number, all dashboards together. */
  frames: number
  /** The first thing that was wrong, and why the latest try to come back failed. */
  first: string
  complaint: string
}

interface Dashboard {
  numbers: Numbers
  socket: Socket | null
  attempt: number
  present: boolean
}

/** So long the console waits for an answer to its handshake. */
const PATIENCE = 5_000

const dashboards: Dashboard[] = []
let target: Extract<ToDashboards, { type: 'open' }> | null = null
let stalled = false
let over = false
let reconnects = 0
let complaint = ''

function open(index: number): void {
  const dashboard = dashboards[index]
  if (!dashboard || !target || over) return
  const socket = connect({ host: '127.0.0.1', port: target.port, noDelay: true })
  const impatient = setTimeout(() => lost('no answer to the handshake'), PATIENCE)
  let heard = Buffer.alloc(0)
  let inside = false
  let ended = false
  dashboard.socket = socket
  dashboard.numbers.begin()
  socket.on('connect', () => socket.write(handshake(index)))
  socket.on('data', (piece) => {
    if (inside) return take(piece)
    heard = Buffer.concat([heard, piece])
    const end = heard.indexOf('\r\n\r\n')
    if (end === -1) return
    const status = heard.subarray(0, 12).toString('latin1')
    if (status !== 'HTTP/1.1 101') return lost(`refused: ${heard.toString('latin1').slice(0, 200)}`)
    clearTimeout(impatient)
    inside = true
    take(heard.subarray(end + 4))
    if (stalled) socket.pause()
  })
  socket.on('error', (error) => lost(error.message))
  socket.on('close', () => lost('closed'))

  function take(piece: Buffer): void {
    const { heartbeat, any } = (dashboard as Dashboard).numbers.take(piece)
    if (any) (dashboard as Dashboard).attempt = 0
    if (heartbeat) (dashboard as Dashboard).present = true
  }

  function lost(why: string): void {
    if (ended) return
    ended = true
    clearTimeout(impatient)
    socket.destroy()
    if (over) return
    complaint = why
    reconnects++
    const { attempt } = dashboard as Dashboard
    Object.assign(dashboard as Dashboard, { present: false, socket: null, attempt: attempt + 1 })
    // A line that lived is tried again at once; the console counts a failed try before it waits.
    setTimeout(() => open(index), fullJitter(inside ? attempt : attempt + 1, Math.random))
  }
}

function handshake(index: number): string {
  const { port, sessions } = target as Extract<ToDashboards, { type: 'open' }>
  const lines = [
    `GET /api/v1/socket?after=${dashboards[index]?.numbers.cursor()} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: YmF0b24gcHJvb2YgcmVhZA==',
    ...Object.entries(sessions[index % sessions.length] ?? {}).map(([name, value]) => `${name}: ${value}`),
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

function state(): DashboardsState {
  const all = dashboards.map(({ numbers }) => numbers)
  const sum = (of: (numbers: Numbers) => number) => all.reduce((total, one) => total + of(one), 0)
  const last = all.map((one) => one.last())
  return {
    present: dashboards.filter(({ present }) => present).length,
    slowest: Math.min(...last),
    fastest: Math.max(...last),
    reconnects,
    resets: sum((one) => one.resets()),
    wrong: sum((one) => one.wrong().length),
    frames: sum((one) => one.count()),
    first: all.find((one) => one.wrong().length > 0)?.wrong()[0] ?? '',
    complaint,
  }
}

process.on('message', (message: ToDashboards) => {
  switch (message.type) {
    case 'open':
      target = message
      stalled = message.stalled ?? false
      while (dashboards.length < message.count)
        dashboards.push({ numbers: createReading(message.after), socket: null, attempt: 0, present: false })
      dashboards.forEach((_, index) => open(index))
      return
    case 'state':
      return void process.send?.(state())
    case 'stall':
      stalled = true
      for (const { socket } of dashboards) socket?.pause()
      return
    case 'wake':
      stalled = false
      for (const { socket } of dashboards) socket?.resume()
      return
    case 'close':
      over = true
      process.exit(0)
  }
})
process.on('disconnect', () => process.exit(0))
