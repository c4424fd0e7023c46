import { z } from 'zod'

/** Why a conversation may need a person (H8). */
export const FlagKind = z.enum(['thumbs_down', 'non_answer', 'negative_feedback', 'help_requested'])
export type FlagKind = z.infer<typeof FlagKind>

export const Sentiment = z.enum(['neutral', 'angry', 'happy'])
export type Sentiment = z.infer<typeof Sentiment>

export const FlagState = z.enum(['open', 'acknowledged', 'snoozed', 'false_alarm'])
export type FlagState = z.infer<typeof FlagState>

/**
 * B5: the words that raised a flag, a piece of the message around them, how sure the detector is (0 to 1), and who said so.
 * By `failure` the AI said nothing at all, and the quote is what went wrong. By `handoff` the AI gave the conversation to people,
 * or wanted to, and the quote is what the customer had said.
 */
export const Why = z.object({
  quote: z.string(),
  cues: z.array(z.string()),
  score: z.number(),
  by: z.enum(['detector', 'caller', 'customer', 'failure', 'handoff']),
})
export type Why = z.infer<typeof Why>

/** What ended or suspended a flag. Only a flag that a claim closed opens again on release. */
export const Because = z.enum([
  'claimed',
  'seen',
  'false_alarm',
  'snoozed',
  'resumed',
  'resolved',
  'released',
  'snooze_over',
])
export type Because = z.infer<typeof Because>

export const Flag = z.object({
  kind: FlagKind,
  messageId: z.string(),
  at: z.string(),
  why: Why,
  state: FlagState,
  because: Because.nullable(),
  until: z.string().nullable().describe('snoozed until, RFC 3339'),
})
export type Flag = z.infer<typeof Flag>

/** The labels of seeds/004 (Attention Flags), word for word. */
export const flagLabel: Record<FlagKind, string> = {
  thumbs_down: 'Thumbs Down',
  non_answer: 'Non-Answer',
  negative_feedback: 'Negative Feedback',
  help_requested: 'Help Requested',
}

/** One thing that a detector found: `cues` are exact pieces of the text, `score` goes from 0 to 1. */
export interface Finding {
  kind: FlagKind
  score: number
  cues: string[]
}

export interface Detection {
  flags: Finding[]
  sentiment: Sentiment
}

/** Pure and under a millisecond: it runs on every message before the commit. `prompt` is the customer's message that a reply answers. */
export type Detect = (message: { role: 'customer' | 'ai' | 'operator'; text: string; prompt?: string }) => Detection

export const noDetection: Detection = { flags: [], sentiment: 'neutral' }
