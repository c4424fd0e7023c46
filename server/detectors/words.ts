/** A word of a message, as it stands in the text and as the detectors read it. */
export interface Word {
  /** Lower case, apostrophes gone (`don't` is `dont`), a possessive kept apart (`agent's`), runs of a letter cut to two. */
  readonly is: string
  readonly start: number
  readonly end: number
  /** Grows at a full stop, `!`, `?`, `;` or a line's end. */
  readonly sentence: number
  /** Grows at a sentence's end, and at commas, colons, brackets and dashes too. */
  readonly clause: number
  /** Written in capitals only, two letters or more. */
  readonly capitals: boolean
  /** Drawn out: `sooooo`. */
  readonly drawn: boolean
}

/** A message taken apart once, for all detectors. Offsets are those of `text`. */
export interface Reading {
  readonly text: string
  readonly words: readonly Word[]
  readonly exclamations: number
}

// Addresses and @names say nothing; smileys and emoji are words; the rest that matters is where a clause ends.
const token =
  /(https?:\/\/\S+|@\w+)|([\p{L}\p{N}]+(?:['’`´][\p{L}\p{N}]+)*)|([:;=]['’]?-?[()DPp/\\|[\]](?![\p{L}\p{N}])|<\/?3|\p{Extended_Pictographic})|([.!?;…\n])|([,:()"“”—–]|\s-+\s)/gu

/** Takes a text apart. Time grows with its length alone. */
export function read(text: string): Reading {
  const words: Word[] = []
  let sentence = 0
  let clause = 0
  let exclamations = 0
  for (const found of text.matchAll(token)) {
    const [all, skipped, word, face, stop] = found
    const start = found.index
    if (skipped !== undefined) continue
    if (word !== undefined || face !== undefined) {
      words.push({ ...spell(all), start, end: start + all.length, sentence, clause })
    } else if (stop === undefined) {
      clause += 1
    } else if (!isDecimalPoint(text, start, stop)) {
      if (stop === '!') exclamations += 1
      sentence += 1
      clause += 1
    }
  }
  return { text, words, exclamations }
}

/** The words of the text from one word to another, exactly as they stand there. */
export function quote({ text, words }: Reading, from: number, to: number): string {
  return text.slice(words[from]?.start, words[to]?.end)
}

/** A drawn-out word with single letters: `soo` is `so`. */
export function squeeze(word: string): string {
  return word.replace(/(.)\1+/gu, '$1')
}

const contracted = new Set([
  'it',
  'that',
  'what',
  'who',
  'where',
  'how',
  'let',
  'here',
  'there',
  'he',
  'she',
  'when',
  'everyone',
])

function spell(raw: string): Pick<Word, 'is' | 'capitals' | 'drawn'> {
  const lower = raw.toLowerCase().replace(/[’`´]/g, "'")
  const short = lower.replace(/(.)\1{2,}/gu, '$1$1')
  const owner = short.endsWith("'s") ? short.slice(0, -2) : undefined
  const is = owner !== undefined && !contracted.has(owner) ? short : short.replaceAll("'", '')
  return { is, capitals: raw.length > 1 && raw !== lower && raw === raw.toUpperCase(), drawn: short !== lower }
}

function isDecimalPoint(text: string, at: number, stop: string): boolean {
  return stop === '.' && /\d/.test(text[at + 1] ?? '') && /\d/.test(text[at - 1] ?? '')
}
