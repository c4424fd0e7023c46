import { z } from 'zod'

/** The longest text of a message or note, in characters as Unicode counts them (laws.md, Bad input). */
export const TEXT_LIMIT = 10_000

// Everything below U+0020 but tab, line feed and carriage return; DEL and the C1 block.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/

/** Embeddings, overrides and isolates (UAX #9): one of them in a name turns round the words beside it, too. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/

// Spaces, what Unicode calls ignorable (joiners, fillers, tags, marks of direction, selectors), and what is drawn as nothing
// without being called so: a blank pattern of Braille, anchors of annotations, a filler of Khitan, a note without a head.
const UNSEEN = /[\s\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb\u{16fe4}\u{1d159}]/gu

/** Whether nothing of it can be seen: the one rule for all that must not be blank. */
export const isBlank = (text: string): boolean => text.replace(UNSEEN, '') === ''

const clean = (text: string) => text.isWellFormed() && !CONTROL.test(text)
const CLEAN = 'must be well-formed text without control characters'

/** What people and models write: 1 to 10,000 characters, several lines. */
export const Text = z
  .string()
  .min(1)
  .max(TEXT_LIMIT)
  .refine(clean, CLEAN)
  .refine((text) => !isBlank(text), 'must not be blank')

/** A text that is still being written: it may be empty yet. */
export const GrowingText = z.string().max(TEXT_LIMIT).refine(clean, CLEAN)

/** An address, a number, what is searched for: one line, trimmed. */
export const line = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => clean(text) && !/[\r\n\t]/.test(text), 'must be one line without control characters')
    .transform((text) => text.trim())
    .refine((text) => !isBlank(text), 'must not be blank')

/** A name, a place: a line that leaves the direction of the words beside it alone. */
export const nameLine = (max: number) =>
  line(max).refine((text) => !TURNS.test(text), 'must not hold characters that change the direction of writing')

/** The first `max` characters on one line, cut at a word where there is one, with an ellipsis where something was cut. */
export function excerpt(text: string, max = 140): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  if (flat.length <= max) return flat
  const cut = flat.slice(0, max - 1)
  const space = cut.lastIndexOf(' ')
  return `${whole(space > max * 0.6 ? cut.slice(0, space) : cut)}…`
}

/** How many characters a text has, as the limits count them: an emoji of two code units is one. */
export const lengthOf = (text: string): number => {
  let count = 0
  for (const _ of text) count++
  return count
}

/** The part of a text around a cue: what “why flagged” quotes on a card (B5). */
export function quoteAround(text: string, cue: string | undefined, max = 110): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  const found = cue ? flat.indexOf(cue.replace(/\s+/g, ' ').trim()) : -1
  if (flat.length <= max || !cue || found < 0) return excerpt(flat, max)
  const start = Math.max(0, Math.min(found - Math.floor((max - cue.length) / 2), flat.length - max))
  const from = start === 0 ? 0 : flat.indexOf(' ', start) + 1
  const piece = flat.slice(from > found ? start : from)
  return (start === 0 ? '' : '…') + excerpt(whole(piece), max)
}

/** Without the half of a character that a cut may have left at either end: a lone surrogate cannot be stored. */
export const whole = (text: string): string => text.replace(/^[\udc00-\udfff]/, '').replace(/[\ud800-\udbff]$/, '')
