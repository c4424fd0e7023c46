import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { answered, type Committed, commit, type Entry } from '../../db/commit.ts'
import type { Sql } from '../../db/connect.ts'
import { readConversations } from '../../db/states.ts'
import type { Actor } from '../../domain/actor.ts'
import type { Command } from '../../domain/commands.ts'
import type { Event } from '../../domain/events.ts'
import { serviceOf } from '../../domain/evolve.ts'
import type { Detect } from '../../domain/flags.ts'
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts'
import { authorise, type Principal } from '../../domain/rights.ts'
import type { Sight } from '../../domain/sight.ts'
import type { Clock } from '../clock.ts'
import type { Logged } from '../hub/frames.ts'
import type { Hub } from '../hub/hub.ts'
import type { Metrics } from '../metrics.ts'
import { codeOf, isOutside, within } from '../outside.ts'
import { type Answer, firstAnswer } from './answer.ts'
import { takeBatch } from './batch.ts'
import { type Ask, type Knows, type Picture, type Planned, plan } from './plan.ts'

/** The answer to a command that went through, with its place in the log and its time. */
export interface Done {
  answer: Answer
  seq: number | null
  /** The first answer again, to a command that was repeated. */
  repeated: boolean
}

export interface Request {
  principal: Principal
  actor: Actor
  command: Command
  /** The command's own id (L4): the same id with the same `bodyHash` happens once. */
  commandId: string
  bodyHash: string
  /** The task that this command finishes: its effect and its end are one commit. */
  done?: { id: number; by: string; lane: string }
}

/** The one way in. Refusals are values; only the outside’s failures and bugs are thrown. */
export interface Gate {
  execute(request: Request): Promise<Done | Refusal>
  /** The first answer to a command that went through before, for those whose work lies outside the gate; else null. */
  answered(at: Pick<Request, 'commandId' | 'bodyHash'> & { workspaceId: string }): Promise<Done | Refusal | null>
  /** When what was decided before this call is in the log or refused. Whoever took a right away knows then what it had led to. */
  passed(): Promise<void>
  /** Takes no more, and waits for what is under way. */
  stop(): Promise<void>
}

export interface GateDeps {
  sql: Sql
  /** For the commits alone: one at a time is used. */
  commits: readonly [Sql, Sql]
  hub: Hub
  clock: Clock
  detect: Detect
  metrics: Metrics
  /** Which services a person sees. */
  sees: (workspaceId: string, userId: string) => Sight
  /** Whether live routing is on in a workspace (G11). */
  routes?: (workspaceId: string) => boolean
  /** Which browsers of a person are to be told of what comes to them (F6). */
  browsers?: (workspaceId: string, userId: string) => readonly string[]
  /** There are new tasks for the worker. */
  onTasks?: () => void
  /** Other nodes commit too: a refusal by this node's picture may be late, and is decided again on a fresh one. */
  shared?: boolean
  /** Milliseconds after which an unanswered commit counts as unknown. */
  deadline?: number
}

interface Waiting extends Ask {
  settle: (outcome: Done | Refusal) => void
  fail: (error: unknown) => void
  /** By `clock.elapsed`: after this the caller is told that the database cannot be reached. */
  until: number
  /** It was decided on a picture that is younger than itself. */
  fresh?: boolean
}

/** How a command was answered that is said again, and which body it had. */
interface First {
  hash: string
  seq: number
  answer: Answer
}

/** A batch on its way through the database. */
interface Flight {
  batch: Waiting[]
  over: Promise<void>
}

/** What a batch comes to by the pictures: entries for the log, and answers that need none. */
interface Prepared {
  plans: Map<number, { waiting: Waiting; planned: Planned }>
  entries: Entry[]
  settled: { waiting: Waiting; outcome: Done | Refusal }[]
  seen: ReadonlyMap<string, number>
}

/** So many batches are under way: one that the database writes, and one that waits for it to be done. */
const FLIGHTS = 2
const PATIENCE = 8_000

/**
 * Group commit: what arrives while a batch is written goes with the next one, and under load that one is decided and sent
 * already when the database is done (architecture.md, “The gate and the commit”).
 */
