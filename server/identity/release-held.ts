import { listConversations } from '../../db/conversations.ts'
import type { Conversation } from '../../domain/conversation.ts'
import { isRefusal, type Refusal } from '../../domain/refusal.ts'
import { bodyHash } from '../clock.ts'
import type { Deps } from '../deps.ts'

/**
 * Releases by rule what somebody holds and cannot reach any more: nobody else could.
 * @param which of what they hold
 * @returns why it was broken off, or null
 */
export async function releaseHeld(
  deps: { sql: Deps['database']['sql'] } & Pick<Deps, 'gate' | 'clock'>,
  workspaceId: string,
  personId: string,
  rule: string,
  which: (conversation: Conversation) => boolean = () => true,
): Promise<Refusal | null> {
  let after: { startedAt: string; id: string } | undefined
  for (;;) {
    const held = await listConversations(deps.sql, workspaceId, { owner: personId, services: null, after, limit: 100 })
    const last = held.at(-1)
    if (!last) return null
    after = { startedAt: last.startedAt, id: last.id }
    const outcomes = await Promise.all(
      held.filter(which).map(({ id: conversationId, owner }) => {
        const command = {
          name: 'release' as const,
          conversationId,
          operator: { id: personId, name: owner?.name ?? personId },
        }
        return deps.gate.execute({
          principal: { kind: 'rule', workspaceId, name: rule },
          actor: { kind: 'rule', name: rule, via: 'system' },
          command,
          commandId: deps.clock.newId(),
          bodyHash: bodyHash(command),
        })
      }),
    )
    // Any other refusal says that it is not theirs any more.
    const broken = outcomes.find((outcome) => isRefusal(outcome) && outcome.refused === 'unavailable')
    if (broken && isRefusal(broken)) return broken
  }
}
