import { type Routing, routingOf } from '../../../../domain/routing/settings.ts'
import type { Service } from '../../../../domain/service.ts'
import { tagsOf } from '../../go-live/words.ts'

/** A service's routing as a form keeps it: plain values that can be compared. */
export interface RoutingFields {
  newConversations: boolean
  strategy: Routing['strategy']
  /** As it is typed. */
  offerSeconds: string
  needs: string
  /** Ids with spaces between them, in one order. */
  defaultOperators: string
  /** As it is typed; empty for never. */
  backToAiMinutes: string
}

export const routingLabel: Record<keyof RoutingFields, string> = {
  newConversations: 'Offer new conversations too',
  strategy: 'Who is asked first',
  offerSeconds: 'Seconds to answer an offer',
  needs: 'Languages and skills it needs',
  defaultOperators: 'Default operators',
  backToAiMinutes: 'Minutes until a wait goes back to the AI',
}

export function routingFields(service: Pick<Service, 'routing'>): RoutingFields {
  const { newConversations, strategy, offerSeconds, needs, defaultOperators, backToAiMinutes } = routingOf(service)
  return {
    newConversations,
    strategy,
    offerSeconds: String(offerSeconds),
    needs: needs.join(', '),
    defaultOperators: defaultOperators.toSorted().join(' '),
    backToAiMinutes: backToAiMinutes === null ? '' : String(backToAiMinutes),
  }
}

/** What of it the server is told; null when nothing of it was changed. */
export function routingChanges(changes: Partial<RoutingFields>): Partial<Routing> | null {
  const { newConversations, strategy, offerSeconds, needs, defaultOperators, backToAiMinutes } = changes
  const body: Partial<Routing> = {
    ...(newConversations !== undefined && { newConversations }),
    ...(strategy !== undefined && { strategy }),
    ...(offerSeconds !== undefined && { offerSeconds: Number(offerSeconds) }),
    ...(needs !== undefined && { needs: tagsOf(needs) }),
    ...(defaultOperators !== undefined && { defaultOperators: defaultOperators.split(' ').filter(Boolean) }),
    ...(backToAiMinutes !== undefined && {
      backToAiMinutes: backToAiMinutes.trim() === '' ? null : Number(backToAiMinutes),
    }),
  }
  return Object.keys(body).length > 0 ? body : null
}

export const isRoutingField = (field: PropertyKey): field is keyof RoutingFields => Object.hasOwn(routingLabel, field)
