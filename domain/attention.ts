import type { Conversation } from './conversation.ts'
import type { Because, Flag } from './flags.ts'

/** Needs attention: at least one open flag (laws.md, “When attention opens and ends”). A claim closes those that were open. */
export const needsAttention = (conversation: Pick<Conversation, 'flags' | 'resolvedAt'>): boolean =>
  conversation.resolvedAt === null && conversation.flags.some((flag) => flag.state === 'open')

/** The flags that a claim, Resume or Resolve closes: the open ones and the snoozed ones. */
export const closable = (flags: Flag[]): Flag[] =>
  flags.filter((flag) => flag.state === 'open' || flag.state === 'snoozed')

/** The flags that open again when an owner lets go before having replied. */
export const reopenable = (flags: Flag[]): Flag[] =>
  flags.filter((flag) => flag.state === 'acknowledged' && (flag.because satisfies Because | null) === 'claimed')
