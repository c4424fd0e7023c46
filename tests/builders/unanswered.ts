import type { Turn } from '../../server/ai/index.ts'

/** What the customer wrote since the last answer, as the reaction tells an answerer. */
export function unanswered(history: readonly Turn[]): string[] {
  const answered = history.findLastIndex(({ role }) => role === 'ai' || role === 'operator')
  return history.slice(answered + 1).flatMap(({ role, text }) => (role === 'customer' ? [text] : []))
}
