import { readMessage } from '../../db/log.ts'
import { readSubscription, removeDeadSubscription } from '../../db/push.ts'
import { standing } from '../../domain/control.ts'
import { notificationTitle, standardChoices, wants } from '../../domain/notification.ts'
import { canSee } from '../../domain/sight.ts'
import type { TaskPayload } from '../../domain/tasks.ts'
import type { Ended, Running } from '../worker.ts'
import type { ReactionDeps } from './index.ts'

/**
 * F6, L12: one browser is told of one event, through its push service. Asked at this moment: whether its person is still signed
 * in there, wants it, may see the conversation and owns it (L7). Told again after a failure it has the same number.
 */
export const notify =
  ({ sql, hub, clock, sights, sendPush }: ReactionDeps) =>
  async (payload: TaskPayload<'notify'>, { workspaceId, signal }: Running): Promise<Ended> => {
    const { conversationId, subscriptionId, userId, kind, number, messageId } = payload
    const subscription = await readSubscription(sql, workspaceId, subscriptionId)
    if (subscription?.userId !== userId) return 'done'
    if (!wants(subscription.choices ?? standardChoices, kind, clock.now())) return 'done'
    const service = await ownedIn(workspaceId, conversationId, userId)
    if (!service) return 'done'
    const text = messageId === null ? '' : await textOf(workspaceId, conversationId, messageId)
    if (text === null) return 'done'
    const sent = await sendPush(
      subscription,
      {
        kind,
        conversationId,
        number,
        title: notificationTitle(kind, text),
        body: service.name,
        silent: !(subscription.choices ?? standardChoices).sound,
      },
      signal,
    )
    if (sent === 'gone') await removeDeadSubscription(sql, workspaceId, subscription)
    return 'done'

    /** The service of a conversation that this person owns at this moment, and may see. */
    async function ownedIn(workspaceId: string, id: string, userId: string): Promise<{ name: string } | null> {
      const board = await hub.fresh(workspaceId)
      const conversation = board?.conversations.get(id)
      const service = conversation && board?.services.get(conversation.serviceId)
      if (!service || standing(conversation, service).owner?.id !== userId) return null
      await sights.ready(workspaceId, userId)
      const may = sights.scopes(workspaceId, userId).has('operator:write')
      return may && canSee(sights.of(workspaceId, userId), service.id) ? service : null
    }

    async function textOf(workspaceId: string, id: string, messageId: string): Promise<string | null> {
      const event = await readMessage(sql, workspaceId, id, messageId)
      // Nothing of what was erased meanwhile.
      return event?.type === 'message.added' ? event.data.message.text || null : null
    }
  }
