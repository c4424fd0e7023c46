import type { ControlTime } from '../../../../domain/control-time.ts'
import type { ConversationView, SessionView } from '../../../../domain/wire.ts'
import { nameOf, railOf } from '../../conversation/card-facts.ts'

/** Who it was, as well as it is known: a name, else a phone number or an address, else a visitor from somewhere. */
export const titleOf = (session: Pick<ConversationView, 'customer'>): string => {
  const { name, phone, email } = session.customer
  return name || !(phone || email) ? nameOf(session) : (phone ?? email ?? '')
}

/** “45 s”, “12 min”, “3 h 20 min”, “2 d 4 h”. */
export function lasted(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`
  return hours % 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${Math.floor(hours / 24)} d`
}

/** How long it lasted, or lasts by now. */
export const lengthOf = (session: Pick<ConversationView, 'startedAt' | 'resolvedAt'>, now: number): number =>
  (session.resolvedAt ? Date.parse(session.resolvedAt) : now) - Date.parse(session.startedAt)

/** How long it was with whom, by now: what went by since it was reckoned was with who holds it. */
export function timeOf(session: SessionView, card: ConversationView, now: number): ControlTime {
  if (card.status === 'resolved') return session.controlTime
  const known = session.controlTime.ai + session.controlTime.waiting + session.controlTime.people
  const rail = railOf(card)
  const since = Math.max(0, now - Date.parse(session.startedAt) - known)
  return rail === 'unknown'
    ? session.controlTime
    : { ...session.controlTime, [rail]: session.controlTime[rail] + since }
}

/** “15 min with AI, 2 min waiting, 5 min with people”: the ribbon in words. */
export const timeWords = ({ ai, waiting, people }: ControlTime): string =>
  `${lasted(ai)} with AI, ${lasted(waiting)} waiting, ${lasted(people)} with people`

const channels: Record<string, string> = {
  web: 'web',
  email: 'e-mail',
  api: 'API',
  phone: 'phone',
  intercom: 'Intercom',
}
/** A channel as people call it. */
export const channelName = (channel: string): string => channels[channel] ?? channel
