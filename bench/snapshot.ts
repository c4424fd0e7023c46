import { get } from 'node:http'
import { brotliDecompressSync } from 'node:zlib'
import { api, wanted } from '../tests/proof/kit/api.ts'
import { atMost, type Bench, type Figure, type Run, ratioAtLeast } from './kit/bench.ts'
import { ownDatabase } from './kit/database.ts'
import { alone, compared, interleave } from './kit/pairs.ts'
import { startProgram } from './kit/program.ts'
import { prepare } from './load/prepared.ts'
import { serve } from './servers/subject.ts'

const DASHBOARDS = 50
/** Of those that read from SQL only so many open at once: each is made by itself, and fifty large ones fill the memory. */
const FROM_SQL = 5

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
        `Conversations as the demo has them, with customers of many places and names, flags and owners; written with the folds of the product. ${DASHBOARDS} dashboards ask \`GET /api/v1/board\` at once, signed in, with \`Accept-Encoding: br\`, each on a new connection; the time until the last of them has every byte. Before each round a customer writes, so that no ready picture fits any more and one is made. Beside it a bare server that reads the same rows of the same PostgreSQL and makes the same JSON for each, uncompressed, ${FROM_SQL} at once.`,
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
  const ask = api(program.url, key)
  const say = async () => {
    const id = wall.conversations[Math.floor(Math.random() * size)] ?? ''
    wanted(await ask('POST', `/conversations/${id}/messages`, { role: 'customer', text: 'Are you still there?' }), 201)
  }
  const ours = async (dashboards: number) => {
    const began = performance.now()
    const opened = await Promise.all(
      Array.from({ length: dashboards }, (_, i) =>
        fetchAll(`${program.url}/api/v1/board`, {
          ...wall.sessions[i % wall.sessions.length],
          'accept-encoding': 'br',
        }),
      ),
    )
    return { perSecond: (dashboards * 1_000) / (performance.now() - began), body: opened[0] as Buffer }
  }
  const shares: number[] = []
  try {
    await ours(DASHBOARDS)
    const port = sql.door('board').port
    const found = await interleave(run, {
      moved: async () => {
        await say()
        const { perSecond, body } = await ours(DASHBOARDS)
        shares.push(body.length / brotliDecompressSync(body).length)
        return perSecond
      },
      quiet: async () => (await ours(DASHBOARDS)).perSecond,
      sql: async () => {
        const began = performance.now()
        await Promise.all(Array.from({ length: FROM_SQL }, () => fetchAll(`http://127.0.0.1:${port}/board`, {})))
        return (FROM_SQL * 1_000) / (performance.now() - began)
      },
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
        alone({ figure: `${size} conversations: bytes / JSON`, unit: '', values: shares, goal: atMost(0.165) }),
      ],
      rows: [
        { name: `${size}: Baton, moved`, values: found.moved, ours: true },
        { name: `${size}: Baton, quiet`, values: found.quiet, ours: true },
        { name: `${size}: from SQL`, values: found.sql },
      ],
    }
  } finally {
    await program.stop()
    await sql.stop()
  }
}

function fetchAll(url: string, headers: Record<string, string>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(Buffer.concat(parts))
          : reject(new Error(`${url}: ${response.statusCode}`)),
      )
      response.on('error', reject)
    }).on('error', reject)
  })
}
