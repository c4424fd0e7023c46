import { createSignal } from 'solid-js'
import { needsAttention } from '../../../domain/attention.ts'
import { onBoard } from '../../../domain/board.ts'
import { type Standing, standing } from '../../../domain/control.ts'
import type { Conversation } from '../../../domain/conversation.ts'
import type { Service } from '../../../domain/service.ts'
import { urgency } from '../../../domain/urgency.ts'

export type Sort = 'urgent' | 'newest' | 'oldest'

/** One conversation of the board as a list needs it: where it stands, and how tall its card is. */
export interface Row {
  readonly id: string
  readonly serviceId: string
  readonly startedAt: number
  conversation: Conversation
  held: Standing
  attention: boolean
  urgency: number
  gone: boolean
  /** Stands in the sorted list of its service, and has not moved since. */
  placed: boolean
}

/**
 * The conversations of the board in order, service by service. Ranks are kept, only what was touched is ranked again, and
 * only what moved is put into its place again, once for all that moved since a list was last asked for.
 */
export interface Ranking {
  /** One service’s rows in order. Reactive: it changes when a row comes, goes, or moves. */
  rows: (serviceId: string, sort: Sort) => readonly Row[]
  /** The row of one conversation on the board. Reactive in the same way. */
  row: (id: string) => Row | undefined
  /** All that need attention. Reactive in the same way. */
  attention: () => readonly Row[]
  /** All that people have: owned, or waiting for somebody. Reactive in the same way, and when one changes hands. */
  paused: () => readonly Row[]
  /** The most urgent of all that `wanted` says yes to. Not reactive. */
  first: (wanted: (row: Row) => boolean) => Row | undefined
  touch: (id: string, conversation: Conversation | undefined) => void
  replace: (conversations: Iterable<Conversation>) => void
  /** Waits grow: ranks everything anew by the time of now. */
  again: () => void
  publish: () => void
}

export interface RankingDeps {
  service: (id: string) => Service | undefined
  /** milliseconds since 1970, by the server’s clock */
  now: () => number
}

export function createRanking({ service, now }: RankingDeps): Ranking {
  const byId = new Map<string, Row>()
  const lists = new Map<string, List>()
  const flagged = new Set<Row>()
  const paused = new Set<Row>()
  let changed = false
  const [version, bump] = createSignal(undefined, { equals: false })

  const drop = (row: Row) => {
    row.gone = true
    byId.delete(row.id)
    flagged.delete(row)
    paused.delete(row)
    const list = lists.get(row.serviceId)
    if (list) list.left = true
    changed = true
  }

  const move = (row: Row) => {
    if (!row.placed) return
    row.placed = false
    lists.get(row.serviceId)?.moved.push(row)
  }

  const rank = (row: Row, of: Service, at: number) => {
    const held = standing(row.conversation, of)
    const attention = needsAttention(row.conversation)
    const rank = urgency(row.conversation, of, at, held)
    if (row.urgency !== rank) {
      changed = true
      move(row)
    }
    if (
      row.attention !== attention ||
      row.held.status !== held.status ||
      row.held.waiting !== held.waiting ||
      row.held.owner?.id !== held.owner?.id
    ) {
      changed = true
    }
    row.held = held
    row.attention = attention
    row.urgency = rank
    if (attention) flagged.add(row)
    else flagged.delete(row)
    if (held.status === 'paused') paused.add(row)
    else paused.delete(row)
  }

  const touch = (id: string, conversation: Conversation | undefined, at: number) => {
    const of = conversation && service(conversation.serviceId)
    const known = byId.get(id)
    if (!conversation || !of || !onBoard(conversation, of)) {
      if (known) drop(known)
      return
    }
    const row = known ?? newRow(conversation, of)
    if (!known) {
      byId.set(id, row)
      const list = lists.get(of.id) ?? { sort: 'urgent', sorted: [], moved: [], left: false }
      lists.set(of.id, list)
      list.moved.push(row)
      changed = true
    }
    row.conversation = conversation
    rank(row, of, at)
  }

  return {
    rows: (serviceId, sort) => {
      version()
      const list = lists.get(serviceId)
      return list ? inOrder(list, sort) : []
    },
    row: (id) => (version(), byId.get(id)),
    attention: () => (version(), [...flagged]),
    paused: () => (version(), [...paused]),
    first: (wanted) => {
      let best: Row | undefined
      for (const row of byId.values()) if (wanted(row) && (!best || orders.urgent(row, best) < 0)) best = row
      return best
    },
    touch: (id, conversation) => touch(id, conversation, now()),
    replace: (conversations) => {
      const at = now()
      for (const row of byId.values()) row.gone = true
      byId.clear()
      lists.clear()
      flagged.clear()
      paused.clear()
      for (const conversation of conversations) touch(conversation.id, conversation, at)
      changed = true
    },
    again: () => {
      const at = now()
      for (const row of byId.values()) {
        const of = service(row.serviceId)
        if (of) rank(row, of, at)
      }
    },
    publish: () => {
      if (!changed) return
      changed = false
      // Here, and not only for who asks: while another page is open, too, nothing gathers.
      for (const list of lists.values()) inOrder(list, list.sort)
      bump()
    },
  }
}

/** The rows of one service. What moved or came stands in `moved` until the list is asked for. */
interface List {
  sort: Sort
  /** Never changed, only replaced: what is on the screen keeps the order in which it was given. */
  sorted: readonly Row[]
  moved: Row[]
  /** A row of `sorted` is gone from the board. */
  left: boolean
}

function inOrder(list: List, sort: Sort): readonly Row[] {
  const compare = orders[sort]
  const moved = list.moved.filter((row) => !row.gone).sort(compare)
  if (list.sorted.length === 0) list.sorted = moved
  else if (list.sort !== sort) list.sorted = list.sorted.filter(stands).concat(moved).sort(compare)
  else if (moved.length || list.left) list.sorted = merged(list.sorted, moved, compare)
  for (const row of moved) row.placed = true
  list.sort = sort
  list.moved = []
  list.left = false
  return list.sorted
}

const stands = (row: Row) => row.placed && !row.gone

/** One pass: those of `sorted` that stand where they stood, and the others among them. */
function merged(sorted: readonly Row[], moved: readonly Row[], compare: (a: Row, b: Row) => number): Row[] {
  const into: Row[] = []
  let next = 0
  for (const row of sorted) {
    if (!stands(row)) continue
    for (let other = moved[next]; other && compare(other, row) < 0; other = moved[++next]) into.push(other)
    into.push(row)
  }
  for (; next < moved.length; next++) into.push(moved[next] as Row)
  return into
}

const newRow = (conversation: Conversation, of: Service): Row => ({
  id: conversation.id,
  serviceId: of.id,
  startedAt: Date.parse(conversation.startedAt),
  conversation,
  held: notRanked,
  attention: false,
  urgency: Number.NaN,
  gone: false,
  placed: false,
})

/** Of a row that is made and not ranked yet. */
const notRanked: Standing = { status: 'ai_active', control: 'ai', owner: null, waiting: false }

const orders: Record<Sort, (a: Row, b: Row) => number> = {
  urgent: (a, b) => b.urgency - a.urgency || a.startedAt - b.startedAt || byText(a.id, b.id),
  newest: (a, b) => b.startedAt - a.startedAt || byText(a.id, b.id),
  oldest: (a, b) => a.startedAt - b.startedAt || byText(a.id, b.id),
}

/** Ids are no words of a language: compared as they are, in a tenth of the time. */
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
