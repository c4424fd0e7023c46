import { isLeftToLater } from '../../db/tasks.ts'
import { standing } from '../../domain/control.ts'
import type { Conversation } from '../../domain/conversation.ts'
import type { TaskPayload } from '../../domain/tasks.ts'
import { isBlank, whole } from '../../domain/text.ts'
import { derivedId } from '../clock.ts'
import type { Ended, Running } from '../worker.ts'
import { type Heard, readHeard } from './heard.ts'
import type { ReactionDeps } from './index.ts'
import { commitReply, type Replied } from './reply.ts'

/** Each round after the first is caused by somebody's words, or by a mode that was changed and changed back. */
const ROUNDS = 20

/** So old, in milliseconds, may be a thought about one message that the next one ends. */
const FIRST_THOUGHT = 10_000
/** And one about several, but for more than so many: who writes on and on is answered, too. */
const LATER_THOUGHT = 1_000
const MOST_TOGETHER = 5

/**
 * The AI's answer to a customer: one for all that stands unanswered, so that of messages that come one upon another none is
 * overlooked and none is answered twice. While it is written, operators see it grow and the customer sees typing. When the
 * customer soon writes again it is begun anew, for all; what comes later has an answer of its own, behind it. When a person
 * takes over or the mode forbids it, it is cut off, and what it wrote so far becomes a draft (B1). One that says everything
 * at once may end what it began then, unseen.
 */
export function answer(deps: ReactionDeps) {
  return async (payload: TaskPayload<'answer'>, running: Running): Promise<Ended> => {
    for (let round = 0; round < ROUNDS; round++) {
      const replied = await answerOnce(deps, payload, running)
      if (replied !== 'superseded') return replied
    }
    throw new Error('The conversation moved on each time before the AI’s answer could be said.')
  }
}

async function answerOnce(
  deps: ReactionDeps,
  { conversationId, messageId, turn }: TaskPayload<'answer'>,
  running: Running,
): Promise<Replied> {
  const { workspaceId } = running
  await deps.sights.ready(workspaceId)
  // The task may come from another node's commit: this node must know of it before it says that there is nothing to do.
  const board = await deps.hub.fresh(workspaceId)
  const conversation = board?.conversations.get(conversationId)
  const service = conversation && board?.services.get(conversation.serviceId)
  if (!conversation || !service || service.ai === 'external') return 'done'
  if (conversation.turn !== turn || standing(conversation, service).control !== 'ai') return 'done'
  const heard = await readHeard(deps.sql, workspaceId, conversationId, turn)
  const ids = heard.open
  const last = ids.at(-1)
  // The answer to an earlier one was for this one too.
  if (last === undefined || !ids.includes(messageId)) return 'done'
  // Whoever has the newest answers for all. Not every message has a task: while the mode was Human Only none was made.
  if (ids.length > 1 && (await isLeftToLater(deps.sql, workspaceId, running.lease, ids))) return 'done'

  const answerer = deps.answerers[service.ai]
  if (!answerer) throw Object.assign(new Error(`No ${service.ai} is configured.`), { retryable: false })

  const cut = new AbortController()
  const behind = new AbortController()
  const began = deps.clock.elapsed()
  const look = (now: Conversation | null) => {
    const present = now && board?.services.get(now.serviceId)
    if (now && present && now.turn === turn && standing(now, present).control === 'ai') {
      if (movedOn(now, heard) && endsThought(ids.length, deps.clock.elapsed() - began)) behind.abort()
    } else if (!cut.signal.aborted) {
      cut.abort()
      if (writing) say('', true)
    }
  }
  const unwatch = deps.watch(workspaceId, conversationId, look)
  const signals = [running.signal, behind.signal]
  const signal = AbortSignal.any(answerer.atOnce ? signals : [...signals, cut.signal])
  let soFar = ''
  let writing = false
  const say = (text: string, done: boolean) => {
    deps.hub.moment(workspaceId, { type: 'ai.writing', conversationId, text, done })
    deps.hub.moment(workspaceId, { type: 'typing', conversationId, who: 'ai', name: conversation.agent, typing: !done })
  }
  const commit = (reply: Parameters<typeof commitReply>[2], isCut: boolean) =>
    commitReply(deps, running, reply, {
      conversation,
      turn,
      heard,
      after: heard.lastReplyId ?? conversation.lastReplyId,
      cut: isCut,
    })
  try {
    // Control or mode may have moved, and the customer gone on, while the history was read and nobody watched (H6).
    look(deps.hub.peek(workspaceId, conversationId))
    if (cut.signal.aborted) return 'done'
    if (behind.signal.aborted) return 'superseded'
    writing = true
    say('', false)
    const { mode, allowHandoff } = board?.services.get(service.id) ?? service
    const reply = await answerer.answer({
      requestId: derivedId('ask', last, running.id),
      conversationId,
      turn,
      serviceId: service.id,
      serviceName: service.name,
      agentName: conversation.agent,
      instructions: service.instructions,
      webhookUrl: service.webhookUrl,
      history: heard.turns,
      asked: heard.asked.map(({ text }) => text),
      handoff: {
        allowed: mode === 'human_supported' && allowHandoff,
        someoneLive: deps.destinations.someoneLive(workspaceId, service.id),
      },
      signal,
      onText(text) {
        soFar = text
        say(text, false)
      },
    })
    if (!reply.handoff && isBlank(reply.text)) return 'done'
    return await commit(reply, false)
  } catch (error) {
    if (!cut.signal.aborted) {
      if (behind.signal.aborted && !running.signal.aborted) return 'superseded'
      throw error
    }
    if (isBlank(soFar)) return 'done'
    return await commit({ text: whole(soFar), nonAnswer: false }, true)
  } finally {
    unwatch()
    if (writing && !cut.signal.aborted) say('', true)
  }
}

/** Somebody said something that the answerer was not told. */
const movedOn = (now: Conversation, { known }: Heard): boolean =>
  now.lastMessage !== null && !known.has(now.lastMessage.id)

/** Whether one more message ends a thought that is so many milliseconds old, about so many messages. */
const endsThought = (asked: number, age: number): boolean =>
  asked === 1 ? age < FIRST_THOUGHT : asked <= MOST_TOGETHER && age < LATER_THOUGHT
