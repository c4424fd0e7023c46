import type { Context } from 'hono'
import { Hono } from 'hono'
import { z } from 'zod'
import { moveAttachments, readAttachments } from '../../db/attachments.ts'
import { readMessage } from '../../db/log.ts'
import { type Attachment } from '../../domain/attachment.ts'
import { standing } from '../../domain/control.ts'
import { ATTACHMENTS_OF_A_MESSAGE } from '../../domain/file-type.ts'
import { noDetection, Sentiment } from '../../domain/flags.ts'
import { Id } from '../../domain/ids.ts'
import { actorFor, type Principal } from '../../domain/rights.ts'
import { GrowingText, line, nameLine, Text } from '../../domain/text.ts'
import { CustomerConversation, type MessageView } from '../../domain/wire.ts'
import type { Deps } from '../deps.ts'
import type { Done } from '../gate/gate.ts'
import { caller, needs, ownConversation } from './access.ts'
import { find, shown } from './conversations.ts'
import { customerLimit } from './customer-limit.ts'
import { describe, schemas } from './describe.ts'
import type { Env } from './env.ts'
import { execute, operatorOf } from './execute.ts'
import { body, params } from './input.ts'
import { badInput, no, Refused } from './problem.ts'

const NewMessage = z.strictObject({
  id: Id.optional(),
  role: z.enum(['customer', 'ai', 'operator']),
  text: Text,
  turn: z.number().int().min(0).optional().describe('for `ai`: the turn that it answers'),
  agent: nameLine(60).optional(),
  nonAnswer: z.boolean().optional(),
  sentiment: Sentiment.optional(),
  operatorId: line(80).optional(),
  attachments: z.array(Id).max(ATTACHMENTS_OF_A_MESSAGE).optional().describe('ids of files that were brought before'),
})
type NewMessage = z.infer<typeof NewMessage>

const Typing = z.strictObject({
  typing: z.boolean().optional(),
  role: z.enum(['ai']).optional(),
  text: GrowingText.optional(),
})

