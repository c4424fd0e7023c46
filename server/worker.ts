import { randomUUID } from 'node:crypto'
import type { Sql } from '../db/connect.ts'
import { renewTasks, type Taken, takeTasks } from '../db/tasks.ts'
import { afterDeath, type TaskKind, type TaskPayload, taskPayload } from '../domain/tasks.ts'
import { type Clock, systemClock } from './clock.ts'
import { createEndTask } from './end-tasks.ts'
import type { Metrics } from './metrics.ts'
import { within } from './outside.ts'

/** A task under way: what a command names to end it in its own commit, and what tells when the lease was lost or the server stops. */
export interface Running {
  id: number
  workspaceId: string
  lease: { id: number; by: string; lane: string }
  attempts: number
  signal: AbortSignal
}

/** What a reaction says of its task: `committed` when a command has ended it already. Thrown errors come again later. */
export type Ended = 'committed' | 'done'

export type Reactions = { [K in TaskKind]: (payload: TaskPayload<K>, running: Running) => Promise<Ended> }

/** Runs the lanes (architecture.md, Tasks): at least once, one at a time in a lane, lanes beside each other. */
export interface Worker {
  /** There is something new: look at once. */
  wake(): void
  stop(): Promise<void>
}

/** How many tasks of a kind run at once: an answer waits for a model, a push for its service, the others for the gate. None takes another's room. */
const rooms: Record<TaskKind, number> = {
  answer: 100,
  unanswered: 100,
  wakeFlags: 250,
  endSilence: 250,
  route: 20,
  offerOver: 250,
  waitOver: 250,
  lapse: 50,
  notify: 100,
  dropUpload: 20,
}

const KINDS = Object.keys(rooms).length

/** How many ends may wait to be written before no more is taken. */
const ENDING = 500
const DEADLINE = 4_000
const LOOK_EVERY = 1_000
const RENEW_EVERY = 20_000
const TRIES = 8

interface UnderWay {
  task: Taken
  stop: AbortController
  over: Promise<void>
  /** Its reaction runs; else its end is being written. */
  reacting: boolean
}

export function createWorker({
  sql,
  reactions,
  metrics,
  clock = systemClock,
  me = randomUUID(),
}: {
  sql: Sql
  reactions: Reactions
  metrics: Metrics
  clock?: Pick<Clock, 'newId'>
  /** By whom tasks are taken: the node's id, so that they are free when the node's lease has lapsed. */
  me?: string
}): Worker {
  const endTask = createEndTask(sql, me)
  const running = new Map<number, UnderWay>()
  let planned = false
  let looking = false
  let again = false
  /** Of some kind there may be more than there was room for. */
  let more = false
  let stopped = false

  async function look(): Promise<void> {
    if (stopped) return
    if (looking) {
      again = true
      return
    }
    looking = true
    try {
      do {
        again = false
        const room = roomLeft()
        const tasks = room.length > 0 ? await within(DEADLINE, takeTasks(sql, me, room)) : []
        for (const task of tasks) start(task)
        const taken = Map.groupBy(tasks, ({ kind }) => kind)
        more = room.length < KINDS || room.some(({ kind, room }) => (taken.get(kind)?.length ?? 0) >= room)
      } while (again && !stopped)
    } catch (error) {
      metrics.log.debug({ error }, 'tasks cannot be taken at this moment')
    } finally {
      looking = false
    }
  }

  /** What makes itself heard in this turn of the loop is one look. */
  function lookSoon(): void {
    if (planned || stopped) return
    planned = true
    setImmediate(() => {
      planned = false
      void look()
    })
  }

  function roomLeft(): { kind: TaskKind; room: number }[] {
    const left = { ...rooms }
    let ending = 0
    for (const { task, reacting } of running.values())
      if (reacting) left[task.kind as TaskKind]--
      else ending++
    if (ending >= ENDING) return []
    return Object.entries(left).flatMap(([kind, room]) => (room > 0 ? [{ kind: kind as TaskKind, room }] : []))
  }

  function start(task: Taken): void {
    const stop = new AbortController()
    const over = run(task, stop.signal).finally(() => {
      running.delete(task.id)
      lookSoon()
    })
    running.set(task.id, { task, stop, over, reacting: true })
  }

  async function run(task: Taken, signal: AbortSignal): Promise<void> {
    const timer = metrics.taskSeconds.startTimer({ kind: task.kind })
    try {
      const ended = await react(task, signal).finally(() => leaveRoom(task.id))
      if (ended === 'done') await endTask(task, { how: 'done' })
      metrics.tasks.inc({ kind: task.kind, outcome: 'done' })
    } catch (error) {
      await failed(task, error).catch(() => {}) // The lease lapses, and the task comes again.
    } finally {
      timer()
    }
  }

  /** While its end is being written, so that neither waits for the other. */
  function leaveRoom(id: number): void {
    const underWay = running.get(id)
    if (underWay) underWay.reacting = false
    if (more) lookSoon()
  }

  async function react(task: Taken, signal: AbortSignal): Promise<Ended> {
    const kind = task.kind as TaskKind
    const schema = taskPayload[kind]
    if (!schema) throw new Error(`no reaction to ${task.kind}`)
    const lease = { id: task.id, by: me, lane: task.lane }
    const reaction = reactions[kind] as (payload: unknown, running: Running) => Promise<Ended>
    return reaction(schema.parse(task.payload), {
      id: task.id,
      workspaceId: task.workspaceId,
      lease,
      attempts: task.attempts,
      signal,
    })
  }

  async function failed(task: Taken, error: unknown): Promise<void> {
    const why = error instanceof Error ? error.message.slice(0, 300) : 'unknown'
    const dead = task.attempts >= TRIES || (error instanceof Error && 'retryable' in error && error.retryable === false)
    metrics.tasks.inc({ kind: task.kind, outcome: dead ? 'dead' : 'again' })
    metrics.log.warn({ task: task.id, kind: task.kind, why, dead }, 'a task failed')
    await endTask(
      task,
      dead
        ? { how: 'dead', why, name: clock.newId(), next: afterDeath(task.kind, task.payload, why) }
        : { how: 'again', why, wait: Math.min(60_000, 500 * 2 ** task.attempts) * (0.5 + Math.random() / 2) },
    )
    if (dead) lookSoon()
  }

  async function renew(): Promise<void> {
    const ids = [...running.keys()]
    if (ids.length === 0) return
    const mine = await within(DEADLINE, renewTasks(sql, me, ids)).catch(() => null)
    if (mine) for (const [id, { stop }] of running) if (ids.includes(id) && !mine.has(id)) stop.abort()
  }

  const looks = setInterval(() => void look(), LOOK_EVERY)
  const renewals = setInterval(() => void renew(), RENEW_EVERY)
  return {
    wake: lookSoon,
    async stop() {
      stopped = true
      clearInterval(looks)
      clearInterval(renewals)
      for (const { stop } of running.values()) stop.abort()
      await Promise.race([
        Promise.allSettled([...running.values()].map((item) => item.over)),
        new Promise((resolve) => setTimeout(resolve, 3_000)),
      ])
    },
  }
}
