import { isRefusal, type Refusal } from '../../domain/refusal.ts'
import type { Done } from '../gate/gate.ts'
import type { Ended } from '../worker.ts'

/** Refusals that say nothing of the command: they pass, and the task comes again. */
export const mayPass = ({ refused }: Refusal): boolean => refused === 'unavailable' || refused === 'internal'

/**
 * What the gate's word means for the task whose command it was: gone with the commit, or without effect and done.
 * @throws Error for a refusal that may pass, so that nothing is dropped because the database was away (L12)
 */
export function endOf(outcome: Done | Refusal): Ended {
  if (!isRefusal(outcome)) return outcome.seq === null ? 'done' : 'committed'
  if (mayPass(outcome)) throw new Error(outcome.detail)
  return 'done'
}
