import { setTimeout as sleep } from 'node:timers/promises'
import { checkLaws } from '../check/laws.ts'
import { booksOf, checkLedger } from '../check/ledger.ts'
import { checkStream } from '../check/streams.ts'
import { corner, insist, type Ledger, type Load } from '../kill/load.ts'
import { api, makeService } from '../kit/api.ts'
import { chance } from '../kit/chance.ts'
import { type Keeper, keepServing } from '../kit/keeper.ts'
import { type Witness, witness } from '../kit/log.ts'
import { type Reading, read } from '../kit/stream.ts'
import { type Outcome, type Run, type Suite, skipped } from '../kit/suite.ts'
import { type ClockedDatabase, clockedDatabase, signal } from './database.ts'
import { findFakeTime } from './faked.ts'
import { checkTimers, type Setting } from './timers.ts'
import { failingBot, silences, snooze, watchTimers } from './waits.ts'

/** L12: timers are the database's; no clock that is set, and no process that stands still, makes one early or twice. */
export const clock: Suite = {
  about: 'clocks set an hour ahead and back, server and PostgreSQL frozen for a minute: no timer early or twice',
  options: {
    freeze: 'seconds of a freeze (60)',
    hold: 'seconds for which a clock is wrong (6)',
    hours: 'how far a clock is set (1)',
    corners: 'conversations that go on beside each other (2)',
  },
  async run(run) {
    const library = findFakeTime()
    if (!library) return skipped('libfaketime is not installed; it is the package “faketime” of Debian and others.')
    const database = await clockedDatabase(library)
    try {
      return await turnClocks(run, database)
    } finally {
      await database.drop()
    }
  },
}

const DAY = 86_400_000
/** So long after the clocks are right conversations are due to end by silence, in milliseconds; some for each part of the run. */
const SILENCES = [20_000, 90_000, 180_000, 270_000, 330_000]

async function turnClocks(run: Run, database: ClockedDatabase): Promise<Outcome> {
  const settings: Setting[] = [{ at: 0, ahead: 0 }]
  const set = (who: 'server' | 'database' | 'both', milliseconds: number) => {
    if (who !== 'server') {
      settings.push({ at: performance.now(), ahead: milliseconds })
      database.clock.set(milliseconds / 1_000)
    }
    if (who !== 'database') database.serverClock.set(milliseconds / 1_000)
  }
  // It is yesterday: what falls silent now is due today.
  const yesterday = Math.min(...SILENCES) - DAY
  set('both', yesterday)
  const keeper = await keepServing({ DATABASE_URL: database.url, ...database.serverClock.environment })
  const see = witness(database.url)
  try {
    return await proceed(run, { database, keeper, see, settings, set })
  } finally {
    signal(keeper.pid(), 'SIGCONT')
    database.freeze(false)
    await see.end()
    await keeper.stop()
  }
}

interface There {
  database: ClockedDatabase
  keeper: Keeper
  see: Witness
  settings: Setting[]
  set(who: 'server' | 'database' | 'both', milliseconds: number): void
}

