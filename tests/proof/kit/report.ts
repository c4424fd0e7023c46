import type { Outcome } from './suite.ts'

const SHOWN = 20

/** The table at the end of a suite: seed, faults, acknowledged, lost, figures, and what was broken. */
export function table(name: string, seed: number, seconds: number, outcome: Outcome): string {
  const { faults, acknowledged, lost, figures, broken, skipped } = outcome
  if (skipped) return `suite ${name} was SKIPPED, nothing is proven: ${skipped}`
  const injected = Object.entries(faults).map(([fault, count]) => `${fault} × ${group(count)}`)
  const rows: [string, string | number][] = [
    ['suite', name],
    ['seed', seed],
    ['faults injected', injected.join(', ') || 'none'],
    ['acknowledged', acknowledged],
    ['lost', lost],
    ...figures,
    ['time', `${seconds.toFixed(1)} s`],
    ['verdict', broken.length === 0 ? 'every promise kept' : `${broken.length} promises broken`],
  ]
  const lines = rows.map(
    ([title, value]) => `${title.padEnd(28)} ${typeof value === 'number' && title !== 'seed' ? group(value) : value}`,
  )
  for (const sentence of broken.slice(0, SHOWN)) lines.push(`  ✗ ${sentence}`)
  if (broken.length > SHOWN) lines.push(`  … and ${broken.length - SHOWN} more`)
  return lines.join('\n')
}

export const group = (count: number): string =>
  Number.isInteger(count) ? count.toLocaleString('en-US') : count.toLocaleString('en-US', { maximumFractionDigits: 2 })

/** Of times in milliseconds, for the table. */
export function spread(times: number[]): string {
  if (times.length === 0) return '–'
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
  return `median ${at(0.5)} ms, longest ${at(1)} ms`
}

/** One line that is written over itself in a terminal, and now and then a line where the output is kept. */
export function makeProgress(): { say(text: string): void; clear(): void } {
  const terminal = process.stderr.isTTY
  let last = 0
  return {
    say(text) {
      const now = Date.now()
      if (now - last < (terminal ? 100 : 10_000)) return
      last = now
      process.stderr.write(terminal ? `\r\x1b[K${text}` : `${text}\n`)
    },
    clear: () => void (terminal && process.stderr.write('\r\x1b[K')),
  }
}
