import { z } from 'zod'
import { Id } from './ids.ts'
import { Text } from './text.ts'

/** What an operator types after the slash: `/refund-info`. */
export const Shortcut = z
  .string()
  .trim()
  .toLowerCase()
  .max(40)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]*$/u, 'must be letters, digits, “-” and “_”, without spaces')

/** What a placeholder may name. */
export const placeholders = ['customer', 'operator', 'service'] as const
type Placeholder = (typeof placeholders)[number]

const PLACEHOLDER = /( ?)\{([^{}|\n]{1,40})(?:\|([^{}\n]{0,80}))?\}/gu

const isKnown = (name: string): name is Placeholder => (placeholders as readonly string[]).includes(name)

/** A text with `{customer}`, `{operator}`, `{service}` in it; `{customer|there}` says what stands where the name is not known. */
export const CannedText = Text.refine(
  (text) => [...text.matchAll(PLACEHOLDER)].every(([, , name = '']) => isKnown(name)),
  'has a placeholder that is none: {customer}, {operator} and {service} are',
)

export const CannedReply = z.object({
  id: Id,
  shortcut: z.string(),
  text: z.string(),
  serviceId: Id.nullable().describe('null: for every service'),
  version: z.number().int().describe('grows with each change; a change names the one that it saw'),
})
export type CannedReply = z.infer<typeof CannedReply>

/**
 * The text as it goes into the box. A name that is not known leaves what stands after `|`, or nothing, and then the space
 * before it goes too. What a name holds is text: a placeholder in it is not filled in.
 */
export const filledIn = (text: string, known: Partial<Record<Placeholder, string | null | undefined>>): string =>
  text.replace(PLACEHOLDER, (whole, space: string, name: string, otherwise: string | undefined) => {
    if (!isKnown(name)) return whole
    const value = known[name]?.trim() || otherwise || ''
    return value && space + value
  })

/** Those that fit what was typed after the slash: by their shortcut first, then by a word of their text. */
export function matching<T extends Pick<CannedReply, 'shortcut' | 'text'>>(replies: readonly T[], typed: string): T[] {
  const word = typed.toLowerCase()
  const rank = ({ shortcut, text }: T) =>
    shortcut.startsWith(word) ? 0 : shortcut.includes(word) ? 1 : text.toLowerCase().includes(word) ? 2 : null
  return replies
    .flatMap((reply) => {
      const at = rank(reply)
      return at === null ? [] : [{ reply, at }]
    })
    .sort((a, b) => a.at - b.at || a.reply.shortcut.localeCompare(b.reply.shortcut))
    .map(({ reply }) => reply)
}
