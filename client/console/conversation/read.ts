import { authorOf } from '../../../domain/actor.ts'
import type { Attachment } from '../../../domain/attachment.ts'
import { standing } from '../../../domain/control.ts'
import type { Conversation, Role } from '../../../domain/conversation.ts'
import type { Event } from '../../../domain/events.ts'
import { evolve } from '../../../domain/evolve.ts'
import type { Because, FlagKind, FlagState, Why } from '../../../domain/flags.ts'
import type { EventView } from '../../../domain/wire.ts'
import type { ModeMoment } from '../live/modes.ts'
import { type Control, happeningOf, modeWords } from './markers.ts'

/** A flag of one message, as the log leaves it. `settled`: what ended it, and who. */
export interface FlagLine {
  kind: FlagKind
  why: Why
  state: FlagState
  settled: { because: Because; by: string | null; until: string | null } | null
}

export interface MessageItem {
  is: 'message'
  key: string
  at: string
  role: Role
  text: string
  by: string | null
  rating: 'up' | 'down' | null
  attachments: readonly Attachment[]
  flags: FlagLine[]
}

export type Item =
  | MessageItem
  | { is: 'marker'; key: string; at: string; text: string; leadsTo: string | null }
  /** `to`: a whisper, to whom; `about`: the colleagues whom a note names. */
  | { is: 'note'; key: string; at: string; text: string; by: string; to: string | null; about: string[] }
  /** A reply that was not said. `after`: the claim that it lost to; `cut`: it was stopped in the middle. */
  | { is: 'draft'; key: string; at: string; text: string; after: Claim | null; cut: boolean }

interface Claim {
  id: string
  by: string
  at: string
}

/** A stretch of time with one holder. */
export interface Span {
  key: string
  control: Control
  items: Item[]
}

/**
 * The transcript, read from the log: who spoke, what happened, who had it meanwhile (H9, F10). Ids are the keys.
 * @param modes the changes of the service's mode that are known, oldest first: each is a marker, and moves control (L9)
 */
