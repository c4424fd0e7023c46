// The process that posts: raw sockets, and of each answer no more is read than where it ends and whether it is 201, so that
// it costs little beside the server. `bench/ingest` runs it against a bare server too, to see that it is not what limits.
import { connect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Posting } from './post.ts'

process.on('message', (posting: Posting) => void run(posting))
process.on('disconnect', () => process.exit(0))

const WARM = 500

async function run({ port, requests, connections, seconds }: Posting): Promise<void> {
  const buffers = requests.map((request) => Buffer.from(request))
  let turn = 0
  let answers = 0
  const fail = (error: string) => process.send?.({ error }, () => process.exit(1))
  const sockets: Socket[] = []
  for (let i = 0; i < connections; i++) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const next = () => socket.write(buffers[turn++ % buffers.length] as Buffer)
    const take = reader((status) => {
      if (status === 201) answers++
      else fail(`The answer was ${status}.`)
      next()
    })
    socket.once('connect', next)
    socket.on('data', take)
    socket.on('error', (error) => fail(error.message))
    sockets.push(socket)
  }
  await pause(WARM)
  const [before, began, cpu] = [answers, performance.now(), process.cpuUsage()]
  await pause(seconds * 1_000)
  const took = (performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  process.send?.({ rate: (answers - before) / took, cpu: (user + system) / 1e6 / took }, () => process.exit(0))
}

/** Finds the ends of answers, one after another, in the pieces in which they come. */
function reader(answered: (status: number) => void): (piece: Buffer) => void {
  let rest: Buffer | null = null
  return (piece) => {
    const data: Buffer = rest ? Buffer.concat([rest, piece]) : piece
    rest = data
    const head = data.indexOf('\r\n\r\n')
    if (head < 0) return
    const text = data.toString('latin1', 0, head)
    const length = /content-length: (\d+)/i.exec(text)?.[1]
    const whole =
      length === undefined
        ? data.length - 5 === data.lastIndexOf('0\r\n\r\n')
        : data.length >= head + 4 + Number(length)
    if (!whole) return
    rest = null
    answered(Number(text.slice(9, 12)))
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
