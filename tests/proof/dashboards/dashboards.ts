import { fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { DashboardsState, ToDashboards } from './process.ts'

/** So old, in milliseconds, may the head be that all must have. */
const MOMENT = 200

/** Many dashboards in a process of their own. */
export interface Dashboards {
  state(): Promise<DashboardsState>
  /**
   * Waits until every dashboard is connected, in the present, and has all that the log had a moment ago.
   * @param head asked anew every `MOMENT`: under load the log has moved on before what it says has gone out
   * @returns the milliseconds that it took; null when they were not there in time
   */
  atHead(head: () => Promise<number>, patience: number): Promise<number | null>
  /** They stop reading. */
  stall(): void
  wake(): void
  close(): Promise<void>
}

/**
 * Opens dashboards; whether they got in, `atHead` says.
 * @param sessions the headers of people who are signed in, among whom the dashboards are spread
 * @param after the cursor from which they read on
 */
export function openDashboards(wanted: Omit<Extract<ToDashboards, { type: 'open' }>, 'type'>): Dashboards {
  const child = fork(fileURLToPath(new URL('./process.ts', import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const tell = (message: ToDashboards) => void (child.connected && child.send(message))
  tell({ type: 'open', ...wanted })

  const state = () =>
    new Promise<DashboardsState>((resolve, reject) => {
      const left = () => reject(new Error('The dashboards’ process ended.'))
      child.once('exit', left)
      child.once('message', (message: DashboardsState) => {
        child.off('exit', left)
        resolve(message)
      })
      tell({ type: 'state' })
    })

  return {
    state,
    async atHead(head, patience) {
      const from = performance.now()
      const passed = () => performance.now() - from
      while (passed() < patience) {
        const number = await head()
        for (const asked = passed(); passed() - asked < MOMENT; await sleep(20)) {
          const { present, slowest } = await state()
          if (present === wanted.count && slowest >= number) return passed()
        }
      }
      return null
    },
    stall: () => tell({ type: 'stall' }),
    wake: () => tell({ type: 'wake' }),
    async close() {
      tell({ type: 'close' })
      await ended
    },
  }
}
