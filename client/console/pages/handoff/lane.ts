import { type Accessor, createSignal, onCleanup } from 'solid-js'
import type { Row } from '../../live/ranking.ts'
import type { Lane, Placed } from './service-cards.tsx'

/** The scrolling list of all services: where it stands, and how to bring a card onto the screen. */
export interface Scroller extends Lane {
  ref: (element: HTMLElement) => void
  place: (serviceId: string, placed: Placed) => void
  /** Scrolls so that the row is wholly seen, and gives it the focus. */
  reveal: (row: Row) => void
  top: () => void
}

/** What stays free above and below a card that was brought onto the screen, in px. */
const AIR = 80

export function createScroller(): Scroller {
  let lane: HTMLElement | undefined
  const lists = new Map<string, Placed>()
  const [moved, move] = createSignal<void>(undefined, { equals: false })
  const sizes = new ResizeObserver(() => move())
  let scheduled = 0
  const soon = () => {
    scheduled ||= requestAnimationFrame(() => {
      scheduled = 0
      move()
    })
  }
  onCleanup(() => {
    sizes.disconnect()
    cancelAnimationFrame(scheduled)
    lane?.removeEventListener('scroll', soon)
  })
  return {
    element: () => lane,
    moved: moved as Accessor<void>,
    ref: (element) => {
      lane = element
      element.addEventListener('scroll', soon, { passive: true })
      sizes.observe(element)
    },
    place: (serviceId, placed) => {
      lists.set(serviceId, placed)
      sizes.observe(placed.list)
    },
    reveal: (row) => {
      const placed = lists.get(row.serviceId)
      if (!lane || !placed?.list.isConnected) return
      const top = placed.list.getBoundingClientRect().top - lane.getBoundingClientRect().top + placed.top(row)
      if (top < AIR) lane.scrollTop += top - AIR
      else if (top > lane.clientHeight - AIR - 100) lane.scrollTop += top - lane.clientHeight + AIR + 100
      move()
      // Drawn by now, since signals are: it can take the focus.
      placed.list.querySelector<HTMLElement>(`[data-id="${row.id}"] a`)?.focus({ preventScroll: true })
    },
    top: () => lane?.scrollTo({ top: 0 }),
  }
}
