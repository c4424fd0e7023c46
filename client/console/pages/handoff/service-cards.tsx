import { type Accessor, createMemo, createSignal, For, onCleanup, onMount } from 'solid-js'
import { afterPicture } from '../../live/next-frame.ts'
import type { Row } from '../../live/ranking.ts'
import type { Address } from './address.ts'
import { ConversationCard } from './conversation-card.tsx'
import { createWindow } from './window.ts'

/** Heights of cards that were never drawn, gap included, in px; learnt from those that were. */
const learnt = { tall: 100, short: 70 }
const GAP = 8
/** So much beyond both edges of the screen is drawn too, in px. */
const BEYOND = 600

/** What the lane tells its sections: where its window is. It changes with each scroll and resize. */
export interface Lane {
  element: () => HTMLElement | undefined
  moved: Accessor<void>
}

/** Where a row lies, for whoever wants to bring it onto the screen. */
export interface Placed {
  list: HTMLElement
  top: (row: Row) => number
}

const tall = (row: Row) => row.attention || row.held.status === 'paused'

/** The cards of one service: only those near the screen are drawn, and one that moves by rank glides. */
export function ServiceCards(props: {
  rows: readonly Row[]
  lane: Lane
  address: Address
  glide: boolean
  place: (placed: Placed) => void
}) {
  const [list, setList] = createSignal<HTMLUListElement>()
  // Where the list lies changes with scrolling and with the sizes around it, not with each event in it.
  const visible = createMemo(() => {
    props.lane.moved()
    const lane = props.lane.element()
    const own = list()
    if (!lane || !own?.isConnected) return { from: 0, to: innerHeight }
    const from = lane.getBoundingClientRect().top - own.getBoundingClientRect().top
    return { from, to: from + lane.clientHeight }
  })
  // First what is in sight, then what a flick of the wheel would bring there.
  const [beyond, setBeyond] = createSignal(0)
  afterPicture(() => setBeyond(BEYOND))
  const view = createWindow<Row>({
    entries: () => props.rows,
    guess: (row) => learnt[tall(row) ? 'tall' : 'short'],
    visible,
    beyond,
    shape: tall,
  })
  onMount(() => {
    const element = list()
    if (element) props.place({ list: element, top: view.top })
  })

  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) measure(target as HTMLElement)
  })
  const rowOf = new WeakMap<Element, Row>()
  const measure = (item: HTMLElement) => {
    const row = rowOf.get(item)
    const height = item.offsetHeight + GAP
    if (!row || height <= GAP) return
    learnt[tall(row) ? 'tall' : 'short'] = height
    view.measured(row, height)
  }
  onCleanup(() => sizes.disconnect())

  return (
    <ul
      class="cards"
      ref={setList}
      style={{ display: 'block', position: 'relative', height: `${Math.max(0, view.height() - GAP)}px` }}
    >
      <For each={view.near()}>
        {(row) => {
          let item!: HTMLLIElement
          onMount(() => {
            rowOf.set(item, row)
            sizes.observe(item)
          })
          onCleanup(() => sizes.unobserve(item))
          return (
            <li
              ref={item}
              data-id={row.id}
              style={{
                position: 'absolute',
                'inset-inline': '0',
                transform: `translateY(${view.top(row)}px)`,
                transition: props.glide ? 'transform var(--calm) var(--ease)' : undefined,
              }}
            >
              <ConversationCard id={row.id} href={props.address.to(row.id)} current={props.address.open() === row.id} />
            </li>
          )
        }}
      </For>
    </ul>
  )
}
