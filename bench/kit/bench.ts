import type { Plot } from './plot.ts'

/**
 * What is asked of a figure: of its own value, or of its ratio to the reference that ran beside it. Made by `atLeast`,
 * `atMost`, `ratioAtLeast`, `ratioAtMost`.
 */
export interface Goal {
  of: 'value' | 'ratio'
  sense: '≥' | '≤'
  bound: number
}

export const atLeast = (bound: number): Goal => ({ of: 'value', sense: '≥', bound })
export const atMost = (bound: number): Goal => ({ of: 'value', sense: '≤', bound })
export const ratioAtLeast = (bound: number): Goal => ({ of: 'ratio', sense: '≥', bound })
export const ratioAtMost = (bound: number): Goal => ({ of: 'ratio', sense: '≤', bound })

/** One line of a bench's result. */
export interface Figure {
  /** What was measured, in words. */
  figure: string
  /** The median of all rounds. */
  value: number
  unit: string
  /** What it was measured beside, with the median of that; null where the figure stands for itself. */
  reference: { name: string; value: number } | null
  /** The median of the rounds' ratios, value / reference; null without a reference. */
  ratio: number | null
  /** Least and greatest of what `goal` is about: how much the machine swayed. */
  spread?: [least: number, greatest: number]
  /** Null for a figure that is only reported. */
  goal: Goal | null
}

/** What a bench comes to. */
export interface Outcome {
  figures: Figure[]
  plots: Plot[]
  /** How it was measured, and what the references do: paragraphs of Markdown, for `bench/results/`. */
  notes: string[]
  /** The name of its result where it is not the bench's: a variant. */
  name?: string
}

/** What a bench is given. */
export interface Run {
  /** Only tried: few and short rounds, whose figures do not count. */
  quick: boolean
  /** How many pairs are run: five at least, two when only tried. */
  pairs: number
  /** How long one side of a pair runs, in seconds: `standard`, or less when only tried, or what `--seconds` says. */
  seconds(standard: number): number
  option(name: string, standard: number): number
  flag(name: string): boolean
  /** Where to write CPU profiles: what `--profile` says, else null. */
  profiles: string | null
  progress(text: string): void
  /** Another line for the machine's description, such as the version of PostgreSQL. */
  about(title: string, value: string): void
}

export interface Bench {
  /** One line for `npm run bench`. */
  about: string
  /** The options that it takes beside those that all take, each with its meaning; one that begins with “yes: ” is a switch. */
  options: Record<string, string>
  run(run: Run): Promise<Outcome>
}

/** Whether the goal is met; null without a goal. What could not be measured (NaN, or a reference of 0) is not met. */
export function met({ value, ratio, goal }: Pick<Figure, 'value' | 'ratio' | 'goal'>): boolean | null {
  if (!goal) return null
  const found = goal.of === 'value' ? value : (ratio ?? Number.NaN)
  if (!Number.isFinite(found)) return false
  return goal.sense === '≥' ? found >= goal.bound : found <= goal.bound
}

/** A goal in words. */
export const goalText = ({ of, sense, bound }: Goal, unit: string): string =>
  of === 'ratio' ? `${sense} ${bound}×` : `${sense} ${bound.toLocaleString('en-US')} ${unit}`.trim()
