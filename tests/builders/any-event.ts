// Events of every type with whatever may stand in them, for properties that hold for all logs.
import fc from 'fast-check'
import { Actor } from '../../domain/actor.ts'
import { type Conversation, OfferFor } from '../../domain/conversation.ts'
import { type Event, type EventData, type EventType, eventData } from '../../domain/events.ts'
import { evolve } from '../../domain/evolve.ts'
import { Because, FlagKind, FlagState, Sentiment } from '../../domain/flags.ts'
import { Claims, Mode } from '../../domain/mode.ts'
import { Ai } from '../../domain/service.ts'

/** Texts that no customer may ever see begin with this word. */
export const SECRET = 'secret-'

/** What is the team's, and what a customer may read. */
const secret = fc.string({ maxLength: 8 }).map((text) => SECRET + text)
const ids = fc.array(secret, { maxLength: 2 })
const open = fc.string({ maxLength: 12 }).map((text) => `said ${text}`)
const some = <T>(values: readonly T[]) => fc.constantFrom(...values)
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null })

const serviceId = some(['service-1', 'service-2'])
const conversationId = some(['conversation-1', 'conversation-2', 'conversation-3'])
const messageId = some(['m1', 'm2', 'm3'])
const person = fc.record({ id: secret, name: open })
const epoch = fc.integer({ min: 0, max: 3 })
const turn = fc.integer({ min: 0, max: 9 })
const flag = { kind: some(FlagKind.options), messageId }
const mode = some(Mode.options)
const role = some(['customer', 'ai', 'operator', 'system'] as const)

const actor = fc.oneof(
  fc.record({
    kind: fc.constant('operator'),
    id: secret,
    name: secret,
    via: some(['console', 'api']),
    key: fc.record({ id: secret, name: secret }),
    network: secret,
  }),
  fc.record({ kind: fc.constant('agent'), name: secret, via: fc.constant('api') }),
  fc.record({ kind: fc.constant('customer'), via: fc.constant('widget') }),
  fc.record({ kind: fc.constant('key'), id: secret, name: secret, via: fc.constant('api') }),
  fc.record({ kind: fc.constant('rule'), name: secret, via: fc.constant('system') }),
)

const service = fc.record({
  id: serviceId,
  name: open,
  mode,
  ai: some(Ai.options),
  agent: open,
  instructions: secret,
  allowHandoff: fc.boolean(),
  sample: fc.boolean(),
  webhookUrl: fc.option(secret, { nil: null }),
})

const ended: fc.Arbitrary<Conversation> = fc
  .record({ conversationId, serviceId, turn })
  .map(({ conversationId, ...own }) => ({
    ...own,
    id: conversationId,
    customer: { name: `${SECRET}name` },
    channel: `${SECRET}channel`,
    agent: 'Assistant',
    previousId: null,
    nextId: null,
    startedAt: '2026-01-05T09:00:00.000Z',
    resolvedAt: '2026-01-05T09:30:00.000Z',
    control: 'ai',
    owner: null,
    ownerSince: null,
    ownerReplied: false,
    pausedAt: null,
    movedAt: '2026-01-05T09:00:00.000Z',
    epoch: 0,
    openingQuestion: `${SECRET}question`,
    messageCount: 1,
    lastMessage: null,
    lastReplyId: null,
    unansweredSince: null,
    flags: [],
    handoff: null,
    version: 5,
    publicCount: 3,
  }))

