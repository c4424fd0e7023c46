import type { Sql } from '../../db/connect.ts'
import { readRecent } from '../../db/log.ts'
import type { CommandOf } from '../../domain/commands.ts'
import { isRefusal, type Refusal, type RefusalCode } from '../../domain/refusal.ts'
import { bodyHash } from '../clock.ts'
import type { Gate } from '../gate/gate.ts'
import { mayPass } from './end.ts'

const HISTORY = 200
/** What forbids the move of control, and not the call for a person. */
const flaggedAllTheSame: readonly RefusalCode[] = ['mode_forbids', 'handoff_not_allowed', 'already_with_people']

/** What a handoff is about: the customer's last message, and those beside it on which a flag calls for the same. */
export async function readAbout(
  sql: Sql,
  workspaceId: string,
  conversationId: string,
): Promise<CommandOf<'handOff'>['about']> {
  const events = await readRecent(sql, workspaceId, conversationId, HISTORY)
  const said = events.flatMap((event) =>
    event.type === 'message.added' && event.data.message.role !== 'system' ? [event.data.message] : [],
  )
  const last = said.findLastIndex(({ role }) => role === 'customer')
  const asked = said[last]
  if (!asked) return undefined
  const before = said.slice(0, last).findLastIndex(({ role }) => role !== 'customer')
  return { messageId: asked.id, text: asked.text, around: said.slice(before + 1).map(({ id }) => id) }
}

/**
 * A3: the flag of a handoff that was refused because control may not move. Another command than the handoff, since a refused
 * one is not remembered and may succeed when it is sent again (L4); said twice it raises nothing twice.
 * @returns a refusal that may pass, after which the whole is to be tried again
 */
export async function flagAllTheSame(
  gate: Gate,
  workspaceId: string,
  { refused }: Refusal,
  { conversationId, trigger, sentiment, turn, about }: CommandOf<'handOff'>,
  commandId: string,
): Promise<Refusal | null> {
  if (trigger === 'manual' || !flaggedAllTheSame.includes(refused)) return null
  const command = { name: 'flagHandoff' as const, conversationId, trigger, sentiment, turn, about }
  const outcome = await gate.execute({
    principal: { kind: 'rule', workspaceId, name: 'handoff' },
    actor: { kind: 'rule', name: 'handoff', via: 'system' },
    command,
    commandId,
    bodyHash: bodyHash(command),
  })
  return isRefusal(outcome) && mayPass(outcome) ? outcome : null
}
