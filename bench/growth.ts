import { mkdirSync } from 'node:fs'
import { close } from './fanout/side.ts'
import { backendsOf } from './kit/backends.ts'
import { type Bench, type Figure, type Run, ratioAtMost } from './kit/bench.ts'
import { ownDatabase } from './kit/database.ts'
import { alone, compared, interleave } from './kit/pairs.ts'
import { openOn, type Posted, postAndWatch } from './load/posted.ts'
import { prepare } from './load/prepared.ts'

const DASHBOARDS = 10
const RATE = 200
const LARGEST = 100_000

/** One size: a Baton with so many open conversations, its dashboards, and what PostgreSQL does for it. */
interface Size {
  conversations: number
  posted: Posted
  backends: ReturnType<typeof backendsOf>
  /** Seconds of CPU a message that PostgreSQL took, in each round. */
  database: number[]
  /** Bytes that the server's process holds, heap and buffers, before anything was posted. */
  held: number
}

/**
 * What an event costs must not depend on how many conversations are open: nothing on its way may walk through them.
 */
export const growth: Bench = {
  about: 'CPU of the server for one message, with 1,000, 10,000 and 100,000 open conversations',
  options: {
    conversations: `the largest number; the others are a tenth and a hundredth of it (${LARGEST})`,
    rate: `messages a second (${RATE})`,
  },
  async run(run) {
    const largest = run.option('conversations', run.quick ? LARGEST / 10 : LARGEST)
    const rate = run.option('rate', RATE)
    const seconds = run.seconds(5)
    const database = await ownDatabase(run)
    const sizes: Size[] = []
    try {
      for (const conversations of [largest / 100, largest / 10, largest].map(Math.round))
        sizes.push(await open(run, database.url, conversations))
      for (const { posted } of sizes) await postAndWatch(posted, rate, 3)
      const found = await interleave(
        run,
        Object.fromEntries(sizes.map((size) => [nameOf(size), () => costOf(size, rate, seconds)])),
      )
      if (run.profiles) await profile(sizes, rate, seconds, run.profiles)
      const notes = [
        `Three programs on one PostgreSQL, fsync on, each with its own database, whose conversations were written by the folds of the product. In turn each gets ${rate} messages a second for ${seconds} s, evenly, by \`POST /api/v1/conversations/:id/messages\` with a key, spread over all its conversations; ${DASHBOARDS} dashboards see each of them over a WebSocket. CPU is all that the server's process took meanwhile, its garbage collection, timers and heartbeats too, for each message that was answered 201. PostgreSQL's is that of the processes that serve the program's connections, without its checkpoints and its vacuum.`,
      ]
      return {
        figures: [...figuresOf(sizes, found), memory(sizes)],
        plots: [
          {
            file: 'cpu',
            title: 'CPU of the server for one message',
            unit: 'µs',
            kind: 'bars',
            rows: sizes.map((size) => ({
              name: `${nameOf(size)} conversations`,
              values: found[nameOf(size)] ?? [],
              ours: true,
            })),
          },
        ],
        notes,
      }
    } finally {
      for (const { posted, backends } of sizes) {
        posted.poster.close()
        await backends.end()
      }
      await close(sizes.map(({ posted }) => posted.watching))
      await database.drop()
    }
  },
}

const nameOf = ({ conversations }: Size): string => conversations.toLocaleString('en-US')

async function open(run: Run, postgresUrl: string, conversations: number): Promise<Size> {
  run.progress(`growth: writing ${conversations} conversations`)
  const prepared = await prepare(postgresUrl, conversations)
  const posted = await openOn(prepared, DASHBOARDS)
  const { heap, external } = await posted.watching.server.usage(true)
  const backends = backendsOf(prepared.environment.DATABASE_URL ?? '')
  return { conversations, posted, backends, database: [], held: heap + external }
}

/** Microseconds of CPU for each committed message. */
async function costOf({ posted, backends, database }: Size, rate: number, seconds: number): Promise<number> {
  const before = await backends.cpu()
  const { accepted, cpuSeconds, delivered } = await postAndWatch(posted, rate, seconds)
  database.push((((await backends.cpu()) - before) / accepted) * 1e6)
  // A round in which events went missing measured something else.
  return accepted > 0 && delivered >= 0.99 ? (cpuSeconds / accepted) * 1e6 : Number.NaN
}

function figuresOf(sizes: Size[], found: Record<string, number[]>): Figure[] {
  const [least, ...more] = sizes
  if (!least) return []
  const reference = (values: number[]) => ({ name: `with ${nameOf(least)}`, values })
  return [
    ...more.map((size) =>
      compared({
        figure: `${nameOf(size)} conversations: CPU for one message`,
        unit: 'µs',
        values: found[nameOf(size)] ?? [],
        reference: reference(found[nameOf(least)] ?? []),
        goal: ratioAtMost(1.2),
      }),
    ),
    ...more.map((size) =>
      compared({
        figure: `${nameOf(size)} conversations: PostgreSQL's CPU for one message`,
        unit: 'µs',
        values: size.database,
        reference: reference(least.database),
        goal: null,
      }),
    ),
  ]
}

/** From the smallest to the largest, so that the program itself is not counted. */
function memory(sizes: Size[]): Figure {
  const [least, most] = [sizes[0], sizes.at(-1)]
  const bytes = least && most ? (most.held - least.held) / (most.conversations - least.conversations) : Number.NaN
  return alone({
    figure: 'memory of the server for one open conversation',
    unit: 'KB',
    values: [bytes / 1_024],
    goal: null,
  })
}

async function profile(sizes: Size[], rate: number, seconds: number, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const { conversations, posted } of sizes) {
    const write = await posted.watching.server.profile()
    await postAndWatch(posted, rate, seconds)
    await write(`${folder}/growth-${conversations}.cpuprofile`)
  }
}
