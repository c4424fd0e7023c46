import { setTimeout as sleep } from 'node:timers/promises'
import { checkLaws } from '../check/laws.ts'
import { booksOf, checkLedger } from '../check/ledger.ts'
import { checkStream } from '../check/streams.ts'
import { type Dashboards, openDashboards } from '../dashboards/dashboards.ts'
import { people } from '../dashboards/people.ts'
import { corner, insist, type Ledger, type Load } from '../kill/load.ts'
import { type Ask, api, makeService } from '../kit/api.ts'
import { chance } from '../kit/chance.ts'
import { type Keeper, keepServing } from '../kit/keeper.ts'
import { type Witness, witness } from '../kit/log.ts'
import { ownDatabase } from '../kit/place.ts'
import { group, spread } from '../kit/report.ts'
import { readSocket } from '../kit/stream.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'

/** H1, L3, L5: a thousand dashboards lose their server and are all back, at its head, within moments of its return. */
export const storm: Suite = {
  about: '1,000 dashboards, and the server killed three times under load: all of them caught up again at once',
  options: {
    dashboards: 'raw WebSockets in a process of their own (1000)',
    faults: 'kills of the server (3)',
    within: 'milliseconds from the server’s readiness to the last dashboard at the head of the log (5000)',
    corners: 'conversations that go on beside each other (8)',
    calm: 'milliseconds between two kills (2000)',
    pause: 'milliseconds between two commands of one conversation (40)',
  },
  async run(run) {
    const database = await ownDatabase()
    try {
      return await stormOn(database.url, run)
    } finally {
      await database.drop()
    }
  },
}

/** @param databaseUrl of a database that is empty, migrated or not */
export async function stormOn(databaseUrl: string, run: Run): Promise<Outcome> {
  const keeper = await keepServing({ DATABASE_URL: databaseUrl })
  const see = witness(databaseUrl)
  try {
    return await proceed(run, keeper, see)
  } finally {
    await see.end()
    await keeper.stop()
  }
}

async function proceed(run: Run, keeper: Keeper, see: Witness): Promise<Outcome> {
  const ledger: Ledger = { sent: [], acts: [], broken: [] }
  const failures = new Map<string, number>()
  const failed = (why: string) => void failures.set(why, (failures.get(why) ?? 0) + 1)
  const ask = paced(
    insist(api(keeper.url, keeper.key, 5_000), 60_000, failed, () => 20 + Math.random() * 200),
    run,
  )
  let stopped = false
  const load: Load = {
    ask,
    chance: chance(run.seed),
    ledger,
    operators: await see.addOperators(5),
    stopped: () => stopped,
  }
  const service = await makeService(ask)
  const sessions = await people(keeper.url, ask)
  const after = String((await ask('GET', '/board')).body.cursor)
  const start = Number(after.split('.')[1])
  const head = () => see.head()

  const count = run.option('dashboards', 1_000)
  const dashboards = openDashboards({ port: keeper.port, sessions, count, after })
  // One that keeps every frame whole, as the thousand keep the numbers.
  const whole = readSocket(() => `${keeper.url}/api/v1/socket`, sessions[0] ?? {}, after)
  const working = Array.from({ length: run.option('corners', 8) }, (_, i) => corner(load, service, `corner ${i + 1}`))
  try {
    const opened = await dashboards.atHead(head, 60_000)
    if (opened === null) ledger.broken.push(`H1: not all got in: ${(await dashboards.state()).complaint}`)
    const times = await killTimes(run, keeper, dashboards, head, ledger)

    stopped = true
    await Promise.all(working)
    const [lines, end] = [await see.log(), await see.head()]
    if ((await dashboards.atHead(async () => end, 10_000)) === null)
      ledger.broken.push('L3: not every dashboard came to the end of the log within 10 s')
    if (!(await whole.until(({ frames }) => (frames.at(-1)?.data.seq ?? 0) >= end, 10_000)))
      ledger.broken.push(`L3: the whole stream did not come to its end: ${whole.complaint}`)
    await whole.stop()
    const seen = await dashboards.state()
    const books = checkLedger(lines, ledger.sent, ledger.acts)
    return {
      faults: { 'kill -9 of the server': times.length },
      acknowledged: ledger.sent.filter(({ outcome }) => outcome === 'acknowledged').length + ledger.acts.length,
      lost: books.lost.length,
      figures: [
        ['dashboards', count],
        ['events', lines.length],
        ['frames to dashboards', `${group(seen.frames)} of ${group(count * (end - start))}`],
        ['opened at once', `all at the head after ${Math.round(opened ?? Number.NaN)} ms`],
        ['caught up after readiness', spread(times)],
        ['reconnects', seen.reconnects],
        ['commands said again', [...failures.values()].reduce((sum, number) => sum + number, 0)],
      ],
      broken: [
        ...ledger.broken,
        ...keeper.unplanned,
        ...booksOf(books),
        ...checkLaws(lines, end),
        ...checkNumbersSeen(seen, count, start, end),
        ...checkStream(
          whole.frames.map(({ data }) => data),
          lines,
          start,
        ),
        ...(failures.has('500') ? [`${failures.get('500')} commands were answered 500`, ...keeper.errors()] : []),
        ...(seen.resets + whole.resets > 0 ? ['L5: a stream was reset though its log went on'] : []),
      ],
    }
  } finally {
    stopped = true
    await dashboards.close()
  }
}

