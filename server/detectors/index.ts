// What reads a message and says why it may need a person: pure functions of the text, offline, in the commit path.
// A new detector is a file and a line of `detectors`; a model's opinion is a task that comes later, not one of these.
import type { Detect, Detection, Finding, FlagKind } from '../../domain/flags.ts'
import { helpRequested } from './help-requested.ts'
import { negativeFeedback } from './negative-feedback.ts'
import { nonAnswer } from './non-answer.ts'
import { type Polarity, polarity } from './polarity.ts'
import { sentiment } from './sentiment.ts'
import { type Reading, read } from './words.ts'

/** How much of a message is read, in UTF-16 code units. */
export const READ_LIMIT = 4_000

/** How many cues a flag names at most: they go into the log with it. */
const MOST_CUES = 12

/** A message taken apart, as each detector gets it. */
interface Subject {
  readonly reading: Reading
  readonly polarity: Polarity
  readonly prompt: string | undefined
}

interface Detector {
  readonly reads: 'customer' | 'ai'
  readonly find: (subject: Subject) => Finding | undefined
}

// A thumbs-down is given, not written: it comes with feedback.
const detectors = {
  help_requested: { reads: 'customer', find: ({ reading }) => helpRequested(reading) },
  negative_feedback: { reads: 'customer', find: ({ reading, polarity }) => negativeFeedback(reading, polarity) },
  non_answer: { reads: 'ai', find: ({ reading, prompt }) => nonAnswer(reading, prompt) },
} as const satisfies Record<Exclude<FlagKind, 'thumbs_down'>, Detector>

/** The flags of one message, with their words, and the customer's mood. What a person of the house writes raises nothing. */
export const detect: Detect = ({ role, text, prompt }) => {
  if (role === 'operator') return { flags: [], sentiment: 'neutral' }
  const reading = read(text.slice(0, READ_LIMIT))
  const feelings = role === 'customer' ? polarity(reading) : calm
  const subject = { reading, polarity: feelings, prompt: prompt?.slice(0, READ_LIMIT) }
  const found = Object.values<Detector>(detectors).flatMap(({ reads, find }) =>
    reads === role ? (find(subject) ?? []) : [],
  )
  const flags = found.map((finding) => ({ ...finding, cues: finding.cues.slice(0, MOST_CUES) }))
  return { flags, sentiment: sentiment(feelings) } satisfies Detection
}

const calm: Polarity = { cues: [], bad: 0, good: 0 }
