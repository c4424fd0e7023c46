import { mkdirSync } from 'node:fs'
import { close, feed, type Watched } from './fanout/side.ts'
import { atLeast, atMost, type Bench, type Figure, type Outcome, type Run, ratioAtMost } from './kit/bench.ts'
import { ownDatabase } from './kit/database.ts'
import { alone, compared } from './kit/pairs.ts'
import { postAndWatch, stage } from './load/posted.ts'

const LOADS = [10, 25, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000]

/** From a customer's POST to the screens. */
export const live: Bench = {
  about: 'from the POST of a message through the commit to a thousand dashboards, beside fan-out alone',
  options: {
    dashboards: 'how many there are (1000; 5000 with --moonshot)',
    rate: 'messages a second (500)',
    conversations: 'how many are open (1000; 100000 with --moonshot)',
    moonshot: 'yes: 100,000 open conversations, 5,000 dashboards: the largest load whose p99 is at most 100 ms',
  },
  async run(run) {
    const database = await ownDatabase(run)
    try {
      return run.flag('moonshot') ? await moonshot(run, database.url) : await beside(run, database.url)
    } finally {
      await database.drop()
    }
  },
}

async function beside(run: Run, postgresUrl: string): Promise<Outcome> {
  const dashboards = run.option('dashboards', 1_000)
  const rate = run.option('rate', 500)
  const seconds = run.seconds(4)
  const conversations = run.option('conversations', 1_000)
  const whole = await stage(run, postgresUrl, conversations, dashboards)
  const fanned = await stage(run, postgresUrl, conversations, dashboards)
  const found: Record<'posted' | 'fanned', Watched[]> = { posted: [], fanned: [] }
  try {
    await postAndWatch(whole, rate, 2)
    await feed(fanned.watching, rate, 2)
    for (let round = 0; round < run.pairs; round++) {
      const posted = await postAndWatch(whole, rate, seconds)
      found.posted.push(posted)
      found.fanned.push(await feed(fanned.watching, rate, seconds))
      run.progress(`live, round ${round + 1} of ${run.pairs}: p99 ${posted.latency.quantile(0.99)} ms`)
    }
    if (run.profiles) {
      mkdirSync(run.profiles, { recursive: true })
      const write = await whole.watching.server.profile()
      await postAndWatch(whole, rate, seconds)
      await write(`${run.profiles}/live.cpuprofile`)
    }
  } finally {
    whole.poster.close()
    fanned.poster.close()
    await close([whole.watching, fanned.watching])
  }
  const title = `${rate} messages/s to ${dashboards} dashboards`
  const against = (figure: string, unit: string, goal: Figure['goal'], of: (watched: Watched) => number) =>
    compared({
      figure: `${title}: ${figure}`,
      unit,
      goal,
      values: found.posted.map(of),
      reference: { name: 'fan-out alone', values: found.fanned.map(of) },
    })
  return {
    figures: [
      against('delivered', '%', atLeast(99), (one) => one.delivered * 100),
      against('p99', 'ms', ratioAtMost(3), (one) => one.latency.quantile(0.99)),
      against('p50', 'ms', null, (one) => one.latency.quantile(0.5)),
      against('CPU of the server', 'core', null, (one) => one.serverCpu),
    ],
    plots: [],
    notes: [
      `The program on a PostgreSQL of its own, fsync on. A process posts ${rate} messages a second to \`/api/v1/conversations/:id/messages\` with a key, evenly, over 64 connections; latency is from when a message was due to the frame at a dashboard, which is a WebSocket with the session of an operator. Beside it the same events handed to the hub of another such program, without HTTP and commit.`,
    ],
  }
}

async function moonshot(run: Run, postgresUrl: string): Promise<Outcome> {
  const dashboards = run.option('dashboards', 5_000)
  const conversations = run.option('conversations', 100_000)
  const seconds = run.seconds(5)
  const staged = await stage(run, postgresUrl, conversations, dashboards)
  const points: [load: number, p99: number][] = []
  const holding: number[] = []
  try {
    await postAndWatch(staged, 100, 6)
    for (const load of LOADS) {
      const rounds: number[] = []
      for (let round = 0; round < (run.quick ? 1 : 3); round++) {
        const { latency, delivered } = await postAndWatch(staged, load, seconds)
        rounds.push(delivered >= 0.99 ? latency.quantile(0.99) : Number.POSITIVE_INFINITY)
        run.progress(
          `moonshot, ${load}/s: p99 ${latency.quantile(0.99)} ms, delivered ${(delivered * 100).toFixed(1)} %`,
        )
      }
      const p99 = rounds.sort((a, b) => a - b)[rounds.length >> 1] ?? Number.NaN
      if (Number.isFinite(p99)) points.push([load, p99])
      if (p99 > 100) break
      holding.push(load)
    }
    if (run.profiles) {
      mkdirSync(run.profiles, { recursive: true })
      const write = await staged.watching.server.profile()
      await postAndWatch(staged, holding.at(-1) ?? LOADS[0] ?? 100, seconds)
      await write(`${run.profiles}/live-moonshot.cpuprofile`)
    }
  } finally {
    staged.poster.close()
    await close([staged.watching])
  }
  const title = `${conversations} conversations, ${dashboards} dashboards`
  return {
    name: 'live-moonshot',
    figures: [
      alone({
        figure: `${title}: the largest load whose p99 is at most 100 ms`,
        unit: 'messages/s',
        values: [holding.at(-1) ?? 0],
        goal: atLeast(1_000),
      }),
      alone({
        figure: `${title}: p99 at the last load that was tried`,
        unit: 'ms',
        values: [points.at(-1)?.[1] ?? Number.NaN],
        goal: atMost(100),
      }),
    ],
    plots: [
      {
        file: 'load',
        title: `p99 from POST to screen, ${title}`,
        unit: 'ms',
        kind: 'lines',
        x: { label: 'messages/s' },
        y: { label: 'p99, ms', log: true },
        series: [{ name: 'p99', points }],
      },
    ],
    notes: [
      `PostgreSQL, the program, the readers and the channel share the cores of one machine. The load grows until the median p99 of three rounds is above 100 ms.`,
    ],
  }
}