export function readTranscript(events: readonly EventView[], modes: readonly ModeMoment[] = []): Span[] {
  const spans: Span[] = []
  const messages = new Map<string, MessageItem>()
  const discarded = new Set<string>()
  let claim: Claim | null = null
  let state: Conversation | null = null
  let ahead = 0

  const begin = (control: Control, seq: number | string) => spans.push({ key: `span ${seq}`, control, items: [] })
  const put = (item: Item, seq: number | string) => {
    if (!spans.length) begin('ai', seq)
    spans.at(-1)?.items.push(item)
  }
  const flagOf = ({ kind, messageId }: { kind: FlagKind; messageId: string }) =>
    messages.get(messageId)?.flags.find((flag) => flag.kind === kind)

  /** The changes of the mode up to an event, or all that are left. One commit holds them after what it says of conversations. */
  const passModes = (until: string | null) => {
    for (let next = modes[ahead]; next && (until === null || next.at < until); next = modes[++ahead])
      if (state && state.resolvedAt === null) changeMode(next, state)
  }
  const changeMode = (change: ModeMoment, conversation: Conversation) => {
    const held = standing(conversation, { ...change, deleted: false })
    const control = held.owner ? 'people' : held.waiting ? 'waiting' : 'ai'
    const before = spans.at(-1)?.control
    const owner = before === 'people' ? (conversation.owner?.name ?? null) : null
    if (control !== before) begin(control, change.at)
    if (!held.owner) claim = null
    const text = modeWords(change, owner, held.owner?.name ?? null)
    put({ is: 'marker', key: `mode ${change.at}`, at: change.at, text, leadsTo: null }, change.at)
  }

  for (const view of events) {
    const event = view as Event
    const { seq, at } = event
    passModes(at)
    if (modes.length) state = evolve(state, event)
    const happening = happeningOf(event)
    if (happening) {
      if (event.type === 'conversation.claimed' || event.type === 'conversation.assigned')
        claim = { id: event.data.owner.id, by: event.data.owner.name, at }
      // A later draft lost to something else: a handoff, a change of the mode.
      if (event.type === 'conversation.resumed' || event.type === 'conversation.handed_off') claim = null
      if (event.type === 'conversation.reopened') claim = { id: event.data.by.id, by: event.data.by.name, at }
      if (happening.control) begin(happening.control, seq)
      put({ is: 'marker', key: `marker ${seq}`, at, text: happening.text, leadsTo: happening.leadsTo ?? null }, seq)
      continue
    }
    switch (event.type) {
      case 'conversation.opened':
        begin('ai', seq)
        if (event.data.previousId) {
          const text = 'The customer goes on from an earlier session'
          put({ is: 'marker', key: `marker ${seq}`, at, text, leadsTo: event.data.previousId }, seq)
        }
        break
      case 'message.added': {
        const { id, role, text, author, attachments = [] } = event.data.message
        const message: MessageItem = {
          is: 'message',
          key: id,
          at,
          role,
          text,
          by: author,
          rating: null,
          attachments,
          flags: [],
        }
        messages.set(id, message)
        put(message, seq)
        break
      }
      case 'feedback.given': {
        const message = messages.get(event.data.messageId)
        if (message) message.rating = event.data.rating
        break
      }
      case 'flag.raised':
        messages
          .get(event.data.messageId)
          ?.flags.push({ kind: event.data.kind, why: event.data.why, state: 'open', settled: null })
        break
      case 'flag.closed': {
        const { state, because, until } = event.data
        Object.assign(flagOf(event.data) ?? {}, {
          state,
          settled: { because, by: authorOf(event), until: until ?? null },
        })
        break
      }
      case 'flag.reopened':
        Object.assign(flagOf(event.data) ?? {}, { state: 'open', settled: null })
        break
      case 'note.added': {
        const { id, text, author, mentions = [] } = event.data.note
        put({ is: 'note', key: id, at, text, by: author.name, to: null, about: mentions.map(({ name }) => name) }, seq)
        break
      }
      case 'operator.whispered': {
        const { id, text, author, to } = event.data.whisper
        put({ is: 'note', key: id, at, text, by: author.name, to: to.name, about: [] }, seq)
        break
      }
      case 'reply.drafted': {
        const { id, text, cut = false } = event.data.draft
        put({ is: 'draft', key: id, at, text, after: claim, cut }, seq)
        break
      }
      case 'draft.discarded':
        discarded.add(event.data.draftId)
        break
      default:
    }
  }
  passModes(null)
  for (const span of spans) span.items = span.items.filter((item) => item.is !== 'draft' || !discarded.has(item.key))
  return spans
}

/**
 * The rail of now. The mode moves control without an event in the conversation (L9): where the log’s last stretch says
 * otherwise, one that the AI had and said nothing in takes the present holder; after any other another begins, for what a
 * person held stays held.
 */
export function withPresent(spans: readonly Span[], control: Control | null): Span[] {
  const last = spans.at(-1)
  if (!last || control === null || last.control === control) return [...spans]
  const spoken = last.items.some((item) => item.is === 'message' && item.role === 'ai')
  if (last.control === 'ai' && !spoken) return [...spans.slice(0, -1), { ...last, control }]
  const text = control === 'ai' ? 'With the AI, by the service’s mode' : 'Waiting for a person, by the service’s mode'
  return [
    ...spans,
    {
      key: `${last.key} present`,
      control,
      items: [{ is: 'marker', key: `marker ${last.key}`, at: '', text, leadsTo: null }],
    },
  ]
}

/** The last so many items, with the stretches that they stand in: older ones are drawn when they are scrolled to. */
export function lastItems(spans: readonly Span[], count: number): { spans: Span[]; older: boolean } {
  const kept: Span[] = []
  let left = count
  for (const span of spans.toReversed()) {
    if (left <= 0) return { spans: kept, older: true }
    kept.unshift(span.items.length <= left ? span : { ...span, items: span.items.slice(-left) })
    left -= Math.max(1, span.items.length)
  }
  return { spans: kept, older: left < 0 }
}
