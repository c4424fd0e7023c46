import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { commit, type Entry } from '../../db/commit.ts'
import type { NewTask } from '../../domain/tasks.ts'
import { createMetrics } from '../../server/metrics.ts'
import { createWorker, type Ended, type Reactions } from '../../server/worker.ts'
import { openScene } from '../kit/gate.ts'

/** Gate and worker as `server/main.ts` joins them, with reactions that only note that they began. */
export interface Stage {
  /** Writes tasks by the product's `commit`, so many for each lane, while nobody takes any. */
  queue(lanes: string[], each: number): Promise<void>
  /** Runs the worker until so many reactions began and all have ended. @returns tasks a second */
  drain(count: number): Promise<number>
  /**
   * Customers write, so many a second, each in any conversation: each message is a commit with a task.
   * @returns milliseconds from the commit of each task to the start of its reaction
   */
  pickUp(rate: number, seconds: number): Promise<number[]>
  /** The same while reactions to these lanes never end. */
  pickUpBeside(stuck: string[], each: number, rate: number, seconds: number): Promise<number[]>
  stop(): Promise<void>
}

const IN_ONE_COMMAND = 10
const IN_ONE_COMMIT = 100 * IN_ONE_COMMAND
const PATIENCE = 60_000

export async function openStage(url: string, conversations: number): Promise<Stage> {
  let wake = () => {}
  const scene = await openScene(url, { conversations, ai: 'builtin', onTasks: () => wake() })
  const { sql } = scene.database
  await sql`delete from tasks where kind = 'answer'`
  const began = new Map<string, number>()
  let stuck: ReadonlySet<string> = new Set()

  async function answer({ conversationId, messageId }: { conversationId: string; messageId: string }): Promise<Ended> {
    if (stuck.has(conversationId)) await new Promise(() => {})
    began.set(messageId, Date.now())
    return 'done'
  }
  const none = async (): Promise<Ended> => 'done'
  const others = { route: none, offerOver: none, waitOver: none, lapse: none, notify: none, dropUpload: none }
  const reactions: Reactions = { answer, unanswered: none, wakeFlags: none, endSilence: none, ...others }

  async function working<T>(during: () => Promise<T>): Promise<T> {
    const metrics = createMetrics(pino({ level: 'error' }, pino.destination(2)))
    const worker = createWorker({ sql, reactions, metrics })
    wake = worker.wake
    wake()
    try {
      return await during()
    } finally {
      wake = () => {}
      // Reactions that are stuck are not waited for: the bench does away with their tasks.
      await worker.stop()
      began.clear()
    }
  }

  async function queue(lanes: string[], each: number): Promise<void> {
    const tasks = Array.from({ length: each }, () => lanes)
      .flat()
      .map(
        (lane): NewTask => ({
          lane: `answer:${lane}`,
          kind: 'answer',
          payload: { conversationId: lane, messageId: randomUUID(), turn: 1 },
          delay: 0,
        }),
      )
    for (let from = 0; from < tasks.length; from += IN_ONE_COMMIT)
      await commit(sql, entries(scene.workspaceId, tasks.slice(from, from + IN_ONE_COMMIT)), `@${randomUUID()}`)
  }

  async function until(count: number): Promise<void> {
    const end = Date.now() + PATIENCE
    while (began.size < count) {
      if (Date.now() > end) throw new Error(`Only ${began.size} of ${count} tasks were begun.`)
      await sleep(1)
    }
  }

  async function say(rate: number, seconds: number): Promise<number[]> {
    const saying: Promise<{ id: string; at: number }>[] = []
    const started = performance.now()
    while (performance.now() - started < seconds * 1_000) {
      const due = Math.floor(((performance.now() - started) / 1_000) * rate)
      while (saying.length < due) saying.push(sayOne())
      await sleep(1)
    }
    const said = await Promise.all(saying)
    await until(said.length)
    return said.map(({ id, at }) => (began.get(id) ?? Number.NaN) - at)
  }

  async function sayOne(): Promise<{ id: string; at: number }> {
    const id = scene.conversations[Math.floor(Math.random() * conversations)] ?? ''
    const { answer } = await scene.say(id, 'Where is my parcel?')
    const { message } = answer as unknown as { message: { id: string; at: string } }
    return { id: message.id, at: Date.parse(message.at) }
  }

  return {
    queue,
    async drain(count) {
      const started = performance.now()
      await working(() => until(count))
      const rate = count / ((performance.now() - started) / 1_000)
      const [left] = await sql<{ count: number }[]>`select count(*)::int as count from tasks where kind = 'answer'`
      if (left?.count !== 0) throw new Error(`${left?.count} tasks are left.`)
      return rate
    },
    pickUp: (rate, seconds) => working(() => say(rate, seconds)),
    async pickUpBeside(lanes, each, rate, seconds) {
      await queue(lanes, each)
      stuck = new Set(lanes)
      const found = await working(() => say(rate, seconds))
      stuck = new Set()
      await sql`delete from tasks where kind = 'answer'`
      await sql`vacuum tasks`
      return found
    },
    stop: () => scene.stop(),
  }
}

/** Commands that do nothing but want tasks. */
const entries = (ws: string, tasks: NewTask[]): Entry[] =>
  Array.from({ length: Math.ceil(tasks.length / IN_ONE_COMMAND) }, (_, i) => ({
    i,
    ws,
    id: randomUUID(),
    h: '',
    conv: null,
    v: 0,
    svc: null,
    mv: null,
    n: 0,
    e: [],
    row: null,
    ss: null,
    r: {},
    view: null,
    t: tasks.slice(i * IN_ONE_COMMAND, (i + 1) * IN_ONE_COMMAND),
    done: null,
  }))
