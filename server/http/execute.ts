import type { Context } from 'hono'
import type { Actor, Person } from '../../domain/actor.ts'
import type { Command } from '../../domain/commands.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { actorFor, type Principal } from '../../domain/rights.ts'
import { bodyHash, derivedId } from '../clock.ts'
import type { Deps } from '../deps.ts'
import type { Done } from '../gate/gate.ts'
import { caller, placed } from './access.ts'
import type { Env } from './env.ts'
import { badInput, no, Refused } from './problem.ts'

export interface Ask {
  command: Command
  /** What the caller sent: with the same id it must be the same again (L4). */
  body: unknown
  /** The id in the body, where it has one; the header `Idempotency-Key` comes first. */
  id?: string | undefined
  actor?: Actor
  principal?: Principal
  /** Tells the commands of one request apart. */
  step?: string
  /** Made by `commandId` before. */
  commandId?: string
  /** The task that the command finishes. */
  done?: { id: number; by: string; lane: string }
}

/**
 * Puts a request's command through the gate.
 * @throws Refused for every refusal, also for a late AI reply, which committed a draft and is refused all the same
 */
export async function execute(deps: Pick<Deps, 'gate' | 'clock'>, c: Context<Env>, ask: Ask): Promise<Done> {
  const principal = ask.principal ?? caller(c)
  const outcome = await deps.gate.execute({
    principal,
    actor: placed(c, ask.actor ?? actorFor(principal)),
    command: ask.command,
    commandId: ask.commandId ?? commandId(deps, c, ask),
    bodyHash: bodyHash(ask.body),
    ...(ask.done && { done: ask.done }),
  })
  if (isRefusal(outcome)) throw new Refused(outcome)
  if (outcome.answer.refusal) throw new Refused(outcome.answer.refusal)
  return outcome
}

/** An id counts within workspace, caller, method and path (api.md). */
export function commandId(
  { clock }: Pick<Deps, 'clock'>,
  c: Context<Env>,
  { id, step = '' }: Pick<Ask, 'id' | 'step'>,
): string {
  const header = c.req.header('idempotency-key')
  if (header !== undefined && !/^[\x20-\x7e]{1,200}$/.test(header))
    throw badInput([{ path: 'Idempotency-Key', message: 'must have 1 to 200 printable characters' }])
  const key = header ?? id
  if (key === undefined) return clock.newId()
  const principal = caller(c)
  return derivedId(principal.workspaceId, callerId(principal), c.req.method, c.req.path.toLowerCase(), key, step)
}

function callerId(principal: Principal): string {
  switch (principal.kind) {
    case 'customer':
      return `customer ${principal.conversationId}`
    case 'rule':
      return `rule ${principal.name}`
    default:
      return `${principal.kind} ${principal.id}`
  }
}

/** For whom an operator's command counts: the person who is signed in, or the one that a key names. */
export async function operatorOf(
  deps: Pick<Deps, 'people' | 'sights'>,
  principal: Principal,
  operatorId: string | undefined,
): Promise<Person> {
  if (principal.kind === 'operator') {
    if (operatorId !== undefined && operatorId !== principal.id)
      throw no('forbidden', {}, 'A person acts as nobody else.')
    return { id: principal.id, name: principal.name }
  }
  if (principal.kind !== 'key') throw no('forbidden')
  if (operatorId === undefined) throw no('operator_required')
  return memberOf(deps, principal.workspaceId, operatorId)
}

/** The person whom a command names as the one who acts or is to own. */
export async function memberOf(
  { people, sights }: Pick<Deps, 'people' | 'sights'>,
  workspaceId: string,
  operatorId: string,
): Promise<Person> {
  const person = await people.find(workspaceId, operatorId)
  if (!person) throw no('operator_required', {}, 'There is no operator by this operatorId.')
  // Another node may have let them in a moment ago.
  await sights.ready(workspaceId, person.id)
  return { id: person.id, name: person.name }
}
