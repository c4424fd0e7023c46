import { gunzipSync } from 'node:zlib'
import { api, wanted } from '../tests/proof/kit/api.ts'
import { atMost, type Bench, type Figure, type Run, ratioAtLeast } from './kit/bench.ts'
import { ownDatabase } from './kit/database.ts'
import { alone, compared, interleave } from './kit/pairs.ts'
import { startProgram } from './kit/program.ts'
import { download } from './load/download.ts'
import { prepare } from './load/prepared.ts'
import { type Running, serve } from './servers/subject.ts'

const DASHBOARDS = 50
/** Of those that read from SQL only so many open at once: each is made by itself, and fifty large ones fill the memory. */
const FROM_SQL = 5
/** What browsers say that they take. */
const browser = { 'accept-encoding': 'gzip, deflate, br, zstd' }

const atOnce = <T>(count: number, ask: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => ask(i)))

/** A shift begins: fifty dashboards open at once. */
export const snapshot: Bench = {
  about: 'fifty dashboards that open at once, beside reading them from SQL; bytes beside JSON',
  options: { conversations: 'only with so many conversations, instead of 10000 and 50000' },
  async run(run) {
    const sizes = run.quick ? [10_000] : [10_000, 50_000]
    const asked = run.option('conversations', 0)
    const database = await ownDatabase(run)
    const figures: Figure[] = []
    const rows: { name: string; values: number[]; ours?: boolean }[] = []
    try {
      for (const size of asked ? [asked] : sizes) {
        const found = await measure(run, database.url, size)
        figures.push(...found.figures)
        rows.push(...found.rows)
      }
    } finally {
      await database.drop()
    }
    return {
      figures,
      plots: [{ file: 'open', title: 'Boards opened in a second, 50 at once', unit: '/s', kind: 'bars', rows }],
      notes: [
        `Conversations as the demo has them, with customers of many places and names, flags and owners; written with the folds of the product. ${DASHBOARDS} dashboards ask \`GET /api/v1/board\` at once, signed in, with the \`Accept-Encoding\` of a browser, each on a new connection; the time until the last of them has every byte. Before each round a customer writes, so that no ready picture fits any more and one is made. Beside it a bare server that reads the same rows of the same PostgreSQL and makes the same JSON for each, uncompressed, ${FROM_SQL} at once.`,
        '“Ready-made” is the limit, of the machine and of the load generator: the same dashboards and as many bytes from a bare `node:http` server that has them ready.',
      ],
    }
  },
}

async function measure(run: Run, postgresUrl: string, size: number) {
  run.progress(`snapshot: writing ${size} conversations`)
  const { wall, key, environment } = await prepare(postgresUrl, size)
  const program = await startProgram(
    environment,
    run.profiles ? ['--cpu-prof', `--cpu-prof-dir=${run.profiles}`, `--cpu-prof-name=snapshot-${size}.cpuprofile`] : [],
  )
  const sql = await serve('servers/from-sql.ts', { DATABASE_URL: environment.DATABASE_URL ?? '' })
  const ready = await serve('servers/ready-made.ts')
  const ask = api(program.url, key)
  const say = async () => {
    const id = wall.conversations[Math.floor(Math.random() * size)] ?? ''
    wanted(await ask('POST', `/conversations/${id}/messages`, { role: 'customer', text: 'Are you still there?' }), 201)
  }
  const ours = async () => {
    const began = performance.now()
    const [body] = await atOnce(DASHBOARDS, (i) =>
      download(`${program.url}/api/v1/board`, { ...wall.sessions[i % wall.sessions.length], ...browser }, i === 0),
    )
    return { perSecond: (DASHBOARDS * 1_000) / (performance.now() - began), body: body as Buffer }
  }
  const bare = async (name: 'board' | 'ready', running: Running, path: string, dashboards: number) => {
    const url = `http://127.0.0.1:${running.door(name).port}${path}`
    const began = performance.now()
    await atOnce(dashboards, () => download(url, {}))
    return (dashboards * 1_000) / (performance.now() - began)
  }
  const shares: number[] = []
  try {
    const first = await ours()
    const found = await interleave(run, {
      moved: async () => {
        await say()
        const { perSecond, body } = await ours()
        shares.push(body.length / gunzipSync(body).length)
        return perSecond
      },
      quiet: async () => (await ours()).perSecond,
      ready: () => bare('ready', ready, `/${first.body.length}`, DASHBOARDS),
      sql: () => bare('board', sql, '/board', FROM_SQL),
    })
    const reference = { name: 'from SQL', values: found.sql }
    const title = `${size} conversations, ${DASHBOARDS} at once`
    return {
      figures: [
        compared({
          figure: `${title}, the log having moved`,
          unit: 'boards/s',
          values: found.moved,
          reference,
          goal: ratioAtLeast(80),
        }),
        compared({ figure: `${title}, a quiet log`, unit: 'boards/s', values: found.quiet, reference, goal: null }),
        compared({ figure: `${title}, ready-made`, unit: 'boards/s', values: found.ready, reference, goal: null }),
        alone({ figure: `${size} conversations: bytes / JSON`, unit: '', values: shares, goal: atMost(0.165) }),
      ],
      rows: [
        { name: `${size}: Baton, moved`, values: found.moved, ours: true },
        { name: `${size}: Baton, quiet`, values: found.quiet, ours: true },
        { name: `${size}: ready-made`, values: found.ready },
        { name: `${size}: from SQL`, values: found.sql },
      ],
    }
  } finally {
    await program.stop()
    await sql.stop()
    await ready.stop()
  }
}
