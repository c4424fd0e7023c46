import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js'
import { controlTypes } from '../../../../domain/control-time.ts'
import type { SessionView } from '../../../../domain/wire.ts'
import { api, Problem } from '../../live/api.ts'
import type { Live } from '../../live/live.tsx'
import { type Address, queryOf } from './address.ts'

interface Page {
  items: SessionView[]
  nextCursor: string | null
  behind: number
}

/** The sessions that the address asks for, page after page, and what changes in them while one looks. */
export interface SessionList {
  items: Accessor<readonly SessionView[]>
  state: Accessor<'loading' | 'ready' | Problem>
  /** There is more, further down. */
  more: Accessor<boolean>
  loadMore: () => void
  reload: () => void
  /** So many began since the list was read. */
  fresh: Accessor<number>
  /** So many events of the log cannot be searched yet. */
  behind: Accessor<number>
  find: (id: string) => SessionView | undefined
}

/** While somebody types, the list is asked for this long after the last letter, in milliseconds. */
const TYPING = 250
const moves: ReadonlySet<string> = new Set(controlTypes)

export function createSessionList(
  address: Address,
  { board, onReload }: Pick<Live, 'board' | 'onReload'>,
): SessionList {
  const [items, setItems] = createSignal<readonly SessionView[]>([])
  const [state, setState] = createSignal<'loading' | 'ready' | Problem>('loading')
  const [cursor, setCursor] = createSignal<string | null>(null)
  const [fresh, setFresh] = createSignal(0)
  const [behind, setBehind] = createSignal(0)
  let asking = new AbortController()

  const query = () => queryOf(address.filters(), address.sort()).toString()

  const ask = async (after: string | null) => {
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    setState('loading')
    try {
      const at = after === null ? '' : `&cursor=${encodeURIComponent(after)}`
      const page = await api<Page>(`/sessions?${query()}${at}`, { signal })
      if (signal.aborted) return
      if (after === null) setFresh(0)
      setItems((before) => (after === null ? page.items : unique([...before, ...page.items])))
      setCursor(page.nextCursor)
      setBehind(page.behind)
      setState('ready')
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof Problem)) throw error
      setState(error)
    }
  }

  /** One whose control moved is read again: how long it was with whom is reckoned from the log. */
  const refresh = async (id: string) => {
    const page = await api<Page>(`/sessions?text=${id}`).catch(() => null)
    const [now] = page?.items ?? []
    if (now) setItems((before) => before.map((item) => (item.id === id ? now : item)))
  }

  let typed: ReturnType<typeof setTimeout> | undefined
  createEffect(
    on(query, (_now, before) => {
      clearTimeout(typed)
      if (before === undefined) return void ask(null)
      typed = setTimeout(() => void ask(null), TYPING)
    }),
  )
  onCleanup(
    board.listen(({ event }) => {
      if (event.type === 'conversation.opened') setFresh((count) => count + 1)
      const id = event.conversationId
      if (id && moves.has(event.type) && items().some((item) => item.id === id)) void refresh(id)
    }),
  )
  onCleanup(onReload(() => void ask(null)))
  onCleanup(() => {
    clearTimeout(typed)
    asking.abort()
  })

  return {
    items,
    state,
    more: () => cursor() !== null,
    loadMore: () => {
      const at = cursor()
      if (at !== null && state() === 'ready') void ask(at)
    },
    reload: () => void ask(null),
    fresh,
    behind,
    find: (id) => items().find((item) => item.id === id),
  }
}

const unique = (items: SessionView[]): SessionView[] => [...new Map(items.map((item) => [item.id, item])).values()]
