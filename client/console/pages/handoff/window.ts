import { type Accessor, createMemo, createSignal, onCleanup, untrack } from 'solid-js'

/** What of a long list is near enough to be seen, and where each of its entries lies. */
export interface Window<T> {
  /** The entries to draw. */
  near: Accessor<readonly T[]>
  /** The height of the whole list, in px. */
  height: Accessor<number>
  /** How far from the top of the list an entry lies, in px. */
  top: (entry: T) => number
  /** Tells the real height of an entry, once it is drawn. */
  measured: (entry: T, height: number) => void
}

export interface WindowOptions<T> {
  entries: Accessor<readonly T[]>
  /** The height of an entry that was never drawn, gap included. */
  guess: (entry: T) => number
  /** What part of the list is on the screen: from and to, in px from its top. */
  visible: Accessor<{ from: number; to: number }>
  /** How much beyond both edges is drawn too, in px, so that a flick of the wheel meets no gap. */
  beyond: Accessor<number>
  /** The shape that a measured height belongs to: a card that grows a line is measured anew. */
  shape: (entry: T) => unknown
}

/** A window over a list: ten thousand entries cost one pass over their heights, and only those on the screen are drawn. */
export function createWindow<T extends object>({
  entries,
  guess,
  visible,
  beyond,
  shape,
}: WindowOptions<T>): Window<T> {
  const heights = new WeakMap<T, { shape: unknown; height: number }>()
  const [resized, resize] = createSignal(undefined, { equals: false })
  const heightOf = (entry: T) => {
    const known = heights.get(entry)
    return known && known.shape === shape(entry) ? known.height : guess(entry)
  }

  const layout = createMemo(() => {
    resized()
    const list = entries()
    const tops = new Float64Array(list.length + 1)
    let top = 0
    for (let i = 0; i < list.length; i++) {
      top += heightOf(list[i] as T)
      tops[i + 1] = top
    }
    return { list, tops }
  })

  const range = createMemo(
    () => {
      const { list, tops } = layout()
      const { from, to } = visible()
      return {
        first: Math.max(0, place(tops, from - beyond())),
        last: Math.min(list.length, place(tops, to + beyond()) + 1),
        list,
      }
    },
    undefined,
    { equals: (a, b) => a.list === b.list && a.first === b.first && a.last === b.last },
  )

  const places = createMemo(() => {
    const { first, last, list } = range()
    return new Map(list.slice(first, last).map((entry, i) => [entry, first + i]))
  })
  /** What is drawn is found at once; only what is far away is looked for. */
  const placeOf = (entry: T) => {
    const { list } = layout()
    const at = places().get(entry)
    return at !== undefined && list[at] === entry ? at : list.indexOf(entry)
  }

  let scheduled = 0
  onCleanup(() => cancelAnimationFrame(scheduled))
  return {
    near: () => range().list.slice(range().first, range().last),
    height: () => layout().tops.at(-1) ?? 0,
    top: (entry) => {
      const { tops } = layout()
      return tops[Math.max(0, placeOf(entry))] ?? 0
    },
    measured: (entry, height) => {
      if (height <= 0) return
      heights.set(entry, { shape: shape(entry), height })
      // Against the height that it was laid out with: a guess may have learnt better since.
      const { tops } = untrack(layout)
      const at = untrack(() => placeOf(entry))
      if (at < 0 || Math.abs((tops[at + 1] ?? 0) - (tops[at] ?? 0) - height) < 0.5) return
      scheduled ||= requestAnimationFrame(() => {
        scheduled = 0
        resize()
      })
    },
  }
}

/** The last entry that begins at or before `at`. */
function place(tops: Float64Array, at: number): number {
  let low = 0
  let high = tops.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((tops[middle] as number) <= at) low = middle
    else high = middle - 1
  }
  return low
}
