import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { Actor } from '../../domain/actor.ts'
import type { Conversation } from '../../domain/conversation.ts'
import type { EventType } from '../../domain/events.ts'
import type { Service } from '../../domain/service.ts'

const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'string', precision: 3 })

/** A tenant. Every other key leads with its id. */
export const workspaces = pgTable('workspaces', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  createdAt: time('created_at').notNull().defaultNow(),
})

/** The counter of a workspace's log: the one row that a commit locks first. The generation changes when the log is another one. */
export const heads = pgTable('heads', {
  workspaceId: uuid('workspace_id')
    .primaryKey()
    .references(() => workspaces.id),
  generation: integer().notNull().default(1),
  /** So many of the generations began because a person was erased: the log is the same one. */
  erasures: integer().notNull().default(0),
  seq: bigint({ mode: 'number' }).notNull().default(0),
  at: time('at').notNull().defaultNow(),
})

/** `state` is the fold of the service's events; `version` is what a commit checks. */
export const services = pgTable(
  'services',
  {
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    id: uuid().notNull(),
    version: bigint({ mode: 'number' }).notNull(),
    deleted: boolean().notNull().default(false),
    state: jsonb().$type<Service>().notNull(),
  },
  // A service's id is public where its widget stands, and leads to one workspace.
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] }), uniqueIndex('services_id').on(table.id)],
)

/** `state` is the fold of the conversation's events; the columns beside it are pieces of it that queries and indexes need. */
export const conversations = pgTable(
  'conversations',
  {
    workspaceId: uuid('workspace_id').notNull(),
    id: uuid().notNull(),
    serviceId: uuid('service_id').notNull(),
    version: bigint({ mode: 'number' }).notNull(),
    open: boolean().notNull(),
    ownerId: text('owner_id'),
    openFlags: text('open_flags').array().notNull(),
    startedAt: time('started_at').notNull(),
    search: text().notNull(),
    state: jsonb().$type<Conversation>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({ columns: [table.workspaceId, table.serviceId], foreignColumns: [services.workspaceId, services.id] }),
    index('conversations_open').on(table.workspaceId, table.id).where(sql`open`),
    index('conversations_by_time').on(table.workspaceId, table.startedAt.desc(), table.id.desc()),
  ],
)

const byTheTeam = sql`actor ->> 'kind' in ('operator', 'key', 'rule')`

/**
 * The log. Written by `commit` alone, which holds the workspace's row in `heads`: that one refers to the workspace, and no event has
 * to. `publicSeq` numbers the events of a conversation that its customer may see.
 */
export const events = pgTable(
  'events',
  {
    workspaceId: uuid('workspace_id').notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    conversationId: uuid('conversation_id'),
    type: text().$type<EventType>().notNull(),
    actor: jsonb().$type<Actor>().notNull(),
    at: time('at').notNull(),
    commandId: uuid('command_id').notNull(),
    messageId: uuid('message_id'),
    publicSeq: integer('public_seq'),
    data: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.seq] }),
    index('events_of_conversation')
      .on(table.workspaceId, table.conversationId, table.seq)
      .where(sql`conversation_id is not null`),
    // Few and far between: how long a session was with whom is reckoned with them (A1).
    index('events_modes').on(table.workspaceId, table.at).where(sql`type = 'mode.changed'`),
    uniqueIndex('events_message').on(table.workspaceId, table.messageId).where(sql`message_id is not null`),
    // The audit (L10): what the team, programs and rules did. What customers and AIs say, most of a log, is in neither.
    index('events_audit').on(table.workspaceId, sql`(actor ->> 'kind')`, table.type, table.seq).where(byTheTeam),
    index('events_audit_who')
      .on(table.workspaceId, sql`(coalesce(actor ->> 'id', actor ->> 'name'))`, table.type, table.seq)
      .where(byTheTeam),
  ],
)

/** What was answered to a command, for whoever sends it again (L4). */
export const commands = pgTable(
  'commands',
  {
    workspaceId: uuid('workspace_id').notNull(),
    id: uuid().notNull(),
    bodyHash: text('body_hash').notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    at: time('at').notNull(),
    result: jsonb().$type<unknown>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] }), index('commands_by_time').on(table.at)],
)

/** Lanes of work (architecture.md, Tasks): one task of a lane is `ready` at a time. */
export const tasks = pgTable(
  'tasks',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    workspaceId: uuid('workspace_id').notNull(),
    lane: text().notNull(),
    kind: text().notNull(),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    ready: boolean().notNull().default(false),
    runAt: time('run_at').notNull(),
    attempts: smallint().notNull().default(0),
    lockedBy: uuid('locked_by'),
    lockedUntil: time('locked_until'),
    dead: boolean().notNull().default(false),
    error: text(),
    /** Of one that is dead: since when, and the name that people call it by. The number above would tell how busy others are. */
    diedAt: time('died_at'),
    deadId: uuid('dead_id'),
  },
  (table) => [
    index('tasks_lane').on(table.workspaceId, table.lane, table.id).where(sql`not dead`),
    index('tasks_due_of_kind').on(table.kind, table.runAt, table.id).where(sql`ready`),
    index('tasks_dead').on(table.workspaceId, table.diedAt.desc(), table.deadId.desc()).where(sql`dead`),
  ],
)
