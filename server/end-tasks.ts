import type { Sql } from '../db/connect.ts'
import { type End, endTasks, type Taken } from '../db/tasks.ts'
import { within } from './outside.ts'

/** Ends one task by itself. @returns false when its lease was lost, and nothing happened */
export type EndTask = (task: Taken, end: End) => Promise<boolean>

interface Waiting {
  task: Taken
  end: End
  settle(held: boolean): void
  fail(error: unknown): void
}

const BATCH = 500
const DEADLINE = 4_000

/** Ends of tasks in groups, as the gate commits: one statement is in flight, what ends meanwhile goes with the next one. */
export function createEndTask(sql: Sql, worker: string): EndTask {
  let queue: Waiting[] = []
  let flushing = false

  async function flush(): Promise<void> {
    if (flushing) return
    flushing = true
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH)
      queue = queue.slice(BATCH)
      try {
        const held = await within(DEADLINE, endTasks(sql, worker, batch))
        for (const { task, settle } of batch) settle(held.has(task.id))
      } catch (error) {
        for (const { fail } of batch) fail(error)
      }
    }
    flushing = false
  }

  return (task, end) =>
    new Promise((settle, fail) => {
      queue.push({ task, end, settle, fail })
      // Those that end in this turn of the loop go together.
      setImmediate(() => void flush())
    })
}
