import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { type Bench, type Run, ratioAtLeast } from '../kit/bench.ts'
import { ownDatabase } from '../kit/database.ts'
import { compared, interleave } from '../kit/pairs.ts'
import { type Program, startProgram } from '../kit/program.ts'
import { bareServer } from '../load/bare.ts'
import { converse } from '../load/converse.ts'
import { post, requestOf } from '../load/post.ts'

const CONNECTIONS = 64
const CONVERSATIONS = 500
const SECONDS = 4
const TEXT = 'Good morning, my parcel 4711 was to come on Monday and is not here yet. Can you look where it is?'

/** What durability costs a message that comes over HTTP. */
export const ingest: Bench = {
  about: 'POST …/messages, durable, over HTTP with a key, beside the same server that commits nothing',
  options: {},
  async run(run) {
    const database = await ownDatabase(run)
    const opened: Program[] = []
    const open = async (name: string, flags: string[]) => {
      const url = await emptyDatabase(database.url, name)
      const side = await openSide(run, url, flags)
      opened.push(side.program)
      return side
    }
    const bare = await bareServer()
    try {
      const durable = await open('durable', [])
      const nothing = await open('nothing', ['--import', fileURLToPath(new URL('no-commit.mjs', import.meta.url))])
      const seconds = run.seconds(SECONDS)
      const rate = async (port: number, requests: string[]) =>
        (await post({ port, requests, connections: CONNECTIONS, seconds })).rate
      const found = await interleave(run, {
        durable: () => rate(durable.port, durable.requests),
        nothing: () => rate(nothing.port, nothing.requests),
        bare: () => rate(bare.port, durable.requests),
      })
      // In a program of its own: one that is profiled is slower.
      if (run.profiles) {
        const { port, requests } = await open('profiled', profiled(run.profiles, 'ingest'))
        await rate(port, requests)
      }
      const reference = (name: 'nothing' | 'durable', title: string) => ({ name: title, values: found[name] })
      return {
        figures: [
          compared({
            figure: `${CONNECTIONS} connections, durable`,
            unit: '/s',
            values: found.durable,
            reference: reference('nothing', 'same server, commits nothing'),
            goal: ratioAtLeast(0.85),
          }),
          compared({
            figure: 'the load generator on a bare server',
            unit: '/s',
            values: found.bare,
            reference: reference('durable', 'durable'),
            goal: ratioAtLeast(3),
          }),
        ],
        plots: [
          {
            file: 'rate',
            title: `Messages a second over HTTP, ${CONNECTIONS} connections`,
            unit: '/s',
            kind: 'bars',
            rows: [
              { name: 'Baton, durable', values: found.durable, ours: true },
              { name: 'Baton, commits nothing', values: found.nothing },
              { name: 'load generator, bare server', values: found.bare },
            ],
          },
        ],
        notes,
      }
    } finally {
      bare.stop()
      for (const program of opened) await program.stop()
      await database.drop()
    }
  },
}

const notes = [
  `\`server/main.ts\` as \`npm start\` runs it, one process, its own key, ${CONVERSATIONS} open conversations of one service whose AI is a program's; ${CONNECTIONS} connections that stay open, each with one request under way, from a process of its own (\`bench/load/poster.ts\`). Fsync on.`,
  'The reference is the same program with `db/commit.ts` exchanged before it starts (`bench/ingest/no-commit.mjs`): HTTP, authentication, parsing, detectors, deciding, folding and streams are there, the database is not.',
  'That the load generator is not what limits is measured in the same run: against a server of bare sockets, which answers with ready-made bytes, it must reach three times what Baton does.',
]

const profiled = (folder: string, name: string) => [
  '--cpu-prof',
  `--cpu-prof-dir=${folder}`,
  `--cpu-prof-name=${name}.cpuprofile`,
]

/** Filled by the program as it is, then started as it is to be measured. */
async function openSide(run: Run, databaseUrl: string, flags: string[]) {
  const key = `bench-${randomBytes(18).toString('base64url')}`
  const environment = { DATABASE_URL: databaseUrl, BATON_BOOTSTRAP_KEY: key, LOG_LEVEL: 'error' }
  const first = await startProgram(environment)
  const { conversations } = await converse({
    url: first.url,
    key,
    conversations: CONVERSATIONS,
    progress: run.progress,
  })
  await first.stop()
  const program = await startProgram(environment, flags)
  return {
    program,
    port: Number(new URL(program.url).port),
    requests: conversations.map((id) =>
      requestOf(`/api/v1/conversations/${id}/messages`, key, { role: 'customer', text: TEXT }),
    ),
  }
}

async function emptyDatabase(server: string, name: string): Promise<string> {
  const sql = postgres(server, { max: 1, onnotice: () => {} })
  await sql.unsafe(`create database ${name}`)
  await sql.end()
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
