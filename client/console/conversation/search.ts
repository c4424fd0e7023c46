import type { Row } from '../live/ranking.ts'

/** What somebody searches for: each word must stand somewhere in what is searched. */
export const wordsOf = (query: string): string[] => query.toLowerCase().split(/\s+/).filter(Boolean)

/** What a search looks through: all that a card knows of its conversation, in lower case. */
export function textOf({ conversation, held }: Row): string {
  const { customer, openingQuestion, agent, channel, id } = conversation
  const { city, region, country } = customer.location ?? {}
  return [
    openingQuestion,
    customer.name,
    customer.email,
    customer.phone,
    customer.externalId,
    city,
    region,
    country,
    agent,
    channel,
    held.owner?.name,
    id,
  ]
    .filter(Boolean)
    .join(' ')
    .toLowerCase()
}
