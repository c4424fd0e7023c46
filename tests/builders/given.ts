import { expect } from 'vitest'
import type { Actor, Person } from '../../domain/actor.ts'
import { type Board, emptyBoard, foldBoard } from '../../domain/board.ts'
import type { ConversationCommand } from '../../domain/commands.ts'
import { type Standing, standing } from '../../domain/control.ts'
import type { Conversation } from '../../domain/conversation.ts'
import type { Decision } from '../../domain/decide/decision.ts'
import { decide, decideService, type ServiceCommand } from '../../domain/decide/index.ts'
import type { Event, NewEvent } from '../../domain/events.ts'
import { evolve } from '../../domain/evolve.ts'
import { isRefusal, type Refusal, type RefusalCode, type RefusalData } from '../../domain/refusal.ts'
import type { Service } from '../../domain/service.ts'
import type { NewTask } from '../../domain/tasks.ts'
import { console_, conversationId, serviceCreated, serviceId } from './events.ts'

/** The log before a test, folded: ids and times are made up, one second for each event. */
export interface Past {
  board: Board
  log: Event[]
  conversation: Conversation | null
  service: Service | null
}

/**
 * A decision as a sentence: `given(what happened).when(what is asked).then(what happens)`.
 * A service in Human-Supported AI stands before everything else unless the past begins with one.
 *
 * @example
 * given(opened(), said('customer', 'm1', 'Hello'))
 *   .when({ name: 'takeOver', conversationId, operator: ann })
 *   .then([claimed(ann), notice('Ann has joined the conversation.', 2)])
 */
export function given(...happened: NewEvent[]) {
  const past = fold(happened)
  return {
    ...past,
    standing: () => standing(need(past.conversation), need(past.service)),
    /** A command about the one conversation. Its author is the operator that it names, else a console. */
    when: (command: ConversationCommand, actor: Actor = authorOf(command)) =>
      outcome(
        past,
        decide(command, { conversation: past.conversation, service: past.service, actor, newId: counter() }),
        actor,
      ),
    /** A command about services. */
    whenService: (command: ServiceCommand, commandId = 'change-now') =>
      outcome(
        past,
        decideService(command, { services: past.board.services, actor: console_(admin), commandId }),
        console_(admin),
      ),
  }
}

const admin: Person = { id: 'op-admin', name: 'Ada' }

function outcome(past: Past, made: Decision | Refusal, actor: Actor) {
  const decided = (): Decision => {
    if (isRefusal(made)) throw new Error(`it was refused: ${made.refused} (${made.detail})`)
    return made
  }
  return {
    /** Exactly these events, in this order; who said so is told apart in `by`. */
    // oxlint-disable-next-line unicorn/no-thenable -- given, when, then: nobody awaits it
    then(expected: NewEvent[]) {
      expect(decided().events.map(bare)).toEqual(expected.map(bare))
      return this
    },
    thenNothing() {
      expect(decided().events).toEqual([])
      return this
    },
    /** Exactly these tasks in the same commit. */
    withTasks(...tasks: NewTask[]) {
      expect(decided().tasks).toEqual(tasks)
      return this
    },
    /** A refusal that commits nothing. */
    refused(code: RefusalCode, data: RefusalData = {}, sentence?: string) {
      expect(made, 'it was not refused').toHaveProperty('refused')
      const refusal = made as Refusal
      expect({ code: refusal.refused, data: refusal.data }).toEqual({ code, data })
      expect(refusal.detail.length).toBeGreaterThan(10)
      if (sentence !== undefined) expect(refusal.detail).toBe(sentence)
      return this
    },
    /** A refusal that nevertheless commits what `then` says: a late AI reply. */
    refusedAfterwards(code: RefusalCode, data: RefusalData = {}) {
      const { refusal } = decided()
      expect({ code: refusal?.refused, data: refusal?.data }).toEqual({ code, data })
      return this
    },
    /** Each event's author is the one who asked, except for what Baton itself says. */
    saidBy() {
      for (const event of decided().events) {
        const own =
          event.type === 'flag.raised' || (event.type === 'message.added' && event.data.message.role === 'system')
        expect(event.actor).toEqual(own ? { kind: 'rule', name: expect.any(String), via: 'system' } : actor)
      }
      return this
    },
    /** The conversation after the commit. */
    leads(to: (after: { conversation: Conversation; standing: Standing; board: Board }) => void) {
      const { conversation, service, board } = fold([...past.log, ...decided().events])
      to({ conversation: need(conversation), standing: standing(need(conversation), need(service)), board })
      return this
    },
    /** The board after the commit. */
    leadsBoard(to: (board: Board) => void) {
      to(fold([...past.log, ...decided().events]).board)
      return this
    },
    /** `ok`, `nothing`, or the code of the refusal: for tables. */
    word(): RefusalCode | 'ok' | 'nothing' {
      if (isRefusal(made)) return made.refused
      if (made.refusal) return made.refusal.refused
      return made.events.length === 0 ? 'nothing' : 'ok'
    },
    made,
  }
}

/** Folds events that have no number yet, as a commit and a screen would. */
export function fold(happened: readonly NewEvent[]): Past {
  const past: Past = { board: emptyBoard(), log: [], conversation: null, service: null }
  const begins = happened[0]?.type === 'service.created' ? [] : [serviceCreated()]
  for (const event of [...begins, ...happened]) {
    const numbered = number(event, past.log.length + 1)
    past.log.push(numbered)
    foldBoard(past.board, numbered)
    if (numbered.conversationId === conversationId) past.conversation = evolve(past.conversation, numbered)
    past.service = past.board.services.get(serviceId) ?? (past.service && { ...past.service, deleted: true })
  }
  return past
}

const aboutServices = /^(service|mode|user|key|task)\./

export const timeOf = (seq: number): string => new Date(Date.UTC(2026, 0, 5, 9, 0, seq)).toISOString()

const number = (event: NewEvent, seq: number): Event => ({
  ...event,
  seq,
  conversationId: aboutServices.test(event.type) ? null : conversationId,
  at: timeOf(seq),
})

/** The author that the edge would give: the operator whom the command names. */
function authorOf(command: ConversationCommand): Actor {
  if ('operator' in command && command.operator) return console_(command.operator)
  if ('author' in command) return console_(command.author)
  return { kind: 'key', id: 'key-1', name: 'Shop', via: 'api' }
}

const bare = ({ type, data }: NewEvent) => ({ type, data })

function counter(): () => string {
  let n = 0
  return () => `new-${++n}`
}

function need<T>(value: T | null): T {
  if (value === null) throw new Error('the past has none')
  return value
}
