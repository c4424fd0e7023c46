import { latency } from './fanout/latency.ts'
import { memory } from './fanout/memory.ts'
import { saturation } from './fanout/saturation.ts'
import { wall } from './fanout/wall.ts'
import type { Bench, Outcome } from './kit/bench.ts'
import { ownDatabase } from './kit/database.ts'
import { installPeers } from './kit/peers.ts'

const parts = { wall, saturation, latency, memory }

/** From the hub to a thousand screens. */
export const fanout: Bench = {
  about:
    'from the hub to a thousand dashboards: delivered, latency, CPU, memory, beside socket.io, streamSSE, LiveQuery, ws',
  options: {
    dashboards: 'how many there are (1000)',
    rate: 'events a second of the wall (2000)',
    connections: 'how many connections memory is measured with (5000)',
    wall: 'yes: only the wall',
    saturation: 'yes: only the saturated servers',
    latency: 'yes: only the quiet wall',
    memory: 'yes: only memory',
  },
  async run(run) {
    const names = Object.keys(parts) as (keyof typeof parts)[]
    const asked = names.filter((name) => run.flag(name))
    const chosen = asked.length ? asked : names
    if (chosen.includes('saturation') || chosen.includes('latency')) await installPeers(run.progress)
    const database = await ownDatabase(run)
    const outcome: Outcome = { figures: [], plots: [], notes: [] }
    try {
      for (const name of chosen) {
        const { figures, plots, notes } = await parts[name](run, database.url)
        outcome.figures.push(...figures)
        outcome.plots.push(...plots)
        outcome.notes.push(...notes)
      }
    } finally {
      await database.drop()
    }
    return asked.length ? { ...outcome, name: `fanout-${asked.join('-')}` } : outcome
  },
}
