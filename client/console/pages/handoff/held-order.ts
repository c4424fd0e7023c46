import { type Accessor, createMemo, createSignal } from 'solid-js'
import type { Row } from '../../live/ranking.ts'

/** The order of the cards, kept still while somebody points at them or walks through them with keys. */
export interface HeldOrder {
  rows: Accessor<readonly Row[]>
  /** So many would come, go or stand elsewhere. */
  moved: Accessor<number>
  /** Of those, conversations that are not on the screen yet and need a person. */
  urgent: Accessor<number>
}

/**
 * @param rows the order of now; @param held while true the order stays, and what ended stays as it ended
 * @param scope what is shown: when that changes the person asked for another list, held or not
 */
export function createHeldOrder(
  rows: Accessor<readonly Row[]>,
  held: Accessor<boolean>,
  scope: Accessor<string>,
): HeldOrder {
  const kept = createMemo<{ scope: string; rows: readonly Row[] }>((before) => {
    const now = { scope: scope(), rows: rows() }
    return before && held() && before.scope === now.scope ? before : now
  })
  return {
    rows: () => kept().rows,
    moved: createMemo(() => (kept().rows === rows() ? 0 : movedBetween(kept().rows, rows()))),
    urgent: createMemo(() => {
      if (kept().rows === rows()) return 0
      const urgent = rows().filter((row) => row.attention)
      if (urgent.length === 0) return 0
      const here = new Set(kept().rows)
      return urgent.filter((row) => !here.has(row)).length
    }),
  }
}

/** The least number of cards that must be taken out and put elsewhere to make one order of the other. */
export function movedBetween(before: readonly Row[], after: readonly Row[]): number {
  // What is alike at both ends stays; of a long list that is nearly all of it.
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head++
  let tail = 0
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  return movedAmong(before.slice(head, before.length - tail), after.slice(head, after.length - tail))
}

function movedAmong(before: readonly Row[], after: readonly Row[]): number {
  const place = new Map(before.map((row, i) => [row, i]))
  const tails: number[] = []
  let stayed = 0
  for (const row of after) {
    const at = place.get(row)
    if (at === undefined) continue
    stayed += 1
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((tails[middle] as number) < at) low = middle + 1
      else high = middle
    }
    tails[low] = at
  }
  const came = after.length - stayed
  const went = before.length - stayed
  return came + went + stayed - tails.length
}

/** How long the pointer may rest over the list before it counts as left behind, in milliseconds. */
const RESTS = 8_000

/** Whether somebody is at the list: the pointer moves over it, or a key walks through it. */
export function createAttendance(): { held: Accessor<boolean>; touch: () => void; leave: () => void } {
  const [held, setHeld] = createSignal(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  const leave = () => {
    clearTimeout(timer)
    setHeld(false)
  }
  return {
    held,
    leave,
    touch: () => {
      setHeld(true)
      clearTimeout(timer)
      timer = setTimeout(leave, RESTS)
    },
  }
}
