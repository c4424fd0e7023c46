import type { Context } from 'hono'
import { removeUnrecorded, type Unrecorded } from '../../db/groups.ts'
import type { AuditEvent, CommandOf } from '../../domain/commands.ts'
import { actorFor } from '../../domain/rights.ts'
import { bodyHash } from '../clock.ts'
import type { Deps } from '../deps.ts'
import { caller } from './access.ts'
import type { Env } from './env.ts'
import { commandId, execute, recorded } from './execute.ts'

/** What was done outside the gate: what to answer, its lines in the log, and what they cause. */
export interface Made<T> extends Omit<CommandOf<'record'>, 'name' | 'answer'> {
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
 * the first answer (L4). `body` is what was asked, without a password: not even its hash belongs into the log of commands.
 */
export function createOnce(deps: Pick<Deps, 'gate' | 'clock' | 'database'>): Once {
  const making = new Map<string, Promise<unknown>>()
  return async function once<T>(c: Context<Env>, body: object, make: (line: Line) => Promise<Made<T>>): Promise<T> {
    const ask = { body, step: 'record' }
    const id = commandId(deps, c, ask)
    while (making.has(id)) await making.get(id)?.catch(() => {})
    const work = async (): Promise<T> => {
      const first = (await recorded(deps, c, ask)) as T | undefined
      if (first !== undefined) return first
      let noted: Unrecorded | null = null
      const line: Line = (event, answer) => {
        const principal = caller(c)
        const { workspaceId } = principal
        noted = { workspaceId, commandId: id, bodyHash: bodyHash(body), actor: actorFor(principal), event, answer }
        return noted
      }
      const { done, ...made } = await make(line)
      await execute(deps, c, { command: { name: 'record', ...made }, commandId: id, body, ...(done && { done }) })
      if (noted) await removeUnrecorded(deps.database.sql, noted)
      return made.answer
    }
    const under = work()
    making.set(id, under)
    return under.finally(() => making.delete(id))
  }
}
