import type { Figure, Goal, Run } from './bench.ts'

/** Runs the sides in turn, A B A B …, so that what sways the machine sways all of them. One value a side and round. */
export async function interleave<S extends string>(
  { pairs, progress }: Pick<Run, 'pairs' | 'progress'>,
  sides: Record<S, (round: number) => Promise<number>>,
): Promise<Record<S, number[]>> {
  const names = Object.keys(sides) as S[]
  const found = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<S, number[]>
  for (let round = 0; round < pairs; round++)
    for (const name of names) {
      const value = await sides[name](round)
      found[name].push(value)
      progress(`round ${round + 1} of ${pairs}: ${name} ${short(value)}`)
    }
  return found
}

/** A figure beside its reference: medians, and the median of the rounds' ratios. */
export function compared(given: {
  figure: string
  unit: string
  values: number[]
  reference: { name: string; values: number[] }
  goal: Goal | null
}): Figure {
  const { figure, unit, values, reference, goal } = given
  const ratios = values.map((value, round) => value / (reference.values[round] ?? Number.NaN))
  return {
    figure,
    unit,
    value: median(values),
    reference: { name: reference.name, value: median(reference.values) },
    ratio: median(ratios),
    spread: spreadOf(goal?.of === 'value' ? values : ratios),
    goal,
  }
}

/** A figure that stands for itself. */
export const alone = (given: { figure: string; unit: string; values: number[]; goal: Goal | null }): Figure => ({
  figure: given.figure,
  unit: given.unit,
  value: median(given.values),
  reference: null,
  ratio: null,
  spread: spreadOf(given.values),
  goal: given.goal,
})

/** NaN of nothing, and of anything that could not be measured. */
export function median(values: readonly number[]): number {
  if (values.length === 0 || values.some(Number.isNaN)) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** The value below which that share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

const spreadOf = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)]

/** Three digits that count. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}
