import type { Event, EventData } from '../../../../../domain/events.ts'
import { moment } from '../../../../ui/index.ts'

/** Who had the conversation: the AI, nobody yet, a person. */
export type Control = 'ai' | 'waiting' | 'people'

/** What happened to a conversation, as its transcript says it (F10), and who has it from then on. */
export interface Happening {
  text: string
  href?: string
  /** Control moved: a new stretch begins with this line. */
  control?: Control
}

/** Null for an event that is no marker. */
export function happeningOf(event: Event): Happening | null {
  const at = moment(event.at)
  switch (event.type) {
    case 'conversation.handed_off':
      return { control: 'waiting', text: `Transfer to human agent at ${at}` }
    case 'conversation.claimed':
      return { control: 'people', text: `${event.data.owner.name} took over at ${at}` }
    case 'conversation.assigned':
      return {
        control: 'people',
        text: `${event.data.owner.name} was assigned by ${event.data.by?.name ?? 'a rule'} at ${at}`,
      }
    case 'conversation.released':
      return { control: 'waiting', text: `${event.data.owner.name} released the conversation at ${at}` }
    case 'conversation.resumed':
      return { control: 'ai', text: resumed(event, at) }
    case 'conversation.resolved':
      return { text: resolved(event.data, authorOf(event), at) }
    case 'conversation.reopened':
      return { control: 'people', text: `The session was reopened by ${event.data.by.name} at ${at}` }
    case 'conversation.continued':
      return { text: `The customer went on in a new session at ${at}`, href: `/handoff/${event.data.conversationId}` }
    case 'customer.erased':
      return { text: `The customer’s words were erased at ${at}` }
    default:
      return null
  }
}

/** The person, key or agent that did it; a rule has no name to show. */
export const authorOf = ({ actor }: Pick<Event, 'actor'>): string | null =>
  'name' in actor && actor.kind !== 'rule' ? actor.name : null

const resumed = ({ actor }: Event, at: string) =>
  actor.kind === 'operator' ? `${actor.name} handed back to the AI at ${at}` : `Back with the AI at ${at}`

function resolved({ by, reason }: EventData<'conversation.resolved'>, author: string | null, at: string): string {
  if (reason === 'silence') return `The session ended in silence at ${at}`
  const name = by?.name ?? author
  return name ? `The session was resolved by ${name} at ${at}` : `The session was resolved at ${at}`
}
