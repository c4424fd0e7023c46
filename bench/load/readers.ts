import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Door } from './door.ts'
import { type Histogram, histogram } from './histogram.ts'
import type { FromReader, ReaderReport, ToReader } from './reader.ts'

/** What all reader processes saw since `begin`. */
export interface Seen extends Omit<ReaderReport, 'latencies' | 'cpu'> {
  latency: Histogram
  /** The CPU of the busiest reader process, in cores: near 1 it is the reader that limits. */
  cpu: number
}

/** Dashboards in processes of their own. */
export interface Readers {
  begin(): void
  report(): Promise<Seen>
  /** Waits until every reader has an event, at most so many milliseconds; false when some have not. */
  until(seq: number, patience: number): Promise<boolean>
  /** Tells the number that every reader has, every 10 ms; until it is called again with null. */
  follow(listener: ((seq: number) => void) | null): void
  close(): Promise<void>
}

/** Of more dashboards than these only every twentieth is read frame by frame. */
const FEW = 200
const SAMPLE = 20

/**
 * Opens dashboards.
 * @throws Error when one of them is refused
 */
export async function openReaders(door: Door, count: number, processes = 1): Promise<Readers> {
  const sample = count > FEW ? SAMPLE : 1
  const children = Array.from({ length: processes }, () =>
    fork(fileURLToPath(new URL('./reader.ts', import.meta.url)), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  )
  const tell = (child: ChildProcess, message: ToReader) => void (child.connected && child.send(message))
  const opened = children.map((child) => next(child, 'opened'))
  children.forEach((child, i) => {
    const share = Math.floor(count / processes) + (i < count % processes ? 1 : 0)
    tell(child, { type: 'open', door, count: share, sample })
  })
  const close = async () => {
    for (const child of children) tell(child, { type: 'close' })
    await Promise.all(children.map((child) => child.exitCode !== null || new Promise((end) => child.once('exit', end))))
  }
  await Promise.all(opened).catch(async (error) => {
    await close()
    throw error
  })

  const report = async (): Promise<Seen> => {
    const answers = children.map((child) => next(child, 'report'))
    for (const child of children) tell(child, { type: 'report' })
    const reports = (await Promise.all(answers)).map((answer) => answer.report)
    const latency = histogram()
    for (const { latencies } of reports) latency.merge(latencies)
    const sum = (of: (report: ReaderReport) => number) => reports.reduce((total, one) => total + of(one), 0)
    return {
      connections: sum((one) => one.connections),
      deliveries: sum((one) => one.deliveries),
      frames: sum((one) => one.frames),
      sampled: sum((one) => one.sampled),
      bytes: sum((one) => one.bytes),
      holes: sum((one) => one.holes),
      lost: sum((one) => one.lost),
      slowest: Math.min(...reports.map((one) => one.slowest)),
      seconds: Math.max(...reports.map((one) => one.seconds)),
      cpu: Math.max(...reports.map((one) => one.cpu)),
      latency,
    }
  }
  const acked = new Map<ChildProcess, number>()
  let listener: ((seq: number) => void) | null = null
  for (const child of children)
    child.on('message', (message: FromReader) => {
      if (message.type !== 'ack') return
      acked.set(child, message.seq)
      if (acked.size === children.length) listener?.(Math.min(...acked.values()))
    })
  return {
    begin() {
      for (const child of children) tell(child, { type: 'begin' })
    },
    report,
    async until(seq, patience) {
      const end = performance.now() + patience
      while (performance.now() < end) {
        if ((await report()).slowest >= seq) return true
        await sleep(20)
      }
      return false
    },
    follow(next) {
      listener = next
      for (const child of children) tell(child, { type: 'acknowledge', every: next ? 10 : 0 })
    },
    close,
  }
}

function next<T extends FromReader['type']>(child: ChildProcess, type: T): Promise<Extract<FromReader, { type: T }>> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      child.off('message', hear)
      child.off('exit', left)
    }
    const hear = (message: FromReader) => {
      if (message.type === type) {
        settle()
        resolve(message as Extract<FromReader, { type: T }>)
      } else if (message.type === 'failed') {
        settle()
        reject(new Error(`A dashboard did not get in: ${message.reason}`))
      }
    }
    const left = (code: number | null) => {
      settle()
      reject(new Error(`A reader process ended (${code}).`))
    }
    child.on('message', hear)
    child.on('exit', left)
  })
}
