import type { Sql } from '../../db/connect.ts'
import { readServices } from '../../db/states.ts'
import type { Board } from '../../domain/board.ts'
import type { Conversation } from '../../domain/conversation.ts'
import type { Service } from '../../domain/service.ts'
import type { Sight } from '../../domain/sight.ts'
import type { Moment } from '../../domain/wire.ts'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Channel } from './channel.ts'
import { type Feed, openFeed } from './feed.ts'
import type { Logged } from './frames.ts'
import { createPace } from './pace.ts'
import type { Reader } from './reader.ts'
import { createSpare } from './spare.ts'
import { subscribe } from './subscribe.ts'

/** Heartbeats carry the head of the log, so that a screen can tell how old its picture is (B2). */
const HEARTBEAT = 3_000
/** How often it is looked who hears one conversation and waits for a heartbeat. */
const NEAR = 250

/** How long what another node committed before may be on its way, in milliseconds, until the log is read for it. */
const GAP = 20
/** How long what it heard of another node may wait for something else to go out with, in milliseconds. */
const HEARD = 8

/** The live side of a node: boards in memory, streams to readers. */
export interface Hub {
  feed(workspaceId: string): Promise<Feed | null>
  board(workspaceId: string): Promise<Board | null>
  /** An open conversation's fold, when its workspace is loaded. */
  peek(workspaceId: string, conversationId: string): Conversation | null
  /** The board, when its workspace is loaded. */
  loaded(workspaceId: string): Board | null
  allServices(workspaceId: string): Promise<Service[]>
  publish(workspaceId: string, events: Logged[]): void
  /** Reads what the log has, as of this call or later. */
  catchUp(workspaceId: string): Promise<void>
  /** The board with all that any node had committed before this call. A node that has the database to itself has it. */
  fresh(workspaceId: string): Promise<Board | null>
  /** The workspaces of which this node has a board, and of which log. */
  workspaces(): { workspaceId: string; generation: number; erasures: number }[]
  /**
   * Reads a workspace's board anew, after a person was erased from its log: what was in memory is gone, and whoever listens is cut,
   * comes back with a cursor of the generation before, and takes a fresh snapshot.
   */
  renew(workspaceId: string): Promise<void>
  /** The log of a workspace is known to reach this number. */
  heard(workspaceId: string, seq: number): void
  /** To the readers of all nodes. */
  moment(workspaceId: string, moment: Moment): void
  /** To the readers of this node alone: each node says it to its own. */
  momentHere(workspaceId: string, moment: Moment): void
  subscribe(workspaceId: string, reader: Reader, after: string | null): Promise<void>
  unsubscribe(workspaceId: string, reader: Reader): void
  /** What a reader may see has changed: it hears that from now on, and `reset`. */
  resight(workspaceId: string, reader: Reader, services: Sight): void
  /** Every reader of this node, with its workspace; also those that still catch up, whose rights may end meanwhile. */
  readers(): Iterable<[string, Reader]>
  onEvent(listener: (workspaceId: string, event: Logged) => void): void
  /** Said by whoever watches the database; readers hear it at once. */
  database(state: 'up' | 'down'): void
  readonly databaseIs: 'up' | 'down'
  stop(): void
}

