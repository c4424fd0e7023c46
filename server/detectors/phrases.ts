import type { Word } from './words.ts'

/** Names for sets of words that patterns share: `<person>` in a pattern is any word of `person`. */
export type Classes = Readonly<Record<string, readonly string[]>>

/** A phrase found: the words `from` to `to`, both included, and what its pattern stands for. */
export interface Match<T> {
  readonly from: number
  readonly to: number
  readonly value: T
}

interface Part {
  /** The words that fit; nothing means that every word fits. */
  readonly fits: ReadonlySet<string> | undefined
  readonly least: 0 | 1
  readonly most: number
}

interface Pattern<T> {
  readonly parts: readonly Part[]
  readonly value: T
}

const longestRepeat = 4

/**
 * Builds a finder for phrases, looked up by their first word. A pattern is words with blanks between them: `a|b` is either,
 * `<name>` a class, `_` any word; `x?` may be missing, `x*` stands up to four times. A phrase stays inside a sentence.
 *
 * @example
 * const find = phrases([['waste of my|our? time', 3]])
 * find(read('What a waste of time.').words) // [{ from: 2, to: 4, value: 3 }]
 */
export function phrases<T>(rows: readonly (readonly [pattern: string, value: T])[], classes: Classes = {}) {
  const byFirst = new Map<string, Pattern<T>[]>()
  for (const [text, value] of rows) {
    const parts = text.split(' ').map((part) => parse(part, classes))
    const first = parts[0]
    if (!first?.fits || first.least === 0) throw new Error(`A phrase needs a first word: ${text}`)
    for (const word of first.fits) byFirst.set(word, [...(byFirst.get(word) ?? []), { parts, value }])
  }

  /** All phrases in the words, in order; several may start at one word. */
  return (words: readonly Word[]): Match<T>[] => {
    const found: Match<T>[] = []
    for (let from = 0; from < words.length; from += 1) {
      const first = words[from]
      if (!first) continue
      for (const { parts, value } of byFirst.get(first.is) ?? []) {
        const end = follow(parts, 0, words, from, first.sentence)
        if (end >= 0) found.push({ from, to: end - 1, value })
      }
    }
    return found
  }
}

function parse(text: string, classes: Classes): Part {
  const last = text.at(-1)
  const bare = last === '?' || last === '*' ? text.slice(0, -1) : text
  const fits = bare === '_' ? undefined : new Set(bare.split('|').flatMap((word) => expand(word, classes)))
  return { fits, least: bare === text ? 1 : 0, most: last === '*' ? longestRepeat : 1 }
}

function expand(word: string, classes: Classes): readonly string[] {
  if (!word.startsWith('<')) return [word]
  const members = classes[word.slice(1, -1)]
  if (!members) throw new Error(`No such class of words: ${word}`)
  return members
}

/** The end of the longest way through the parts from a word on, or -1. A part repeats four times at most, so this stays small. */
function follow(parts: readonly Part[], part: number, words: readonly Word[], at: number, sentence: number): number {
  const { fits, least, most } = parts[part] ?? { fits: undefined, least: 0, most: -1 }
  if (most < 0) return at
  let taken = 0
  while (taken < most) {
    const word = words[at + taken]
    if (!word || word.sentence !== sentence || (fits && !fits.has(word.is))) break
    taken += 1
  }
  for (; taken >= least; taken -= 1) {
    const end = follow(parts, part + 1, words, at + taken, sentence)
    if (end >= 0) return end
  }
  return -1
}
