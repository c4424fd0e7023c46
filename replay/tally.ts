import type { Report } from '../server/demo/core/player.ts'
import { makeLatencies } from './latency.ts'
import type { Verdict } from './ledger.ts'

/** What has happened so far. */
export function makeTally(total: number) {
  const latencies = makeLatencies()
  const refusals = new Map<string, number>()
  const since = performance.now()
  const counts = { opened: 0, open: 0, ended: 0, acknowledged: 0, drafted: 0, refused: 0, retries: 0 }

  const seconds = () => (performance.now() - since) / 1_000

  return {
    counts,
    take(report: Report): void {
      if (report.kind === 'opened') {
        counts.opened += 1
        counts.open += 1
        return
      }
      if (report.kind === 'refused') {
        const why = `${report.what}: ${report.code}`
        counts.refused += 1
        refusals.set(why, (refusals.get(why) ?? 0) + 1)
        return
      }
      if (report.outcome === 'refused') return
      counts[report.outcome] += 1
      latencies.add(report.ms)
    },
    ended(opened: boolean): void {
      if (opened) counts.open -= 1
      counts.ended += 1
    },
    /** From 0 to 1; null in a run without an end. */
    share: () => (Number.isFinite(total) ? Math.min(1, counts.ended / total) : null),
    line(): string {
      const { open, ended, acknowledged, retries } = counts
      const of = Number.isFinite(total) ? `${ended}/${total}` : `${ended}`
      const again = retries ? ` · ${retries} retries` : ''
      return `${of} conversations · ${open} open · ${group(acknowledged)} messages${again} · ${clock(seconds())}`
    },
    summary(verdict: Verdict | null): string {
      const { opened, acknowledged, drafted, refused, retries } = counts
      const rate = acknowledged / Math.max(seconds(), 0.001)
      const rows: [string, string][] = [
        ['conversations', group(opened)],
        [
          'messages acknowledged',
          `${group(acknowledged)}   ${group(Math.round(rate))} a second, in ${clock(seconds())}`,
        ],
        ['kept as drafts', `${group(drafted)}   AI replies that met a person`],
        ['refusals', `${group(refused)}${[...refusals].map(([why, times]) => `   ${why} × ${times}`).join('')}`],
        ['retries', group(retries)],
        [
          'latency',
          `p50 ${time(latencies.quantile(0.5))}, p99 ${time(latencies.quantile(0.99))}, from the first try to the answer`,
        ],
      ]
      if (verdict) {
        const { lost, doubled, disordered, unasked } = verdict
        rows.push(
          ['verified', `${group(verdict.messages)} messages in ${group(verdict.conversations)} logs`],
          [
            '',
            `${lost.length} lost, ${doubled.length} doubled, ${disordered.length} out of order, ${unasked.length} refused but there`,
          ],
        )
      }
      return rows.map(([name, value]) => `${name.padEnd(24)}${value}`).join('\n')
    },
  }
}

const group = (count: number) => count.toLocaleString('en-US')
const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
const time = (ms: number) =>
  ms < 10 ? `${ms.toFixed(1)} ms` : ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
