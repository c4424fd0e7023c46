import { checkLaws } from '../check/laws.ts'
import { type Act, booksOf, checkLedger, type Sent } from '../check/ledger.ts'
import { api, makeService } from '../kit/api.ts'
import { chance, times } from '../kit/chance.ts'
import { witness } from '../kit/log.ts'
import { ownDatabase } from '../kit/place.ts'
import { newKey, serveHere, serveThere } from '../kit/server.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'
import { type Arena, lend, pairs } from './pairs.ts'

/** L1, L2, L3, L4, L5, L9 where two reach for one conversation at the same moment, on one server or on several. */
export const races: Suite = {
  about: 'two at once, on one conversation: takeover, AI reply, handoff, mode, resolve, assign, resume',
  options: {
    trials: 'races in all (10000)',
    'at-once': 'operators in one takeover race (100)',
    width: 'races beside each other (12)',
    nodes: 'servers on one database, each a process when there are several (1)',
  },
  async run(run) {
    const database = await ownDatabase()
    try {
      return await raceOn(database.url, run)
    } finally {
      await database.drop()
    }
  },
}

/** @param databaseUrl of a database that is empty, migrated or not */
export async function raceOn(databaseUrl: string, run: Run): Promise<Outcome> {
  const width = run.option('width', 12)
  const count = run.option('nodes', 1)
  const nodes = await serve(databaseUrl, width, { count, here: count === 1 || run.flag('here') })
  const see = witness(databaseUrl)
  try {
    const atOnce = run.option('at-once', 100)
    const dice = chance(run.seed)
    const operators = await see.addOperators(Math.max(atOnce, 4))
    const asks = nodes.urls.map((url) => api(url, nodes.key))
    const ask = () => dice.of(asks)
    const sent: Sent[] = []
    const acts: Act[] = []
    const broken: string[] = []
    const counts = new Map<string, number>()
    const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1)
    const arena: Arena = {
      ask,
      asks,
      chance: dice,
      operators,
      atOnce,
      borrow: lend(nodes.services, asks),
      sent,
      acts,
      broken,
      count,
    }
    const trials = run.option('trials', 10_000)
    const all = Object.entries(pairs)
    let done = 0
    await times(trials, width, async (i) => {
      const [name, pair] = all[i % all.length] as (typeof all)[number]
      await pair(arena).catch((error: Error) => broken.push(`${name}: ${error.message}`))
      run.progress(`${++done} of ${trials} races, ${broken.length} promises broken`)
    })
    const lines = await see.log()
    const books = checkLedger(lines, sent, acts)
    return {
      faults: { races: trials, ...(nodes.urls.length > 1 && { servers: nodes.urls.length }) },
      acknowledged: sent.filter(({ outcome }) => outcome === 'acknowledged').length + acts.length,
      lost: books.lost.length,
      figures: [
        ['events', lines.length],
        ['drafts kept', sent.filter(({ outcome }) => outcome === 'drafted').length],
        ...[...counts].sort(([a], [b]) => (a < b ? -1 : 1)),
      ],
      broken: [...broken, ...booksOf(books), ...checkLaws(lines, await see.head())],
    }
  } finally {
    await see.end()
    await nodes.stop()
  }
}

interface Nodes {
  urls: string[]
  key: string
  services: string[]
  stop(): Promise<void>
}

/** A bus that nobody can reach: servers that share nothing but the database, and know that there are others. */
const nowhere = 'nats://127.0.0.1:1'

async function serve(
  databaseUrl: string,
  width: number,
  { count, here }: { count: number; here: boolean },
): Promise<Nodes> {
  const key = newKey()
  const environment = {
    DATABASE_URL: databaseUrl,
    BATON_BOOTSTRAP_KEY: key,
    LOG_LEVEL: here ? 'silent' : 'error',
    ...(count > 1 && { NATS_URL: nowhere }),
  }
  const start = async () => {
    if (here) return serveHere(databaseUrl, environment)
    const { url, child, ended } = await serveThere(environment)
    return { url, stop: async () => void (child.kill('SIGTERM') && (await ended)) }
  }
  const first = await start()
  const services: string[] = []
  while (services.length < width) services.push(await makeService(api(first.url, key)))
  const servers = [first]
  while (servers.length < count) servers.push(await start())
  return {
    urls: servers.map(({ url }) => url),
    key,
    services,
    stop: async () => void (await Promise.all(servers.map(({ stop }) => stop()))),
  }
}
