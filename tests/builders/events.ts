// Events by short names, as a past or as an outcome of a decision.
import type { Actor, Person } from '../../domain/actor.ts'
import type { Conversation } from '../../domain/conversation.ts'
import type { EventData, EventType, NewEvent } from '../../domain/events.ts'
import type { Because, FlagKind, FlagState } from '../../domain/flags.ts'
import type { Mode } from '../../domain/mode.ts'

export const serviceId = 'service-1'
export const conversationId = 'conversation-1'
export const ann: Person = { id: 'op-ann', name: 'Ann' }
export const ben: Person = { id: 'op-ben', name: 'Ben' }

export const console_ = (person: Person): Actor => ({ kind: 'operator', ...person, via: 'console' })
const somebody: Actor = { kind: 'key', id: 'key-1', name: 'Shop', via: 'api' }

export const event = <T extends EventType>(type: T, data: EventData<T>, actor: Actor = somebody): NewEvent =>
  ({ type, actor, data }) as NewEvent

export const serviceCreated = (over: Partial<EventData<'service.created'>['service']> = {}): NewEvent =>
  event('service.created', {
    service: {
      id: serviceId,
      name: 'Tech Support',
      mode: 'human_supported',
      ai: 'external',
      agent: 'Assistant',
      instructions: '',
      allowHandoff: true,
      sample: false,
      ...over,
    },
  })

/** A mode change with its effect on claims; `epoch` is what the rule would give at the first one. */
export const modeChanged = (mode: Mode, over: Partial<EventData<'mode.changed'>> = {}): NewEvent =>
  event('mode.changed', {
    serviceId,
    mode,
    previous: 'human_supported',
    claims: 'finish',
    epoch: over.claims === 'return' ? 1 : 0,
    changeId: 'change-1',
    undo: false,
    ...over,
  })

export const opened = (over: Partial<EventData<'conversation.opened'>> = {}): NewEvent =>
  event('conversation.opened', {
    serviceId,
    customer: { name: 'Kim' },
    channel: 'api',
    agent: 'Assistant',
    previousId: null,
    epoch: 0,
    ...over,
  })

type Role = 'customer' | 'ai' | 'operator' | 'system'

export const said = (role: Role, id: string, text: string, turn = 1, author: string | null = authors[role]): NewEvent =>
  event('message.added', { message: { id, role, text, author }, turn })

const authors = { customer: null, ai: 'Assistant', operator: ann.name, system: null } as const

/** A notice of Baton's own; the id is the first that a decision makes. */
export const notice = (text: string, turn: number, id = 'new-1'): NewEvent => said('system', id, text, turn)

export const claimed = (owner: Person, epoch = 0): NewEvent => event('conversation.claimed', { owner, epoch })
export const assigned = (owner: Person, by: Person | null, epoch = 0): NewEvent =>
  event('conversation.assigned', { owner, by, epoch })
/** B12: claimed by a supervisor who took it from its owner. */
export const forced = (owner: Person, from: Person, reason: string): NewEvent =>
  event('conversation.claimed', { owner, from, reason, epoch: 0 })
export const released = (owner: Person, epoch = 0): NewEvent => event('conversation.released', { owner, epoch })
export const resumed = (owner: Person | null, epoch = 0): NewEvent => event('conversation.resumed', { owner, epoch })
export const resolved = (by: Person | null, reason: 'resolved' | 'silence' = 'resolved'): NewEvent =>
  event('conversation.resolved', { by, reason })
export const reopened = (by: Person, conversation: Conversation, epoch = 0): NewEvent =>
  event('conversation.reopened', { by, epoch, conversation })
export const offered = (to: Person, over: Partial<EventData<'conversation.offered'>> = {}): NewEvent =>
  event('conversation.offered', { to, for: 'waiting', until: '2026-01-05T10:00:00.000Z', ...over })
export const offerEnded = (to: Person, because: EventData<'conversation.offer_ended'>['because']): NewEvent =>
  event('conversation.offer_ended', { to, because })
export const handedOff = (over: Partial<EventData<'conversation.handed_off'>> = {}): NewEvent =>
  event('conversation.handed_off', {
    trigger: 'manual',
    reason: null,
    summary: null,
    sentiment: 'neutral',
    epoch: 0,
    ...over,
  })

export const flagRaised = (
  kind: FlagKind,
  messageId: string,
  why: Partial<EventData<'flag.raised'>['why']> = {},
): NewEvent => event('flag.raised', { kind, messageId, why: { quote: '', cues: [], score: 1, by: 'detector', ...why } })

export const flagClosed = (
  kind: FlagKind,
  messageId: string,
  because: Because,
  state: FlagState = 'acknowledged',
  until: string | null = null,
): NewEvent => event('flag.closed', { kind, messageId, state, because, until })

export const flagReopened = (kind: FlagKind, messageId: string, because: Because): NewEvent =>
  event('flag.reopened', { kind, messageId, because })

/** The notices of domain/decide/notices.ts as the customer reads them, written out so that a change of words is seen. */
export const told = {
  joined: (name: string) => `${name} has joined the conversation.`,
  aiBack: 'The AI assistant is answering again.',
  transfer: 'You are being transferred to a person, who will join this conversation.',
  transferLater:
    'You are being transferred to a person. Nobody is here at this moment; your messages are kept, and a person answers here.',
} as const
