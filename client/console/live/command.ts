import { type Call, Problem } from './api.ts'
import type { Clock } from './clock.ts'

/** One call of the API: `api`, or a test’s stand-in. */
export type Ask = <T>(path: string, call?: Call) => Promise<T>

export interface CommandDeps {
  ask: Ask
  clock: Clock
  newId: () => string
}

export interface CommandOptions {
  method?: 'POST' | 'PUT'
  /** The id under which it is said again; one is made when none is given. */
  key?: string
  /** How often it is said again while the outcome is unknown; without a number until it is known. */
  tries?: number
  /** Told before each further try. */
  again?: (problem: Problem) => void
}

/**
 * Says a command until its outcome is known: the same id each time, so that it happens once (L4). An answer that did not
 * come, a gateway’s error, a database that cannot be reached: the outcome is unknown. A refusal is an outcome.
 * @throws Problem with the refusal, or the last failure when `tries` are used up
 */
export async function command<T>(
  { ask, clock, newId }: CommandDeps,
  path: string,
  body: unknown,
  options: CommandOptions = {},
): Promise<T> {
  const { method = 'POST', key = newId(), tries = Number.POSITIVE_INFINITY, again } = options
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask<T>(path, { method, body, key })
    } catch (error) {
      if (!(error instanceof Problem) || !isUnknown(error) || tried >= tries) throw error
      again?.(error)
      await pause(clock, Math.min(5_000, 400 * 2 ** (tried - 1)))
    }
  }
}

/** Whether it may have happened all the same: no answer, or one from a gateway. */
export const isUnknown = (problem: Problem): boolean =>
  problem.code === 'offline' || [502, 503, 504].includes(problem.status)

const pause = (clock: Clock, milliseconds: number) => new Promise<void>((resolve) => clock.after(milliseconds, resolve))
