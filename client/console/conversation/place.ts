import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js'

/** Nearer than this to its end, in px, the transcript follows what comes. */
const NEAR = 60
/** Nearer than this to the beginning of what is drawn, in px, more is drawn. */
const TOP = 200

/** Where one reads in a transcript. */
export interface Place {
  ref: (scroller: HTMLElement) => void
  /** So many things came below while one read further up. */
  below: Accessor<number>
  /** One reads further up. */
  isAway: () => boolean
  toEnd: () => void
}

/**
 * Keeps the reader’s place: at the end it follows what comes; further up the line that is read stays where it is, whatever
 * grows above or below it.
 * @param length how many events there are
 * @param older called when one comes near the beginning of what is drawn
 */
export function createPlace(length: Accessor<number>, older: () => void): Place {
  const [below, setBelow] = createSignal(0)
  let scroller: HTMLElement | undefined
  let away = false
  let read: { line: Element; at: number } | null = null
  let mine = Number.NaN

  const look = () => {
    // Its own move is told a frame later, when more may have come: the line that is read is still the same.
    if (!scroller || Math.abs(scroller.scrollTop - mine) < 1) return
    mine = Number.NaN
    // The column is turned round: 0 is the end, and upwards is negative.
    away = scroller.scrollTop < -NEAR
    read = away ? lineIn(scroller) : null
    if (!away) setBelow(0)
    if (scroller.scrollHeight - scroller.clientHeight + scroller.scrollTop < TOP) older()
  }
  const sizes = new ResizeObserver(() => {
    if (!scroller) return
    if (!away) scroller.scrollTop = 0
    if (!read?.line.isConnected) return
    scroller.scrollTop += read.line.getBoundingClientRect().top - read.at
    mine = scroller.scrollTop
  })
  createEffect(on(length, (now, before = now) => away && setBelow((count) => count + now - before), { defer: true }))
  onCleanup(() => {
    sizes.disconnect()
    scroller?.removeEventListener('scroll', look)
  })
  return {
    ref: (element) => {
      scroller = element
      // The browser's own anchoring would move it a second time, in some browsers and at some times.
      element.style.setProperty('overflow-anchor', 'none')
      element.addEventListener('scroll', look, { passive: true })
      if (element.firstElementChild) sizes.observe(element.firstElementChild)
    },
    below,
    isAway: () => away,
    toEnd: () => scroller?.scrollTo({ top: 0, behavior: 'smooth' }),
  }
}

/** The line at the upper edge, and how far from the top of the window it stands. */
function lineIn(scroller: HTMLElement): { line: Element; at: number } | null {
  const { left, width, top } = scroller.getBoundingClientRect()
  for (const x of [left + width / 4, left + width / 2, left + (3 * width) / 4]) {
    const line = document.elementFromPoint(x, top + 40)?.closest('.msg, .marker, .sys, .note, .draft')
    if (line && scroller.contains(line)) return { line, at: line.getBoundingClientRect().top }
  }
  return null
}