/** A new type of event without a line here does not compile. */
const data: { [T in EventType]: fc.Arbitrary<EventData<T>> } = {
  'conversation.opened': fc.record({
    serviceId,
    customer: fc.constant({ name: `${SECRET}name`, email: `${SECRET}mail@example.com`, phone: `${SECRET}phone` }),
    channel: secret,
    agent: open,
    previousId: orNull(open),
    epoch,
  }),
  'message.added': fc.record(
    {
      message: fc.record({ id: messageId, role, text: open, author: orNull(open) }),
      turn,
      agent: orNull(open),
      reads: secret,
    },
    { requiredKeys: ['message', 'turn', 'agent'] },
  ),
  'flag.raised': fc.record({
    ...flag,
    why: fc.record({
      quote: secret,
      cues: fc.array(secret, { maxLength: 2 }),
      score: fc.constant(0.7),
      by: some(['detector', 'caller', 'customer', 'failure', 'handoff'] as const),
    }),
  }),
  'flag.closed': fc.record({
    ...flag,
    state: some(FlagState.options),
    because: some(Because.options),
    until: orNull(fc.constant('2026-01-05T10:00:00.000Z')),
  }),
  'flag.reopened': fc.record({ ...flag, because: some(Because.options) }),
  'feedback.given': fc.record({ messageId, rating: some(['up', 'down'] as const) }),
  'conversation.handed_off': fc.record({
    trigger: some(['manual', 'automatic', 'customer_request'] as const),
    reason: orNull(secret),
    summary: orNull(secret),
    sentiment: some(Sentiment.options),
    epoch,
  }),
  'conversation.claimed': fc.record(
    { owner: person, reason: orNull(secret), from: person, epoch },
    { requiredKeys: ['owner', 'epoch'] },
  ),
  'conversation.assigned': fc.record(
    { owner: person, by: orNull(person), reason: orNull(secret), from: person, epoch },
    { requiredKeys: ['owner', 'by', 'epoch'] },
  ),
  'conversation.released': fc.record(
    { owner: person, epoch, because: fc.constant('lost' as const) },
    { requiredKeys: ['owner', 'epoch'] },
  ),
  'conversation.offered': fc.record({
    to: person,
    for: some(OfferFor.options),
    until: fc.constant('2026-01-05T10:00:00.000Z'),
  }),
  'conversation.offer_ended': fc.record({
    to: person,
    because: some(['declined', 'unanswered', 'gone', 'skipped'] as const),
  }),
  'conversation.left_to_ai': fc.record({ because: some(['nobody_live', 'nobody_accepted'] as const) }),
  'conversation.not_handed_off': fc.record({
    trigger: some(['manual', 'automatic', 'customer_request'] as const),
    reason: orNull(secret),
    summary: orNull(secret),
    sentiment: some(Sentiment.options),
    back: orNull(secret),
  }),
  'conversation.resumed': fc.record({ owner: orNull(person), epoch }),
  'conversation.resolved': fc.record({
    by: orNull(fc.record({ id: secret, name: secret })),
    reason: some(['resolved', 'silence'] as const),
  }),
  'conversation.reopened': fc.record({ by: person, epoch, conversation: ended }),
  'conversation.continued': fc.record({ conversationId: open }),
  'note.added': fc.record({
    note: fc.record(
      { id: secret, text: secret, author: person, mentions: fc.array(person, { maxLength: 2 }) },
      { requiredKeys: ['id', 'text', 'author'] },
    ),
  }),
  'operator.whispered': fc.record({
    whisper: fc.record({ id: secret, text: secret, author: person, to: person }),
  }),
  'reply.drafted': fc.record({
    draft: fc.record(
      { id: secret, text: secret, author: orNull(secret), cut: fc.constant(true as const) },
      { requiredKeys: ['id', 'text', 'author'] },
    ),
    turn,
    because: some(['stale_turn', 'ai_paused'] as const),
  }),
  'draft.discarded': fc.record({ draftId: secret }),
  'service.created': fc.record({ service }),
  'service.updated': fc.record({ serviceId, changes: fc.record({ name: open, agent: open }, { requiredKeys: [] }) }),
  'service.deleted': fc.record({ serviceId }),
  'mode.changed': fc.record({
    serviceId,
    mode,
    previous: mode,
    claims: some(Claims.options),
    epoch,
    changeId: secret,
    undo: fc.boolean(),
  }),
  'customer.erased': fc.constant({}),
  'customer.updated': fc.record({ customerId: secret, changed: fc.array(secret, { maxLength: 3 }) }),
  'customer.verified': fc.record({ customerId: secret, fields: fc.array(secret, { maxLength: 3 }) }),
  'customer.merged': fc.record({ customerId: secret, from: secret }),
  'customer.unmerged': fc.record({ customerId: secret, from: secret }),
  'customer.exported': fc.record({ customerId: secret }),
  'user.created': fc.record({ userId: secret, name: secret, role: secret }),
  'user.updated': fc.record({ userId: secret, changed: fc.array(secret, { maxLength: 2 }) }),
  'user.signed_in': fc.record({
    userId: secret,
    how: some(['password', 'two_factor', 'recovery_code', 'oidc'] as const),
  }),
  'user.signed_out': fc.record({ userId: secret, which: some(['one', 'others', 'all'] as const) }),
  'user.second_factor_changed': fc.record({
    userId: secret,
    became: some(['on', 'off', 'reset', 'new_codes'] as const),
  }),
  'user.deleted': fc.record({ userId: secret }),
  'group.created': fc.record({
    group: fc.record({ id: secret, name: secret, description: secret, services: ids, members: ids }),
    resighted: ids,
  }),
  'group.updated': fc.record({ groupId: secret, changes: fc.record({ name: secret, members: ids }), resighted: ids }),
  'group.deleted': fc.record({ groupId: secret, resighted: ids }),
  'workspace.switched': fc.record({ operator: fc.boolean(), presence: fc.boolean() }),
  'canned_reply.created': fc.record({ cannedReplyId: secret, shortcut: secret }),
  'canned_reply.updated': fc.record({ cannedReplyId: secret, shortcut: secret }),
  'canned_reply.deleted': fc.record({ cannedReplyId: secret, shortcut: secret }),
  'key.created': fc.record({ keyId: secret, name: secret }),
  'key.revoked': fc.record({ keyId: secret }),
  'task.retried': fc.record({ taskId: secret, kind: fc.constant('answer'), conversationId: orNull(secret) }),
}

