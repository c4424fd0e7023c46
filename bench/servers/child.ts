// The part that every server under test has in common: it is a process of its own that feeds itself on command, and
// says what it used.
import { writeFile } from 'node:fs/promises'
import { Session } from 'node:inspector/promises'
import type { Door } from '../load/door.ts'
import { type Fed, paced, type Stamp, saturating } from './source.ts'

export type ToServer =
  | { type: 'paced'; rate: number; seconds: number }
  | { type: 'saturate'; from: number; seconds: number }
  | { type: 'ack'; seq: number }
  | { type: 'usage'; collect: boolean }
  | { type: 'profile'; file: string | null }
  | { type: 'ask'; question: unknown }
  | { type: 'stop' }

export interface Usage {
  /** Seconds of CPU, all threads, user and system, since the process began. */
  cpu: number
  at: number
  rss: number
  heap: number
  external: number
}

export type FromServer =
  | { type: 'ready'; doors: Record<string, Door>; about: Record<string, unknown> }
  | { type: 'fed'; fed: Fed; last: number }
  | { type: 'usage'; usage: Usage }
  | { type: 'profiled' }
  | { type: 'answer'; answer: unknown }
  | { type: 'failed'; reason: string }

/** A server as the bench sees it. */
export interface Subject {
  doors: Record<string, Door>
  /** Hands over events as the application around it would; all that became due at once. */
  emit(stamps: Stamp[]): void
  about?: Record<string, unknown>
  answer?(question: unknown): unknown
  stop?(): unknown
}

/** Runs a server under test until the bench ends it. */
export async function serveBench(start: () => Promise<Subject>): Promise<void> {
  const say = (message: FromServer) => process.send?.(message)
  let seq = 0
  const next = () => ++seq
  let acknowledged: (seq: number) => void = () => {}
  let session: Session | null = null
  process.on('disconnect', () => process.exit(0))
  let subject: Subject
  try {
    subject = await start()
  } catch (error) {
    say({ type: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    return
  }

  async function handle(message: ToServer): Promise<void> {
    switch (message.type) {
      case 'paced': {
        const fed = await paced(message.rate, message.seconds, subject.emit, next)
        return void say({ type: 'fed', fed, last: seq })
      }
      case 'saturate': {
        const feeding = saturating(message.from, message.seconds, subject.emit, next)
        acknowledged = feeding.acknowledged
        const fed = await feeding.done
        return void say({ type: 'fed', fed, last: seq })
      }
      case 'ack':
        return acknowledged(message.seq)
      case 'usage':
        return void say({ type: 'usage', usage: usage(message.collect) })
      case 'profile':
        session = await profile(session, message.file)
        return void say({ type: 'profiled' })
      case 'ask':
        return void say({ type: 'answer', answer: await subject.answer?.(message.question) })
      case 'stop':
        await subject.stop?.()
        process.exit(0)
    }
  }
  process.on('message', (message: ToServer) => {
    handle(message).catch((error: Error) => say({ type: 'failed', reason: error.stack ?? error.message }))
  })
  say({ type: 'ready', doors: subject.doors, about: subject.about ?? {} })
}

function usage(collect: boolean): Usage {
  if (collect) for (let i = 0; i < 3; i++) globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { cpu: (user + system) / 1e6, at: performance.now() / 1e3, rss, heap: heapUsed, external }
}

async function profile(running: Session | null, file: string | null): Promise<Session | null> {
  if (file === null) {
    const session = new Session()
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: 500 })
    await session.post('Profiler.start')
    return session
  }
  const { profile: found } = (await running?.post('Profiler.stop')) ?? {}
  running?.disconnect()
  await writeFile(file, JSON.stringify(found))
  return null
}
