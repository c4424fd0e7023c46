import { authorOf } from './actor.ts'
import type { Conversation, Forced } from './conversation.ts'
import { type Event, isPublic } from './events.ts'
import type { Flag } from './flags.ts'
import type { Service } from './service.ts'
import { excerpt } from './text.ts'

/** How many flags of one conversation are kept in its fold; the log has them all. Those that are over go first. */
const FLAGS_KEPT = 40
/** As many as there may be people to ask in one wait, in practice. */
const ASKED_KEPT = 100

/**
 * One conversation after one more of its events. Server and screens fold with this same function (L6). Never throws:
 * an event that says nothing about the conversation changes its counts alone.
 */
export function evolve(state: Conversation | null, event: Event): Conversation | null {
  const next = change(state, event)
  if (!next) return null
  // What was made here belongs to nobody yet: one copy for an event, of a fold as wide as this, and not two.
  const own = next === state ? { ...next } : next
  own.version += 1
  if (isPublic(event.type)) own.publicCount += 1
  return own
}

function change(state: Conversation | null, event: Event): Conversation | null {
  if (event.type === 'conversation.opened') return state ?? opened(event)
  if (event.type === 'conversation.reopened') return reopened(event)
  if (!state) return null
  switch (event.type) {
    case 'message.added':
      return withMessage(state, event)
    case 'flag.raised': {
      const { kind, messageId, why } = event.data
      const flag: Flag = { kind, messageId, why, at: event.at, state: 'open', because: null, until: null }
      return { ...state, flags: kept([...state.flags, flag]) }
    }
    case 'flag.closed': {
      const { state: to, because, until } = event.data
      return withFlag(state, event.data, { state: to, because, until: until ?? null })
    }
    case 'flag.reopened':
      return withFlag(state, event.data, { state: 'open', because: null, until: null })
    case 'conversation.handed_off': {
      const { epoch, ...handoff } = event.data
      return {
        ...settled(state),
        handoff: { ...handoff, at: event.at },
        control: 'people',
        owner: null,
        ownerSince: null,
        pausedAt: event.at,
        movedAt: event.at,
        turn: state.turn + 1,
        epoch,
      }
    }
    case 'conversation.claimed':
    case 'conversation.assigned': {
      const { owner, epoch } = event.data
      const pausedAt = state.control === 'people' && state.pausedAt ? state.pausedAt : event.at
      return {
        ...settled(state),
        ...forced(event),
        control: 'people',
        owner,
        ownerSince: event.at,
        ownerReplied: false,
        pausedAt,
        movedAt: event.at,
        turn: state.turn + 1,
        epoch,
      }
    }
    case 'conversation.released':
      return {
        ...settled(state),
        ...(event.data.because === 'lost' && { lostBy: event.data.owner }),
        owner: null,
        ownerSince: null,
        movedAt: event.at,
        turn: state.turn + 1,
        epoch: event.data.epoch,
      }
    case 'conversation.resumed':
      return {
        ...settled(state),
        control: 'ai',
        owner: null,
        ownerSince: null,
        pausedAt: null,
        movedAt: event.at,
        turn: state.turn + 1,
        epoch: event.data.epoch,
      }
    case 'conversation.offered':
      return { ...state, offer: { ...event.data, at: event.at } }
    case 'conversation.offer_ended':
      return withoutOffer(state, event)
    case 'conversation.left_to_ai':
      return { ...state, leftToAi: true }
    case 'conversation.resolved':
      return { ...settled(state), resolvedAt: event.at, turn: state.turn + 1 }
    case 'conversation.continued':
      return { ...state, nextId: event.data.conversationId }
    case 'customer.erased':
      return { ...state, customer: {}, openingQuestion: null }
    default:
      return state
  }
}

/** Who owns it, or has control, has moved: offers, who was asked, and who lost it belong to the stretch of before. */
function settled(state: Conversation): Conversation {
  if (!state.offer && !state.asked && !state.lostBy && !state.forced) return state
  const { offer: _offer, asked: _asked, lostBy: _lostBy, forced: _forced, ...rest } = state
  return rest
}

/** Who is gone may be asked again; who asked for it by themselves was asked by nobody. */
function withoutOffer(state: Conversation, event: Extract<Event, { type: 'conversation.offer_ended' }>): Conversation {
  const { offer, ...rest } = state
  const { to, because } = event.data
  if (because === 'gone' || offer?.for === 'next') return rest
  return { ...rest, asked: [...(state.asked ?? []), { id: to.id, at: event.at }].slice(-ASKED_KEPT) }
}

