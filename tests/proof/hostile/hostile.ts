import { fakeModel } from '../../builders/fake-model.ts'
import { api, newId, wanted } from '../kit/api.ts'
import { chance } from '../kit/chance.ts'
import { witness } from '../kit/log.ts'
import { ownDatabase } from '../kit/place.ts'
import { serveHere } from '../kit/server.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'
import { bites, blindSpots } from './alive.ts'
import { type Cast, makeCast, strike } from './cast.ts'
import { look } from './look.ts'
import { modelTries } from './model.ts'
import { pagesOfCode } from './pages-of-code.ts'
import { type Payload, payloads } from './payloads/index.ts'
import { expectToasts, foreignSite, type Stage } from './stage.ts'
import { visits } from './visits.ts'
import { type Watched, type WatchedBrowser, watchedBrowser } from './watched-browser.ts'

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
    batch: 'payloads that stand on the pages at a time (48)',
    consoles: 'how many people look, each at a share of them (2)',
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
    BATON_ADMIN_EMAIL: 'ada@example.com',
    BATON_ADMIN_PASSWORD: PASSWORD,
  })
  const see = witness(databaseUrl)
  try {
    // Nothing here is about time: on a busy machine, with a browser beside it, a request may wait for long.
    const ask = api(server.url, server.key, 120_000)
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
        const tour = { browser, site: site.origin, base: server.url, ask, see, list, run, broken }
        for (const what of await blindSpots(browser, server.url)) broken.add(what)
        const [biting, seen] = await Promise.all([bites(site.origin, list), throughPages(tour)])
        if (biting.size < Math.max(1, Math.floor(list.length / 6)))
          broken.add(`only ${biting.size} of ${list.length} payloads run where nothing is escaped`)
        figures.push(['run where not escaped', `${biting.size} of ${list.length}`], ...seen.figures)
        acknowledged += seen.planted
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

/**
 * The whole list, or of each family as many, others for each seed. Five families on, and five again: markup stands first
 * in the list of families, and eight payloads in a row of these have three from there wherever they begin.
 */
function choose(run: Run): readonly Payload[] {
  const most = run.option('payloads', payloads.length)
  if (most >= payloads.length) return payloads
  const dice = chance(run.seed)
  const families = [...Map.groupBy(payloads, ({ family }) => family).values()]
  const chosen = new Set<Payload>()
  for (let i = dice.below(families.length); chosen.size < most; i += 5)
    chosen.add(dice.of(families[i % families.length] ?? []))
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

type Seat = Watched & Pick<Stage, 'name' | 'me' | 'console' | 'stranger'>

/** Batch by batch through every page: at consoles beside each other, each of which is shown its share. */
async function throughPages(tour: Tour): Promise<{ planted: number; figures: Outcome['figures'] }> {
  const { browser, base, site, list, run, broken } = tour
  const seats: Seat[] = []
  for (let i = 1; i <= run.option('consoles', 2); i++) {
    const watched = await browser.open([base, site])
    const name = `console ${i}`
    seats.push({ ...watched, name, ...(await sit(watched, tour, name)) })
  }
  const found = new Map<string, number>()
  let [planted, refused] = [0, 0]
  const batch = run.option('batch', 48)
  for (let from = 0; from < list.length && !browser.died(); from += batch) {
    const cast = await throughBatch(tour, seats, found, list.slice(from, from + batch))
    planted += cast.planted.length
    refused += cast.refused
    run.progress(`${planted} of ${list.length} payloads on every page; ${wrong(broken)}`)
  }
  if (browser.died()) broken.add('Chromium ended before the run did')
  let [ran, asked, reported] = [0, 0, 0]
  for (const { watch, name } of seats) {
    for (const [number, place] of watch.ran)
      broken.add(`L14: payload ${number} ran, ${name}: ${textOf(number)} at ${place}`)
    for (const url of watch.asked) broken.add(`L14: ${url} was asked for, ${name}`)
    for (const what of watch.reports) broken.add(`L14: ${what}`)
    ran += watch.ran.size
    asked += watch.asked.size
    reported += watch.reports.size
  }
  return {
    planted,
    figures: [
      ['pages of the code', Object.keys(visits).length],
      ['words found as text', [...found.values()].reduce((sum, one) => sum + one, 0)],
      ['toasts required and read', found.get('toasts') ?? 0],
      ['refused by the edge', refused],
      ['scripts that ran', ran],
      ['requests to other hosts', asked],
      ['reports of the policy', reported],
    ],
  }
}

/** Some payloads, written anew and taken away afterwards; pages are loaded anew for them. */
async function throughBatch(
  tour: Tour,
  seats: readonly Seat[],
  found: Stage['found'],
  list: readonly Payload[],
): Promise<Cast> {
  const { base, site, ask, see, broken, run } = tour
  const some = Math.max(1, Math.ceil(list.length / 24))
  const stages = seats.map((seat): Stage => ({ ...seat, base, site, ask, see, planted: [], broken, found, some }))
  await Promise.all(stages.map((stage) => openConsole(stage)))
  const cast = await makeCast(ask, see, list, async (group) => {
    const questions = group.map(({ words }) => words.question ?? '')
    await Promise.all(stages.map((stage) => expectToasts(stage, 'a new attention', questions)))
  })
  for (const sentence of cast.broken) broken.add(sentence)
  const share = Math.ceil(list.length / stages.length)
  await Promise.all(
    stages.map(async (stage, i) => {
      const planted = cast.planted.slice(i * share, (i + 1) * share)
      const { strange } = await look(stage.console)
      for (const what of strange) broken.add(`L14: the console while things happen, ${stage.name}: ${what}`)
      for (const [page, visit] of Object.entries(visits)) {
        run.progress(`${page}, ${stage.name}; ${wrong(broken)}`)
        await visit({ ...stage, planted }).catch((error: Error) =>
          broken.add(`${page}, ${stage.name}: ${error.message.slice(0, 300)}`),
        )
      }
    }),
  )
  await strike(ask, cast.planted)
  return cast
}

async function openConsole({ console, base }: Pick<Stage, 'console' | 'base'>): Promise<void> {
  await console.goto(`${base}/handoff`)
  await console.locator('.conn.connected').waitFor({ timeout: 30_000 })
}

/** Said while it runs: a whole run is too long to hear at its end alone what the first page did. */
const wrong = (broken: ReadonlySet<string>) =>
  broken.size === 0 ? 'nothing wrong' : `${broken.size} wrong, the last: ${[...broken].at(-1)?.slice(0, 300)}`

const textOf = (number: number) =>
  JSON.stringify(payloads.find((one) => one.number === number)?.text.slice(0, 80) ?? 'a dialog')

/** An administrator of its own at the console, and a stranger at the door. */
async function sit(
  { context }: Watched,
  { base, ask }: Tour,
  name: string,
): Promise<Pick<Stage, 'console' | 'stranger' | 'me'>> {
  const stranger = await context.newPage()
  await stranger.goto(`${base}/sign-in`)
  // A context of its own would not be watched: the stranger has the same cookies, and the door does not look at them.
  const email = `${newId()}@example.com`
  const person = { name: `Ada ${name}`, email, password: PASSWORD, role: 'admin' }
  const me = String(wanted(await ask('POST', '/users', person), 201).body.id)
  const answer = await context.request.post(`${base}/api/auth/sign-in/email`, {
    headers: { origin: base },
    data: { email, password: PASSWORD },
  })
  if (!answer.ok()) throw new Error(`The administrator cannot sign in: ${answer.status()} ${await answer.text()}`)
  return { console: await context.newPage(), stranger, me }
}
