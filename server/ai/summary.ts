import type { Detect, Sentiment } from '../../domain/flags.ts'
import type { Turn } from './answerer.ts'
import { countWords, sentences, terms } from './words.ts'

export interface Summary {
  /** At most 45 tokens, only sentences that the customer wrote, in their order. '' when the customer wrote nothing that tells. */
  summary: string
  sentiment: Sentiment
}

const tokenLimit = 45

/**
 * The handoff's payload (row O7) from what the customer could see. Extractive, so that every statement is the customer's own.
 * With `detect` the sentiment is that of the detector, else a few plain words decide.
 */
export function summarise(history: Turn[], detect: Detect = plainSentiment): Summary {
  const told = history.filter((turn) => turn.role === 'customer' && turn.text.trim() !== '')
  return {
    summary: extract(
      told.map((turn) => turn.text),
      history,
    ),
    sentiment: feel(told, detect),
  }
}

interface Candidate {
  text: string
  place: number
  size: number
  terms: Set<string>
}

/** Takes sentences one by one, each time the one that adds most weight for its length, while there is room. */
function extract(messages: string[], history: Turn[]): string {
  const weight = weigh(history)
  const open = candidates(messages)
  const taken: Candidate[] = []
  const covered = new Set<string>()
  let room = tokenLimit
  for (;;) {
    const gain = (candidate: Candidate) => {
      const fresh = [...candidate.terms].filter((term) => !covered.has(term))
      return fresh.reduce((sum, term) => sum + weight(term), 0) / candidate.size ** 0.8
    }
    const fitting = open.filter(
      (candidate) => candidate.size <= room && !taken.includes(candidate) && gain(candidate) > 0,
    )
    const best = fitting.sort((a, b) => gain(b) - gain(a))[0]
    if (!best) break
    taken.push(best)
    for (const term of best.terms) covered.add(term)
    room -= best.size
  }
  return taken
    .sort((a, b) => a.place - b.place)
    .map(({ text }) => (/[.!?…]$/.test(text) ? text : `${text}.`))
    .join(' ')
}

function candidates(messages: string[]): Candidate[] {
  const said = new Set<string>()
  const all: Candidate[] = []
  for (const piece of messages.flatMap((message) => sentences(message.slice(0, 4_000))).slice(0, 400)) {
    const text = cut(withoutOpening(piece))
    const key = text.toLowerCase()
    if (said.has(key)) continue
    said.add(key)
    all.push({ text, place: all.length, size: countWords(text), terms: subject(text) })
  }
  return all.filter((candidate) => candidate.terms.size > 0 && (candidate.size > 3 || /\d/.test(candidate.text)))
}

/** Politeness before the matter: “Hi, could you please …”. */
function withoutOpening(sentence: string): string {
  return sentence
    .replace(
      /^((hi|hello|hey|bonjour|good (morning|afternoon|evening)|thanks?|thank you|ok(ay)?|yes|no|great|sure|well|please|sorry)( there| so much| very much)?[,.!\s–-]+)+/i,
      '',
    )
    .replace(/^((can|could|would) you (please )?|please )(?=\S+ )/i, '')
    .trim()
    .replace(/^\p{Ll}/u, (first) => first.toUpperCase())
}

/** A sentence longer than the whole summary keeps its beginning. */
function cut(sentence: string): string {
  if (countWords(sentence) <= tokenLimit) return sentence
  let text = ''
  for (const word of sentence.match(/\S+\s*/g) ?? []) {
    if (countWords(text + word) > tokenLimit) break
    text += word
  }
  return text.trim().slice(0, 400)
}

/** Content words, and numbers and ids, which `terms` leaves out of a search but a colleague needs. */
function subject(text: string): Set<string> {
  return new Set([
    ...terms(text),
    ...(text.match(/[\p{L}\p{N}_-]*\d[\p{L}\p{N}_-]*/gu) ?? []).map((id) => id.toLowerCase()),
  ])
}

/** What is spoken of again and again, by either side, is what it is about; ids always count. */
function weigh(history: Turn[]): (term: string) => number {
  const seen = new Map<string, number>()
  for (const turn of history.slice(-60)) {
    for (const term of subject(turn.text.slice(0, 4_000))) seen.set(term, (seen.get(term) ?? 0) + 1)
  }
  return (term) => (/\d/.test(term) ? 2 : 1) + Math.log2(seen.get(term) ?? 1)
}

/** The mood now: that of the last of the customer's latest three messages that has one. */
function feel(told: Turn[], detect: Detect): Sentiment {
  for (const { text } of told.slice(-3).reverse()) {
    const { sentiment } = detect({ role: 'customer', text })
    if (sentiment !== 'neutral') return sentiment
  }
  return 'neutral'
}

const plainSentiment: Detect = ({ text }) => ({
  flags: [],
  sentiment:
    /\b(ridiculous|unacceptable|terrible|awful|useless|furious|angry|annoy(ed|ing)|joke|worst|disgrace(ful)?|scam|fed up|sick of)\b|!!/i.test(
      text,
    )
      ? 'angry'
      : /\b(thank you so much|wonderful|perfect|great|love(ly)?|awesome|fantastic|happy)\b/i.test(text)
        ? 'happy'
        : 'neutral',
})
