import type { Entry } from '../../db/commit.ts'
import type { Actor } from '../../domain/actor.ts'
import type { Command, CommandOf } from '../../domain/commands.ts'
import type { Conversation } from '../../domain/conversation.ts'
import type { Decision } from '../../domain/decide/decision.ts'
import { decide, decideService, isServiceCommand } from '../../domain/decide/index.ts'
import { type Event, isPublic, type NewEvent } from '../../domain/events.ts'
import { evolve, evolveService, serviceOf } from '../../domain/evolve.ts'
import { notificationOf } from '../../domain/notification.ts'
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts'
import { authorise, authoriseIn, type Principal, sightOf } from '../../domain/rights.ts'
import { routeTask, wantedTasks } from '../../domain/routing/wants.ts'
import type { Service } from '../../domain/service.ts'
import { canSee, type Sight } from '../../domain/sight.ts'
import type { NewTask } from '../../domain/tasks.ts'
import { type ConversationView, viewConversation } from '../../domain/wire.ts'
import { type Answer, kept, messageView } from './answer.ts'

/** The part of the world that a batch meets, changed as its commands are decided one after another. */
export interface Picture {
  services: Map<string, Service>
  conversations: Map<string, Conversation | null>
}

export interface Planned {
  entry: Omit<Entry, 'i'>
  events: NewEvent[]
  answer: Answer
}

export interface Ask {
  workspaceId: string
  principal: Principal
  commandId: string
  bodyHash: string
  actor: Actor
  command: Command
  done?: { id: number; by: string; lane: string } | undefined
}

/** What is asked of a person of the workspace, out of memory. */
export interface Knows {
  sees(userId: string): Sight
  /** Which of their browsers are to be told (F6). */
  browsers(userId: string): readonly string[]
  /** Whether live routing is on (G11). */
  routed: boolean
}

/**
 * Decides one command against the picture and puts its outcome into it. `nowMark` stands wherever the commit's time belongs.
 * Rights are those of this moment: a caller or an owner who left while the command waited is refused (L1).
 */
export function plan(
  ask: Ask,
  picture: Picture,
  nowMark: string,
  newId: () => string,
  knows: Knows,
): Planned | Refusal {
  const { command } = ask
  const no = authorise(ask.principal, command)
  if (no) return no
  if (command.name === 'record') return planRecord(ask, command)
  if (isServiceCommand(command)) return planService(ask, command, picture, nowMark, knows.routed)
  const conversation = picture.conversations.get(command.conversationId) ?? null
  const serviceId = conversation?.serviceId ?? (command.name === 'openConversation' ? command.serviceId : null)
  const service = serviceId === null ? null : (picture.services.get(serviceId) ?? null)
  const unseen = serviceId === null ? null : authoriseIn(ask.principal, command, serviceId, knows.sees)
  if (unseen) return unseen
  const made = decide(command, { conversation, service, actor: ask.actor, newId, routed: knows.routed })
  if (isRefusal(made)) return made
  if (!service) throw new Error('a decision without a service')
  return planConversation(ask, command.conversationId, conversation, service, made, picture, nowMark, knows)
}

function planConversation(
  ask: Ask,
  id: string,
  before: Conversation | null,
  service: Service,
  made: Decision,
  picture: Picture,
  nowMark: string,
  knows: Knows,
): Planned {
  const numbered: Entry['e'] = []
  const telling: NewTask[] = []
  let after = before
  for (const event of made.events) {
    after = evolve(after, { ...event, seq: 0, conversationId: id, at: nowMark } as Event)
    if (after) tell(event, after, service, knows, telling)
    const mid = event.type === 'message.added' ? event.data.message.id : null
    numbered.push({
      type: event.type,
      actor: event.actor,
      data: event.data,
      mid,
      pub: isPublic(event.type) ? (after?.publicCount ?? null) : null,
    })
  }
  if (!after) throw new Error('events without a conversation')
  picture.conversations.set(id, after)
  const answer = answerFor(made, after, service, nowMark)
  const tasks = [...made.tasks, ...wantedTasks(before, after, service, knows.routed), ...telling]
  return {
    events: made.events,
    answer,
    entry: {
      ...base(ask, { ...made, tasks }, numbered.length > 0 ? kept(answer, after) : answer, numbered),
      conv: id,
      v: before?.version ?? 0,
      svc: service.id,
      mv: service.version,
      row: {
        service_id: after.serviceId,
        open: after.resolvedAt === null,
        owner_id: after.owner?.id ?? null,
        flags: after.flags.filter((flag) => flag.state === 'open').map((flag) => flag.kind),
        started_at: after.startedAt,
        search: searchText(after),
        state: after,
      },
      ss: null,
    },
  }
}

