import type { FlagKind } from '../../../domain/flags.ts'
import type { ConversationView, ServiceView } from '../../../domain/wire.ts'
import type { Rail } from '../../ui/index.ts'

/** “Aarhus, Central Denmark”, or null where nothing is known (H7). */
export function placeOf({ customer }: Pick<ConversationView, 'customer'>): string | null {
  const { city, region, country } = customer.location ?? {}
  const parts = [city, region].filter(Boolean)
  return parts.length ? parts.join(', ') : (country ?? null)
}

/** “Ilse Peeters”, “Visitor from Ghent”, “Visitor”. */
export function nameOf({ customer }: Pick<ConversationView, 'customer'>): string {
  if (customer.name) return customer.name
  const from = customer.location?.city ?? customer.location?.region ?? customer.location?.country
  return from ? `Visitor from ${from}` : 'Visitor'
}

/** Who holds it, as the rail shows it. */
export const railOf = ({ status, owner }: Pick<ConversationView, 'status' | 'owner'>): Rail =>
  owner ? 'people' : status === 'paused' ? 'waiting' : 'ai'

/** As they stand on a card: what weighs most first. */
const kinds: readonly FlagKind[] = ['help_requested', 'negative_feedback', 'thumbs_down', 'non_answer']

interface FlagFact {
  kind: FlagKind
  acked: boolean
}

export const sameBadges = (a: readonly FlagFact[], b: readonly FlagFact[]): boolean =>
  a.length === b.length && a.every(({ kind, acked }, i) => kind === b[i]?.kind && acked === b[i]?.acked)

/** Each kind of flag once: open, or seen by somebody. A false alarm is no flag any more. */
export function badgesOf({ flags }: Pick<ConversationView, 'flags'>): FlagFact[] {
  if (flags.length === 0) return []
  return kinds.flatMap((kind) => {
    const mine = flags.filter((flag) => flag.kind === kind && flag.state !== 'false_alarm')
    return mine.length ? [{ kind, acked: !mine.some((flag) => flag.state === 'open') }] : []
  })
}

/** The flag whose words stand on the card: of what weighs most, the newest that is open. */
export const loudest = ({ flags }: Pick<ConversationView, 'flags'>) => {
  const open = flags.filter((flag) => flag.state === 'open')
  const kind = kinds.find((one) => open.some((flag) => flag.kind === one))
  return open.findLast((flag) => flag.kind === kind)
}

/** A card has a third line when it needs a person or people have it; that decides its height. */
export const isTall = ({ status, needsAttention }: Pick<ConversationView, 'status' | 'needsAttention'>): boolean =>
  status === 'paused' || needsAttention

/** What the customer's next message does after the end (F15, laws.md), by the mode of the service; a deleted one answers nobody. */
export const nextSession = (service: Pick<ServiceView, 'mode'> | undefined): string => {
  if (!service) return 'nothing starts: this service was deleted'
  return service.mode === 'human_only'
    ? 'a new session starts and waits for a person'
    : 'a new session starts with the AI'
}
