import type { Finding } from '../../domain/flags.ts'
import type { Cue, Polarity } from './polarity.ts'
import { quote, type Reading } from './words.ts'

// Below this a message tells of a trouble or a mood; a bell that rings for those is soon switched off.
const raisedFrom = 1.9

// Whose fault it is: words that turn blame to the house, and words that turn it elsewhere.
const house = new Set(
  `you your youre yours u ur yall service services support company bot chatbot robot app website site system staff team agent agents customer
  business airline bank store product quality response experience`.split(/\s+/),
)
const elsewhere = new Set(
  `he she they partner husband wife boss friend friends mom mum dad mother father brother sister girlfriend boyfriend son daughter kid kids
  weather rain rains snow traffic movie song game city myself`.split(/\s+/),
)

/** The customer is displeased with the service (H8, O1). That something is broken, late or lost is not by itself displeasure. */
export function negativeFeedback(reading: Reading, { cues, bad, good }: Polarity): Finding | undefined {
  const blaming = cues.filter(({ weight, kind }) => weight < 0 && kind !== 'trouble').slice(0, enough)
  if (blaming.length === 0) return undefined
  const blame = blaming.reduce((sum, cue) => sum - cue.weight * aim(reading, cue), 0)
  const all = cues.reduce((sum, { weight }) => sum + Math.max(0, -weight), 0)
  const troubles = cues.reduce((sum, { weight, kind }) => sum + (kind === 'trouble' ? Math.max(0, -weight) : 0), 0)
  const weight = (blame + 0.3 * Math.min(troubles, 3)) * (bad / all) - 0.6 * good
  if (weight < raisedFrom) return undefined
  const score = Math.round((1 - 0.5 * Math.exp((raisedFrom - weight) / 3)) * 100) / 100
  return {
    kind: 'negative_feedback',
    score,
    cues: [...new Set(blaming.map(({ from, to }) => quote(reading, from, to)))],
  }
}

// How many words of blame are weighed, and how many words to either side of each are looked at.
const enough = 50
const reach = 25

/** How likely a cue is meant for the house, from the other words of its clause. */
function aim({ words }: Reading, { from, kind }: Cue): number {
  if (kind === 'complaint') return 1
  const near = words.slice(Math.max(0, from - reach), from + reach)
  const clause = near.filter((word) => word.clause === words[from]?.clause)
  if (clause.some(({ is }) => house.has(is))) return 1.15
  return clause.some(({ is }) => elsewhere.has(is)) ? 0.4 : 0.9
}