/** `slow` is for the boards, of which the database may be long silent. */
export function createHub({ sql, slow, clock, bus }: { sql: Sql; slow: Sql; clock: Clock; bus: Bus }): Hub {
  const feeds = new Map<string, Promise<Feed | null>>()
  const open = new Map<string, Feed>()
  const joining = new Map<Reader, string>()
  const listeners: ((workspaceId: string, event: Logged) => void)[] = []
  let database: 'up' | 'down' = 'up'
  const now = () => new Date(clock.now()).toISOString()
  const beat = () => {
    for (const feed of open.values()) feed.heartbeat(now(), database)
  }
  const beatNear = (all: boolean) => {
    for (const feed of open.values()) feed.heartbeatNear(now(), database, all)
  }
  const timers = [setInterval(beat, HEARTBEAT), setInterval(() => beatNear(false), NEAR)]
  for (const timer of timers) timer.unref()

  const spare = createSpare(clock.elapsed)
  const waiting = new Set<Channel>()
  const pace = createPace(() => {
    for (const channel of waiting) channel.flush()
    waiting.clear()
  }, clock.elapsed)
  // What was heard of other nodes goes out with what this one says, unless that takes too long: its readers cost it less then.
  let patience = 0
  const onWaiting = (channel: Channel) => {
    waiting.add(channel)
    pace.due(patience)
  }

  function feed(workspaceId: string): Promise<Feed | null> {
    const known = feeds.get(workspaceId)
    if (known) return known
    const loading = openFeed({ sql, slow, spare }, workspaceId, onWaiting, clock.elapsed, bus.shared ? GAP : 0).then(
      (loaded) => {
        if (loaded) {
          open.set(workspaceId, loaded)
          loaded.onEvent((event) => {
            for (const listener of listeners) listener(workspaceId, event)
          })
        } else feeds.delete(workspaceId)
        return loaded
      },
      (error) => {
        feeds.delete(workspaceId)
        throw error
      },
    )
    feeds.set(workspaceId, loading)
    return loading
  }

  bus.onNews((news) => {
    if (news.kind === 'events') {
      patience = HEARD
      try {
        open.get(news.workspaceId)?.publish(news.events)
      } finally {
        patience = 0
      }
    } else if (news.kind === 'moment') open.get(news.workspaceId)?.moment(news.moment)
  })

  return {
    feed,
    board: async (workspaceId) => (await feed(workspaceId))?.board ?? null,
    peek: (workspaceId, conversationId) => open.get(workspaceId)?.board.conversations.get(conversationId) ?? null,
    loaded: (workspaceId) => open.get(workspaceId)?.board ?? null,
    allServices: (workspaceId) => readServices(sql, workspaceId),
    publish(workspaceId, events) {
      open.get(workspaceId)?.publish(events)
      if (waiting.size > 0) pace.due()
      bus.say({ kind: 'events', workspaceId, events })
    },
    catchUp: async (workspaceId) => (await feed(workspaceId))?.catchUp(),
    async fresh(workspaceId) {
      const loaded = await feed(workspaceId)
      if (bus.shared) await loaded?.catchUp()
      return loaded?.board ?? null
    },
    workspaces: () =>
      [...open.values()].map(({ workspaceId, generation, erasures }) => ({ workspaceId, generation, erasures })),
    async renew(workspaceId) {
      const before = open.get(workspaceId)
      if (!before) return
      feeds.delete(workspaceId)
      // Until the new one is there the old one goes on; what it was told meanwhile the new one reads in the log.
      const loaded = await feed(workspaceId)
      await loaded?.catchUp()
      const late = [...joining].flatMap(([reader, at]) => (at === workspaceId ? [reader] : []))
      for (const reader of [...before.readers(), ...late]) reader.outlet.close(1012)
    },
    heard: (workspaceId, seq) => open.get(workspaceId)?.heard(seq),
    moment(workspaceId, moment) {
      open.get(workspaceId)?.moment(moment)
      bus.say({ kind: 'moment', workspaceId, moment })
    },
    momentHere: (workspaceId, moment) => open.get(workspaceId)?.moment(moment),
    async subscribe(workspaceId, reader, after) {
      joining.set(reader, workspaceId)
      try {
        const loaded = await feed(workspaceId)
        if (loaded && !reader.closed) await subscribe(sql, loaded, reader, after, now)
      } finally {
        joining.delete(reader)
      }
    },
    unsubscribe(workspaceId, reader) {
      reader.closed = true
      joining.delete(reader)
      open.get(workspaceId)?.leave(reader)
    },
    resight: (workspaceId, reader, services) => open.get(workspaceId)?.resight(reader, services),
    *readers() {
      for (const [workspaceId, loaded] of open) for (const reader of loaded.readers()) yield [workspaceId, reader]
      for (const [reader, workspaceId] of joining) if (!open.get(workspaceId)?.has(reader)) yield [workspaceId, reader]
    },
    onEvent: (listener) => void listeners.push(listener),
    database(state) {
      if (state === database) return
      database = state
      // What was committed while nobody could be told stands in the log alone.
      if (state === 'up') for (const loaded of open.values()) loaded.catchUp().catch(() => {})
      beat()
      beatNear(true)
    },
    get databaseIs() {
      return database
    },
    stop() {
      for (const timer of timers) clearInterval(timer)
      // What was committed goes out before the line ends.
      for (const channel of waiting) channel.flush()
      pace.stop()
      for (const reader of joining.keys()) reader.outlet.close(1001)
      for (const loaded of open.values()) for (const reader of loaded.readers()) reader.outlet.close(1001)
    },
  }
}
