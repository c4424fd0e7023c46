import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench, Run } from './kit/bench.ts'
import { atMost } from './kit/bench.ts'
import { ownDatabase } from './kit/database.ts'
import { alone, interleave } from './kit/pairs.ts'
import { npmStart, type Program, startProgram } from './kit/program.ts'
import { converse } from './load/converse.ts'

const CONVERSATIONS = 1_000

/** How long people look at an empty screen after a restart. */
export const start: Bench = {
  about: 'built, a restart on existing data until it is ready',
  options: { conversations: `how many conversations are there already (${CONVERSATIONS})` },
  async run(run) {
    const conversations = run.option('conversations', run.quick ? 100 : CONVERSATIONS)
    const folder = join(tmpdir(), `baton-bench-start-${process.pid}`)
    mkdirSync(folder, { mode: 0o755 })
    const own = await ownDatabase(run)
    try {
      const places = { embedded: { DATA_DIR: folder }, postgresql: { DATABASE_URL: own.url } }
      for (const place of Object.values(places)) await fill(run, place, conversations)
      const found = await interleave(run, {
        embedded: () => restart(places.embedded),
        postgresql: () => restart(places.postgresql),
        npm: () => restart(places.postgresql, npmStart),
      })
      return {
        figures: [
          alone({
            figure: 'with its own PostgreSQL, which it starts',
            unit: 's',
            values: found.embedded,
            goal: atMost(1),
          }),
          alone({ figure: 'with a PostgreSQL that runs', unit: 's', values: found.postgresql, goal: atMost(1) }),
          alone({ figure: 'the same by npm start, npm and all', unit: 's', values: found.npm, goal: null }),
        ],
        plots: [
          {
            file: 'ready',
            title: 'From the start of the process until it is ready',
            unit: 's',
            kind: 'bars',
            rows: [
              { name: 'own PostgreSQL, started too', values: found.embedded, ours: true },
              { name: 'PostgreSQL that runs', values: found.postgresql, ours: true },
              { name: 'the same by npm start', values: found.npm, ours: true },
            ],
          },
        ],
        notes: [
          `The program as \`npm start\` runs it, \`server/main.ts\`, on data with ${conversations} open conversations; from the start of the process until \`GET /readyz\` says 200, asked every 2 ms. It was stopped with SIGTERM before, and with it the PostgreSQL that is its own. It had run here before: the first start after the packages were installed also compiles what it loads (\`scripts/quick-load.mjs\`). \`npm start\` looks besides whether Node, packages and bundles are those of the checkout.`,
        ],
      }
    } finally {
      await own.drop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

const key = `bench-${randomBytes(18).toString('base64url')}`
const silent = { BATON_BOOTSTRAP_KEY: key, LOG_LEVEL: 'error' }

async function fill(run: Run, place: Record<string, string>, conversations: number): Promise<void> {
  const program = await startProgram({ ...place, ...silent })
  await converse({ url: program.url, key, conversations, progress: run.progress })
  await program.stop()
}

async function restart(
  place: Record<string, string>,
  begin: (environment: Record<string, string>) => Promise<Program> = startProgram,
): Promise<number> {
  const program = await begin({ ...place, ...silent })
  await program.stop()
  return program.readyAfter / 1_000
}