/** Messages and what customers say about them. */
export function messages(deps: Deps) {
  const writing = customerLimit({ burst: 30, each: 1_000, now: deps.clock.elapsed })
  const gestures = customerLimit({ burst: 60, each: 500, now: deps.clock.elapsed })
  return new Hono<Env>()
    .post(
      '/conversations/:id/messages',
      describe({
        tag: 'Messages',
        summary: 'Add a message',
        description:
          'As the customer, the AI or an operator. An AI reply carries the `turn` it answers: an old one is refused with `stale_turn`, one that met people in control with `ai_paused`, and its text is kept as a draft. ' +
          'To a session that ended, a customer’s message opens the next one: the answer carries the new conversation and its token. An operator’s is refused with `ended`, which says whether it can be reopened (`reopen`) and which session follows (`nextId`).',
        answers: {
          201: z.object({
            message: schemas.Message.partial({ turn: true }),
            conversation: z.union([schemas.Conversation, CustomerConversation]),
            customerToken: z.string().optional(),
          }),
        },
      }),
      needs('conversation:write', 'operator:write'),
      params('id'),
      body(NewMessage),
      async (c) => {
        const principal = caller(c)
        const { id } = c.req.valid('param')
        const input = c.req.valid('json')
        ownConversation(principal, id)
        writing(principal)
        if (input.role === 'ai' && input.turn === undefined)
          throw badInput([{ path: 'turn', message: 'is missing: an AI reply carries the turn that it answers' }])
        // What programs know better than the detectors, and which specialist answers, is not the customer's to say.
        if (principal.kind === 'customer' && input.role === 'customer') {
          const { id: _id, role: _role, text: _text, attachments: _attachments, ...more } = input
          const [path] = Object.keys(more)
          if (path !== undefined)
            throw badInput([{ path, message: 'is not a customer’s to say: a customer sends the message alone' }])
        }
        if (input.role === 'ai' && input.attachments?.length)
          throw badInput([{ path: 'attachments', message: 'are a customer’s or an operator’s' }])
        const done = await add(deps, c, principal, id, { ...input, id: input.id ?? deps.clock.newId() }, input)
        const { message, conversation } = done.answer
        if (!message || !conversation) throw no('internal')
        const moved = conversation.id !== id
        const token =
          moved && principal.kind !== 'operator'
            ? {
                customerToken: deps.tokens.make({
                  workspaceId: principal.workspaceId,
                  conversationId: conversation.id,
                }),
              }
            : {}
        return c.json(
          {
            message: forCaller(principal, message),
            conversation: await shown(deps, principal, conversation),
            ...token,
          },
          201,
        )
      },
    )
    .post(
      '/conversations/:id/feedback',
      describe({
        tag: 'Messages',
        summary: 'Rate an AI reply',
        answers: { 200: z.union([schemas.Conversation, CustomerConversation]) },
      }),
      needs('conversation:write'),
      params('id'),
      body(z.strictObject({ messageId: Id, rating: z.enum(['up', 'down']) })),
      async (c) => {
        const principal = caller(c)
        const { id } = c.req.valid('param')
        const input = c.req.valid('json')
        await find(deps, principal, id)
        gestures(principal)
        const rated = await readMessage(deps.database.sql, principal.workspaceId, id, input.messageId)
        if (rated?.type !== 'message.added' || rated.data.message.role !== 'ai') throw no('unknown_message')
        const command = { name: 'giveFeedback' as const, conversationId: id, ...input, text: rated.data.message.text }
        const done = await execute(deps, c, { command, actor: actorFor(principal, { role: 'customer' }), body: input })
        if (!done.answer.conversation) throw no('internal')
        return c.json(await shown(deps, principal, done.answer.conversation))
      },
    )
    .post(
      '/conversations/:id/typing',
      describe({
        tag: 'Messages',
        summary: 'Say that somebody types, or what the AI has written so far',
        description:
          'Shown at the moment and never stored. A program says `{role: "ai", text}` with the text so far; an empty one ends it.',
        answers: { 204: null },
      }),
      needs('conversation:write', 'operator:write'),
      params('id'),
      body(Typing),
      async (c) => {
        const principal = caller(c)
        const { id } = c.req.valid('param')
        const { typing = true, role, text } = c.req.valid('json')
        const { conversation, service } = await find(deps, principal, id)
        gestures(principal)
        const held = standing(conversation, service)
        const tell = (who: 'customer' | 'operator' | 'ai', name: string | null, is: boolean) =>
          deps.hub.moment(principal.workspaceId, { type: 'typing', conversationId: id, who, name, typing: is })
        // Who may not speak to the customer now is not seen to type either (H6, H10): of the team the owner types, or,
        // while it waits for a person, whoever may take it. Not while the AI has it, in AI Only, or after the end.
        if (principal.kind === 'operator') {
          if (held.waiting || held.owner?.id === principal.id) tell('operator', principal.name, typing)
        } else if (principal.kind === 'key' && role === 'ai') {
          const done = text === undefined || text === ''
          if (held.control === 'ai' || done) tell('ai', null, !done)
          deps.hub.moment(principal.workspaceId, { type: 'ai.writing', conversationId: id, text: text ?? '', done })
        } else tell('customer', null, typing)
        return c.body(null, 204)
      },
    )
}

// The turn counts releases and assignments, which are not the customer's to know (L8).
function forCaller(
  { kind }: Principal,
  { turn, ...message }: MessageView,
): Omit<MessageView, 'turn'> & { turn?: number } {
  return kind === 'customer' ? message : { ...message, turn }
}

/** How many sessions a message follows from one to the next before it gives up. */
const CHAIN = 20