async function proceed(run: Run, there: There): Promise<Outcome> {
  const { keeper, see, settings, set } = there
  const ledger: Ledger = { sent: [], acts: [], broken: [] }
  const failures = new Map<string, number>()
  const failed = (why: string) => void failures.set(why, (failures.get(why) ?? 0) + 1)
  const freeze = run.option('freeze', 60) * 1_000
  const ask = insist(api(keeper.url, keeper.key, 10_000), 60_000 + 2 * freeze, failed, () => 100 + Math.random() * 200)
  let stopped = false
  const operators = await see.addOperators(4)
  const load: Load = { ask, chance: chance(run.seed), ledger, operators, stopped: () => stopped }
  const service = await makeService(ask)
  const everything = read(() => `${keeper.url}/api/v1/stream`, keeper.key, '1.0')
  const watched = watchTimers(everything)

  // Each group falls silent at its own time of yesterday.
  const start = performance.now()
  for (const due of SILENCES) {
    set('both', due - DAY - (performance.now() - start))
    watched.timers.push(...(await silences(ask, service, operators[0]?.id ?? '', DAY)))
  }
  set('both', 0)
  const bot = await failingBot()
  const answering = await makeService(ask, { ai: 'webhook', webhookUrl: bot.url })
  const asking = bot.questions(ask, answering, () => stopped)
  const working = Array.from({ length: run.option('corners', 2) }, (_, i) => corner(load, service, `corner ${i + 1}`))
  const pacing = { operatorId: operators[1]?.id ?? '', service, watched }
  const counts: Record<string, number> = {}
  for (const { name, inject, restore, lasts } of faults(run, there)) {
    await snooze(ask, pacing, `a snooze before: ${name}`)
    inject()
    counts[name] = (counts[name] ?? 0) + 1
    run.progress(`${name}, ${watched.timers.length} timers so far`)
    const during = snooze(ask, pacing, `a snooze during: ${name}`)
    await sleep(lasts)
    restore()
    await during
    await snooze(ask, pacing, `a snooze after: ${name}`)
    await sleep(2_000)
  }
  const last = Math.max(...SILENCES) - (performance.now() - start)
  run.progress(`waiting for the last timers`)
  await sleep(Math.max(75_000, last + 10_000))

  stopped = true
  const asked = await asking
  await Promise.all(working)
  const answers = await bot.answeredOnce(see, asked)
  const end = performance.now()
  const [lines, head] = [await see.log(), await see.head()]
  await everything.until(({ frames }) => (frames.at(-1)?.data.seq ?? 0) >= head, 10_000)
  watched.stop()
  await Promise.all([everything.stop(), bot.stop()])
  const timers = [...watched.timers, ...bot.waits()]
  const books = checkLedger(lines, ledger.sent, ledger.acts)
  return {
    faults: counts,
    acknowledged: ledger.sent.filter(({ outcome }) => outcome === 'acknowledged').length + ledger.acts.length,
    lost: books.lost.length,
    figures: [
      ['events', lines.length],
      ['snoozes', watched.timers.filter(({ name }) => name.startsWith('a snooze')).length],
      ['ends by silence', watched.timers.filter(({ name }) => name.startsWith('an end')).length],
      ['waits between tries of an answer', bot.waits().length],
      [
        'questions answered once',
        `${asked.length - answers.broken.length - answers.later} of ${asked.length}, due later by a clock that was ahead: ${answers.later}`,
      ],
      ['fired', timers.reduce((sum, { fired }) => sum + fired.length, 0)],
      ['commands said again', [...failures.values()].reduce((sum, count) => sum + count, 0)],
      ['stream reconnects', everything.reconnects],
    ],
    broken: [
      ...ledger.broken,
      ...keeper.unplanned,
      ...checkTimers(timers, settings, end, freeze + 30_000),
      ...answers.broken,
      ...booksOf(books),
      ...checkLaws(lines, head),
      ...checkStream(
        (everything as Reading).frames.map(({ data }) => data),
        lines,
        0,
      ),
      ...(failures.has('500') ? [`${failures.get('500')} commands were answered 500`] : []),
      ...(everything.resets > 0 ? ['L5: the stream was reset though its log went on'] : []),
    ],
  }
}

/** In the order in which they happen: those of the database's clock last, since a clock set forward makes everything due. */
function faults(run: Run, { database, keeper, see, set }: There) {
  const hour = run.option('hours', 1) * 3_600_000
  const hold = run.option('hold', 6) * 1_000
  const freeze = run.option('freeze', 60) * 1_000
  const jump = (who: 'server' | 'database' | 'both', milliseconds: number) => ({
    name: `the clock of ${who === 'both' ? who : `the ${who}`} ${milliseconds > 0 ? 'ahead' : 'back'}`,
    inject: () => set(who, milliseconds),
    restore: () => set(who, 0),
    lasts: hold,
  })
  let backends: number[] = []
  const backendsNow = async () => {
    const rows = await see.sql<{ pid: number }[]>`select pid from pg_stat_activity
      where backend_type = 'client backend' and application_name <> 'witness'`
    backends = rows.map(({ pid }) => pid)
    for (const pid of backends) signal(pid, 'SIGSTOP')
  }
  return [
    jump('server', hour),
    jump('server', -hour),
    {
      name: 'the server frozen',
      inject: () => signal(keeper.pid(), 'SIGSTOP'),
      restore: () => signal(keeper.pid(), 'SIGCONT'),
      lasts: freeze,
    },
    {
      name: 'PostgreSQL’s connections frozen',
      inject: () => void backendsNow(),
      restore: () => backends.forEach((pid) => signal(pid, 'SIGCONT')),
      lasts: freeze,
    },
    {
      name: 'PostgreSQL frozen',
      inject: () => database.freeze(true),
      restore: () => database.freeze(false),
      lasts: freeze,
    },
    jump('database', hour),
    jump('database', -hour),
    jump('both', hour),
    jump('both', -hour),
  ]
}
