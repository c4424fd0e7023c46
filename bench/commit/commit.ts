import { randomInt } from 'node:crypto'
import { type Bench, type Figure, type Outcome, type Run, ratioAtLeast } from '../kit/bench.ts'
import { callersPerSecond } from '../kit/callers.ts'
import { type Database, ownDatabase } from '../kit/database.ts'
import { openScene } from '../kit/gate.ts'
import { alone, compared, interleave } from '../kit/pairs.ts'
import type { Plot } from '../kit/plot.ts'
import { onSlowDisk } from '../slow-disk/index.ts'
import { drizzlePeer } from './drizzle.ts'
import { prepareGround } from './ground.ts'
import { pgbench, pgbenchVersion, statement } from './pgbench.ts'
import { rowsOf } from './rows.ts'

const CALLERS = 64
const CONVERSATIONS = 1_000
const SECONDS = 4
const TEXT = 'Good morning, my parcel 4711 was to come on Monday and is not here yet. Can you look where it is?'

/** The parts of the bench: all of them, or those that are named. */
const parts = { many: gateManyCallers, one: gateOneCaller, slow: gateSlowDisk } as const

/** The whole gate: how many messages a second are decided, numbered, on disk and answered. */
export const commit: Bench = {
  about:
    'messages a second through the whole gate, durable, beside pgbench and a Drizzle transaction that write as much',
  options: {
    many: `yes: only ${CALLERS} callers`,
    one: 'yes: only one caller',
    slow: 'yes: only the disk with 1 ms more for each sync',
    alone: 'yes: only the gate, without any reference: to be profiled',
  },
  async run(run) {
    const version = await pgbenchVersion()
    if (!version) throw new Error('There is no pgbench on the PATH; Debian has it in postgresql-15 (/usr/bin/pgbench).')
    run.about('pgbench', version)
    if (run.flag('alone')) return gateAlone(run)
    const named = Object.entries(parts).filter(([name]) => run.flag(name))
    const figures: Figure[] = []
    const plots: Plot[] = []
    for (const [, part] of named.length ? named : Object.entries(parts)) {
      const found = await part(run)
      figures.push(...found.figures)
      plots.push(...found.plots)
    }
    return { figures, plots, notes, ...(named.length && { name: `commit-${named.map(([name]) => name).join('-')}` }) }
  },
}

type Part = Pick<Outcome, 'figures' | 'plots'>

const counter = 'pgbench, same counter'
const noCounter = 'pgbench, no counter'
const drizzleName = 'Drizzle, three statements'
const ours = 'gate'

function gateManyCallers(run: Run): Promise<Part> {
  return onStage(
    run,
    () => ownDatabase(run),
    async (stage) => {
      const found = await interleave(run, {
        [ours]: () => stage.gate(CALLERS),
        [counter]: () => stage.counted(CALLERS),
        [noCounter]: () => stage.uncounted(CALLERS),
        [drizzleName]: () => stage.transaction(CALLERS),
      })
      return {
        figures: [
          beside(found, `${CALLERS} callers`, counter, 4),
          beside(found, `${CALLERS} callers`, noCounter, 0.8),
          beside(found, `${CALLERS} callers`, drizzleName, 15),
        ],
        plots: [bars('callers', `${CALLERS} callers, one workspace, fsync on`, found)],
      }
    },
  )
}

function gateOneCaller(run: Run): Promise<Part> {
  return onStage(
    run,
    () => ownDatabase(run),
    async (stage) => {
      const found = await interleave(run, { [ours]: () => stage.gate(1), [counter]: () => stage.counted(1) })
      return {
        figures: [beside(found, 'one caller', counter, 0.35)],
        plots: [bars('one-caller', 'One caller, fsync on', found)],
      }
    },
  )
}