/** B12: from whom it was taken, by whom and why; of any other claim nothing. */
function forced({ data }: Extract<Event, { type: 'conversation.claimed' | 'conversation.assigned' }>): {
  forced?: Forced
} {
  const by = 'by' in data ? data.by : data.owner
  return data.from && data.reason && by ? { forced: { from: data.from, by, reason: data.reason } } : {}
}

function kept(flags: Flag[]): Flag[] {
  if (flags.length <= FLAGS_KEPT) return flags
  const over = flags.findIndex((flag) => flag.state !== 'open' && flag.state !== 'snoozed')
  return flags.toSpliced(Math.max(0, over), 1)
}

function opened(event: Extract<Event, { type: 'conversation.opened' }>): Conversation {
  const { serviceId, customer, channel, agent, previousId, epoch } = event.data
  return {
    id: event.conversationId ?? '',
    serviceId,
    customer,
    channel,
    agent,
    previousId,
    nextId: null,
    startedAt: event.at,
    resolvedAt: null,
    control: 'ai',
    owner: null,
    ownerSince: null,
    ownerReplied: false,
    pausedAt: null,
    movedAt: event.at,
    turn: 1,
    epoch,
    openingQuestion: null,
    messageCount: 0,
    lastMessage: null,
    lastReplyId: null,
    unansweredSince: null,
    flags: [],
    handoff: null,
    version: 0,
    publicCount: 0,
  }
}

/**
 * From the event alone: a board has let go of the conversation at its end, and must come to the same as the row (L6). Who was
 * left without an answer waits from now on: while the session was over nobody waited.
 */
function reopened(event: Extract<Event, { type: 'conversation.reopened' }>): Conversation {
  const { by, epoch, conversation } = event.data
  return {
    ...settled(conversation),
    resolvedAt: null,
    control: 'people',
    owner: by,
    ownerSince: event.at,
    ownerReplied: false,
    pausedAt: event.at,
    movedAt: event.at,
    unansweredSince: conversation.unansweredSince === null ? null : event.at,
    turn: conversation.turn + 1,
    epoch,
  }
}

function withMessage(state: Conversation, event: Extract<Event, { type: 'message.added' }>): Conversation {
  const { message, agent } = event.data
  // A notice is no message of the conversation: it is not counted (H7) and answers nobody.
  if (message.role === 'system') return state
  const customer = message.role === 'customer'
  return {
    ...state,
    agent: agent ?? state.agent,
    openingQuestion: state.openingQuestion ?? (customer ? excerpt(message.text) : null),
    messageCount: state.messageCount + 1,
    lastMessage: { id: message.id, role: message.role, at: event.at },
    lastReplyId: customer ? state.lastReplyId : message.id,
    unansweredSince: customer ? (state.unansweredSince ?? event.at) : leftOpen(state, event),
    ownerReplied: state.ownerReplied || (message.role === 'operator' && state.owner !== null),
  }
}

/** What a reply leaves unanswered, if the customer went on before it: of those messages the newest alone is still known. */
const leftOpen = ({ lastMessage }: Conversation, { data }: Extract<Event, { type: 'message.added' }>): string | null =>
  data.reads !== undefined && lastMessage?.role === 'customer' ? lastMessage.at : null

function withFlag(state: Conversation, at: { kind: string; messageId: string }, change: Partial<Flag>): Conversation {
  return {
    ...state,
    flags: state.flags.map((flag) =>
      flag.kind === at.kind && flag.messageId === at.messageId ? { ...flag, ...change } : flag,
    ),
  }
}

/** One service after one more event of its workspace (L9: a mode change is one event, and derives the rest). */
export function evolveService(state: Service | null, event: Event): Service | null {
  switch (event.type) {
    case 'service.created':
      return {
        ...event.data.service,
        webhookUrl: event.data.service.webhookUrl ?? null,
        createdAt: event.at,
        version: 1,
        epoch: 0,
        highestEpoch: 0,
        deleted: false,
        before: null,
      }
    case 'service.updated':
      return state && { ...state, ...event.data.changes, version: state.version + 1 }
    case 'service.deleted':
      return state && { ...state, deleted: true, version: state.version + 1 }
    case 'mode.changed': {
      if (!state) return null
      const { mode, epoch, changeId, claims, undo } = event.data
      return {
        ...state,
        mode,
        epoch,
        highestEpoch: Math.max(state.highestEpoch, epoch),
        version: state.version + 1,
        modeSet: { at: event.at, by: authorOf(event), claims, undo },
        before: undo ? null : { changeId, mode: state.mode, epoch: state.epoch },
      }
    }
    default:
      return state
  }
}

/** The service that an event is about, or null. */
export function serviceOf(event: Event): string | null {
  switch (event.type) {
    case 'service.created':
      return event.data.service.id
    case 'service.updated':
    case 'service.deleted':
    case 'mode.changed':
      return event.data.serviceId
    default:
      return null
  }
}
