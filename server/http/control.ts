import type { Context } from 'hono'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Person } from '../../domain/actor.ts'
import type { Command, CommandOf } from '../../domain/commands.ts'
import { Trigger } from '../../domain/conversation.ts'
import { FlagKind, Sentiment } from '../../domain/flags.ts'
import { Id } from '../../domain/ids.ts'
import { mentionedIn } from '../../domain/mentions.ts'
import { actorFor, type Principal } from '../../domain/rights.ts'
import { canSee } from '../../domain/sight.ts'
import { line, nameLine, Text } from '../../domain/text.ts'
import type { Deps } from '../deps.ts'
import { flagAllTheSame, readAbout } from '../reactions/handoff-flag.ts'
import { caller, needs } from './access.ts'
import { find } from './conversations.ts'
import { describe, schemas } from './describe.ts'
import type { Env } from './env.ts'
import { execute, memberOf, operatorOf } from './execute.ts'
import { body, params } from './input.ts'
import { no, Refused } from './problem.ts'

const operatorId = line(80).optional().describe('with an API key: the operator for whom it acts')
const AsOperator = z.strictObject({ operatorId })
const reason = nameLine(500).describe('why: the owner who loses it and the log are told')
const Force = z.strictObject({ reason, operatorId })
const Assign = z.strictObject({
  operatorId: line(80),
  byOperatorId: operatorId,
  reason: reason.optional(),
  note: Text.optional().describe('a private note for whom it goes to, in the same commit'),
})
const HandOff = z.strictObject({
  trigger: Trigger,
  reason: Text.optional(),
  text: Text.optional().describe('the AI’s acknowledgement, committed before the handoff'),
  agent: nameLine(60).optional(),
  turn: z.number().int().min(0).optional(),
  summary: Text.optional(),
  sentiment: Sentiment.optional(),
})
const NewNote = z.strictObject({
  id: Id.optional(),
  text: Text,
  operatorId,
})
const NewWhisper = z.strictObject({ id: Id.optional(), text: Text, operatorId })
const Mark = z
  .strictObject({
    as: z.enum(['seen', 'snoozed', 'false_alarm']),
    kind: FlagKind.optional(),
    messageId: Id.optional(),
    minutes: z.number().int().min(1).max(1440).default(5),
    operatorId,
  })
  .refine(
    (mark) => (mark.kind === undefined) === (mark.messageId === undefined),
    'must name kind and messageId together, or neither',
  )

