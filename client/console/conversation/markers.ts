import { authorOf, type Person } from '../../../domain/actor.ts'
import type { Event, EventData } from '../../../domain/events.ts'
import { modeLabel } from '../../../domain/mode.ts'
import { moment } from '../../ui/index.ts'
import type { ModeMoment } from '../live/modes.ts'

/** Who had the conversation: the AI, nobody yet, a person. */
export type Control = 'ai' | 'waiting' | 'people'

/** What happened to a conversation, as its transcript says it (F10), and who has it from then on. */
export interface Happening {
  text: string
  /** Another session of this customer, by its id. */
  leadsTo?: string
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
      return { control: 'people', text: claimed(event.data, at) }
    case 'conversation.assigned':
      return {
        control: 'people',
        text: `${event.data.owner.name} was assigned by ${event.data.by?.name ?? 'a rule'} at ${at}${why(event.data)}`,
      }
    case 'conversation.released':
      return {
        control: 'waiting',
        text:
          event.data.because === 'lost'
            ? `${event.data.owner.name} was not heard any more: released at ${at}`
            : `${event.data.owner.name} released the conversation at ${at}`,
      }
    case 'conversation.offered':
      return event.data.for === 'next' ? null : { text: `Offered to ${event.data.to.name} at ${at}` }
    case 'conversation.offer_ended':
      return offerEnded(event.data, at)
    case 'conversation.left_to_ai':
      return {
        text:
          event.data.because === 'nobody_live' ? 'Nobody is live: the AI answers' : 'Nobody took it: the AI answers',
      }
    case 'conversation.not_handed_off':
      return { text: `No transfer at ${at}: nobody is live, and the AI goes on` }
    case 'conversation.resumed':
      return { control: 'ai', text: resumed(event, at) }
    case 'conversation.resolved':
      return { text: resolved(event.data, authorOf(event), at) }
    case 'conversation.reopened':
      return { control: 'people', text: `The session was reopened by ${event.data.by.name} at ${at}` }
    case 'conversation.continued':
      return { text: `The customer went on in a new session at ${at}`, leadsTo: event.data.conversationId }
    case 'customer.erased':
      return { text: `The customer’s words were erased at ${at}` }
    default:
      return null
  }
}

/**
 * “Human Only was set by Ann at …; Ben’s claim was returned”. `held` and `holds`: who had the conversation before the change
 * and after it.
 */
export function modeWords(
  { mode, at, by, claims, undo }: ModeMoment,
  held: string | null,
  holds: string | null,
): string {
  const set = `${modeLabel[mode]} was set${undo ? ' again' : ''}${by ? ` by ${by}` : ''} at ${moment(at)}`
  if (claims === 'return' && held && !holds) return `${set}; ${held}’s claim was returned`
  return undo && holds && !held ? `${set}; ${holds}’s claim holds again` : set
}

function offerEnded({ to, because }: EventData<'conversation.offer_ended'>, at: string): Happening | null {
  if (because === 'declined') return { text: `${to.name} declined at ${at}` }
  return because === 'unanswered' ? { text: `${to.name} did not answer the offer` } : null
}

/** B12: from whom a supervisor took it, and why. */
const why = ({ from, reason }: { from?: Person | undefined; reason?: string | null | undefined }) =>
  from ? `, from ${from.name}: ${reason ?? ''}` : ''

const claimed = ({ owner, from, reason }: EventData<'conversation.claimed'>, at: string) =>
  from ? `${owner.name} took over from ${from.name} at ${at}: ${reason ?? ''}` : `${owner.name} took over at ${at}`

const resumed = ({ actor }: Event, at: string) =>
  actor.kind === 'operator' ? `${actor.name} handed back to the AI at ${at}` : `Back with the AI at ${at}`

function resolved({ by, reason }: EventData<'conversation.resolved'>, author: string | null, at: string): string {
  if (reason === 'silence') return `The session ended in silence at ${at}`
  const name = by?.name ?? author
  return name ? `The session was resolved by ${name} at ${at}` : `The session was resolved at ${at}`
}