export const eventTypes = Object.keys(eventData) as EventType[]
const aboutConversations = eventTypes.filter(
  (type) => !/^(service|mode|user|group|workspace|canned_reply|key|task)\./.test(type),
)

/** One event of that type; its number is given by `anyLog`. */
export const anyEvent = (type: EventType): fc.Arbitrary<Event> =>
  fc.record({ actor, data: data[type] as fc.Arbitrary<unknown>, conversationId }).map((made) => ({
    type,
    actor: Actor.parse(made.actor),
    data: made.data,
    seq: 1,
    conversationId: aboutConversations.includes(type) ? made.conversationId : null,
    at: '2026-01-05T09:00:00.000Z',
  })) as fc.Arbitrary<Event>

const oneOf = (types: EventType[]) => fc.oneof(...types.map(anyEvent))

/** Services, and conversations in them that began with a question: where most of what can happen has an effect. */
const beginning: fc.Arbitrary<Event[]> = fc
  .tuple(
    ...['service-1', 'service-2'].map((id) =>
      anyEvent('service.created').map((event) => ({
        ...event,
        data: { service: { ...(event.data as { service: object }).service, id } },
      })),
    ),
    ...['conversation-1', 'conversation-2', 'conversation-3'].flatMap((id) => [
      anyEvent('conversation.opened').map((event) => ({
        ...event,
        conversationId: id,
        data: { ...event.data, epoch: 0 },
      })),
      anyEvent('message.added').map((event) => ({
        ...event,
        conversationId: id,
        data: { ...event.data, message: { ...(event.data as EventData<'message.added'>).message, role: 'customer' } },
      })),
      anyEvent('flag.raised').map((event) => ({ ...event, conversationId: id })),
    ]),
  )
  .map((events) => events as Event[])

/** A numbered log: mostly one that began well, and then anything after anything; most of it is about conversations. */
export const anyLog = (maxLength = 60): fc.Arbitrary<Event[]> =>
  fc
    .tuple(
      fc.oneof({ weight: 4, arbitrary: beginning }, { weight: 1, arbitrary: fc.constant([]) }),
      fc.array(
        fc.oneof(
          { weight: 6, arbitrary: oneOf(aboutConversations) },
          { weight: 2, arbitrary: oneOf(eventTypes) },
          { weight: 1, arbitrary: anyEvent('mode.changed') },
        ),
        { maxLength },
      ),
    )
    .map(([first, then]) => {
      const folds = new Map<string, Conversation | null>()
      return [...first, ...then]
        .map((event, i) => ({ ...event, at: new Date(Date.UTC(2026, 0, 5, 9, 0, i)).toISOString() }) as Event)
        .flatMap((event) => {
          const id = event.conversationId ?? ''
          const before = folds.get(id) ?? null
          // A reopening holds the fold of before, and follows an end: the rule makes no other.
          if (event.type === 'conversation.reopened' && !before?.resolvedAt) return []
          const real =
            event.type === 'conversation.reopened' && before
              ? ({ ...event, data: { ...event.data, conversation: before } } as Event)
              : event
          if (event.conversationId !== null) folds.set(id, evolve(before, real))
          return [real]
        })
        .map((event, i) => ({ ...event, seq: i + 1 }))
    })
