import { useLocation, useNavigate, useParams, useSearchParams } from '@solidjs/router'
import { createMemo } from 'solid-js'
import type { Row } from '../../live/ranking.ts'
import { type Flagged, flaggedOptions, type Wanted, type Whose, whoseOptions } from './filters.ts'
import type { View } from './groups.ts'

/** What this screen shows stands in its address: a link, a reload, the way back all lead to the same picture. */
export interface Address {
  /** The conversation that one is at. */
  open: () => string | null
  /** All that are open side by side, the one that one is at among them. */
  columns: () => readonly string[]
  /** It stays open when another is opened. */
  isKept: (conversationId: string) => boolean
  view: () => View
  wanted: () => Wanted
  filtered: () => boolean
  to: (conversationId: string | null) => string
  go: (conversationId: string | null) => void
  /** To another of those that are open: all of them stay. */
  turnTo: (conversationId: string) => void
  /** Keeps it open beside the others, or no longer. */
  keep: (conversationId: string) => void
  close: (conversationId: string) => void
  setView: (view: View) => void
  /** Changes some filters, and leaves the others. */
  filter: (changes: Partial<Wanted>) => void
}

const among = <T extends string>(value: unknown, options: readonly T[]): T =>
  options.find((option) => option === value) ?? (options[0] as T)

/** So many stand side by side: more nobody can follow, and no screen has room for. */
const MOST = 4

export function useAddress(): Address {
  const params = useParams<{ id?: string }>()
  const location = useLocation()
  const navigate = useNavigate()
  const [search, setSearch] = useSearchParams<{
    view?: string
    whose?: string
    service?: string
    flag?: string
    q?: string
    beside?: string
  }>()
  const open = () => params.id ?? null
  const kept = createMemo(() => [...new Set(String(search.beside ?? '').split(','))].filter(Boolean).slice(0, MOST - 1))
  const columns = createMemo(
    () => {
      const id = open()
      return id === null || kept().includes(id) ? kept() : [...kept(), id]
    },
    [],
    { equals: same },
  )
  const at = (conversationId: string | null, beside: readonly string[]) => {
    const query = new URLSearchParams(location.search)
    if (beside.length) query.set('beside', beside.join(','))
    else query.delete('beside')
    const text = query.toString().replaceAll('%2C', ',')
    return `/human-agents${conversationId ? `/${encodeURIComponent(conversationId)}` : ''}${text && `?${text}`}`
  }
  const to = (conversationId: string | null) => at(conversationId, kept())
  const wanted = (): Wanted => ({
    whose: among<Whose>(search.whose, whoseOptions),
    service: search.service ? String(search.service) : null,
    flagged: among<Flagged>(search.flag, flaggedOptions),
    query: String(search.q ?? ''),
  })
  return {
    open,
    columns,
    isKept: (id) => kept().includes(id),
    view: () => (search.view === 'ai' ? 'ai' : 'human'),
    wanted,
    filtered: () => {
      const { whose, service, flagged, query } = wanted()
      return whose !== 'all' || service !== null || flagged !== 'all' || query !== ''
    },
    to,
    go: (id) => navigate(to(id), { scroll: false }),
    turnTo: (id) => {
      const from = open()
      if (from === id || !columns().includes(id)) return
      navigate(at(id, from === null || kept().includes(from) ? kept() : [...kept(), from]), {
        replace: true,
        scroll: false,
      })
    },
    keep: (id) => {
      const beside = kept().includes(id) ? kept().filter((one) => one !== id) : [...kept(), id].slice(-(MOST - 1))
      navigate(at(open(), beside), { replace: true, scroll: false })
    },
    close: (id) => {
      const beside = kept().filter((one) => one !== id)
      navigate(at(open() === id ? (beside.at(-1) ?? null) : open(), beside), { scroll: false })
    },
    setView: (view) => setSearch({ view: view === 'human' ? null : view }, { replace: true, scroll: false }),
    filter: (changes) => {
      const { whose, service, flagged, query } = { ...wanted(), ...changes }
      setSearch(
        {
          whose: whose === 'all' ? null : whose,
          service,
          flag: flagged === 'all' ? null : flagged,
          q: query || null,
        },
        { replace: true, scroll: false },
      )
    },
  }
}

const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((id, i) => id === b[i])

/** The rows of `all` in the order of the list that is shown, one after another. */
export const flat = (groups: readonly { rows: readonly Row[] }[]): Row[] => groups.flatMap(({ rows }) => [...rows])
