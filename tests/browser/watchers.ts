// Those who watch the board: a program on the stream, and a screen that is read as a person reads it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { readEventStream } from '../../client/console/live/event-stream.ts'
import { type Board, boardStats, emptyBoard, foldBoard, recount } from '../../domain/board.ts'
import { parseCursor } from '../../domain/cursor.ts'
import type { Event } from '../../domain/events.ts'
import { FlagKind, flagLabel } from '../../domain/flags.ts'
import { type BoardView, type EventView, foldOf, viewConversation } from '../../domain/wire.ts'
import type { Stage } from './stage.ts'

/** Everything that can be compared of a board, whoever holds it. */
export const boardOf = ({ cursor, stats, services, conversations, opening }: Omit<BoardView, 'operators'>) => ({
  seq: parseCursor(cursor)?.seq,
  stats,
  services: byId(services),
  conversations: byId([...conversations, ...opening]),
})

const byId = <T extends { id: string }>(list: T[]) => [...list].sort((a, b) => a.id.localeCompare(b.id))

/** A program that took one snapshot and has only listened since. */
export interface Listener {
  /** The board as it has it. */
  board(): ReturnType<typeof boardOf>
  seq(): number
  /** How often it was connected anew. */
  reconnects(): number
  /** Numbers that were left out, came again, or a stream that said it had to start afresh; nothing when all is well. */
  faults(): string[]
  /** How many messages came, and how many of them twice. */
  messages(): { once: number; twice: number }
  stop(): void
}

export async function listen({ url, key, secret }: Stage): Promise<Listener> {
  const board = fromSnapshot((await key.get('/board')).body)
  let cursor = board.cursor
  let reconnects = -1
  const faults: string[] = []
  const seen = new Map<string, number>()
  const over = new AbortController()

  const take = (event: EventView) => {
    if (event.seq !== board.board.seq + 1) faults.push(`${board.board.seq}, then ${event.seq}`)
    cursor = event.cursor
    foldBoard(board.board, event as Event)
    if (event.type !== 'message.added' || !('message' in event.data)) return
    const { id } = event.data.message as { id: string }
    seen.set(id, (seen.get(id) ?? 0) + 1)
  }
  const once = async () => {
    const response = await fetch(`${url}/api/v1/stream?after=${encodeURIComponent(cursor)}`, {
      headers: { authorization: `Bearer ${secret}` },
      signal: over.signal,
    })
    if (!response.ok || !response.body) throw new Error(`the stream is refused: ${response.status}`)
    reconnects++
    for await (const { id, event, data } of readEventStream(response.body)) {
      if (id) take(JSON.parse(data) as EventView)
      else if (event === 'reset') faults.push(`reset after ${board.board.seq}`)
    }
  }
  const keepOn = async () => {
    while (!over.signal.aborted) {
      await once().catch(() => undefined)
      await sleep(100)
    }
  }
  void keepOn()
  return {
    board: () => {
      const { seq, services, conversations } = board.board
      return {
        seq,
        stats: boardStats(board.board),
        services: byId([...services.values()]),
        conversations: byId(
          [...conversations.values()].flatMap((one) => {
            const service = services.get(one.serviceId)
            return service ? [viewConversation(one, service)] : []
          }),
        ),
      }
    },
    seq: () => board.board.seq,
    reconnects: () => reconnects,
    faults: () => faults,
    messages: () => ({ once: seen.size, twice: [...seen.values()].filter((times) => times > 1).length }),
    stop: () => over.abort(),
  }
}

function fromSnapshot(view: BoardView): { board: Board; cursor: string } {
  const board = emptyBoard()
  board.seq = parseCursor(view.cursor)?.seq ?? 0
  for (const service of view.services) board.services.set(service.id, service)
  for (const one of [...view.conversations, ...view.opening]) board.conversations.set(one.id, foldOf(one))
  for (const id of board.services.keys()) recount(board, id)
  return { board, cursor: view.cursor }
}

/** What stands on the Human Handoff screen. */
export interface Screen {
  counters: number[]
  services: Record<string, number>
  cards: Record<string, Card>
}

interface Card {
  status: string
  attention: boolean
  flags: string[]
  question: string
  messages: number
  owner: string | null
}

const statusLabel = { ai_active: 'AI Active', paused: 'Paused', resolved: 'Resolved' }

/** What ought to stand on the screen. */
export function screenOf({ stats, services, conversations }: BoardView): Screen {
  const open = (serviceId: string) => conversations.filter((one) => one.serviceId === serviceId).length
  return {
    counters: [stats.activeConversations, stats.needsAttention, stats.paused],
    services: Object.fromEntries(services.map(({ id, name }) => [name, open(id)])),
    cards: Object.fromEntries(
      conversations.map((one) => [
        one.id,
        {
          status: statusLabel[one.status],
          attention: one.needsAttention,
          flags: FlagKind.options
            .flatMap((kind) => {
              const mine = one.flags.filter((flag) => flag.kind === kind && flag.state !== 'false_alarm')
              if (mine.length === 0) return []
              return [mine.some(({ state }) => state === 'open') ? flagLabel[kind] : `${flagLabel[kind]} (seen)`]
            })
            .sort(),
          question: one.openingQuestion ?? '',
          messages: one.messageCount,
          owner: one.owner?.name ?? null,
        },
      ]),
    ),
  }
}

/** The place in the log that a screen says it shows, at the top right. */
export async function placeOf(page: Page): Promise<number> {
  const text = (await page.locator('.age').textContent()) ?? ''
  return Number(/log ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? Number.NaN)
}

/** Reads the screen from top to bottom, scrolling: only the cards near it are drawn. */
export const readScreen = (page: Page): Promise<Screen> =>
  page.evaluate(async () => {
    const lane = document.querySelector<HTMLElement>('.lane')
    if (!lane) throw new Error('this is not the Human Handoff screen')
    const number = (text: string | null | undefined) => Number(/[\d,]+/.exec(text ?? '')?.[0].replaceAll(',', ''))
    const words = (one: Element | null) => one?.textContent ?? ''
    const drawn = () => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))
    const cards: Record<string, Card> = {}
    for (let top = 0; ; top += lane.clientHeight) {
      lane.scrollTop = top
      await drawn()
      for (const item of lane.querySelectorAll<HTMLElement>('.cards > li')) {
        const card = item.querySelector('.card')
        if (!card || !item.dataset.id) continue
        cards[item.dataset.id] = {
          status: words(card.querySelector('.badge:not(.flag)')),
          attention: card.classList.contains('attention'),
          flags: [...card.querySelectorAll('.badge.flag')].map(words).sort(),
          question: words(card.querySelector('.ask')),
          messages: number(/([\d,]+) message/.exec(words(card.querySelector('.meta')))?.[1]),
          owner: card.querySelector('.holder .tag[title]')?.getAttribute('title') ?? null,
        }
      }
      if (lane.scrollTop + lane.clientHeight >= lane.scrollHeight - 1) break
    }
    lane.scrollTop = 0
    return {
      counters: [...document.querySelectorAll('.stat > b')].map((one) => number(one.textContent)),
      services: Object.fromEntries(
        [...document.querySelectorAll('.service')].map((one) => [
          words(one.querySelector('h2')),
          number(words(one.querySelector('header .meta'))),
        ]),
      ),
      cards,
    }
  })
