import { useLocation, useNavigate, useParams, useSearchParams } from '@solidjs/router'
import { textOf } from '../../conversation/search.ts'
import type { Row, Sort } from '../../live/ranking.ts'

/** Which conversations are shown: those of one counter, or all. */
export type Shown = 'all' | 'attention' | 'paused'

/** What this screen shows stands in its address: a link, a reload, the way back all lead to the same picture. */
export interface Address {
  /** The conversation that is open in the panel. */
  open: () => string | null
  shown: () => Shown
  sort: () => Sort
  query: () => string
  filtered: () => boolean
  to: (conversationId: string | null) => string
  counter: (shown: Shown) => string
  go: (conversationId: string | null) => void
  setSort: (sort: Sort) => void
  setQuery: (query: string) => void
  clear: () => void
}

const among = <T extends string>(value: unknown, options: readonly T[]): T =>
  options.find((option) => option === value) ?? (options[0] as T)

export function useAddress(): Address {
  const params = useParams<{ id?: string }>()
  const location = useLocation()
  const navigate = useNavigate()
  const [search, setSearch] = useSearchParams<{ show?: string; sort?: string; q?: string }>()
  const shown = () => among<Shown>(search.show, ['all', 'attention', 'paused'])
  const query = () => String(search.q ?? '')
  const to = (conversationId: string | null) =>
    `/handoff${conversationId ? `/${conversationId}` : ''}${location.search}`
  return {
    open: () => params.id ?? null,
    shown,
    sort: () => among<Sort>(search.sort, ['urgent', 'newest', 'oldest']),
    query,
    filtered: () => shown() !== 'all' || query() !== '',
    to,
    counter: (next) => {
      const other = new URLSearchParams(location.search)
      if (next === 'all' || next === shown()) other.delete('show')
      else other.set('show', next)
      const text = other.toString()
      return `${location.pathname}${text && `?${text}`}`
    },
    go: (conversationId) => navigate(to(conversationId), { scroll: false }),
    setSort: (sort) => setSearch({ sort: sort === 'urgent' ? null : sort }, { replace: true, scroll: false }),
    setQuery: (text) => setSearch({ q: text || null }, { replace: true, scroll: false }),
    clear: () => setSearch({ q: null, show: null }, { replace: true, scroll: false }),
  }
}

/** Whether a conversation belongs to what is shown. */
export function matches(row: Row, shown: Shown, words: readonly string[]): boolean {
  if (shown === 'attention' && !row.attention) return false
  if (shown === 'paused' && row.held.status !== 'paused') return false
  return words.every((word) => textOf(row).includes(word))
}
