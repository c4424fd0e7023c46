// What is said to Baton that is meant to be more than words: a list for each family. L14: none of it is.
import { markdown, schemes } from './addresses.ts'
import { handlers, sources, styles, tags, vectors } from './markup.ts'
import { breakouts, pretences, sizes, templates, unicode } from './tricks.ts'

export interface Payload {
  /** What it calls `hit` with where it is run, and asks of `ELSEWHERE` where it is loaded. */
  number: number
  family: keyof typeof families
  text: string
}

/** The host that payloads name. Nothing may ever be asked of it. */
export const ELSEWHERE = 'evil.example'

const families = {
  tags,
  sources,
  handlers,
  vectors,
  styles,
  schemes,
  markdown,
  templates,
  breakouts,
  unicode,
  pretences,
  sizes,
} as const satisfies Record<string, readonly string[]>

/** All of them, numbered from 1. */
export const payloads: readonly Payload[] = Object.entries(families)
  .flatMap(([family, list]) => list.map((pattern) => ({ family: family as Payload['family'], pattern })))
  .map(({ family, pattern }, i) => ({ number: i + 1, family, text: fill(pattern, i + 1) }))

/** In the lists `@@` stands for a call that is counted, `§` for an address elsewhere, `##` for the number alone. */
function fill(pattern: string, number: number): string {
  return pattern
    .replaceAll('@@', `hit(${number})`)
    .replaceAll('§', `${ELSEWHERE}/${number}`)
    .replaceAll('##', String(number))
}
