import MiniSearch from 'minisearch'
import type { Section } from './sections.ts'
import { terms } from './words.ts'

export interface Passage {
  section: Section
  /** 0 to 1: how much of what the question is about the section speaks of. */
  score: number
  /** How many of the question's words the section has, those that look alike aside. */
  matched: number
}

export interface Retrieval {
  /** The best sections first. `service` lifts the articles in the folder named after that service a little. */
  find(query: string, options?: { service?: string; limit?: number }): Passage[]
}

/**
 * Whether a section answers the question. One word in common says little (“the owner of the company” and “a new owner”): then it
 * must be most of what is asked. tests/domain/knows.test.ts measures it on questions in the articles and outside.
 */
export const isAnswer = ({ score, matched }: Passage): boolean => score >= (matched > 1 ? 0.5 : 0.6)

const fields = ['title', 'heading', 'also', 'body']

/**
 * Full-text search over sections. MiniSearch ranks; the score that decides between an answer and “I do not know” is the share of
 * the question's weight (rare words weigh more, words that no article has weigh most) that the section covers.
 */
export function makeRetrieval(sections: Section[]): Retrieval {
  const index = new MiniSearch<{ id: number; folder: string }>({
    fields,
    storeFields: ['folder'],
    tokenize: terms,
    processTerm: (term) => term,
  })
  index.addAll(sections.map((section, id) => ({ ...section, id, body: section.lines.join('\n') })))
  const weigh = makeWeights(sections)

  return {
    find(query, { service = '', limit = 3 } = {}) {
      const asked = [...new Set(terms(query))]
      if (asked.length === 0) return []
      const home = slug(service)
      const total = asked.reduce((sum, term) => sum + weigh(term), 0)
      const results = index.search(query, {
        boost: { title: 2, heading: 4, also: 1.5 },
        prefix: (term) => term.length > 3,
        fuzzy: (term) => (term.length > 5 ? 2 : term.length > 4 ? 1 : false),
        boostDocument: (_id, _term, stored) => (stored?.folder === home ? 1.25 : 1),
      })
      return results
        .slice(0, 12)
        .map((result) => {
          const section = sections[result.id as number] as Section
          const covered = result.queryTerms.reduce((sum, term) => sum + weigh(term) * trust(term, result.match), 0)
          const matched = result.queryTerms.filter((term) => trust(term, result.match) >= 0.6).length
          return { section, score: covered / total, matched, rank: result.score }
        })
        .map((passage, _place, all) => ({
          ...passage,
          rank:
            passage.rank / (all[0]?.rank || 1) +
            passage.score +
            0.6 * echo(passage.section.heading, query) +
            opening(passage.section),
        }))
        .sort((a, b) => b.rank - a.rank)
        .slice(0, limit)
        .map(({ section, score, matched }) => ({ section, score, matched }))
    },
  }
}

/** The folder that belongs to a service: “Sales & Advice” keeps its articles in `sales-advice`. */
function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join('-') ?? ''
  )
}

/** The share of a heading's words, common ones too, that the question uses: tells “cancel one of two” from “cancel an order”. */
function echo(heading: string, query: string): number {
  const asked = new Set(plainWords(query))
  const words = plainWords(heading)
  return words.filter((word) => asked.has(word)).length / (words.length || 1)
}

/** An article opens with what most people want to know, so it wins where the sections are otherwise alike. */
function opening(section: Section): number {
  return section.id.endsWith('#0') ? 0.15 : 0
}

function plainWords(text: string): string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? []
}

/** How far a found word stands for the asked one, and whether it stands where the subject stands or just somewhere in the text. */
function trust(asked: string, match: Record<string, string[]>): number {
  let best = 0
  for (const [found, where] of Object.entries(match)) {
    const likeness =
      found === asked ? 1 : found.startsWith(asked) || swapped(asked, found) ? 0.85 : similar(asked, found) ? 0.55 : 0
    const place = where.some((field) => field !== 'body') ? 1 : 0.75
    best = Math.max(best, likeness * place)
  }
  return best
}

/** “retrun”: the same letters in another order. */
function swapped(a: string, b: string): boolean {
  return a.length === b.length && similar(a, b) && [...a].sort().join('') === [...b].sort().join('')
}

function similar(a: string, b: string): boolean {
  return a[0] === b[0] && Math.abs(a.length - b.length) <= 2
}

function makeWeights(sections: Section[]): (term: string) => number {
  const seen = new Map<string, number>()
  for (const section of sections) {
    const words = new Set(terms([section.title, section.heading, section.also, ...section.lines].join('\n')))
    for (const word of words) seen.set(word, (seen.get(word) ?? 0) + 1)
  }
  const known = [...seen.keys()]
  const weight = (count: number) => Math.log(1 + sections.length / (count + 0.5))
  const cache = new Map<string, number>()
  return (term) => {
    const held = cache.get(term)
    if (held !== undefined) return held
    const count = seen.get(term) ?? (known.some((word) => word.startsWith(term)) ? 2 : 1)
    const value = weight(count)
    if (cache.size < 5_000) cache.set(term, value)
    return value
  }
}
