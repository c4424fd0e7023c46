// How the nodes of one database hear of each other's doings. Nothing depends on it for truth: what is missed stands in
// the log and in the tables, and each node looks there every second.
import type { Moment } from '../../domain/wire.ts'
import type { Logged } from '../hub/frames.ts'

/** What one node tells the others. */
export type News =
  /** Committed events in the order of their numbers; they may come late, doubled, out of order, or not at all. */
  | { kind: 'events'; workspaceId: string; events: Logged[] }
  /** What is of the moment, for the readers of every node. */
  | { kind: 'moment'; workspaceId: string; moment: Moment }
  /** Who is here, or who looks where, has changed: the rows say how. */
  | { kind: 'presence' }
  /** A session, a key or a right has changed: what is believed from memory is forgotten. `users`: whose sessions may have ended. */
  | { kind: 'identity'; users?: readonly string[] }
  /** A browser is to be told of what comes to its person, or is no more. */
  | { kind: 'browsers' }
  /** There are tasks for which the node that made them has no hand free. */
  | { kind: 'tasks' }

export interface Bus {
  /** False for a node that has the database to itself. */
  readonly shared: boolean
  /** Whether the others hear at this moment; `alone` where there can be none. */
  state(): 'alone' | 'up' | 'down'
  /** Messages that went out and came in, for the metrics. */
  counts(): { sent: number; received: number; unreadable: number }
  /** Tells the other nodes; this one hears nothing of it. Never throws, never waits. */
  say(news: News): void
  /** What other nodes tell. */
  onNews(listener: (news: News) => void): void
  /** The others can be heard again: what was said meanwhile is lost. */
  onUp(listener: () => void): void
  /** Sends what was said, and leaves. */
  stop(): Promise<void>
}

/** The bus of a node that has the database to itself. */
export const noBus: Bus = {
  shared: false,
  state: () => 'alone',
  counts: () => ({ sent: 0, received: 0, unreadable: 0 }),
  say: () => {},
  onNews: () => {},
  onUp: () => {},
  stop: async () => {},
}
