// Twin workspaces: what is done to one by one and to the other at once must leave the same in both.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Committed, Entry } from '../../db/commit.ts'
import type { Sql } from '../../db/connect.ts'

/** One of two workspaces to which the same is done. */
export interface Twin {
  workspaceId: string
  serviceId: string
  serviceVersion: number
  /** Of each conversation, how many events it has. */
  versions: Map<string, number>
  /** Command ids and message ids that went in, in order. */
  commands: { id: string; h: string }[]
  messages: string[]
  settle(entries: Entry[], outcomes: Committed[]): void
  /** Outcomes as both twins must be told them. */
  told(outcomes: Committed[]): unknown
  /** The time of the commit that a command went in with. */
  timeOf: Map<string, string>
}

/** What is committed at the same time: each about another conversation. */
export interface Chunk {
  clockPutBack: boolean
  asks: Ask[]
}

type Ask = typeof anyAsk extends fc.Arbitrary<infer T> ? T : never

const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) })
const word = fc.constantFrom('', 'plain', 'a "quoted\\ one', "it's", 'äß😀\u2028', '{x,y}', 'NULL', '%_', ' at @now, ')

const anyEvent = fc.record({
  type: fc.constantFrom('message.added', 'note.added', 'flag.raised'),
  text: word,
  message: fc.oneof(
    { weight: 5, arbitrary: fc.constant('new' as const) },
    { weight: 3, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constant('taken' as const) },
  ),
  pub: fc.option(fc.nat(9), { nil: null }),
})

const anyAsk = fc.record({
  offVersion: mostly(0, -1, 1),
  offMode: mostly(0, 1),
  id: mostly<'new' | 'again' | 'other body'>('new', 'again', 'other body'),
  pick: fc.nat(50),
  events: fc.array(anyEvent, { maxLength: 3 }),
  open: fc.boolean(),
  owner: fc.option(word, { nil: null }),
  flags: fc.subarray(['thumbs_down', 'non_answer', 'help_requested']),
  search: word,
  tasks: fc.array(fc.record({ lane: fc.nat(3), delay: fc.constantFrom(0, 20_000, 86_400_000) }), { maxLength: 3 }),
  service: mostly(false, true),
})

/** Four at most, of four conversations. */
export const anyChunk: fc.Arbitrary<Chunk> = fc.record({
  clockPutBack: mostly(false, true),
  asks: fc.oneof(
    { weight: 3, arbitrary: fc.array(anyAsk, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(anyAsk, { minLength: 2, maxLength: 4 }) },
  ),
})

const conversations = Array.from({ length: 4 }, () => randomUUID())

/** An entry of a workspace that does not exist: nothing comes of it. */
export const stranger = (): Entry => ({
  i: 99,
  ws: randomUUID(),
  id: randomUUID(),
  h: 'h',
  conv: null,
  v: 0,
  svc: null,
  mv: null,
  n: 0,
  e: [],
  row: null,
  ss: null,
  r: {},
  t: [],
  done: null,
})

export async function makeTwin(sql: Sql): Promise<Twin> {
  const [workspaceId, serviceId] = [randomUUID(), randomUUID()]
  await sql`insert into workspaces (id, name) values (${workspaceId}, 'Twin')`
  await sql`insert into heads (workspace_id, at) values (${workspaceId}, clock_timestamp() - interval '1 minute')`
  await sql`insert into services (workspace_id, id, version, state) values (${workspaceId}, ${serviceId}, 0, '{}')`
  const twin: Twin = {
    workspaceId,
    serviceId,
    serviceVersion: 0,
    versions: new Map(),
    commands: [],
    messages: [],
    timeOf: new Map(),
    settle(entries, outcomes) {
      for (const { i, outcome, at } of outcomes) {
        const entry = entries.find((one) => one.i === i)
        if (!entry || outcome !== 'ok') continue
        twin.timeOf.set(entry.id, at)
        twin.commands.push({ id: entry.id, h: entry.h })
        twin.messages.push(...entry.e.flatMap(({ mid }) => mid ?? []))
        if (entry.conv) twin.versions.set(entry.conv, entry.v + entry.n)
        if (entry.ss) twin.serviceVersion++
      }
    },
    told: (outcomes) =>
      outcomes.map(({ i, outcome, seq, at, result }) => ({
        i,
        outcome,
        seq,
        timed: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at),
        result: result === null ? null : alike(twin, result, timeIn(result)),
      })),
  }
  return twin
}

