import { FlagKind } from '../../../../domain/flags.ts'
import { textOf, wordsOf } from '../../conversation/search.ts'
import { LATE } from '../../conversation/why.tsx'
import type { Row } from '../../live/ranking.ts'

export const whoseOptions = ['all', 'mine', 'unassigned'] as const
export type Whose = (typeof whoseOptions)[number]

/** `any`: of whatever kind; `long`: the customer waits too long for a person. */
export const flaggedOptions = ['all', 'any', ...FlagKind.options, 'long'] as const
export type Flagged = (typeof flaggedOptions)[number]

/** Which conversations somebody wants to see (F8). */
export interface Wanted {
  whose: Whose
  /** A service’s id. */
  service: string | null
  flagged: Flagged
  query: string
}

export const everything: Wanted = { whose: 'all', service: null, flagged: 'all', query: '' }

/**
 * Says of a conversation whether it is wanted.
 * @param me the id of who looks
 * @param waits how long a row’s customer waits for a person by now, in milliseconds
 */
export function wants(wanted: Wanted, me: string, waits: (row: Row) => number): (row: Row) => boolean {
  const words = wordsOf(wanted.query)
  return (row) => {
    const { owner } = row.held
    if (wanted.whose === 'mine' && owner?.id !== me) return false
    if (wanted.whose === 'unassigned' && owner) return false
    if (wanted.service && row.serviceId !== wanted.service) return false
    if (!isFlagged(row, wanted.flagged, waits)) return false
    return words.every((word) => textOf(row).includes(word))
  }
}

function isFlagged(row: Row, flagged: Flagged, waits: (row: Row) => number): boolean {
  if (flagged === 'all') return true
  if (flagged === 'long') return waits(row) >= LATE
  // Seen ones, too: a claim settles the flag, and what it was about is still the reason why this is here.
  const flags = row.conversation.flags.filter(({ state }) => state !== 'false_alarm')
  return flagged === 'any' ? flags.length > 0 : flags.some(({ kind }) => kind === flagged)
}
