import { mkdirSync } from 'node:fs'
import { atLeast, atMost, type Figure, type Outcome, type Run } from '../kit/bench.ts'
import { alone, compared } from '../kit/pairs.ts'
import { serve } from '../servers/subject.ts'
import { serveBaton } from '../servers/sut.ts'
import { close, feed, side, type Watched } from './side.ts'

/** The wall of a large team: 1,000 dashboards, 2,000 events a second, beside bare sockets that get ready-made buffers. */
export async function wall(run: Run, postgresUrl: string): Promise<Outcome> {
  const dashboards = run.option('dashboards', 1_000)
  const rate = run.option('rate', 2_000)
  const seconds = run.seconds(4)
  const [baton, bare] = await Promise.all([serveBaton(postgresUrl), serve('servers/bare.ts')])
  const ours = await side(baton, baton.door('socket'), dashboards)
  const limit = await side(bare, bare.door('batch'), dashboards)
  const found: { ours: Watched[]; limit: Watched[] } = { ours: [], limit: [] }
  try {
    for (const one of [ours, limit]) await feed(one, rate, 1)
    for (let round = 0; round < run.pairs; round++) {
      for (const [name, one] of [['ours', ours] as const, ['limit', limit] as const]) {
        const watched = await feed(one, rate, seconds)
        found[name].push(watched)
        run.progress(
          `wall, round ${round + 1} of ${run.pairs}, ${name}: p99 ${watched.latency.quantile(0.99).toFixed(1)} ms, ${watched.serverCpu.toFixed(2)} core`,
        )
      }
    }
    if (run.profiles) {
      mkdirSync(run.profiles, { recursive: true })
      const write = await baton.profile()
      await feed(ours, rate, seconds)
      await write(`${run.profiles}/fanout-wall.cpuprofile`)
    }
  } finally {
    await close([ours, limit])
  }
  const beside = (figure: string, unit: string, goal: Figure['goal'], of: (watched: Watched) => number) =>
    compared({
      figure,
      unit,
      goal,
      values: found.ours.map(of),
      reference: { name: 'bare sockets', values: found.limit.map(of) },
    })
  const title = `${dashboards} dashboards × ${rate}/s`
  return {
    figures: [
      beside(`${title}: delivered`, '%', atLeast(99), (one) => one.delivered * 100),
      beside(`${title}: p99`, 'ms', atMost(100), (one) => one.latency.quantile(0.99)),
      beside(`${title}: p50`, 'ms', null, (one) => one.latency.quantile(0.5)),
      beside(`${title}: CPU of the server`, 'core', atMost(0.5), (one) => one.serverCpu),
      beside(`${title}: RSS of the server`, 'MB', null, (one) => one.rss / 2 ** 20),
      alone({
        figure: `${title}: frames lost, doubled or out of order`,
        unit: '',
        values: found.ours.map((one) => one.holes + one.lost),
        goal: atMost(0),
      }),
      beside(`${title}: CPU of the reader`, 'core', null, (one) => one.cpu),
    ],
    plots: [
      {
        file: 'wall-p99',
        title: `p99 from the hub to the dashboard, ${title}`,
        unit: 'ms',
        kind: 'bars',
        rows: [
          { name: 'Baton', ours: true, values: found.ours.map((one) => one.latency.quantile(0.99)) },
          { name: 'bare sockets, 16 ms', values: found.limit.map((one) => one.latency.quantile(0.99)) },
        ],
      },
    ],
    notes: [
      `**Wall.** ${dashboards} WebSockets of ten signed-in operators (\`/api/v1/socket\` with the cookie of a session), ${rate} messages a second of 400 bytes of JSON each in 200 conversations, handed to the hub of the running program as the gate does after a commit. Latency is from there to the reader's process, which is another one; every twentieth dashboard is read frame by frame. Beside it \`node:http\` that writes one ready-made buffer to each socket every 16 ms: what no server can beat by much, and the proof that the reader is not the limit.`,
    ],
  }
}
