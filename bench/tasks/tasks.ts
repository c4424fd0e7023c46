import { atLeast, atMost, type Bench } from '../kit/bench.ts'
import { ownDatabase } from '../kit/database.ts'
import { alone, compared, interleave, quantile } from '../kit/pairs.ts'
import { claimLoop } from './claim-loop.ts'
import { openStage, type Stage } from './stage.ts'

const LANES = 10_000
const RATE = 500
const STUCK_LANES = 10
const STUCK = 100_000

/** How soon what a commit causes is begun, and how much of it a node gets done. */
export const tasks: Bench = {
  about: 'how soon a task is begun, also behind 100,000 that are stuck; tasks a second',
  options: { lanes: `how many lanes (${LANES})`, rate: `tasks a second, where that is given (${RATE})` },
  async run(run) {
    const lanes = run.option('lanes', run.quick ? 1_000 : LANES)
    const rate = run.option('rate', RATE)
    const seconds = run.seconds(4)
    const stuck = Array.from({ length: STUCK_LANES }, (_, i) => `stuck-${i}`)
    const backlog = Array.from({ length: lanes }, (_, i) => `lane-${i}`)
    const database = await ownDatabase(run)
    let stage: Stage | undefined
    try {
      run.progress(`${lanes} conversations …`)
      stage = await openStage(database.url, lanes)
      const { queue, drain, pickUp, pickUpBeside } = stage
      await pickUp(rate, 1)
      const middle: Record<'free' | 'behind', number[]> = { free: [], behind: [] }
      const p99 = (side: keyof typeof middle, found: number[]) => {
        middle[side].push(quantile(found, 0.5))
        return quantile(found, 0.99)
      }
      const found = await interleave(run, {
        free: async () => p99('free', await pickUp(rate, seconds)),
        behind: async () =>
          p99('behind', await pickUpBeside(stuck, run.quick ? 100 : STUCK / STUCK_LANES, rate, seconds)),
        drained: async () => {
          await queue(backlog, 3)
          return drain(lanes * 3)
        },
        bare: () => claimLoop(database.url, lanes * 3),
      })
      const title = `from commit to reaction, ${rate}/s over ${lanes} lanes`
      return {
        figures: [
          alone({ figure: `${title}: p99`, unit: 'ms', values: found.free, goal: atMost(10) }),
          alone({ figure: `${title}: p50`, unit: 'ms', values: middle.free, goal: null }),
          alone({
            figure: `${title}, behind ${STUCK} tasks of ${STUCK_LANES} stuck lanes: p99`,
            unit: 'ms',
            values: found.behind,
            goal: atMost(10),
          }),
          alone({
            figure: `${title}, behind ${STUCK} tasks of ${STUCK_LANES} stuck lanes: p50`,
            unit: 'ms',
            values: middle.behind,
            goal: null,
          }),
          compared({
            figure: `a backlog of ${lanes * 3} tasks in ${lanes} lanes: tasks`,
            unit: '/s',
            values: found.drained,
            reference: { name: 'bare claim loop', values: found.bare },
            goal: atLeast(10_000),
          }),
        ],
        plots: [
          {
            file: 'pickup',
            title: `p99 ${title}`,
            unit: 'ms',
            kind: 'bars',
            rows: [
              { name: 'lanes that move', values: found.free, ours: true },
              { name: `behind ${STUCK} stuck ones`, values: found.behind, ours: true },
            ],
          },
          {
            file: 'rate',
            title: 'Tasks begun, run and ended',
            unit: '/s',
            kind: 'bars',
            rows: [
              { name: 'worker', values: found.drained, ours: true },
              { name: 'bare claim loop', values: found.bare },
            ],
          },
        ],
        notes: [
          `**Pickup.** Gate, hub and worker of the product in one process, joined as the program joins them, on the PostgreSQL that comes with Baton. Customers write ${rate} messages a second in any of ${lanes} conversations; each message is a commit of the gate with a task of that conversation's lane. From the commit's own time in the log, taken in PostgreSQL while it holds the workspace's counter and before it is on disk, to the start of the reaction in Node: one machine, one clock, whole milliseconds.`,
          `**Behind stuck lanes.** ${STUCK} tasks of ${STUCK_LANES} lanes wait first; the first of each lane is running and never ends.`,
          '**Tasks a second.** A backlog that the SQL function `commit` wrote while no worker ran; from the start of a worker until each task has had its reaction, which does nothing, and its end is written. A lane has three of them, one after another. Beside it a **bare claim loop**: the statement that the design began with, on a table of the same columns, one loop that claims a hundred and deletes them; it runs nothing, keeps no room by kind and moves no lane on.',
        ],
      }
    } finally {
      await stage?.stop()
      await database.drop()
    }
  },
}
