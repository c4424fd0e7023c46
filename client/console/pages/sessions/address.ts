import { useLocation, useNavigate, useParams, useSearchParams } from '@solidjs/router'

/** What the list can be narrowed by, as `GET /sessions` knows it; a day is a day of whoever looks. */
export const filterNames = [
  'text',
  'status',
  'serviceId',
  'agent',
  'responsible',
  'flag',
  'channel',
  'handedOff',
  'from',
  'to',
] as const
export type FilterName = (typeof filterNames)[number]
export type Filters = Partial<Record<FilterName, string>>
export type Sort = 'newest' | 'oldest' | 'messages'

/** What this screen shows stands in its address: a link, a reload, the way back all lead to the same picture. */
export interface Address {
  /** The session that is open beside the list. */
  open: () => string | null
  filters: () => Filters
  sort: () => Sort
  to: (id: string | null) => string
  go: (id: string | null) => void
  set: (changes: Partial<Record<FilterName | 'sort', string | null>>) => void
  clear: () => void
}

export function useAddress(): Address {
  const params = useParams<{ id?: string }>()
  const location = useLocation()
  const navigate = useNavigate()
  const [search, setSearch] = useSearchParams()
  const to = (id: string | null) => `/sessions${id ? `/${id}` : ''}${location.search}`
  const quietly = { replace: true, scroll: false }
  return {
    open: () => params.id ?? null,
    filters: () =>
      Object.fromEntries(
        filterNames.flatMap((name) => (search[name] ? [[name, String(search[name])]] : [])),
      ) as Filters,
    sort: () => (['oldest', 'messages'] as const).find((sort) => sort === search['sort']) ?? 'newest',
    to,
    go: (id) => navigate(to(id), { scroll: false }),
    set: (changes) => setSearch(changes, quietly),
    clear: () => setSearch(Object.fromEntries(filterNames.map((name) => [name, null])), quietly),
  }
}

/** The query of `GET /sessions` for these filters: days become times. */
export function queryOf(filters: Filters, sort: Sort): URLSearchParams {
  const query = new URLSearchParams({ sort })
  for (const name of filterNames) {
    const value = filters[name]?.trim()
    if (!value) continue
    if (name === 'from' || name === 'to') {
      const day = dayOf(value)
      // “To” is a whole day, its end is the next one's beginning.
      if (day)
        query.set(
          name,
          (name === 'to' ? new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1) : day).toISOString(),
        )
    } else query.set(name, value)
  }
  return query
}

/** The first moment of a day such as 2026-11-22 where whoever looks is, or null. */
function dayOf(text: string): Date | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  const date = new Date(Number(year), Number(month) - 1, Number(day))
  return Number.isNaN(date.getTime()) ? null : date
}

/** Today as such a day. */
export const today = (now = new Date()): string =>
  [now.getFullYear(), String(now.getMonth() + 1).padStart(2, '0'), String(now.getDate()).padStart(2, '0')].join('-')
