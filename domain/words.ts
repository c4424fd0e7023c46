/** Longer than this, in characters, nothing is a word that somebody looks for: the rest of it is left out. */
const LONGEST = 48

/**
 * The words of a text as the full-text search of sessions knows them (A1): in lower case, without accents, split at all that is
 * neither letter nor digit, each once. `LW-20418` is `lw` and `20418`; what is looked for is cut in the same way.
 */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[łøđðħıßæœþ]/gu, (letter) => plainly[letter] ?? letter)
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? []
  return [...new Set(words.map((word) => [...word].slice(0, LONGEST).join('')))]
}

/** Letters with a stroke or of two, which Unicode does not take apart. */
const plainly: Record<string, string> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
}
