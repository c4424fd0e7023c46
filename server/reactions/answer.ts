import { readRecent } from '../../db/log.ts'
import type { Command } from '../../domain/commands.ts'
import { standing } from '../../domain/control.ts'
import type { Conversation } from '../../domain/conversation.ts'
import { noDetection } from '../../domain/flags.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { actorFor, type Principal } from '../../domain/rights.ts'
import type { TaskPayload } from '../../domain/tasks.ts'
import { whole } from '../../domain/text.ts'
import type { Reply, Turn } from '../ai/answerer.ts'
import { bodyHash, derivedId } from '../clock.ts'
import type { Ended, Running } from '../worker.ts'
import { endOf, mayPass } from './end.ts'
import type { ReactionDeps } from './index.ts'

const HISTORY = 400

/**
 * The AI's answer to a customer. While it is written, operators see it grow and the customer sees typing; when a person
 * takes over or the mode forbids it, it is cut off, and what it wrote so far becomes a draft (B1). One that says everything
 * at once may end what it began, unseen.
 */
export function answer(deps: ReactionDeps) {
  return async ({ conversationId, messageId, turn }: TaskPayload<'answer'>, running: Running): Promise<Ended> => {
    const { workspaceId } = running
    // The task may come from another node's commit: this node must know of it before it says that there is nothing to do.
    const board = await deps.hub.fresh(workspaceId)
    const conversation = board?.conversations.get(conversationId)
    const service = conversation && board?.services.get(conversation.serviceId)
    if (!conversation || !service || service.ai === 'external') return 'done'
    if (conversation.turn !== turn || standing(conversation, service).control !== 'ai') return 'done'
    const history = await historyOf(deps, workspaceId, conversationId)
    // A later message has a task of its own, and its answer will have read this one too.
    if (history.lastCustomerMessage !== messageId) return 'done'

    const answerer = deps.answerers[service.ai]
    if (!answerer) throw Object.assign(new Error(`No ${service.ai} is configured.`), { retryable: false })

    const cut = new AbortController()
    const signal = answerer.atOnce ? running.signal : AbortSignal.any([cut.signal, running.signal])
    const unwatch = deps.watch(workspaceId, conversationId, (now) => {
      const service = now && board?.services.get(now.serviceId)
      if (cut.signal.aborted) return
      if (now && service && now.turn === turn && standing(now, service).control === 'ai') return
      cut.abort()
      say('', true)
    })
    let soFar = ''
    const say = (text: string, done: boolean) => {
      deps.hub.moment(workspaceId, { type: 'ai.writing', conversationId, text, done })
      deps.hub.moment(workspaceId, {
        type: 'typing',
        conversationId,
        who: 'ai',
        name: conversation.agent,
        typing: !done,
      })
    }
    try {
      // Control may have moved while the history was read.
      if (deps.hub.peek(workspaceId, conversationId)?.turn !== turn) return 'done'
      say('', false)
      const reply = await answerer.answer({
        requestId: derivedId('ask', messageId, running.id),
        conversationId,
        turn,
        serviceId: service.id,
        serviceName: service.name,
        agentName: conversation.agent,
        instructions: service.instructions,
        webhookUrl: service.webhookUrl,
        history: history.turns,
        handoff: {
          allowed: service.mode === 'human_supported' && service.allowHandoff,
          someoneLive: deps.someoneLive(workspaceId, service.id),
        },
        signal,
        onText(text) {
          soFar = text
          say(text, false)
        },
      })
      if (!reply.handoff && reply.text === '') return 'done'
      return await commit(reply, false)
    } catch (error) {
      if (!cut.signal.aborted) throw error
      if (soFar.trim() === '') return 'done'
      return await commit({ text: whole(soFar), nonAnswer: false }, true)
    } finally {
      unwatch()
      if (!cut.signal.aborted) say('', true)
    }

    async function commit(reply: Reply, late: boolean): Promise<Ended> {
      const { agent } = conversation as Conversation
      const id = derivedId('answer', running.id)
      const principal: Principal = { kind: 'rule', workspaceId, name: agent }
      const message: Command = {
        name: 'addMessage',
        conversationId,
        messageId: derivedId('reply', running.id),
        role: 'ai',
        text: reply.text,
        turn,
        agent,
        detection: noDetection,
        given: late ? {} : { nonAnswer: reply.nonAnswer },
        ...(late && { cut: true }),
      }
      const execute = (command: Command, commandId: string) =>
        deps.gate.execute({
          principal,
          actor: actorFor(principal, { role: 'ai', agent }),
          command,
          commandId,
          bodyHash: bodyHash(command),
          done: running.lease,
        })
      if (reply.handoff) {
        const handoff = await execute(
          {
            name: 'handOff',
            conversationId,
            ...reply.handoff,
            text: reply.text,
            messageId: message.messageId,
            turn,
            agent,
            someoneLive: deps.someoneLive(workspaceId, (conversation as Conversation).serviceId),
          },
          id,
        )
        if (!isRefusal(handoff) || mayPass(handoff)) return endOf(handoff)
      }
      const outcome = await execute(message, derivedId('answer', running.id, 'plain'))
      // A late reply was kept as a draft, in the commit that ended this task.
      return endOf(outcome)
    }
  }
}

async function historyOf(
  deps: ReactionDeps,
  workspaceId: string,
  conversationId: string,
): Promise<{ turns: Turn[]; lastCustomerMessage: string | null }> {
  const events = await readRecent(deps.sql, workspaceId, conversationId, HISTORY)
  const messages = events.flatMap((event) => (event.type === 'message.added' ? [event.data.message] : []))
  return {
    turns: messages.map(({ role, text }) => ({ role, text })),
    lastCustomerMessage: messages.findLast((message) => message.role === 'customer')?.id ?? null,
  }
}
