import { type Outcome, type Run, ratioAtMost } from '../kit/bench.ts'
import { compared } from '../kit/pairs.ts'
import { serve } from '../servers/subject.ts'
import { serveBaton } from '../servers/sut.ts'
import { close, feed, side, type Watched } from './side.ts'

const DASHBOARDS = 100
const RATE = 200

/** A quiet wall: what the batching under load costs when there is no load, beside `ws` that sends at once. */
export async function latency(run: Run, postgresUrl: string): Promise<Outcome> {
  const seconds = run.seconds(5)
  const [baton, ws] = await Promise.all([serveBaton(postgresUrl), serve('peers/ws.ts')])
  const sides = {
    ours: await side(baton, baton.door('socket'), DASHBOARDS),
    ws: await side(ws, ws.door('socket'), DASHBOARDS),
  }
  const found: Record<keyof typeof sides, Watched[]> = { ours: [], ws: [] }
  try {
    for (const one of Object.values(sides)) await feed(one, RATE, 2)
    for (let round = 0; round < run.pairs; round++)
      for (const name of ['ours', 'ws'] as const) {
        const watched = await feed(sides[name], RATE, seconds)
        found[name].push(watched)
        run.progress(`latency, round ${round + 1} of ${run.pairs}, ${name}: p50 ${watched.latency.quantile(0.5)} ms`)
      }
  } finally {
    await close(Object.values(sides))
  }
  const quantiles = (name: keyof typeof sides, share: number) => found[name].map((one) => one.latency.quantile(share))
  const beside = (title: string, share: number, most: number) =>
    compared({
      figure: `${DASHBOARDS} dashboards × ${RATE}/s: ${title}`,
      unit: 'ms',
      values: quantiles('ours', share),
      reference: { name: 'ws.send(buffer)', values: quantiles('ws', share) },
      goal: ratioAtMost(most),
    })
  return {
    figures: [
      beside('p50', 0.5, 1.25),
      beside('p99', 0.99, 2),
      compared({
        figure: `${DASHBOARDS} dashboards × ${RATE}/s: CPU of the server`,
        unit: 'core',
        values: found.ours.map((one) => one.serverCpu),
        reference: { name: 'ws.send(buffer)', values: found.ws.map((one) => one.serverCpu) },
        goal: null,
      }),
    ],
    plots: [
      {
        file: 'quiet',
        title: `p50 and p99 from the hub to the dashboard, ${DASHBOARDS} dashboards × ${RATE}/s`,
        unit: 'ms',
        kind: 'bars',
        rows: [
          { name: 'Baton p50', ours: true, values: quantiles('ours', 0.5) },
          { name: 'ws p50', values: quantiles('ws', 0.5) },
          { name: 'Baton p99', ours: true, values: quantiles('ours', 0.99) },
          { name: 'ws p99', values: quantiles('ws', 0.99) },
        ],
      },
    ],
    notes: [
      `**Quiet.** ${DASHBOARDS} dashboards, ${RATE} events a second, each dashboard read frame by frame. \`ws\` sends a buffer that was made once to each client, without routes, sessions, audiences or a log around it.`,
    ],
  }
}
