import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Figure, goalText, met, type Outcome } from './bench.ts'
import { short } from './pairs.ts'
import { draw } from './plot.ts'
import type { Verdict } from './verdict.ts'

/** The figures for people. */
export function table(figures: Figure[]): string {
  const rows = [['figure', 'value', 'reference', 'ratio', 'goal', ''], ...figures.map(cells)]
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A figure for programs. */
interface Line extends Pick<Figure, 'figure' | 'value' | 'unit' | 'reference' | 'ratio'> {
  bench: string
  goal: string | null
  met: boolean | null
}

/** The figures for programs: one JSON line each. */
export const lines = (bench: string, figures: Figure[]): string =>
  figures.map((figure) => JSON.stringify(lineOf(bench, figure))).join('\n')

function lineOf(bench: string, figure: Figure): Line {
  const { figure: name, value, unit, reference, ratio, goal } = figure
  return { bench, figure: name, value, unit, reference, ratio, goal: goal && goalText(goal, unit), met: met(figure) }
}

/**
 * Writes `bench/results/<name>.md` with its plots and its figures as lines, and the table of all results anew.
 * @returns the file's path below the checkout
 */
export function writeResult(
  name: string,
  machine: [string, string][],
  about: string,
  outcome: Outcome,
  { known }: Verdict,
): string {
  const folder = fileURLToPath(new URL('../results', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const pictures = outcome.plots.map((plot) => {
    const file = `${name}-${plot.file}.svg`
    writeFileSync(`${folder}/${file}`, draw(plot))
    return `![${plot.title}](${file})`
  })
  const rows = outcome.figures.map((figure) => {
    const [low, high] = figure.spread ?? [Number.NaN, Number.NaN]
    const [title, value, reference, ratio, goal, verdict] = cells(figure)
    const spread = Number.isFinite(low) ? `${short(low)} – ${short(high)}` : ''
    return `| ${[title, value, reference, ratio, spread, goal, verdict].join(' | ')} |`
  })
  const text = [
    `# ${name}`,
    about,
    [
      '| figure | value | reference | ratio | of all rounds | goal | |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
    ...known.map(({ figure, goal, why }) => `**Not met: ${figure}** (${goal}). ${why}`),
    ...outcome.notes,
    ...pictures,
    ['| | |', '| --- | --- |', ...machine.map(([title, value]) => `| ${title} | ${value} |`)].join('\n'),
  ].join('\n\n')
  writeFileSync(`${folder}/${name}.md`, `${text}\n`)
  writeFileSync(`${folder}/${name}.jsonl`, `${lines(name, outcome.figures)}\n`)
  writeFileSync(`${folder}/README.md`, overview(folder))
  return `bench/results/${name}.md`
}

/** Each figure that has a goal, of all results that were written down. */
function overview(folder: string): string {
  const rows = readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .toSorted()
    .flatMap((file) => readFileSync(`${folder}/${file}`, 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as Line)
    .filter(({ goal }) => goal !== null)
    .map(({ bench, figure, value, unit, reference, ratio, goal, met }) => {
      const beside = reference ? `${short(reference.value)} ${reference.name}` : ''
      const times = ratio === null ? '' : `${short(ratio)}×`
      const found = `${short(value)} ${unit}`.trim()
      return `| ${[`[${bench}](${bench}.md)`, figure, found, beside, times, goal, met ? 'met' : 'NOT MET'].join(' | ')} |`
    })
  return `${[
    '# Every goal, and what the last counted run came to',
    'Written by `npm run bench`; each result names its machine, its commit and how it was measured. Of a goal that is not met it says what stands in its way. A ratio is the median of the rounds’ ratios, so it need not be that of the two medians beside it.',
    [
      '| bench | figure | value | beside | ratio | goal | |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
  ].join('\n\n')}\n`
}

function cells(figure: Figure): string[] {
  const { value, unit, reference, ratio, goal } = figure
  const verdict = met(figure)
  return [
    figure.figure,
    `${short(value)} ${unit}`.trim(),
    reference ? `${short(reference.value)} ${reference.name}` : '',
    ratio === null ? '' : `${short(ratio)}×`,
    goal ? goalText(goal, unit) : '',
    verdict === null ? '' : verdict ? 'met' : 'NOT MET',
  ]
}
