import type { Person } from '../../domain/actor.ts'
import { standing } from '../../domain/control.ts'
import { isRefusal, type Refusal } from '../../domain/refusal.ts'
import { canSee } from '../../domain/sight.ts'
import { bodyHash, type Clock } from '../clock.ts'
import type { Gate } from '../gate/gate.ts'
import type { Hub } from '../hub/hub.ts'
import type { Sights } from './sights.ts'

/** How many are released at once. */
const AT_ONCE = 200

/**
 * Releases by rule what people hold and do not see any more, or hold and are gone: nobody else could (L1). Called after each
 * change of what people see, when that is read; no command is decided by the old rights from then on, and those that were
 * decided before are waited for.
 * @returns why it was broken off, or null
 */
export type ReleaseUnseen = (workspaceId: string) => Promise<Refusal | null>

export function createReleaseUnseen({
  gate,
  hub,
  sights,
  clock,
}: {
  gate: Gate
  hub: Hub
  sights: Sights
  clock: Clock
}): ReleaseUnseen {
  async function unseen(workspaceId: string): Promise<{ id: string; owner: Person }[]> {
    const board = await hub.fresh(workspaceId)
    return [...(board?.conversations.values() ?? [])].flatMap((conversation) => {
      const service = board?.services.get(conversation.serviceId)
      const owner = service ? standing(conversation, service).owner : null
      return owner && !canSee(sights.of(workspaceId, owner.id), conversation.serviceId)
        ? [{ id: conversation.id, owner }]
        : []
    })
  }

  return async function releaseUnseen(workspaceId) {
    await sights.ready(workspaceId)
    await gate.passed()
    const held = await unseen(workspaceId)
    for (let at = 0; at < held.length; at += AT_ONCE) {
      const outcomes = await Promise.all(
        held.slice(at, at + AT_ONCE).map(({ id: conversationId, owner }) => {
          const rule = sights.scopes(workspaceId, owner.id).size > 0 ? 'groups changed' : 'user removed'
          const command = { name: 'release' as const, conversationId, operator: owner }
          return gate.execute({
            principal: { kind: 'rule', workspaceId, name: rule },
            actor: { kind: 'rule', name: rule, via: 'system' },
            command,
            commandId: clock.newId(),
            bodyHash: bodyHash(command),
          })
        }),
      )
      // Any other refusal says that it is not theirs any more.
      const broken = outcomes.find((outcome) => isRefusal(outcome) && outcome.refused === 'unavailable')
      if (broken && isRefusal(broken)) return broken
    }
    return null
  }
}
