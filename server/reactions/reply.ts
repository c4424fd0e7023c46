import type { Command, CommandOf } from '../../domain/commands.ts'
import type { Conversation } from '../../domain/conversation.ts'
import { noDetection } from '../../domain/flags.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { actorFor, type Principal } from '../../domain/rights.ts'
import type { Reply } from '../ai/answerer.ts'
import { passingOn } from '../ai/phrases.ts'
import { bodyHash, derivedId } from '../clock.ts'
import type { Destination } from '../live/destination.ts'
import type { Ended, Running } from '../worker.ts'
import { endOf, mayPass } from './end.ts'
import { flagAllTheSame } from './handoff-flag.ts'
import type { Heard } from './heard.ts'
import type { ReactionDeps } from './index.ts'

/** How a reply ended: like a task, or somebody wrote before it was said, and it answers no more what stands there. */
export type Replied = Ended | 'superseded'

/**
 * Says what an answerer wrote, with the handoff that it asks for, in the commit that ends the task. All ids come from the
 * task's (L4); that of a flag, which is committed by itself, from the message as well, since a later round may be about another.
 * @param about `heard` has what it answers, `after` the newest reply that it had read; `cut`: it was stopped in the middle
 */
export async function commitReply(
  deps: ReactionDeps,
  running: Running,
  reply: Reply,
  {
    conversation,
    turn,
    heard: { asked, open },
    after,
    cut,
  }: {
    conversation: Conversation
    turn: number
    heard: Pick<Heard, 'asked' | 'open'>
    after: string | null
    cut: boolean
  },
): Promise<Replied> {
  const { workspaceId } = running
  const { id: conversationId, agent } = conversation
  const principal: Principal = { kind: 'rule', workspaceId, name: agent }
  const messageId = derivedId('reply', running.id)
  const last = asked.at(-1)
  const answers = last?.id
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
    const destination = await deps.destinations.of(workspaceId, conversation.serviceId)
    const command: CommandOf<'handOff'> = {
      name: 'handOff',
      conversationId,
      ...reply.handoff,
      ...promising(destination, reply.text),
      text: reply.text,
      messageId,
      turn,
      answers,
      after,
      agent,
      about: last && { messageId: last.id, text: last.text, around: open },
    }
    const handoff = await execute(command, derivedId('answer', running.id))
    if (isRefusal(handoff) && handoff.refused === 'superseded') return 'superseded'
    if (!isRefusal(handoff) || mayPass(handoff)) return endOf(handoff)
    const again = await flagAllTheSame(
      deps.gate,
      workspaceId,
      handoff,
      command,
      derivedId('flag', running.id, answers ?? ''),
    )
    if (again) return endOf(again)
  }
  const outcome = await execute(
    {
      name: 'addMessage',
      conversationId,
      messageId,
      role: 'ai',
      text: reply.text,
      turn,
      answers,
      after,
      agent,
      detection: noDetection,
      given: cut ? {} : { nonAnswer: reply.nonAnswer },
      ...(cut && { cut }),
    },
    derivedId('answer', running.id, 'plain'),
  )
  if (isRefusal(outcome) && outcome.refused === 'superseded') return 'superseded'
  // A late reply was kept as a draft, in the commit that ended this task.
  return endOf(outcome)
}

/** B9: what the AI said of a handoff is not said where nobody can join; what it said beside that is. */
function promising(destination: Destination, text: string): Destination {
  const { nobodyLive } = destination
  if (!nobodyLive) return destination
  const acknowledgement = [passingOn(true), passingOn(false)].find((words) => text.includes(words))
  const rest = acknowledgement === undefined ? text : text.replace(acknowledgement, '').trim()
  return {
    ...destination,
    nobodyLive: { ...nobodyLive, promise: [rest, nobodyLive.promise].filter(Boolean).join(' ') },
  }
}