/** The same commands for both twins, made for what one of them holds now. */
export function entriesOf(chunk: Chunk, now: Twin): { for(twin: Twin, mark: string): Entry[] } {
  const at = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)]
  const first = chunk.asks[0]?.pick ?? 0
  const plans = chunk.asks.map((ask, i) => {
    const conv = conversations[(first + i) % conversations.length] as string
    const version = now.versions.get(conv) ?? 0
    const before = ask.id === 'new' ? undefined : at(now.commands, ask.pick)
    const id = before?.id ?? randomUUID()
    const h = before ? (ask.id === 'again' ? before.h : `${before.h}!`) : `h-${ask.pick}`
    const e = ask.events.map((event, k) => ({
      ...event,
      mid:
        event.message === 'new'
          ? randomUUID()
          : event.message === 'taken'
            ? (at(now.messages, ask.pick + k) ?? null)
            : null,
    }))
    const v = Math.max(0, version + ask.offVersion)
    return { ask, i, conv, id, h, e, v, mv: now.serviceVersion + ask.offMode, sv: now.serviceVersion }
  })
  // One id is once in a batch, and what a batch of the gate holds about services stands at its end.
  const once = plans.filter(({ id }, i) => plans.findIndex((other) => other.id === id) === i)
  return {
    for: (twin, mark) =>
      once.map(({ ask, i, conv, id, h, e, v, mv, sv }, place): Entry => {
        const text = (word: string) => word.replace('@now', mark)
        return {
          i,
          ws: twin.workspaceId,
          id,
          h,
          conv,
          v,
          svc: twin.serviceId,
          mv,
          n: e.length,
          e: e.map(({ type, text: said, mid, pub }) => ({
            type,
            actor: { kind: 'customer', name: text(said) } as never,
            data: { text: text(said), at: mark, command: id },
            mid,
            pub,
          })),
          row: {
            service_id: twin.serviceId,
            open: ask.open,
            owner_id: ask.owner === null ? null : text(ask.owner),
            flags: ask.flags,
            started_at: mark,
            search: text(ask.search),
            state: { id: conv, command: id, search: text(ask.search), since: mark, status: 'state' },
          },
          ss:
            ask.service && place === once.length - 1
              ? [{ id: twin.serviceId, v: sv, deleted: ask.open, state: { command: id, at: mark } }]
              : null,
          r: { command: id, at: mark, said: text(ask.search) },
          t: ask.tasks.map(({ lane, delay }, k) => ({
            lane: `lane-${lane}`,
            kind: 'endSilence',
            payload: { conversationId: `${k}`, command: id } as never,
            delay,
          })),
          done: null,
        }
      }),
  }
}

const timeIn = (value: unknown): string | undefined => (value as { at?: string }).at

/** Without what differs between twins: the service's id, and the time. */
const alike = (twin: Twin, value: unknown, time: string | undefined): unknown =>
  JSON.parse(
    JSON.stringify(value)
      .replaceAll(twin.serviceId, 'the service')
      .replaceAll(time ?? '\u0000', 'the time'),
  )

/** All that a twin's commits left in the database. Times are those of the command that stands in the row. */
export async function tablesOf(sql: Sql, twin: Twin): Promise<Record<string, unknown>> {
  const ws = twin.workspaceId
  const time = (column: string) => sql.unsafe(`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
  const mine = (rows: readonly { command: string }[]) =>
    rows.map((row) => alike(twin, row, twin.timeOf.get(row.command)))
  const last = twin.commands.at(-1)
  const [head] = await sql<{ seq: number; at: string }[]>`
    select seq, generation, ${time('at')} as at from heads where workspace_id = ${ws}`
  return {
    head: { ...head, at: undefined, atIsTheLasts: last === undefined || head?.at === twin.timeOf.get(last.id) },
    events: mine(
      await sql`select seq, conversation_id, type, actor, ${time('at')} as at, command_id as command, message_id, public_seq, data
        from events where workspace_id = ${ws} order by seq`,
    ),
    conversations: mine(
      await sql`select id, service_id, version, open, owner_id, open_flags::text, search, state, state ->> 'command' as command
        from conversations where workspace_id = ${ws} order by id`,
    ),
    started: (
      await sql<{ at: string }[]>`select ${time('started_at')} as at from conversations where workspace_id = ${ws}`
    ).map(({ at }) => [...twin.timeOf.values()].includes(at)),
    services: mine(
      await sql`select version, deleted, state, state ->> 'command' as command from services where workspace_id = ${ws}`,
    ),
    commands: mine(
      await sql`select id as command, body_hash, seq, ${time('at')} as at, result from commands where workspace_id = ${ws} order by id`,
    ),
    tasks: (
      await sql<{ payload: { command: string }; run_at: string }[]>`
        select lane, kind, payload, ready, attempts, dead, locked_by, error, ${time('run_at')} as run_at
        from tasks where workspace_id = ${ws} order by id`
    ).map(({ run_at, ...task }) => ({ ...task, due: since(twin.timeOf.get(task.payload.command), run_at) })),
  }
}

/** Tens of seconds from the time that a commit has in the log: where the log is ahead of the clock, less than the delay. */
const since = (from: string | undefined, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from ?? '')) / 10_000)