async function gateSlowDisk(run: Run): Promise<Part> {
  const goals = [
    [counter, 20],
    [noCounter, 1],
  ] as const
  const open = () => onSlowDisk(() => ownDatabase({ about: () => {} }))
  const title = `${CALLERS} callers, 1 ms more for each fdatasync`
  const part = await onStage(run, open, async (stage) => {
    const found = await interleave(run, {
      [ours]: () => stage.gate(CALLERS),
      [counter]: () => stage.counted(CALLERS),
      [noCounter]: () => stage.uncounted(CALLERS),
    })
    return {
      figures: goals.map(([name, goal]) => beside(found, title, name, goal)),
      plots: [bars('slow-disk', title, found)],
    }
  })
  // What cannot be measured here is not met.
  const unknown = goals.map(([name, goal]) => beside({ [ours]: [], [name]: [] }, title, name, goal))
  return part ?? { figures: unknown, plots: [] }
}

/** The gate and nothing else, so that a profile shows it alone. */
async function gateAlone(run: Run): Promise<Outcome> {
  const { figures } = await onStage(
    run,
    () => ownDatabase(run),
    async (stage) => ({
      figures: [
        alone({
          figure: `${CALLERS} callers, the gate alone`,
          unit: '/s',
          values: (await interleave(run, { [ours]: () => stage.gate(CALLERS) }))[ours] ?? [],
          goal: null,
        }),
      ],
      plots: [],
    }),
  )
  return { figures, plots: [], notes: [], name: 'commit-alone' }
}

const beside = (found: Record<string, number[]>, title: string, reference: string, goal: number): Figure =>
  compared({
    figure: `${title}, beside ${reference}`,
    unit: '/s',
    values: found[ours] ?? [],
    reference: { name: reference, values: found[reference] ?? [] },
    goal: ratioAtLeast(goal),
  })

const bars = (file: string, title: string, found: Record<string, number[]>): Plot => ({
  file,
  title: `${title}: messages a second`,
  unit: '/s',
  kind: 'bars',
  rows: Object.entries(found).map(([name, values]) => ({ name, values, ours: name === ours })),
})

interface Stage {
  gate(callers: number): Promise<number>
  counted(callers: number): Promise<number>
  uncounted(callers: number): Promise<number>
  transaction(callers: number): Promise<number>
}

async function onStage<D extends Database | null, T>(
  run: Run,
  open: () => Promise<D>,
  play: (stage: Stage) => Promise<T>,
): Promise<T | (null extends D ? null : never)> {
  const database = await open()
  if (!database) return null as never
  const seconds = run.seconds(SECONDS)
  try {
    const scene = await openScene(database.url, { conversations: CONVERSATIONS })
    const rows = await rowsOf(scene, TEXT)
    const ground = await prepareGround(database.url, CONVERSATIONS)
    const peer = await drizzlePeer(ground, rows, CALLERS)
    const script = (counts: boolean) => statement(rows, ground.workspaceId, CONVERSATIONS, counts)
    const said = () => scene.say(scene.conversations[randomInt(CONVERSATIONS)] ?? '', TEXT)
    const played = await play({
      gate: (callers) => callersPerSecond(callers, seconds, said),
      counted: (callers) => pgbench(ground.url, script(true), callers, seconds),
      uncounted: (callers) => pgbench(ground.url, script(false), callers, seconds),
      transaction: (callers) => callersPerSecond(callers, seconds, peer.write),
    })
    await peer.end()
    await scene.stop()
    return played
  } finally {
    await database.drop()
  }
}

const notes = [
  `Every side writes what one message of a customer is, into the product's own tables with their indexes, on one PostgreSQL as Baton starts it (fsync and synchronous_commit on), in one workspace with ${CONVERSATIONS} open conversations: an event, the conversation's row, the kept answer, and where a counter is kept, the row of the workspace. The bytes are those of a message that the gate itself has written.`,
  `**gate**: \`createGate\` on a real hub with the real detectors, as \`server/main.ts\` builds it, in one process; callers ask again when they were answered. **${counter}**: one prepared statement that counts the workspace's row up, as the gate must, and writes the three other rows; as many clients as callers, two threads. **${noCounter}**: the same with a sequence in place of the counter, one row less, and holes in the numbers. **${drizzleName}**: counter, event, conversation in a transaction, over as many connections as callers; it keeps no answer, one row less.`,
  `The slow disk is \`bench/slow-disk\`: a library before PostgreSQL's own that lets each fdatasync take 1 ms longer.`,
]
