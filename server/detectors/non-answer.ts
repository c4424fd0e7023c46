import type { Finding } from '../../domain/flags.ts'
import { findMoves, type Move } from './answer-phrases.ts'
import { helpRequested } from './help-requested.ts'
import type { Match } from './phrases.ts'
import { quote, type Reading, read, type Word } from './words.ts'

/** A piece of a reply between full stops, a “but”, or a “however”, with what it does. */
interface Piece {
  readonly from: number
  readonly to: number
  readonly moves: readonly Match<Move>[]
  readonly does: Move | 'tells'
}

// How many words of substance beside a refusal make it an answer after all.
const enough = 14
const raisedFrom = 0.5

/**
 * The AI's reply leaves the customer's question unanswered (H8, O1). Looks at what the reply is made of, not at its apologies: a refusal
 * counts only if nothing stands beside it that helps: steps, data, an explanation, or a question for what is missing.
 */
export function nonAnswer(reading: Reading, prompt?: string): Finding | undefined {
  const pieces = piecesOf(reading)
  const failed = pieces.filter(({ does }) => does === 'lacks' || does === 'refuses')
  const referring = pieces.filter(({ does }) => does === 'refers')
  if (failed.length === 0 && referring.length === 0) return undefined
  if (hasSteps(reading.text) || pieces.some(({ does }) => does === 'asks')) return undefined

  const told = pieces.filter(({ does }) => does === 'tells').reduce((sum, piece) => sum + weigh(reading, piece), 0)
  const score =
    failed.length > 0 ? scoreOf(failed, pieces, told) : asksForContact(prompt) ? 0 : rounded(0.65 - told / 20)
  if (score < raisedFrom) return undefined
  const kinds = new Set<Move>(failed.length > 0 ? ['lacks', 'refuses', 'repeat'] : ['refers'])
  const cues = pieces.flatMap(({ moves }) => moves.filter(({ value }) => kinds.has(value)))
  return { kind: 'non_answer', score, cues: apart(cues).map(({ from, to }) => quote(reading, from, to)) }
}

function scoreOf(failed: readonly Piece[], pieces: readonly Piece[], told: number): number {
  const reasoned = pieces.some(({ moves }) => moves.some(({ value }) => value === 'reason'))
  if (reasoned && failed.every(({ does }) => does === 'refuses')) return 0
  const base = failed.some(({ does }) => does === 'lacks') ? 0.95 : 0.8
  return rounded(base - (0.45 * told) / enough)
}

const rounded = (score: number) => Math.round(Math.max(0, score) * 100) / 100

function piecesOf(reading: Reading): Piece[] {
  const { words } = reading
  const moves = findMoves(words)
  const pieces: Piece[] = []
  for (let from = 0, to = 0; from < words.length; from = to + 1) {
    to = from
    while (to + 1 < words.length && !isSeam(words, to + 1)) to += 1
    const whole = piece(reading, moves, from, to)
    const cut = seamAfterRefusal(words, whole)
    if (cut === undefined) pieces.push(whole)
    else pieces.push(piece(reading, moves, from, cut), piece(reading, moves, cut + 1, to))
  }
  return pieces
}

function piece(reading: Reading, moves: readonly Match<Move>[], from: number, to: number): Piece {
  const inside = moves.filter((match) => match.from >= from && match.to <= to)
  return { from, to, moves: inside, does: deed(reading, from, to, inside) }
}

/** The last word of the clause that refuses, where at least five words follow it: “I couldn't find it, [it is usually under …]”. */
function seamAfterRefusal(words: readonly Word[], { to, moves, does }: Piece): number | undefined {
  const refusal =
    does === 'lacks' || does === 'refuses'
      ? moves.find(({ value }) => value === 'lacks' || value === 'refuses')
      : undefined
  if (!refusal) return undefined
  let cut = refusal.to
  while (cut < to && words[cut + 1]?.clause === words[refusal.to]?.clause) cut += 1
  return to - cut >= 5 ? cut : undefined
}

const turns = new Set(['but', 'however', 'although', 'though', 'nevertheless', 'meanwhile', 'instead'])

function isSeam(words: readonly Word[], at: number): boolean {
  return words[at]?.sentence !== words[at - 1]?.sentence || turns.has(words[at]?.is ?? '')
}

const conditions = new Set(['if', 'when', 'whenever', 'once', 'until'])

function deed({ words, text }: Reading, from: number, to: number, moves: readonly Match<Move>[]): Move | 'tells' {
  const has = (move: Move) => moves.some(({ value }) => value === move)
  const asked = text[words[to]?.end ?? 0] === '?'
  if (has('repeat')) return 'lacks'
  if (asked && has('asks') && !has('refers')) return 'asks'
  const failing = moves.find(({ value }) => value === 'lacks' || value === 'refuses')
  const supposed =
    failing &&
    words
      .slice(from, failing.from)
      .some(({ is, clause }) => conditions.has(is) && clause === words[failing.from]?.clause)
  if (failing && !supposed) return has('lacks') ? 'lacks' : 'refuses'
  if (has('hands')) return 'hands'
  if (has('refers')) return 'refers'
  if (has('asks') || (asked && !has('courtesy'))) return 'asks'
  if (has('courtesy') && to - from < 24) return 'courtesy'
  return to - from < 1 ? 'courtesy' : 'tells'
}

/** The words of substance of a piece; a number, a price, a time, an address or a name count more. */
function weigh(reading: Reading, { from, to }: Piece): number {
  const facts = quote(reading, from, to).match(/\d[\d.,:]*|[$€£%]/g)?.length ?? 0
  return to - from + 1 + 3 * facts
}

/** A list, or one thing to do after another. */
function hasSteps(text: string): boolean {
  const items = text.match(/(?:^|\n)[ \t]*(?:\d{1,2}[.)]|[-*•])[ \t]/g)?.length ?? 0
  return items >= 2
}

const contacts = new Set(['contact', 'phone', 'email', 'reach', 'number', 'hotline', 'address'])

/** The customer asked whom to turn to: then a pointer is the answer. */
function asksForContact(prompt: string | undefined): boolean {
  if (prompt === undefined) return false
  const asked = read(prompt)
  return asked.words.some(({ is }) => contacts.has(is)) || helpRequested(asked) !== undefined
}

/** Without those that overlap an earlier, longer one. */
function apart(matches: readonly Match<Move>[]): Match<Move>[] {
  const sorted = [...matches].sort((one, other) => one.from - other.from || other.to - one.to)
  const kept: Match<Move>[] = []
  for (const match of sorted) if (match.from > (kept.at(-1)?.to ?? -1)) kept.push(match)
  return kept
}