/** Adds the message, in the session that follows where this one has ended (laws.md: “the customer writes after resolve or end”). */
async function add(
  deps: Deps,
  c: Context<Env>,
  principal: Principal,
  id: string,
  input: NewMessage & { id: string },
  sent: NewMessage,
): Promise<Done> {
  const { role, text, turn, agent, nonAnswer, sentiment, operatorId } = input
  const operator = role === 'operator' ? await operatorOf(deps, principal, operatorId) : undefined
  const actor = actorFor(principal, { role, ...(operator && { operator }), ...(agent && { agent }) })
  const attachments = await broughtFor(deps, principal, id, role, input.attachments ?? [])
  let conversationId = id
  for (let step = 0; step < CHAIN; step++) {
    if (attachments.length > 0 && conversationId !== id)
      await moveAttachments(deps.database.sql, principal.workspaceId, input.attachments ?? [], id, conversationId)
    const command = {
      name: 'addMessage' as const,
      conversationId,
      messageId: input.id,
      role,
      text,
      turn,
      agent,
      operator,
      attachments,
      detection: noDetection,
      given: { nonAnswer, sentiment },
    }
    try {
      return await execute(deps, c, {
        command,
        actor,
        body: sent,
        id: sent.id,
        principal: within(principal, conversationId),
      })
    } catch (error) {
      if (role !== 'customer' || !(error instanceof Refused) || error.refusal.refused !== 'ended') throw error
      conversationId = await nextSession(deps, c, within(principal, conversationId), conversationId)
    }
  }
  throw no('ended')
}

/** What the message names, as it stands there: brought by the same side to this session, or gone along to the next one already. */
async function broughtFor(
  deps: Pick<Deps, 'hub' | 'database'>,
  principal: Principal,
  id: string,
  role: NewMessage['role'],
  named: readonly string[],
): Promise<Attachment[]> {
  const ids = [...new Set(named)]
  if (ids.length === 0) return []
  const { conversation } = await find(deps, principal, id)
  const side = principal.kind === 'customer' ? 'customer' : 'team'
  const where = [id, ...(role === 'customer' && conversation.nextId ? [conversation.nextId] : [])]
  const found = await readAttachments(deps.database.sql, principal.workspaceId, ids, side, where)
  return ids.map((one) => {
    const brought = found.find((file) => file.id === one)
    if (!brought) throw no('unknown_attachment')
    const { name, type, size } = brought
    return { id: one, name, type, size }
  })
}

// A customer's token is for one conversation; the session that follows it is the same customer's.
const within = (principal: Principal, conversationId: string): Principal =>
  principal.kind === 'customer' ? { ...principal, conversationId } : principal

/** The session in which the customer goes on: named once in the old one, opened once under that name. */
async function nextSession(deps: Deps, c: Context<Env>, principal: Principal, id: string): Promise<string> {
  const { conversation, service } = await find(deps, principal, id)
  if (service.deleted) throw no('service_gone')
  const actor = actorFor(principal, { role: 'customer' })
  let nextId = conversation.nextId
  if (nextId === null) {
    const fresh = deps.clock.newId()
    const done = await execute(deps, c, {
      command: { name: 'continueConversation', conversationId: id, nextId: fresh },
      body: { after: id },
      principal,
      actor,
      step: `continue ${id}`,
    }).catch((error: unknown) => {
      if (error instanceof Refused && error.refusal.refused === 'already_with_people') return null
      throw error
    })
    // An operator reopened it a moment ago: the message belongs there.
    if (done === null) return id
    nextId = done.answer.conversation?.nextId ?? fresh
  }
  const { customer, channel, serviceId } = conversation
  const command = {
    name: 'openConversation' as const,
    conversationId: nextId,
    serviceId,
    customer,
    channel,
    previousId: id,
  }
  await execute(deps, c, {
    command,
    body: { after: id },
    actor,
    principal: within(principal, nextId),
    step: `open ${id}`,
  }).catch((error: unknown) => {
    // Somebody else's message opened it a moment ago.
    if (!(error instanceof Refused) || error.refusal.refused !== 'id_taken') throw error
  })
  return nextId
}
