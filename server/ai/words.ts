const common = new Set(
  `a about after again all also am an and any are as ask at be because been before being but by can could did do does doing done
  for from get gets getting give go goes going got had has have having he hello help her here hey hi him his how i if im in into
  is it its ive just know let like ll me my need now of off ok on or our out over please re really s she should so some still t
  tell than that the their them then there these they thing things think this those through to too up us ve very want wanted was
  way we well were what when where which who why will with would yes you your yours dont doesnt didnt cant wont isnt im id
  anyone someone something anything thanks thank question problem issue possible able make made may might much more most no not
  one only other same see try trying tried use using lamp lamps light lights lampwright today
  long take takes come comes coming came week weeks year years always ever every never again another many seem seems show shows showing keep keeps give gives sure whether both such while during
  without kind sort exactly yesterday time times moment soon yet already maybe actually really just
  morning evening last next two three four five six seven eight ten twenty forty hundred noise turn promised mean means`.split(
    /\s+/,
  ),
)

/**
 * The words of a text that carry its subject: lower case, without accents, common words and order numbers, cut to a plain stem.
 * @example terms('Where are my parcels (LW-20431)?') // ['parcel']
 */
export function terms(text: string): string[] {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/['’]/g, '')
    .replace(/\b[a-z]{0,4}-?\d{4,}\b/g, ' ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1 && !common.has(word))
    .map(stem)
}

/** Words as a reader counts them; “LW-20431” and “I'd” count as two, so that a limit in tokens is never exceeded. */
export function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0
}

/** Sentences of a text, each with its own end mark. Line breaks end a sentence too. */
export function sentences(text: string): string[] {
  return text
    .split(/\n+/)
    .flatMap((line) => line.split(/(?<=[.!?…])\s+(?=[\p{Lu}\p{N}“"(¿¡])/u))
    .map((sentence) => sentence.trim())
    .filter(Boolean)
}

function stem(word: string): string {
  if (word.length < 4) return word
  const base = word
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x)es$/, '$1')
    .replace(/([^s])s$/, '$1')
  const bare = base.replace(/(ing|ed)$/, '')
  if (bare === base || bare.length < 3 || !/[aeiouy]/.test(bare)) return base.replace(/e$/, '')
  return bare.replace(/([bdgmnprt])\1$/, '$1').replace(/e$/, '')
}
