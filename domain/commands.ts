import type { Person } from './actor.ts'
import type { Attachment } from './attachment.ts'
import type { Customer, OfferFor, Trigger } from './conversation.ts'
import type { EventData } from './events.ts'
import type { Detection, FlagKind, Sentiment } from './flags.ts'
import type { Claims, Mode } from './mode.ts'
import type { Routing } from './routing/settings.ts'
import type { NewTask } from './tasks.ts'

/** What callers may know better than the detectors (api.md: they override them). */
export interface Given {
  nonAnswer?: boolean | undefined
  sentiment?: Sentiment | undefined
}

interface About {
  conversationId: string
}

/** Everything that can be asked of Baton’s gate, by name. Verbs; the events that follow are in the past tense. */
export interface Commands {
  openConversation: About & {
    serviceId: string
    customer: Customer
    channel: string
    agent?: string | undefined
    previousId?: string | undefined
  }
  addMessage: About & {
    messageId: string
    role: 'customer' | 'ai' | 'operator'
    text: string
    turn?: number | undefined
    agent?: string | undefined
    operator?: Person | undefined
    attachments?: Attachment[] | undefined
    /** what an AI had written when it was stopped in the middle */
    cut?: true | undefined
    /** the customer's newest message that our own AI had read: it answers only while nobody but the customer spoke since */
    answers?: string | undefined
    /** the newest message of an AI or a person that it had read, or null; without it not even the customer may have spoken */
    after?: string | null | undefined
    detection: Detection
    given: Given
  }
  /** The first half of writing to a session that ended: it names the session in which the customer goes on. */
  continueConversation: About & { nextId: string }
  giveFeedback: About & { messageId: string; rating: 'up' | 'down'; text: string }
  handOff: About & {
    trigger: Trigger
    reason?: string | undefined
    text?: string | undefined
    messageId: string
    turn?: number | undefined
    /** both as in `addMessage` */
    answers?: string | undefined
    after?: string | null | undefined
    agent?: string | undefined
    summary?: string | undefined
    sentiment?: Sentiment | undefined
    someoneLive: boolean
    /** F2: the default operator to whom it is assigned in the same commit */
    assignTo?: Person | undefined
    /** Live routing is on and nobody could join: the AI goes on (B9). `back`: when somebody works again; `promise`: what is said */
    nobodyLive?: { back: string | null; promise: string } | undefined
    /** the customer's message that its flag stands on; one on a message `around` it calls for the same */
    about?: { messageId: string; text: string; around: string[] } | undefined
  }
  /** A rule's: a handoff by the AI was refused, and calls for a person all the same. */
  flagHandoff: About & Pick<Commands['handOff'], 'trigger' | 'sentiment' | 'turn' | 'about'>
  takeOver: About & { operator: Person }
  /** B12: a supervisor's, also of what another holds. */
  forceTakeOver: About & { operator: Person; reason: string }
  release: About & { operator: Person; because?: 'lost' | undefined }
  /** One open offer to one person; `delay` is how long until `until`, in milliseconds. */
  offer: About & { to: Person; for: OfferFor; until: string; delay: number }
  /** `until` tells offers to the same person apart, where it is known. */
  endOffer: About & {
    whom: string
    until?: string | undefined
    because: EventData<'conversation.offer_ended'>['because']
  }
  /** A rule's: nobody live took a new conversation. */
  leaveToAi: About & { because: EventData<'conversation.left_to_ai'>['because'] }
  /** A timer's: nobody claimed it in the time that the service gives. */
  endWait: About & { turn: number }
  resume: About & { operator: Person }
  resolve: About & { operator: Person | null }
  reopen: About & { operator: Person }
  /** `reason`: a supervisor's, also of what another holds. `note`: what whom it goes to should know. */
  assign: About & {
    operator: Person
    to: Person
    reason?: string | undefined
    note?: { id: string; text: string } | undefined
  }
  /** To whoever holds it, from a colleague. */
  whisper: About & { whisperId: string; text: string; author: Person }
  addNote: About & { noteId: string; text: string; author: Person; mentions?: Person[] | undefined }
  markFlags: About & {
    as: 'seen' | 'snoozed' | 'false_alarm'
    only?: { kind: FlagKind; messageId: string } | undefined
    /** for a snooze: RFC 3339, and the same as milliseconds from now */
    until?: string | undefined
    delay?: number | undefined
  }
  /** A rule's: the AI failed for good to answer this message; `reason` says how, without the customer's words. */
  raiseUnanswered: About & { messageId: string; turn: number; reason: string }
  /** A timer's: the snoozes that ended open again. */
  wakeFlags: About & { until: string }
  /** A timer's: a conversation with the AI that fell silent ends by rule. */
  endSilence: About & { now: string }
  discardDraft: About & { draftId: string }
  createService: { service: EventData<'service.created'>['service'] }
  updateService: {
    serviceId: string
    changes: Omit<EventData<'service.updated'>['changes'], 'routing'> & { routing?: Changed<Routing> | undefined }
  }
  deleteService: { serviceId: string }
  setMode: { serviceId: string; mode: Mode; claims: Claims; expected?: Mode | undefined }
  setModes: { mode: Mode; claims: Claims }
  undoMode: { changeId: string }
  /**
   * Identity writes outside the gate; this puts the fact into the log (L10), and keeps the answer for whoever asks again (L4).
   * `tasks` are what it sets going, in the same commit.
   */
  record: { events: AuditEvent[]; answer?: unknown; tasks?: NewTask[] }
}

type Changed<T> = { [K in keyof T]?: T[K] | undefined }

type AuditType =
  | 'user.created'
  | 'user.updated'
  | 'user.deleted'
  | 'user.signed_in'
  | 'user.signed_out'
  | 'user.second_factor_changed'
  | 'group.created'
  | 'group.updated'
  | 'group.deleted'
  | 'canned_reply.created'
  | 'canned_reply.updated'
  | 'canned_reply.deleted'
  | 'key.created'
  | 'key.revoked'
  | 'workspace.switched'
  | 'task.retried'
  | 'customer.updated'
  | 'customer.verified'
  | 'customer.merged'
  | 'customer.unmerged'
  | 'customer.exported'
export type AuditEvent = { [T in AuditType]: { type: T; data: EventData<T> } }[AuditType]

export type CommandName = keyof Commands
export type CommandOf<N extends CommandName> = { name: N } & Commands[N]
export type Command = { [N in CommandName]: CommandOf<N> }[CommandName]

/** Commands about one conversation: they meet its state and its service's. */
export type ConversationCommand = Extract<Command, About>
export type ConversationCommandName = ConversationCommand['name']
