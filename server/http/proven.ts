import type { Context } from 'hono'
import { networkOf } from '../address.ts'
import type { Deps } from '../deps.ts'
import type { Env } from './env.ts'
import { badInput, no, Refused } from './problem.ts'

/** Ends a handler that whoever knocks too often is refused by, and says when to come again. */
export function orTooMany(deps: Pick<Deps, 'signInLimit'>, account: string, address: string): void {
  const wait = deps.signInLimit.waitFor(account, address)
  if (wait > 0)
    throw new Refused(
      no('too_many_requests', {}, 'Too many failed sign-ins. Wait a little and try again.').refusal,
      wait,
    )
}

/**
 * Asks for somebody's present password. Wrong ones are counted with failed sign-ins: an open console is no place to guess it.
 * @param password what the field `current` of the body said
 * @throws Refused when it is not theirs, or was guessed at too often
 */
export async function proven(
  deps: Pick<Deps, 'signInLimit' | 'people'>,
  c: Context<Env>,
  { id, email }: { id: string; email: string },
  password: string,
): Promise<void> {
  const address = networkOf(c.get('address'))
  orTooMany(deps, email, address)
  // Counted before it is tried: guesses that come at once must not all be tried.
  deps.signInLimit.tried(email, address)
  const right = await deps.people.hasPassword(id, password).catch((error: unknown) => {
    deps.signInLimit.takenBack(email, address)
    throw error
  })
  if (!right) throw badInput([{ path: 'current', message: 'is not your password' }])
  deps.signInLimit.takenBack(email, address)
}