/** F6, L12: who is told of it is told by tasks in its own commit, one for each of their browsers; who has none costs nothing. */
function tell(event: NewEvent, after: Conversation, service: Service, { browsers }: Knows, tasks: NewTask[]): void {
  const notification = notificationOf(event, after, service)
  if (!notification) return
  for (const subscriptionId of browsers(notification.userId))
    tasks.push({
      lane: `notify:${subscriptionId}:${after.id}`,
      kind: 'notify',
      payload: { ...notification, conversationId: after.id, subscriptionId },
      delay: 0,
    })
}

function planService(
  ask: Ask,
  command: Parameters<typeof decideService>[0],
  picture: Picture,
  nowMark: string,
  routed: boolean,
): Planned | Refusal {
  // The id of a service that was deleted is taken too; the rules know the living alone.
  if (command.name === 'createService' && picture.services.has(command.service.id)) return refuse('id_taken')
  const sight = sightOf(ask.principal)
  const living = new Map([...picture.services].filter(([id, service]) => !service.deleted && canSee(sight, id)))
  const made = decideService(command, { services: living, actor: ask.actor, commandId: ask.commandId })
  if (isRefusal(made)) return made
  const writes: NonNullable<Entry['ss']> = []
  for (const event of made.events) {
    const id = serviceOf({ ...event, seq: 0, conversationId: null, at: nowMark } as Event)
    if (id === null) continue
    const before = picture.services.get(id) ?? null
    const after = evolveService(before, { ...event, seq: 0, conversationId: null, at: nowMark } as Event)
    if (!after) continue
    picture.services.set(id, after)
    writes.push({ id, v: before?.version ?? 0, deleted: after.deleted, state: after })
  }
  const about = (command as CommandOf<'setMode'>).serviceId ?? made.subjectId
  const shown = [...picture.services.values()].filter(({ id, deleted }) =>
    about ? id === about : !deleted && canSee(sight, id),
  )
  const answer: Answer = { services: shown, ...(made.subjectId && { subjectId: made.subjectId }) }
  // What changes nothing is kept as well: said again later, it must change nothing either (L4).
  const same = made.events.length === 0 && about ? picture.services.get(about) : undefined
  const numbered = made.events.map((event) => ({
    type: event.type,
    actor: event.actor,
    data: event.data,
    mid: null,
    pub: null,
  }))
  return {
    events: made.events,
    answer,
    entry: {
      // A mode or a setting may make many wait at once, or fit for others.
      ...base(
        ask,
        { ...made, tasks: routed && numbered.length > 0 ? [...made.tasks, routeTask()] : made.tasks },
        answer,
        numbered,
      ),
      conv: null,
      v: 0,
      svc: same?.id ?? null,
      mv: same?.version ?? null,
      row: null,
      ss: writes.length > 0 ? writes : null,
    },
  }
}

function planRecord(ask: Ask, command: CommandOf<'record'>): Planned {
  const events = command.events.map((event) => ({ ...event, actor: ask.actor }) as NewEvent)
  const numbered = events.map((event) => ({
    type: event.type,
    actor: event.actor,
    data: event.data,
    mid: null,
    pub: null,
  }))
  const answer: Answer = command.answer === undefined ? {} : { recorded: command.answer }
  return {
    events,
    answer,
    entry: {
      ...base(ask, { events, tasks: command.tasks ?? [] }, answer, numbered),
      conv: null,
      v: 0,
      svc: null,
      mv: null,
      row: null,
      ss: null,
    },
  }
}

const base = (ask: Ask, made: Decision, r: unknown, e: Entry['e']) => ({
  ws: ask.workspaceId,
  id: ask.commandId,
  h: ask.bodyHash,
  n: e.length,
  e,
  r,
  t: made.tasks,
  done: ask.done ?? null,
})

function answerFor(
  made: Decision,
  after: Conversation,
  service: Service,
  nowMark: string,
): Answer & { conversation: ConversationView } {
  const message = messageView(
    made.events.map((event) => ({ ...event, at: nowMark })),
    made.subjectId,
  )
  return {
    conversation: viewConversation(after, service),
    ...(message && { message }),
    ...(made.subjectId && { subjectId: made.subjectId }),
    ...(made.refusal && { refusal: made.refusal }),
  }
}

const searchText = ({ customer, openingQuestion, agent }: Conversation): string =>
  [
    openingQuestion,
    agent,
    customer.name,
    customer.email,
    customer.externalId,
    customer.location?.city,
    customer.location?.region,
  ]
    .filter(Boolean)
    .join(' ')
    .toLowerCase()
