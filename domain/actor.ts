import { z } from 'zod'

/** Where an act came from (L10). */
export const Via = z.enum(['console', 'api', 'widget', 'system'])
export type Via = z.infer<typeof Via>

/**
 * L10: the author of an event. An operator whose act came through an API key carries that key too.
 * `rule` is Baton itself: a timer, a mode, the built-in AI's worker.
 */
export const Actor = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('operator'),
    id: z.string(),
    name: z.string(),
    via: Via,
    key: z.object({ id: z.string(), name: z.string() }).optional(),
  }),
  z.object({
    kind: z.literal('agent'),
    name: z.string(),
    via: Via,
    key: z.object({ id: z.string(), name: z.string() }).optional(),
  }),
  z.object({ kind: z.literal('customer'), via: Via, key: z.object({ id: z.string(), name: z.string() }).optional() }),
  z.object({ kind: z.literal('key'), id: z.string(), name: z.string(), via: Via }),
  z.object({ kind: z.literal('rule'), name: z.string(), via: Via }),
])
export type Actor = z.infer<typeof Actor> & {
  /**
   * The network that a person of the team or a program called from: an IPv4 address, or the /64 of an IPv6 one. Kept in the
   * log and shown in the audit alone; no stream and no list of events carries it (`viewEvent`). Of customers none is kept.
   */
  network?: string
}

/** The person, key or agent that did it; a rule has no name to show. */
export const authorOf = ({ actor }: { actor: Actor }): string | null =>
  'name' in actor && actor.kind !== 'rule' ? actor.name : null

/** An operator as conversations know one. */
export const Person = z.object({ id: z.string(), name: z.string() })
export type Person = z.infer<typeof Person>
