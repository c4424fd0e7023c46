import { fakeModel } from '../../builders/fake-model.ts'
import { api } from '../kit/api.ts'
import { chance } from '../kit/chance.ts'
import { witness } from '../kit/log.ts'
import { ownDatabase } from '../kit/place.ts'
import { serveHere } from '../kit/server.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'
import { bites } from './alive.ts'
import { type Cast, makeCast } from './cast.ts'
import { gist, look } from './look.ts'
import { modelTries } from './model.ts'
import { pagesOfCode } from './pages-of-code.ts'
import { type Payload, payloads } from './payloads/index.ts'
import { foreignSite, type Stage } from './stage.ts'
import { visits } from './visits.ts'
import { type Watched, type WatchedBrowser, watchedBrowser } from './watched-browser.ts'

const ADMIN = 'ada@example.com'
const PASSWORD = 'correct horse battery'

/** L14: what customers, operators and models write is text on every page, and a model's wishes are no commands. */
export const hostile: Suite = {
  about:
    'markup, scripts and addresses in every field, through every page in Chromium, and a model that wants everything',
  options: {
    payloads: 'how many of the list (all)',
    only: '1: pages alone, 2: the model alone',
    sayings: 'how many of what the model says (all)',
    slow: '0: without what a model says for ever (1)',
    policy: '0: pages without their content policy alone (1)',
  },
  async run(run) {
    const database = await ownDatabase()
    try {
      return await hostileOn(database.url, run)
    } finally {
      await database.drop()
    }
  },
}

export async function hostileOn(databaseUrl: string, run: Run): Promise<Outcome> {
  const model = await fakeModel()
  const server = await serveHere(databaseUrl, {
    AI_BASE_URL: model.url,
    AI_MODEL: 'hostile',
    BATON_ADMIN_EMAIL: ADMIN,
    BATON_ADMIN_PASSWORD: PASSWORD,
  })
  const see = witness(databaseUrl)
  try {
    const ask = api(server.url, server.key)
    const list = choose(run)
    const broken = new Set<string>()
    const figures: Outcome['figures'] = []
    let acknowledged = 0
    if (run.option('only', 0) !== 2) {
      const unknown = pagesOfCode()
      for (const page of unknown) if (!visits[page]) broken.add(`${page} has no visit in tests/proof/hostile/visits.ts`)
      for (const page of Object.keys(visits))
        if (!unknown.includes(page)) broken.add(`${page} is visited, and is no page`)
      const browser = await watchedBrowser()
      const site = await foreignSite()
      try {
        const seen = await throughPages({ browser, site: site.origin, base: server.url, ask, see, list, run, broken })
        figures.push(...seen.figures)
        acknowledged += seen.cast.planted.length
      } finally {
        await browser.close()
        await site.stop()
      }
    }
    if (run.option('only', 0) !== 1) {
      const tried = await modelTries({ ask, model, see, run })
      figures.push(...tried.figures)
      acknowledged += tried.acknowledged
      for (const sentence of tried.broken) broken.add(sentence)
    }
    return {
      faults: { payloads: list.length },
      acknowledged,
      lost: 0,
      figures,
      broken: [...broken],
    }
  } finally {
    await see.end()
    await server.stop()
    await model.stop()
  }
}

/** The whole list, or of each family as many, others for each seed. */
function choose(run: Run): readonly Payload[] {
  const most = run.option('payloads', payloads.length)
  if (most >= payloads.length) return payloads
  const dice = chance(run.seed)
  const families = [...Map.groupBy(payloads, ({ family }) => family).values()]
  const chosen = new Set<Payload>()
  for (let i = 0; chosen.size < most; i++) chosen.add(dice.of(families[i % families.length] ?? []))
  return [...chosen]
}

interface Tour {
  browser: WatchedBrowser
  site: string
  base: string
  ask: Stage['ask']
  see: ReturnType<typeof witness>
  list: readonly Payload[]
  run: Run
  broken: Set<string>
}

async function throughPages(tour: Tour): Promise<{ cast: Cast; figures: Outcome['figures'] }> {
  const { browser, site, base, ask, see, list, run, broken } = tour
  const home = [base, site]
  const control = await browser.open(home, true)
  const biting = await bites(control, site, list)
  await control.context.close()
  const seats = []
  for (const bypass of [false, true]) {
    const watched = await browser.open(home, bypass)
    const visited = bypass || run.option('policy', 1) > 0
    seats.push({
      ...watched,
      visited,
      name: bypass ? 'without the content policy' : 'with it',
      ...(await sit(watched, base)),
    })
  }
  const cast = await makeCast(ask, see, list, (done) => run.progress(`${done} of ${list.length} payloads written`))
  for (const sentence of cast.broken) broken.add(sentence)
  const found = new Map<string, number>()
  let [ran, asked, reported, toasts] = [0, 0, 0, 0]
  for (const seat of seats) {
    const { words, strange } = await look(seat.console)
    for (const what of strange) broken.add(`L14: the console while things happen, ${seat.name}: ${what}`)
    toasts += cast.planted.filter((one) => one.words.question && words.includes(gist(one.words.question))).length
    const stage: Stage = {
      ...seat,
      base,
      site,
      ask,
      see,
      planted: cast.planted,
      broken,
      found,
      some: Math.max(1, Math.min(12, Math.ceil(list.length / 24))),
    }
    for (const [page, visit] of Object.entries(seat.visited ? visits : {})) {
      run.progress(`${page}, ${seat.name}; ${broken.size} wrong`)
      await visit(stage).catch((error: Error) => broken.add(`${page}, ${seat.name}: ${error.message.slice(0, 300)}`))
    }
    const { watch } = seat
    for (const [number, place] of watch.ran)
      broken.add(`L14: payload ${number} ran, ${seat.name}: ${textOf(number)} at ${place}`)
    for (const url of watch.asked) broken.add(`L14: ${url} was asked for, ${seat.name}`)
    for (const what of watch.reports) broken.add(`L14: ${what}`)
    ran += watch.ran.size
    asked += watch.asked.size
    reported += watch.reports.size
    await seat.context.close()
  }
  if (biting.size < list.length / 6)
    broken.add(`only ${biting.size} of ${list.length} payloads run where nothing is escaped`)
  return {
    cast,
    figures: [
      ['run where not escaped', `${biting.size} of ${list.length}`],
      ['pages of the code', Object.keys(visits).length],
      ['words found as text', [...found.values()].reduce((sum, one) => sum + one, 0)],
      ['payloads in toasts', toasts],
      ['refused by the edge', cast.refused],
      ['scripts that ran', ran],
      ['requests to other hosts', asked],
      ['reports of the policy', reported],
    ],
  }
}

const textOf = (number: number) =>
  JSON.stringify(payloads.find((one) => one.number === number)?.text.slice(0, 80) ?? 'a dialog')

/** An administrator at the console, and a stranger at the door. */
async function sit({ context }: Watched, base: string): Promise<Pick<Stage, 'console' | 'stranger'>> {
  const stranger = await context.newPage()
  await stranger.goto(`${base}/sign-in`)
  // A context of its own would not be watched: the stranger has the same cookies, and the door does not look at them.
  const answer = await context.request.post(`${base}/api/auth/sign-in/email`, {
    headers: { origin: base },
    data: { email: ADMIN, password: PASSWORD },
  })
  if (!answer.ok()) throw new Error(`The administrator cannot sign in: ${answer.status()} ${await answer.text()}`)
  const console = await context.newPage()
  await console.goto(`${base}/handoff`)
  await console.locator('.conn.connected').waitFor({ timeout: 30_000 })
  return { console, stranger }
}
