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
}

/**
 * The conversations of the board in order, service by service. Ranks are kept and only what was touched is ranked again;
 * the lists are nearly sorted at all times, which is what the engine’s sort is quickest at.
 */
export interface Ranking {
  /** One service’s rows in order. Reactive: it changes when a row comes, goes, or moves. */
  rows: (serviceId: string, sort: Sort) => readonly Row[]
  /** The row of one conversation on the board. Reactive in the same way. */
  row: (id: string) => Row | undefined
  /** All that need attention. Reactive in the same way. */
  attention: () => readonly Row[]
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
  const lists = new Map<string, Row[]>()
  const flagged = new Set<Row>()
  let changed = false
  const [version, bump] = createSignal(undefined, { equals: false })

  const drop = (row: Row) => {
    row.gone = true
    byId.delete(row.id)
    flagged.delete(row)
    lists.set(
      row.serviceId,
      (lists.get(row.serviceId) ?? []).filter((one) => one !== row),
    )
    changed = true
  }

  const rank = (row: Row, of: Service) => {
    const held = standing(row.conversation, of)
    const attention = needsAttention(row.conversation)
    const rank = urgency(row.conversation, of, now())
    if (
      row.urgency !== rank ||
      row.attention !== attention ||
      row.held.status !== held.status ||
      row.held.waiting !== held.waiting
    ) {
      changed = true
    }
    row.held = held
    row.attention = attention
    row.urgency = rank
    if (attention) flagged.add(row)
    else flagged.delete(row)
  }

  const touch = (id: string, conversation: Conversation | undefined) => {
    const of = conversation && service(conversation.serviceId)
    const known = byId.get(id)
    if (!conversation || !of || !onBoard(conversation, of)) {
      if (known) drop(known)
      return
    }
    const row = known ?? newRow(conversation, of)
    if (!known) {
      byId.set(id, row)
      const list = lists.get(of.id)
      if (list) list.push(row)
      else lists.set(of.id, [row])
      changed = true
    }
    row.conversation = conversation
    rank(row, of)
  }

  return {
    rows: (serviceId, sort) => {
      version()
      // A list of its own: what is on the screen keeps the order in which it was given.
      return (lists.get(serviceId) ?? []).sort(orders[sort]).slice()
    },
    row: (id) => (version(), byId.get(id)),
    attention: () => (version(), [...flagged]),
    first: (wanted) => {
      let best: Row | undefined
      for (const row of byId.values()) if (wanted(row) && (!best || orders.urgent(row, best) < 0)) best = row
      return best
    },
    touch,
    replace: (conversations) => {
      for (const row of byId.values()) row.gone = true
      byId.clear()
      lists.clear()
      flagged.clear()
      for (const conversation of conversations) touch(conversation.id, conversation)
      changed = true
    },
    again: () => {
      for (const row of byId.values()) {
        const of = service(row.serviceId)
        if (of) rank(row, of)
      }
    },
    publish: () => {
      if (!changed) return
      changed = false
      bump()
    },
  }
}

const newRow = (conversation: Conversation, of: Service): Row => ({
  id: conversation.id,
  serviceId: of.id,
  startedAt: Date.parse(conversation.startedAt),
  conversation,
  held: standing(conversation, of),
  attention: false,
  urgency: Number.NaN,
  gone: false,
})

const orders: Record<Sort, (a: Row, b: Row) => number> = {
  urgent: (a, b) => b.urgency - a.urgency || a.startedAt - b.startedAt || a.id.localeCompare(b.id),
  newest: (a, b) => b.startedAt - a.startedAt || a.id.localeCompare(b.id),
  oldest: (a, b) => a.startedAt - b.startedAt || a.id.localeCompare(b.id),
}