/** Who holds a conversation, and what the team marks in it (H10–H12, F10–F15, B5). */
export function control(deps: Deps) {
  const write = needs('operator:write')

  /** The command of an operator, with the events' author. */
  async function act(
    c: Context<Env>,
    input: { operatorId?: string | undefined },
    id: string | undefined,
    make: (operator: Person) => Command,
  ) {
    const principal = caller(c)
    const operator = await operatorOf(deps, principal, input.operatorId)
    const done = await execute(deps, c, {
      command: make(operator),
      actor: actorFor(principal, { operator }),
      body: input,
      id,
    })
    if (!done.answer.conversation) throw no('internal')
    return c.json(done.answer.conversation)
  }
  const about = (summary: string, description?: string) =>
    describe({ tag: 'Control', summary, ...(description && { description }), answers: { 200: schemas.Conversation } })

  return new Hono<Env>()
    .post(
      '/conversations/:id/takeover',
      about('Take over', 'One wins; the others get 409 `already_claimed` with `owner` and `since`.'),
      write,
      params('id'),
      body(AsOperator),
      (c) =>
        act(c, c.req.valid('json'), undefined, (operator) => ({
          name: 'takeOver',
          conversationId: c.req.valid('param').id,
          operator,
        })),
    )
    .post(
      '/conversations/:id/force-takeover',
      about(
        'Take over from another operator',
        'For supervisors. The operator who loses it is told who took it and why; the customer only who joined. What nobody holds is taken over as ever.',
      ),
      needs('operator:supervise'),
      params('id'),
      body(Force),
      (c) => {
        const input = c.req.valid('json')
        return act(c, input, undefined, (operator) => ({
          name: 'forceTakeOver',
          conversationId: c.req.valid('param').id,
          operator,
          reason: input.reason,
        }))
      },
    )
    .post(
      '/conversations/:id/release',
      about('Release', 'The claim ends; the conversation stays paused.'),
      write,
      params('id'),
      body(AsOperator),
      (c) =>
        act(c, c.req.valid('json'), undefined, (operator) => ({
          name: 'release',
          conversationId: c.req.valid('param').id,
          operator,
        })),
    )
    .post('/conversations/:id/resume', about('Resume the AI'), write, params('id'), body(AsOperator), (c) =>
      act(c, c.req.valid('json'), undefined, (operator) => ({
        name: 'resume',
        conversationId: c.req.valid('param').id,
        operator,
      })),
    )
    .post(
      '/conversations/:id/resolve',
      about('Resolve', 'A key with `conversation:write` may resolve what nobody owns, as itself.'),
      needs('operator:write', 'conversation:write'),
      params('id'),
      body(AsOperator),
      async (c) => {
        const principal = caller(c)
        const input = c.req.valid('json')
        const conversationId = c.req.valid('param').id
        if (principal.kind === 'operator' || input.operatorId !== undefined)
          return act(c, input, undefined, (operator) => ({ name: 'resolve', conversationId, operator }))
        const done = await execute(deps, c, {
          command: { name: 'resolve', conversationId, operator: null },
          body: input,
        })
        if (!done.answer.conversation) throw no('internal')
        return c.json(done.answer.conversation)
      },
    )
    .post(
      '/conversations/:id/reopen',
      about(
        'Reopen a session that ended',
        'It goes on, and who reopens it owns it. Refused with `went_on` and `nextId` once the customer has a later session.',
      ),
      write,
      params('id'),
      body(AsOperator),
      (c) =>
        act(c, c.req.valid('json'), undefined, (operator) => ({
          name: 'reopen',
          conversationId: c.req.valid('param').id,
          operator,
        })),
    )
    .post(
      '/conversations/:id/assign',
      about(
        'Assign to an operator',
        '`operatorId` is whom it goes to; with an API key `byOperatorId` is who gives it, by default the same. With a `reason`, for which `operator:supervise` is needed, also what another holds.',
      ),
      write,
      params('id'),
      body(Assign),
      async (c) => {
        const principal = caller(c)
        const input = c.req.valid('json')
        const to = await memberOf(deps, principal.workspaceId, input.operatorId)
        const by = principal.kind === 'key' ? (input.byOperatorId ?? input.operatorId) : undefined
        const operator = await operatorOf(deps, principal, by)
        const command = {
          name: 'assign' as const,
          conversationId: c.req.valid('param').id,
          operator,
          to,
          reason: input.reason,
          ...(input.note !== undefined && { note: { id: deps.clock.newId(), text: input.note } }),
        }
        const done = await execute(deps, c, { command, actor: actorFor(principal, { operator }), body: input })
        if (!done.answer.conversation) throw no('internal')
        return c.json(done.answer.conversation)
      },
    )
    .post(
      '/conversations/:id/handoff',
      about(
        'Hand over to people',
        'Manual: the AI stops in any case. By the AI: where mode and “Allow human handoff” permit. `text` is the AI’s acknowledgement, in the same commit. Unless it is manual a flag is raised on the customer’s last message, also where it is refused.',
      ),
      needs('operator:write', 'conversation:write'),
      params('id'),
      body(HandOff),
      async (c) => {
        const principal = caller(c)
        const input = c.req.valid('json')
        if (principal.kind === 'operator' && (input.trigger !== 'manual' || input.text !== undefined))
          throw no('forbidden', {}, 'A person hands over manually, and does not speak as the AI.')
        const conversationId = c.req.valid('param').id
        const { service } = await find(deps, principal, conversationId)
        const { workspaceId } = principal
        const command: CommandOf<'handOff'> = {
          name: 'handOff',
          conversationId,
          ...input,
          messageId: deps.clock.newId(),
          ...(await deps.destinations.of(workspaceId, service.id)),
          about:
            input.trigger === 'manual' ? undefined : await readAbout(deps.database.sql, workspaceId, conversationId),
        }
        const done = await execute(deps, c, {
          command,
          actor: actorFor(
            principal,
            input.trigger === 'manual' ? {} : { role: 'ai', ...(input.agent && { agent: input.agent }) },
          ),
          body: input,
        }).catch(async (error: unknown) => {
          if (!(error instanceof Refused)) throw error
          const again = await flagAllTheSame(deps.gate, workspaceId, error.refusal, command, deps.clock.newId())
          throw again ? new Refused(again) : error
        })
        if (!done.answer.conversation) throw no('internal')
        return c.json(done.answer.conversation)
      },
    )
    .post(
      '/conversations/:id/notes',
      about('Add a private note', '`@` and the name of a colleague who sees the service tells them.'),
      write,
      params('id'),
      body(NewNote),
      async (c) => {
        const input = c.req.valid('json')
        const conversationId = c.req.valid('param').id
        const named = await namedIn(deps, caller(c), conversationId, input.text)
        return act(c, input, input.id, (author) => ({
          name: 'addNote',
          conversationId,
          noteId: input.id ?? deps.clock.newId(),
          text: input.text,
          author,
          mentions: named.filter(({ id }) => id !== author.id),
        }))
      },
    )
    .post(
      '/conversations/:id/whispers',
      about('Whisper to whoever holds it', 'The team reads it, the customer never. Refused in AI Only.'),
      write,
      params('id'),
      body(NewWhisper),
      (c) => {
        const input = c.req.valid('json')
        return act(c, input, input.id, (author) => ({
          name: 'whisper',
          conversationId: c.req.valid('param').id,
          whisperId: input.id ?? deps.clock.newId(),
          text: input.text,
          author,
        }))
      },
    )
    .post(
      '/conversations/:id/flags',
      about(
        'Mark flags as seen, snoozed or a false alarm',
        'One flag with `kind` and `messageId`, else all that are open.',
      ),
      write,
      params('id'),
      body(Mark),
      (c) => {
        const input = c.req.valid('json')
        const { as, kind, messageId, minutes } = input
        const delay = minutes * 60_000
        return act(c, input, undefined, () => ({
          name: 'markFlags',
          conversationId: c.req.valid('param').id,
          as,
          ...(kind && messageId && { only: { kind, messageId } }),
          ...(as === 'snoozed' && { until: new Date(deps.clock.now() + delay).toISOString(), delay }),
        }))
      },
    )
    .post(
      '/conversations/:id/drafts/:draftId/discard',
      about('Discard a late AI reply'),
      write,
      params('id', 'draftId'),
      body(AsOperator),
      (c) =>
        act(c, c.req.valid('json'), undefined, () => ({
          name: 'discardDraft',
          conversationId: c.req.valid('param').id,
          draftId: c.req.valid('param').draftId,
        })),
    )
}

/** The colleagues whom a note names, of those who see its conversation. */
async function namedIn(
  deps: Pick<Deps, 'people' | 'sights' | 'hub' | 'database'>,
  principal: Principal,
  conversationId: string,
  text: string,
): Promise<Person[]> {
  if (!text.includes('@')) return []
  const { service } = await find(deps, principal, conversationId)
  const { workspaceId } = principal
  await deps.sights.ready(workspaceId)
  const people = (await deps.people.list(workspaceId)).filter(({ id }) =>
    canSee(deps.sights.of(workspaceId, id), service.id),
  )
  return mentionedIn(text, people).map(({ id, name }) => ({ id, name }))
}
