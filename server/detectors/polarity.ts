import { type Feeling, feelings, findIdioms, negations, strengths } from './lexicon.ts'
import { type Reading, squeeze, type Word } from './words.ts'

/** A word or idiom that says how the writer feels. */
export interface Cue {
  readonly from: number
  readonly to: number
  readonly kind: Feeling['kind']
  /** Below nought is bad. With what strengthens, weakens or turns it. */
  readonly weight: number
}

export interface Polarity {
  readonly cues: readonly Cue[]
  /** Sums of the weights, both nought or more. */
  readonly bad: number
  readonly good: number
}

/** What the words of a message feel like, each once: an idiom hides the words inside it. */
export function polarity(reading: Reading): Polarity {
  const { words } = reading
  const shouts = words.some((word) => !word.capitals && word.is.length > 1)
  const cues: Cue[] = []
  let free = 0
  for (const idiom of longestFirst(findIdioms(words))) {
    for (; free < idiom.from; free += 1) push(cues, weighWord(words, free, shouts))
    if (idiom.from < free) continue
    const weight = idiom.value.valence * emphasis(words[idiom.from], shouts)
    cues.push({ from: idiom.from, to: idiom.to, kind: idiom.value.kind, weight })
    free = idiom.to + 1
  }
  for (; free < words.length; free += 1) push(cues, weighWord(words, free, shouts))

  const loud = 1 + Math.min(reading.exclamations, 4) * 0.08
  const sum = (sign: 1 | -1) => cues.reduce((total, { weight }) => total + Math.max(0, sign * weight), 0) * loud
  return { cues, bad: sum(-1), good: sum(1) }
}

function longestFirst<M extends { from: number; to: number }>(matches: readonly M[]): M[] {
  return [...matches].sort((one, other) => one.from - other.from || other.to - one.to)
}

function push(cues: Cue[], cue: Cue | undefined): void {
  if (cue && cue.weight !== 0) cues.push(cue)
}

function weighWord(words: readonly Word[], at: number, shouts: boolean): Cue | undefined {
  const word = words[at]
  const feeling = word && (feelings.get(word.is) ?? (word.drawn ? feelings.get(squeeze(word.is)) : undefined))
  if (!feeling) return undefined
  const turned = turnedAt(words, at)
  const raw = feeling.valence * strength(words, at) * emphasis(word, shouts)
  if (turned === undefined) return { from: at, to: at, kind: feeling.kind, weight: raw }
  // “Not good” is a complaint; “not bad” and “no problem” are hardly praise.
  return raw > 0
    ? { from: turned, to: at, kind: 'affect', weight: -0.7 * raw }
    : { from: turned, to: at, kind: feeling.kind, weight: feeling.kind === 'trouble' ? 0 : -0.2 * raw }
}

const emphasis = (word: Word | undefined, shouts: boolean) =>
  word && ((word.capitals && shouts) || word.drawn) ? 1.25 : 1

function strength(words: readonly Word[], at: number): number {
  const before = [words[at - 1], words[at - 2]].filter((word) => word?.clause === words[at]?.clause)
  return before.reduce((product, word) => product * (strengths.get(word?.is ?? '') ?? 1), 1)
}

/** Where the negation stands that turns a word, up to three words before it in its clause. */
function turnedAt(words: readonly Word[], at: number): number | undefined {
  for (let back = at - 1; back >= 0 && back >= at - 3; back -= 1) {
    if (words[back]?.clause !== words[at]?.clause) return undefined
    if (negations.has(words[back]?.is ?? '')) return back
  }
  return undefined
}