export function createGate(deps: GateDeps): Gate {
  const { sql, commits, hub, clock, detect, metrics } = deps
  const deadline = deps.deadline ?? 4_000
  const nowMark = `@${randomUUID()}`
  let queue: Waiting[] = []
  // Answers that are ready. They are given while the database writes the next batch, so that neither waits for the other.
  let answers: (() => void)[] = []
  const flights: Flight[] = []
  let preparing: Flight | null = null
  let due: NodeJS.Immediate | null = null
  let line: 0 | 1 = 0
  let stopped = false

  function execute({ principal, command, actor, commandId, bodyHash, done }: Request): Promise<Done | Refusal> {
    const no = authorise(principal, command)
    if (no) return Promise.resolve(no)
    if (stopped) return Promise.resolve(refuse('unavailable'))
    const ready =
      command.name === 'addMessage'
        ? { ...command, detection: detect({ role: command.role, text: command.text }) }
        : command
    return new Promise((settle, fail) => {
      queue.push({
        workspaceId: principal.workspaceId,
        principal,
        commandId,
        bodyHash,
        actor,
        command: ready,
        done,
        settle,
        fail,
        until: clock.elapsed() + PATIENCE,
      })
      metrics.gateQueue.set(queue.length)
      soon()
    })
  }

  /** What comes in the same moment goes together. */
  function soon(): void {
    due ??= setImmediate(() => {
      due = null
      send()
    })
  }

  function send(): void {
    if (preparing || flights.length === FLIGHTS) return
    const { batch, rest } = takeBatch(
      queue,
      flights.flatMap((flight) => flight.batch),
    )
    if (batch.length === 0) return
    queue = rest
    metrics.gateQueue.set(queue.length)
    const flight: Flight = { batch, over: Promise.resolve() }
    const sent = () => {
      if (preparing !== flight) return
      preparing = null
      if (queue.length > 0) soon()
    }
    flights.push(flight)
    preparing = flight
    flight.over = flush(batch, sent)
      .catch((error) => {
        deliver()
        return afterFailure(batch, error)
      })
      .then(() => {
        flights.splice(flights.indexOf(flight), 1)
        sent()
        // The database gets its next batch first, if it has none.
        if (flights.length > 0 || queue.length === 0) deliver()
        else setImmediate(deliver)
        send()
      })
  }

  function deliver(): void {
    const ready = answers
    answers = []
    for (const answer of ready) answer()
  }

  /** @param sent told when the batch is on its way to the database, or has nothing to do there */
  async function flush(batch: Waiting[], sent: () => void): Promise<void> {
    const { plans, entries, settled, seen } = await prepare(batch)
    if (entries.length === 0) return refuseUnlessAnswered(settled, seen)
    const started = performance.now()
    const writing = write(entries)
    sent()
    const outcomes = await writing
    metrics.commitSeconds.observe((performance.now() - started) / 1000)
    metrics.batchSize.observe(entries.length)
    const moments = new Map(outcomes.flatMap(({ i, at }) => (at ? [[batch[i]?.workspaceId, at]] : [])))
    const missed = await take(outcomes, plans)
    // A refusal that stood on a neighbour which did not go in is no refusal yet: decided again with it.
    const inDoubt = ({ workspaceId, command }: Waiting) =>
      missed.has(workspaceId) || ('conversationId' in command && missed.has(command.conversationId))
    queue = [...settled.filter(({ waiting }) => inDoubt(waiting)).map(({ waiting }) => waiting), ...queue]
    // What stood on one that went in may name its time: who won a takeover in the same batch, and since when.
    const refused = settled
      .filter(({ waiting }) => !inDoubt(waiting))
      .map(({ waiting, outcome }) => ({ waiting, outcome: timed(outcome, moments.get(waiting.workspaceId) ?? '') }))
    await refuseUnlessAnswered(refused, seen)
  }

  async function prepare(batch: Waiting[]): Promise<Prepared> {
    const { pictures, seen } = await picturesFor(batch)
    const plans: Prepared['plans'] = new Map()
    const entries: Entry[] = []
    const settled: Prepared['settled'] = []
    batch.forEach((waiting, i) => {
      const picture = pictures.get(waiting.workspaceId)
      const made = picture
        ? plan(waiting, picture, nowMark, clock.newId, knownIn(waiting.workspaceId))
        : refuse('not_found')
      if (isRefusal(made)) settled.push({ waiting, outcome: made })
      else {
        plans.set(i, { waiting, planned: made })
        entries.push({ i, ...made.entry })
      }
    })
    return { plans, entries, settled, seen }
  }

  const knownIn = (workspaceId: string): Knows => ({
    sees: (userId) => deps.sees(workspaceId, userId),
    browsers: (userId) => deps.browsers?.(workspaceId, userId) ?? [],
    routed: deps.routes?.(workspaceId) ?? false,
  })

  /** One call, with a deadline of its own; a batch that holds poison is run again one by one, so that it hurts itself alone. */
  async function write(entries: Entry[]): Promise<Committed[]> {
    const used = line
    const writing = commit(commits[used], entries, nowMark)
    try {
      return await within(deadline, writing)
    } catch (error) {
      if (isOutside(error) && line === used) line = used === 0 ? 1 : 0
      // A commit that was given up may go through all the same: then its events are read from the log.
      const heard = () => entries.forEach(({ ws }) => void hub.catchUp(ws).catch(() => {}))
      if (!isBadData(error)) writing.then(heard, () => {})
      if (!isBadData(error)) throw error
      if (entries.length === 1) {
        const [entry] = entries
        metrics.log.error({ error, command: entry?.id }, 'a command was refused by the database')
        return entry
          ? [
              {
                i: entry.i,
                outcome: codeOf(error) === '23505' ? 'taken' : 'broken',
                seq: null,
                at: '',
                result: null,
              },
            ]
          : []
      }
      const outcomes: Committed[] = []
      for (const entry of entries) outcomes.push(...(await write([entry])))
      return outcomes
    }
  }

  /** @returns what the batch had taken for granted and was not so: workspaces that moved on, conversations of commands that did not go in */
  async function take(
    outcomes: Committed[],
    plans: Map<number, { waiting: Waiting; planned: Planned }>,
  ): Promise<ReadonlySet<string>> {
    const again: Waiting[] = []
    const repeated: { waiting: Waiting; outcome: Committed }[] = []
    const moved = new Set<string>()
    const missed = new Set<string>()
    for (const outcome of outcomes) {
      const item = plans.get(outcome.i)
      if (!item) continue
      plans.delete(outcome.i)
      const { waiting, planned } = item
      if (outcome.outcome !== 'ok' && planned.entry.conv) missed.add(planned.entry.conv)
      switch (outcome.outcome) {
        case 'ok':
          publish(waiting, planned, outcome)
          if (planned.entry.t.length > 0 || planned.entry.done) deps.onTasks?.()
          answers.push(() =>
            waiting.settle({ answer: timed(planned.answer, outcome.at), seq: outcome.seq, repeated: false }),
          )
          metrics.commands.inc({
            name: waiting.command.name,
            outcome: planned.answer.refusal ? planned.answer.refusal.refused : 'ok',
          })
          break
        case 'duplicate':
          repeated.push({ waiting, outcome })
          metrics.commands.inc({ name: waiting.command.name, outcome: 'repeated' })
          break
        case 'reused':
          waiting.settle(refuse('id_reused'))
          break
        case 'taken':
          waiting.settle(refuse('id_taken'))
          break
        case 'lease':
          waiting.settle(refuse('lease_lost'))
          break
        case 'broken':
          waiting.settle(refuse('internal'))
          break
        case 'stale':
        case 'service':
          moved.add(waiting.workspaceId)
          // A new service is at odds with one of its id alone: one that was deleted, which no board has any more.
          if (waiting.command.name === 'createService') waiting.settle(refuse('id_taken'))
          else if (waiting.until > clock.elapsed()) again.push(waiting)
          else {
            metrics.log.error({ command: waiting.command.name, outcome: outcome.outcome }, 'decided in vain')
            waiting.settle(refuse('unavailable'))
          }
          break
        default:
          outcome.outcome satisfies never
      }
    }
    // An entry without an answer is one of a workspace that does not exist.
    for (const { waiting } of plans.values()) waiting.settle(refuse('not_found'))
    for (const { waiting, outcome } of repeated) {
      const first = { ws: waiting.workspaceId, id: waiting.commandId, seq: outcome.seq ?? 0, result: outcome.result }
      waiting.settle({ answer: await within(deadline, firstAnswer(sql, first)), seq: outcome.seq, repeated: true })
    }
    for (const workspaceId of moved) await within(deadline, hub.catchUp(workspaceId))
    queue = [...again, ...queue]
    return new Set([...moved, ...missed])
  }

  function publish(waiting: Waiting, planned: Planned, { seq, at }: Committed): void {
    if (planned.events.length === 0 || seq === null) return
    const first = seq - planned.events.length + 1
    const conversationId = planned.entry.conv
    hub.publish(
      waiting.workspaceId,
      planned.events.map((made, k): Logged => {
        const event = { ...made, seq: first + k, conversationId, at } as Event
        const serviceId = planned.entry.row?.service_id ?? serviceOf(event)
        return { ...event, publicSeq: planned.entry.e[k]?.pub ?? null, serviceId }
      }),
    )
  }

  /**
   * Before any refusal the id is looked up: the retry of a command that had succeeded gets its first answer. And among
   * other nodes the log is read once: what they had committed before the command came counts for it.
   */
  async function refuseUnlessAnswered(
    items: { waiting: Waiting; outcome: Done | Refusal }[],
    seen: ReadonlyMap<string, number>,
  ): Promise<void> {
    if (items.length === 0) return
    const found = await lookUp(items.map((item) => item.waiting))
    const moved = await movedOn(
      items.filter(({ waiting }) => !waiting.fresh).map(({ waiting }) => waiting),
      seen,
    )
    for (const { waiting, outcome } of items) {
      const first = found.get(`${waiting.workspaceId} ${waiting.commandId}`)
      if (!first && !waiting.fresh && moved.has(waiting.workspaceId)) {
        waiting.fresh = true
        queue.unshift(waiting)
        continue
      }
      const result = first ? repeat(waiting, first) : outcome
      metrics.commands.inc({ name: waiting.command.name, outcome: isRefusal(result) ? result.refused : 'ok' })
      waiting.settle(result)
    }
  }

  /** Of these commands' workspaces, those of which the log has more than the picture had. */
  async function movedOn(asks: Waiting[], seen: ReadonlyMap<string, number>): Promise<ReadonlySet<string>> {
    const moved = new Set<string>()
    if (!deps.shared) return moved
    for (const workspaceId of new Set(asks.map((ask) => ask.workspaceId))) {
      const board = await within(deadline, hub.fresh(workspaceId))
      if (board && board.seq !== seen.get(workspaceId)) moved.add(workspaceId)
    }
    return moved
  }

  const repeat = (waiting: { bodyHash: string }, first: First): Done | Refusal =>
    first.hash === waiting.bodyHash ? { answer: first.answer, seq: first.seq, repeated: true } : refuse('id_reused')

  /** The first answers to those that went through before, by workspace and id. */
  async function lookUp(batch: { workspaceId: string; commandId: string }[]): Promise<Map<string, First>> {
    const keys = batch.map(({ workspaceId, commandId }) => ({ ws: workspaceId, id: commandId }))
    const rows = await within(deadline, answered(sql, keys))
    const firsts = rows.map(async (row) => ({ ...row, answer: await firstAnswer(sql, row) }))
    return new Map((await within(deadline, Promise.all(firsts))).map((first) => [`${first.ws} ${first.id}`, first]))
  }

  /** The outcome is unknown: look the ids up, answer those that are there, decide the others again under the same ids. */
  async function afterFailure(batch: Waiting[], error: unknown): Promise<void> {
    metrics.commitFailures.inc()
    metrics.log.warn({ error }, 'the outcome of a commit is unknown; looking it up')
    if (!isOutside(error)) {
      for (const waiting of batch) waiting.fail(error)
      return
    }
    for (;;) {
      await sleep(50)
      const found = await lookUp(batch).catch(() => null)
      const now = clock.elapsed()
      if (found) {
        for (const workspaceId of new Set(batch.map((waiting) => waiting.workspaceId)))
          await within(deadline, hub.catchUp(workspaceId)).catch(() => {})
        const again: Waiting[] = []
        for (const waiting of batch) {
          const first = found.get(`${waiting.workspaceId} ${waiting.commandId}`)
          if (first) waiting.settle(repeat(waiting, first))
          else if (waiting.until <= now) waiting.settle(refuse('unavailable'))
          else again.push(waiting)
        }
        queue = [...again, ...queue]
        return
      }
      for (const waiting of batch.filter((waiting) => waiting.until <= now)) waiting.settle(refuse('unavailable'))
      for (const waiting of queue.filter((waiting) => waiting.until <= now)) waiting.settle(refuse('unavailable'))
      batch = batch.filter((waiting) => waiting.until > now)
      queue = queue.filter((waiting) => waiting.until > now)
      if (batch.length === 0) return
    }
  }

  /** The states that a batch needs: the hub's board, which its log reader keeps warm, else one query. */
  async function picturesFor(
    batch: Waiting[],
  ): Promise<{ pictures: Map<string, Picture>; seen: ReadonlyMap<string, number> }> {
    const pictures = new Map<string, Picture>()
    const seen = new Map<string, number>()
    const missing = new Map<string, { ws: string; id: string }>()
    for (const { workspaceId, command } of batch) {
      let picture = pictures.get(workspaceId)
      if (!picture) {
        const board = await within(deadline, hub.board(workspaceId))
        if (!board) continue
        picture = { services: new Map(board.services), conversations: new Map() }
        pictures.set(workspaceId, picture)
        seen.set(workspaceId, board.seq)
      }
      if (!('conversationId' in command) || picture.conversations.has(command.conversationId)) continue
      const known = hub.peek(workspaceId, command.conversationId)
      if (known) picture.conversations.set(command.conversationId, known)
      else missing.set(`${workspaceId} ${command.conversationId}`, { ws: workspaceId, id: command.conversationId })
    }
    if (missing.size === 0) return { pictures, seen }
    const rows = await within(deadline, readConversations(sql, [...missing.values()]))
    for (const { ws, state } of rows) {
      const picture = pictures.get(ws)
      picture?.conversations.set(state.id, state)
      // Sessions that ended may belong to a service that is gone from the board.
      if (picture && !picture.services.has(state.serviceId))
        for (const service of await within(deadline, hub.allServices(ws)))
          if (!picture.services.has(service.id)) picture.services.set(service.id, service)
    }
    return { pictures, seen }
  }

  const timed = <T>(answer: T, at: string): T => withTime(answer, nowMark, at)

  return {
    execute,
    async answered(at) {
      const first = (await lookUp([at])).get(`${at.workspaceId} ${at.commandId}`)
      return first ? repeat(at, first) : null
    },
    passed: async () => void (await Promise.all(flights.map(({ over }) => over))),
    async stop() {
      stopped = true
      while (due || flights.length > 0) await (flights[0]?.over ?? nextTurn())
    },
  }
}

/** The same value with the time wherever the mark stands; what has no mark in it is not copied. */
function withTime<T>(value: T, mark: string, at: string): T {
  if (typeof value === 'string') return (value.includes(mark) ? value.replaceAll(mark, at) : value) as T
  if (value === null || typeof value !== 'object') return value
  let copy: T | undefined
  for (const [name, part] of Object.entries(value)) {
    const now = withTime(part, mark, at)
    if (now === part) continue
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as T
    copy[name as keyof T] = now
  }
  return copy ?? value
}

const isBadData = (error: unknown): boolean => /^(22|23)/.test(codeOf(error))
