import type { Person } from '../../../../domain/actor.ts'
import type { OperatorView } from '../../../../domain/wire.ts'
import type { Row } from '../../live/ranking.ts'

export type View = 'human' | 'ai'

/** The conversations under one heading of the list, most urgent first. */
export interface Group {
  key: string
  title: string
  /** Whose they are; null for those that nobody owns, and in the AI Agent view. */
  person: Person | null
  rows: readonly Row[]
}

export const UNASSIGNED = 'unassigned'

/**
 * F8. Human Agent view: Unassigned first, then one’s own, then each colleague’s, those at a console first. AI Agent view: by the
 * AI agent that had the conversation.
 * @param rows those that people have, and are wanted
 */
export function grouped(
  rows: readonly Row[],
  view: View,
  { me, operators }: { me: string; operators: readonly Pick<OperatorView, 'id' | 'online'>[] },
): Group[] {
  const groups = new Map<string, { title: string; person: Person | null; rows: Row[] }>()
  for (const row of rows.toSorted(mostUrgent)) {
    const { owner } = row.held
    const key = view === 'ai' ? `agent ${row.conversation.agent}` : (owner?.id ?? UNASSIGNED)
    const title = view === 'ai' ? row.conversation.agent : (owner?.name ?? 'Unassigned')
    const group = groups.get(key) ?? { title, person: view === 'ai' ? null : owner, rows: [] }
    groups.set(key, group)
    group.rows.push(row)
  }
  const online = new Set(operators.filter((one) => one.online).map(({ id }) => id))
  const rank = (key: string) => (key === UNASSIGNED ? 0 : key === me ? 1 : online.has(key) ? 2 : 3)
  return [...groups]
    .map(([key, group]) => ({ key, ...group }))
    .sort((a, b) => (view === 'human' ? rank(a.key) - rank(b.key) : 0) || a.title.localeCompare(b.title))
}

const mostUrgent = (a: Row, b: Row) => b.urgency - a.urgency || a.startedAt - b.startedAt
