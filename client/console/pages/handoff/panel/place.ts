import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js'

/** Nearer than this to its end, in px, the transcript follows what comes. */
const NEAR = 60
/** Nearer than this to what is drawn of its beginning, in px, more is drawn. */
const TOP = 200

/** Where one reads in a transcript. */
export interface Place {
  ref: (scroller: HTMLElement) => void
  /** So many things came below while one read further up. */
  below: Accessor<number>
  toEnd: () => void
}

/**
 * Keeps the reader’s place: at the end it follows what comes, further up it stays and counts.
 * @param length how many events there are
 * @param older called when one comes near the beginning of what is drawn
 */
export function createPlace(length: Accessor<number>, older: () => void): Place {
  const [below, setBelow] = createSignal(0)
  let scroller: HTMLElement | undefined
  let height = 0
  // The column is turned round: 0 is the end, and upwards is negative.
  const away = (element: HTMLElement) => element.scrollTop < -NEAR

  const look = () => {
    if (!scroller) return
    height = scroller.scrollHeight
    if (!away(scroller)) setBelow(0)
    if (scroller.scrollHeight - scroller.clientHeight + scroller.scrollTop < TOP) older()
  }
  createEffect(
    on(
      length,
      (now, before) => {
        if (!scroller || !before) return
        const grown = scroller.scrollHeight - height
        height = scroller.scrollHeight
        if (!away(scroller)) {
          scroller.scrollTop = 0
          return
        }
        scroller.scrollTop -= grown
        setBelow((count) => count + now - before)
      },
      { defer: true },
    ),
  )
  onCleanup(() => scroller?.removeEventListener('scroll', look))
  return {
    ref: (element) => {
      scroller = element
      element.addEventListener('scroll', look, { passive: true })
    },
    below,
    toEnd: () => scroller?.scrollTo({ top: 0, behavior: 'smooth' }),
  }
}
