import type { Person } from './actor.ts'

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}_]/u.test(character)

/**
 * Whom a note names: `@` and the whole name, however it is written in capitals; of “Ann” and “Ann Lee” the longer one that fits.
 * Each once, in the order of the text. People of one name are all meant.
 */
export function mentionedIn<T extends Person>(text: string, people: readonly T[]): T[] {
  const lower = text.toLowerCase()
  const found = new Set<T>()
  for (let at = lower.indexOf('@'); at >= 0; at = lower.indexOf('@', at + 1)) {
    // An address is no mention.
    if (isWord(lower[at - 1])) continue
    const fits = people.filter(({ name }) => {
      const end = at + 1 + name.length
      return name !== '' && lower.startsWith(name.toLowerCase(), at + 1) && !isWord(lower[end])
    })
    const longest = Math.max(0, ...fits.map(({ name }) => name.length))
    for (const person of fits) if (person.name.length === longest) found.add(person)
  }
  return [...found]
}
