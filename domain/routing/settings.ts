import { z } from 'zod'
import { nameLine } from '../text.ts'

/** A language or a skill, such as “Spanish” or “refunds”; upper and lower case are the same. */
export const Tag = nameLine(40)
export const Tags = z.array(Tag).max(20)

/** Who of those who fit is asked first. */
export const Strategy = z.enum(['least_loaded', 'longest_idle', 'round_robin'])
export type Strategy = z.infer<typeof Strategy>

export const OFFER_SECONDS = { least: 5, most: 300 } as const

/** How a service's conversations find their operator (G4, F2, laws.md “Where a handoff goes”). */
export const Routing = z
  .strictObject({
    newConversations: z.boolean().describe('new conversations too are offered to live operators before the AI answers'),
    strategy: Strategy,
    offerSeconds: z
      .number()
      .int()
      .min(OFFER_SECONDS.least)
      .max(OFFER_SECONDS.most)
      .describe('after so long an offer that nobody answers moves on'),
    needs: Tags.describe('languages and skills of which an operator has to have each'),
    defaultOperators: z
      .array(z.string().max(80))
      .max(50)
      .describe('people to one of whom a handoff by the AI is assigned at once: the least loaded'),
    backToAiMinutes: z
      .number()
      .int()
      .min(1)
      .max(10_080)
      .nullable()
      .describe('after so long a wait that nobody claimed goes back to the AI; null: never'),
  })
  .meta({ id: 'Routing' })
export type Routing = z.infer<typeof Routing>

/** What holds of a service of which nobody said otherwise. */
export const standardRouting: Routing = {
  newConversations: false,
  strategy: 'least_loaded',
  offerSeconds: 30,
  needs: [],
  defaultOperators: [],
  backToAiMinutes: null,
}

export const routingOf = ({ routing }: { routing?: Routing | undefined }): Routing => routing ?? standardRouting

/** Whether somebody has all that is needed. */
export const hasAll = (has: readonly string[], needs: readonly string[]): boolean => {
  const held = new Set(has.map((tag) => tag.toLowerCase()))
  return needs.every((tag) => held.has(tag.toLowerCase()))
}
