import type { Answer } from './call.ts'
import { codeOf } from './player.ts'

/** An end that was to be expected: its message is the one sentence that the person reads. */
export class Stop extends Error {}

/**
 * An answer that a program cannot do without.
 * @param what of the request, as in “create a service”
 * @throws Stop when it was refused
 */
export async function must(asked: Promise<Answer>, what: string): Promise<unknown> {
  const { status, body } = await asked
  if (status === 401) throw new Stop('The server does not know this API key.')
  if (status === 403) throw new Stop(`This API key may not ${what}: it needs every scope.`)
  if (status === 404) throw new Stop(`There is a server, but it cannot ${what}: this is no Baton.`)
  if (status >= 400) throw new Stop(`The server refused to ${what}: ${codeOf(body)}.`)
  return body
}
