import type { Conversation, Handoff } from './conversation.ts'
import type { Event } from './events.ts'
import type { Flag, Why } from './flags.ts'

/**
 * A conversation's event without what a person said or gave of themselves: number, type, author and time stay (laws.md, Erasure).
 * An operator's and the AI's words go too, since they speak of the person. Every type stands here, so that whoever adds one says
 * what becomes of it.
 */
export function erased<E extends Pick<Event, 'type' | 'data'>>(event: E): E {
  return { ...event, data: withoutPerson(event as Pick<Event, 'type' | 'data'>) } as E
}

function withoutPerson(event: Pick<Event, 'type' | 'data'>): Event['data'] {
  const { type, data } = event as Event
  switch (type) {
    case 'conversation.opened':
      return { ...data, customer: {} }
    case 'message.added':
      // A notice of Baton itself names an operator and nobody else.
      // Its files are deleted.
      return data.message.role === 'system'
        ? data
        : { ...data, message: { ...data.message, text: '', attachments: undefined } }
    case 'note.added':
      return { ...data, note: { ...data.note, text: '' } }
    case 'operator.whispered':
      return { ...data, whisper: { ...data.whisper, text: '' } }
    case 'reply.drafted':
      return { ...data, draft: { ...data.draft, text: '' } }
    case 'flag.raised':
      return { ...data, why: nothingSaid(data.why) }
    case 'conversation.handed_off':
    case 'conversation.not_handed_off':
      return { ...data, reason: null, summary: null }
    case 'conversation.claimed':
    case 'conversation.assigned':
      return 'reason' in data ? { ...data, reason: null } : data
    case 'conversation.reopened':
      return { ...data, conversation: erasedConversation(data.conversation) }
    case 'conversation.released':
    case 'conversation.offered':
    case 'conversation.offer_ended':
    case 'conversation.left_to_ai':
    case 'conversation.resumed':
    case 'conversation.resolved':
    case 'conversation.continued':
    case 'flag.closed':
    case 'flag.reopened':
    case 'feedback.given':
    case 'draft.discarded':
    case 'customer.erased':
    // What follows is of no conversation.
    case 'service.created':
    case 'service.updated':
    case 'service.deleted':
    case 'mode.changed':
    case 'customer.updated':
    case 'customer.verified':
    case 'customer.merged':
    case 'customer.unmerged':
    case 'customer.exported':
    case 'user.created':
    case 'user.updated':
    case 'user.deleted':
    case 'user.signed_in':
    case 'user.signed_out':
    case 'user.second_factor_changed':
    case 'group.created':
    case 'group.updated':
    case 'group.deleted':
    case 'canned_reply.created':
    case 'canned_reply.updated':
    case 'canned_reply.deleted':
    case 'key.created':
    case 'key.revoked':
    case 'task.retried':
    case 'workspace.switched':
      return data
    default:
      return type satisfies never
  }
}

const nothingSaid = (why: Why): Why => ({ ...why, quote: '', cues: [] })

/** The fold of a conversation, or a view of one, without the person. */
export const erasedConversation = <
  C extends Pick<Conversation, 'customer' | 'openingQuestion' | 'flags' | 'handoff' | 'forced'>,
>(
  conversation: C,
): C => ({
  ...conversation,
  customer: {},
  openingQuestion: null,
  flags: conversation.flags.map((flag): Flag => ({ ...flag, why: nothingSaid(flag.why) })),
  ...(conversation.forced && { forced: undefined }),
  handoff: conversation.handoff && ({ ...conversation.handoff, reason: null, summary: null } satisfies Handoff),
})
