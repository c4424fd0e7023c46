import { type Figure, type Goal, goalText, met } from './bench.ts'

/** A goal that is known not to be met, and what stands in its way. Listed in `bench/unmet.ts`. */
export interface Unmet {
  figure: string
  /** What the figure comes to all the same, in the goal's unit and sense: one that falls behind it has become worse, which nobody knew. */
  holds: number
  /** What a profile showed: why it is so, and what would have to change. A paragraph of Markdown. */
  why: string
}

/** What a run's goals come to. */
export interface Verdict {
  /** Not met, known, and as near as is known. */
  known: (Unmet & { goal: string })[]
  /** A sentence for each figure that is worse than the repository says. */
  worse: string[]
  /** Figures that are listed as not met and were. */
  better: string[]
}

/** @param unmet those of this bench, or of this variant of it */
export function judge(figures: readonly Figure[], unmet: readonly Unmet[]): Verdict {
  const verdict: Verdict = { known: [], worse: [], better: [] }
  if (figures.length === 0) verdict.worse.push('There are no figures.')
  for (const figure of figures) {
    const { goal } = figure
    if (!goal) continue
    const listed = unmet.find((one) => one.figure === figure.figure)
    if (met(figure)) {
      if (listed) verdict.better.push(figure.figure)
    } else if (!listed) verdict.worse.push(`Not met: ${figure.figure} (${goalText(goal, figure.unit)}).`)
    else if (!met({ ...figure, goal: { ...goal, bound: listed.holds } }))
      verdict.worse.push(`Not met, and worse than is known: ${figure.figure} (${atLast(goal, listed, figure)}).`)
    else verdict.known.push({ ...listed, goal: goalText(goal, figure.unit) })
  }
  return verdict
}

const atLast = (goal: Goal, { holds }: Unmet, { unit }: Figure): string =>
  `${goalText(goal, unit)}; known ${goalText({ ...goal, bound: holds }, unit)}`