/** @returns milliseconds from each readiness to the last dashboard at the head */
async function killTimes(
  run: Run,
  keeper: Keeper,
  dashboards: Dashboards,
  head: () => Promise<number>,
  ledger: Ledger,
): Promise<number[]> {
  const within = run.option('within', 5_000)
  const faults = run.option('faults', 3)
  const times: number[] = []
  for (let i = 1; i <= faults; i++) {
    await sleep(run.option('calm', 2_000))
    await keeper.kill()
    const down = performance.now()
    await ready(keeper.url)
    const away = Math.round(performance.now() - down)
    const took = await dashboards.atHead(head, Math.max(60_000, within))
    if (took === null) {
      const { present, slowest, complaint } = await dashboards.state()
      ledger.broken.push(
        `H1: after kill ${i} not all were back within a minute: ${present} present, the slowest at ${slowest}, ${complaint}`,
      )
      return times
    }
    times.push(took)
    if (took > within)
      ledger.broken.push(`H1: after kill ${i} the last dashboard was at the head after ${Math.round(took)} ms`)
    run.progress(`kill ${i} of ${faults}: away ${away} ms, all at the head ${Math.round(took)} ms later`)
  }
  return times
}

/** Resolves when `/readyz` says so. */
async function ready(url: string): Promise<void> {
  const until = performance.now() + 60_000
  while (performance.now() < until) {
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.ok) return
    await sleep(10)
  }
  throw new Error('The server was not ready within a minute.')
}

/** Each dashboard has seen each number after its start once and in order. */
export function checkNumbersSeen(
  seen: { slowest: number; fastest: number; wrong: number; first: string; frames: number },
  count: number,
  start: number,
  end: number,
): string[] {
  return [
    ...(seen.wrong > 0
      ? [`L5: ${seen.wrong} frames were skipped, doubled or out of order, such as ${seen.first}`]
      : []),
    ...(seen.slowest < end ? [`L3: a dashboard ended at ${seen.slowest} instead of ${end}`] : []),
    ...(seen.fastest > end ? [`L5: a dashboard saw ${seen.fastest}, which the log has not`] : []),
    ...(seen.frames === count * (end - start)
      ? []
      : [`L5: ${seen.frames} frames came to ${count} dashboards, and not ${count * (end - start)}`]),
  ]
}

/** Commands of one conversation with a pause before each, so that what is measured is not the load itself. */
function paced(ask: Ask, run: Run): Ask {
  const pause = run.option('pause', 40)
  return async (...command) => {
    await sleep(pause)
    return ask(...command)
  }
}
