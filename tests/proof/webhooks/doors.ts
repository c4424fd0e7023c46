/** As much of the API document as tells where programs outside come in, or are called. */
export interface Paths {
  paths: Record<string, Record<string, { tags?: string[] }>>
  webhooks?: Record<string, unknown>
}

/**
 * Routes that have to do with webhooks or channels, and how the suite meets them. There is none of a provider yet: a
 * channel outside delivers by the idempotent commands, which the suite sends; the bot's webhook goes out, and is answered.
 */
const known: Record<string, string> = {
  'GET /api/v1/services/{id}/webhook': 'the secret by which the bot knows that it is Baton who asks',
}

const about = /webhook|channel|inbound|callback|provider/i

/** A route that this suite does not know is one of which nobody has shown that what comes twice happens once. */
export function unknownDoors({ paths, webhooks }: Paths): string[] {
  const there = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => about.test(path) || tags?.some((tag) => about.test(tag)))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  )
  return [
    ...there.filter((door) => !(door in known)).map((door) => `${door} is a door that this suite does not know`),
    ...Object.keys(webhooks ?? {}).map(
      (name) => `the document’s webhook “${name}” is one that this suite does not know`,
    ),
    ...Object.keys(known)
      .filter((door) => !there.includes(door))
      .map((door) => `${door} is gone, and this suite knows it still`),
  ]
}
