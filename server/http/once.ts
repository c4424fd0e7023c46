import type { Context } from 'hono'
import type { Unrecorded } from '../../db/groups.ts'
import type { AuditEvent, CommandOf } from '../../domain/commands.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { actorFor } from '../../domain/rights.ts'
import { bodyHash } from '../clock.ts'
import type { Deps } from '../deps.ts'
import { caller, placed } from './access.ts'
import type { Env } from './env.ts'
import { commandId, execute } from './execute.ts'
import { Refused } from './problem.ts'

/** What was done outside the gate: what to answer, and where no line was written with it, its lines in the log and what they cause. */
export interface Made<T> extends Partial<Omit<CommandOf<'record'>, 'name' | 'answer'>> {
  answer: T
  /** The task that ends in the same commit. */
  done?: { id: number; by: string; lane: string }
}

/** Makes the line that is written with the change itself: what the log gets at the next start when this process dies in between (L10). */
export type Line = (event: AuditEvent, answer: unknown) => Unrecorded

/** One change outside the gate for each `Idempotency-Key`. */
export type Once = <T>(c: Context<Env>, body: object, make: (line: Line) => Promise<Made<T>>) => Promise<T>

/**
 * One change outside the gate and its line in the log. Sent again with its Idempotency-Key it is not made again, and gets
 * the first answer (L4), also while the log does not have it yet. `body` is what was asked, without a password: not even its
 * hash belongs into the log of commands.
 */
export function createOnce(deps: Pick<Deps, 'gate' | 'clock' | 'settle' | 'firstAnswer'>): Once {
  const making = new Map<string, Promise<unknown>>()
  return async function once<T>(c: Context<Env>, body: object, make: (line: Line) => Promise<Made<T>>): Promise<T> {
    const id = commandId(deps, c, { step: 'record' })
    const asked = { workspaceId: caller(c).workspaceId, commandId: id, bodyHash: bodyHash(body) }
    while (making.has(id)) await making.get(id)?.catch(() => {})

    /** @throws Refused when the id was used with another body, or what it did is not in the log yet */
    async function first(): Promise<{ answer: T } | null> {
      if (c.req.header('idempotency-key') === undefined) return null
      const found = await deps.firstAnswer(asked)
      if (isRefusal(found)) throw new Refused(found)
      return found as { answer: T } | null
    }

    const work = async (): Promise<T> => {
      const before = await first()
      if (before) return before.answer
      const noted: Unrecorded[] = []
      const line: Line = (event, answer) => {
        const one = { ...asked, actor: placed(c, actorFor(caller(c))), event, answer }
        noted.push(one)
        return one
      }
      try {
        const { done, events = [], ...made } = await make(line)
        const [one] = noted
        const refused = one && (await deps.settle(one))
        if (isRefusal(refused)) throw new Refused(refused)
        const command = { name: 'record' as const, events, ...made }
        if (!one) await execute(deps, c, { command, commandId: id, body, ...(done && { done }) })
        return made.answer
      } catch (error) {
        // Before any refusal the id is looked up: another node may have been asked the same at once, or the database has done
        // what it did not answer to.
        const meanwhile = await first()
        if (meanwhile) return meanwhile.answer
        throw error
      }
    }
    const under = work()
    making.set(id, under)
    return under.finally(() => making.delete(id))
  }
}
